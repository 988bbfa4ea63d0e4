-- A month that a manager signed: which revision of each day counted then. What is computed anew later is a correction, beside it.
CREATE TABLE month_closings (
    month     date PRIMARY KEY CHECK (extract(day FROM month) = 1),
    signed_at timestamptz NOT NULL,
    signed_by text NOT NULL,
    total     numeric NOT NULL,
    note      text NOT NULL
);

CREATE TABLE month_closing_days (
    month    date NOT NULL REFERENCES month_closings,
    service  text NOT NULL,
    day      date NOT NULL,
    revision integer NOT NULL,
    PRIMARY KEY (service, day),
    FOREIGN KEY (service, day, revision) REFERENCES cost_days
);
CREATE INDEX month_closing_days_month ON month_closing_days (month);

CREATE FUNCTION month_closings_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a signed month stays as it was signed';
END $$;
CREATE TRIGGER month_closings_stay BEFORE UPDATE OR DELETE ON month_closings FOR EACH ROW EXECUTE FUNCTION month_closings_stay();
CREATE TRIGGER month_closing_days_stay BEFORE UPDATE OR DELETE ON month_closing_days FOR EACH ROW EXECUTE FUNCTION month_closings_stay();

-- Where the monthly report is told of.
CREATE TABLE report_channels (
    channel  uuid PRIMARY KEY,
    added_at timestamptz NOT NULL,
    added_by text NOT NULL
);
-- What was told: each month to each channel once.
CREATE TABLE report_tellings (
    month   date NOT NULL,
    channel uuid NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (month, channel)
);
