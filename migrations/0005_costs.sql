-- One row for each computation of a service's UTC day. Revision 0 is the running day and is replaced each few minutes; 1 is
-- the closed day; every later one was asked for, says who, when and why, and stands beside those before.
CREATE TABLE cost_days (
    service         text NOT NULL,
    day             date NOT NULL,
    revision        integer NOT NULL CHECK (revision >= 0),
    cost            numeric,
    needs_price     integer NOT NULL,
    quality         text NOT NULL CHECK (quality IN ('exact', 'partial', 'estimated')),
    missing_minutes numeric NOT NULL,
    note            text NOT NULL,
    computed_at     timestamptz NOT NULL,
    computed_by     text NOT NULL,
    reason          text NOT NULL,
    PRIMARY KEY (service, day, revision)
);
CREATE INDEX cost_days_day ON cost_days (day);

-- What a day's cost is made of. cost is null where the price book has no price: unknown, and in no total.
CREATE TABLE cost_daily (
    service         text NOT NULL,
    day             date NOT NULL,
    revision        integer NOT NULL,
    line            integer NOT NULL,
    driver          text NOT NULL,
    category        text NOT NULL,
    resource        text NOT NULL,
    model           text,
    deployment      text,
    amount          numeric NOT NULL,
    unit            text,
    price_key       text NOT NULL,
    unit_price      numeric,
    price_from      date,
    cost            numeric,
    quality         text NOT NULL CHECK (quality IN ('exact', 'partial', 'estimated')),
    missing_minutes numeric NOT NULL,
    note            text NOT NULL,
    source_query    text NOT NULL,
    PRIMARY KEY (service, day, revision, line),
    FOREIGN KEY (service, day, revision) REFERENCES cost_days ON DELETE CASCADE
);

-- What a service did on a UTC day. final is false for the running day.
CREATE TABLE business_daily (
    service         text NOT NULL,
    day             date NOT NULL,
    metric          text NOT NULL,
    model           text NOT NULL DEFAULT '',
    value           numeric NOT NULL,
    samples         bigint,
    quality         text NOT NULL CHECK (quality IN ('exact', 'partial', 'estimated')),
    missing_minutes numeric NOT NULL,
    source_query    text NOT NULL,
    final           boolean NOT NULL,
    computed_at     timestamptz NOT NULL,
    PRIMARY KEY (service, day, metric, model)
);

-- Days that the business job has closed, also those on which nothing was counted.
CREATE TABLE business_days (
    service     text NOT NULL,
    day         date NOT NULL,
    computed_at timestamptz NOT NULL,
    PRIMARY KEY (service, day)
);

CREATE TABLE job_runs (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job        text NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    state      text NOT NULL CHECK (state IN ('running', 'succeeded', 'failed', 'interrupted')),
    started_by text NOT NULL,
    node       text NOT NULL,
    done       integer NOT NULL DEFAULT 0,
    total      integer NOT NULL DEFAULT 0,
    words      text NOT NULL DEFAULT '',
    error      text NOT NULL DEFAULT ''
);
CREATE INDEX job_runs_job ON job_runs (job, id DESC);
