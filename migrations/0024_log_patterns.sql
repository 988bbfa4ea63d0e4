-- Error lines of all services by their shape: when a shape was first seen, and how many lines of it there were in each five minutes.
CREATE TABLE log_patterns (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service    text NOT NULL,
    -- SHA-256 of the shape: a shape may be longer than an index takes.
    hash       bytea NOT NULL,
    shape      text NOT NULL,
    example    text NOT NULL,
    level      text NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen  timestamptz NOT NULL,
    total      bigint NOT NULL,
    -- Set while an alert about it fires.
    alert_since timestamptz,
    UNIQUE (service, hash)
);

CREATE TABLE log_pattern_counts (
    pattern bigint NOT NULL REFERENCES log_patterns ON DELETE CASCADE,
    at      timestamptz NOT NULL,
    count   bigint NOT NULL,
    PRIMARY KEY (pattern, at)
);
CREATE INDEX ON log_pattern_counts (at);

-- Up to where lines were read, nanoseconds since 1970: moved in the transaction that counts them, so that none counts twice.
CREATE TABLE log_pattern_reading (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    read_to bigint NOT NULL,
    -- When reading began for the first time: what was there then isn't new.
    began   timestamptz NOT NULL
);
