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
