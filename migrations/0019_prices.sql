-- Entries of the price book that were made in the portal, beside the catalog's. An entry is never changed nor taken out: what was
-- wrong is followed by another, and of two that hold from the same instant the later one counts. price is null where a price ends.
CREATE TABLE price_entries (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key        text NOT NULL,
    unit       text NOT NULL,
    currency   text,
    valid_from timestamptz NOT NULL,
    price      numeric CHECK (price >= 0),
    steps      jsonb NOT NULL DEFAULT '[]',
    note       text NOT NULL,
    entered_at timestamptz NOT NULL,
    entered_by text NOT NULL,
    reason     text NOT NULL CHECK (reason <> ''),
    undoes     bigint UNIQUE REFERENCES price_entries
);
CREATE INDEX price_entries_key ON price_entries (key, valid_from);

CREATE FUNCTION price_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries of the price book are never changed: add another';
END $$;
CREATE TRIGGER price_entries_stay BEFORE UPDATE OR DELETE ON price_entries FOR EACH ROW EXECUTE FUNCTION price_entries_stay();

-- priced_at: the instant whose price a line was computed with; null is the start of its day (lines from before this migration).
-- used_before: units that the service had used in the calendar month before, where the price has steps.
-- usage: busy, idle or throttled, where GPU time is told apart.
ALTER TABLE cost_daily
    ADD COLUMN priced_at timestamptz,
    ADD COLUMN used_before numeric,
    ADD COLUMN usage text CHECK (usage IN ('busy', 'idle', 'throttled'));
