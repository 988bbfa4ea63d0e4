-- What each service cost in each hour (UTC) of the last weeks, read from the samples once the hour was over. Only odd hours are found
-- by it; what days cost is kept in cost_days, and is corrected there.
CREATE TABLE cost_hours (
    service         text NOT NULL,
    hour            timestamptz NOT NULL,
    -- Null while no driver had a series.
    cost            numeric,
    needs_price     integer NOT NULL,
    missing_minutes numeric NOT NULL,
    -- The priced lines: [{"key", "what", "amount", "cost"}].
    lines           jsonb NOT NULL,
    computed_at     timestamptz NOT NULL,
    PRIMARY KEY (service, hour)
);

-- Odd hours stand beside odd days.
ALTER TABLE cost_anomalies
    ADD COLUMN kind text NOT NULL DEFAULT 'day' CHECK (kind IN ('day', 'hours')),
    ADD COLUMN starts timestamptz,
    ADD COLUMN ends timestamptz;
UPDATE cost_anomalies SET starts = day::timestamp AT TIME ZONE 'UTC', ends = (day + 1)::timestamp AT TIME ZONE 'UTC';
ALTER TABLE cost_anomalies
    ALTER COLUMN kind DROP DEFAULT,
    ALTER COLUMN starts SET NOT NULL,
    ALTER COLUMN ends SET NOT NULL,
    -- Hours have no usual distance; of them only what is dearer is told.
    ALTER COLUMN score DROP NOT NULL,
    DROP CONSTRAINT cost_anomalies_pkey,
    ADD PRIMARY KEY (service, kind, starts),
    DROP COLUMN day;
CREATE INDEX cost_anomalies_starts ON cost_anomalies (starts DESC);
