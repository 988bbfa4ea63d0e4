-- Events in daily partitions by the UTC day of their time, so that a day is dropped and not deleted row by row. An event is one of a kind
-- by service and id on its day. Users are kept as keyed hashes only.
ALTER TABLE events RENAME TO events_before;
ALTER INDEX events_pkey RENAME TO events_before_pkey;

CREATE TABLE events (
    day           date NOT NULL,
    service       text NOT NULL,
    id            text NOT NULL,
    type          text NOT NULL CHECK (type IN ('usage', 'feedback', 'error', 'conversion', 'deployment')),
    at            timestamptz NOT NULL,
    received_at   timestamptz NOT NULL,
    -- The first 16 bytes of HMAC-SHA-256 of the user's id by the instance's key.
    user_key      uuid,
    model         text,
    task          text,
    feature       text,
    input_tokens  bigint,
    output_tokens bigint,
    duration_ms   double precision,
    -- usage: success, error, cancelled; deployment: started, succeeded, failed, rolled_back.
    status        text,
    score         numeric,
    comment       text,
    error_type    text,
    -- conversion: what was reached, and what it is worth.
    name          text,
    value         numeric,
    currency      text,
    version       text,
    environment   text,
    by_name       text,
    commit_id     text,
    PRIMARY KEY (day, service, id)
) PARTITION BY RANGE (day);
CREATE INDEX events_deployments ON events (service, at) WHERE type = 'deployment';

-- Makes a day's partition where there is none. It is attached, not made in place: that lets writers of other days go on.
CREATE FUNCTION ensure_event_day(wanted date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    partition text := 'events_' || to_char(wanted, 'YYYYMMDD');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('event-days', 0));
    IF to_regclass(partition) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition);
    EXECUTE format('ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition, wanted, wanted + 1);
    RETURN true;
END $$;

-- Days before today that got events since their figures were read: they are read again.
CREATE TABLE event_late_days (
    service text NOT NULL,
    day     date NOT NULL,
    marks   bigint NOT NULL,
    PRIMARY KEY (service, day)
);

-- The key of the users' hashes, closed by the portal's own keys (Access:KeysPath).
CREATE TABLE event_keys (
    name       text PRIMARY KEY,
    closed_key text NOT NULL,
    made_at    timestamptz NOT NULL
);

SELECT ensure_event_day(day) FROM (SELECT DISTINCT (at AT TIME ZONE 'UTC')::date AS day FROM events_before) AS days;

INSERT INTO events (day, service, id, type, at, received_at, model, task, feature, input_tokens, output_tokens, duration_ms, status,
    score, comment, version, environment, by_name, commit_id)
SELECT (e.at AT TIME ZONE 'UTC')::date, e.service, e.id, e.type, e.at, e.received_at, coalesce(u.model, f.model), u.task, u.feature,
    u.input_tokens, u.output_tokens, u.duration_ms, coalesce(u.status, d.status), f.score, f.comment, d.version, d.environment, d.by_name, d.commit_id
FROM events_before AS e
LEFT JOIN usage_events AS u ON u.service = e.service AND u.event_id = e.id
LEFT JOIN feedback_events AS f ON f.service = e.service AND f.event_id = e.id
LEFT JOIN deployments AS d ON d.service = e.service AND d.event_id = e.id;

-- Users that were kept as sent: the portal hashes them with its key at the next start and drops this table.
CREATE TABLE event_users_unhashed AS
SELECT row_number() OVER () AS number, (at AT TIME ZONE 'UTC')::date AS day, service, event_id AS id, user_id
FROM (SELECT service, event_id, at, user_id FROM usage_events UNION ALL SELECT service, event_id, at, user_id FROM feedback_events) AS both_kinds
WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX event_users_unhashed_number ON event_users_unhashed (number);

INSERT INTO event_late_days (service, day, marks) SELECT DISTINCT service, day, 1 FROM events;

DROP TABLE usage_events, feedback_events, deployments, events_before;
