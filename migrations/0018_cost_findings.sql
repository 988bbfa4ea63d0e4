-- Closed days whose cost doesn't fit the days before them. A row is made and taken away by the job, as the days say; once somebody
-- has settled it, it stays.
CREATE TABLE cost_anomalies (
    service     text NOT NULL,
    day         date NOT NULL,
    revision    integer NOT NULL,
    cost        numeric NOT NULL,
    expected    numeric NOT NULL,
    low         numeric NOT NULL,
    high        numeric NOT NULL,
    -- Distance from what was expected, in units of how far days usually are from it.
    score       double precision NOT NULL,
    -- What moved, largest first: [{"what", "why", "amount", "usualAmount", "price", "usualPrice", "cost"}].
    moves       jsonb NOT NULL,
    found_at    timestamptz NOT NULL,
    settled_at  timestamptz,
    settled_by  text,
    settled_why text,
    PRIMARY KEY (service, day)
);
CREATE INDEX cost_anomalies_day ON cost_anomalies (day DESC);

-- Ways to pay less for the same, found by the job in what was measured, with the arithmetic in the open.
CREATE TABLE cost_proposals (
    -- kind:service:subject.
    id            text PRIMARY KEY,
    kind          text NOT NULL,
    service       text NOT NULL,
    subject       text NOT NULL,
    title         text NOT NULL,
    -- Of the days that were looked at; low is below high where nobody knows better.
    days          integer NOT NULL,
    first_day     date NOT NULL,
    last_day      date NOT NULL,
    low           numeric NOT NULL,
    high          numeric NOT NULL,
    -- What the numbers are made of, in order: [{"what", "value", "source"}].
    steps         jsonb NOT NULL,
    -- Proposals of one key save the same money: only one of them can be had.
    same_money    text NOT NULL,
    -- The cost drivers that it would change.
    drivers       text[] NOT NULL,
    found_at      timestamptz NOT NULL,
    seen_at       timestamptz NOT NULL,
    state         text NOT NULL CHECK (state IN ('open', 'dismissed', 'taken', 'gone')),
    decided_at    timestamptz,
    decided_by    text,
    decided_why   text
);
