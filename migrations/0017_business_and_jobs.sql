-- A figure may be split by more than the model: by feature, kind of error, conversion, currency, bound of a histogram.
ALTER TABLE business_daily ADD COLUMN item text NOT NULL DEFAULT '';
ALTER TABLE business_daily DROP CONSTRAINT business_daily_pkey;
ALTER TABLE business_daily ADD PRIMARY KEY (service, day, metric, model, item);
CREATE INDEX business_daily_day ON business_daily (day);

-- What can't be summed from days: different users of a month. final is false for the running month.
CREATE TABLE business_monthly (
    service      text NOT NULL,
    -- Its first day.
    month        date NOT NULL,
    metric       text NOT NULL,
    value        numeric NOT NULL,
    samples      bigint NOT NULL,
    source_query text NOT NULL,
    final        boolean NOT NULL,
    computed_at  timestamptz NOT NULL,
    PRIMARY KEY (service, month, metric)
);

-- What a run of a job did, piece by piece: on what, what it asked, how many rows came of it, how long it took.
CREATE TABLE job_steps (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id      bigint NOT NULL REFERENCES job_runs ON DELETE CASCADE,
    ended_at    timestamptz NOT NULL,
    what        text NOT NULL,
    query       text NOT NULL,
    rows        integer NOT NULL,
    duration_ms double precision NOT NULL,
    problem     text NOT NULL
);
CREATE INDEX job_steps_run ON job_steps (run_id, id);
