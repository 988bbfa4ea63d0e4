-- Which events were taken: what makes sending one twice harmless.
CREATE TABLE events (
    service     text NOT NULL,
    id          text NOT NULL,
    type        text NOT NULL CHECK (type IN ('usage', 'feedback', 'deployment')),
    at          timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (service, id)
);
CREATE INDEX events_at ON events (at);

CREATE TABLE usage_events (
    service       text NOT NULL,
    event_id      text NOT NULL,
    at            timestamptz NOT NULL,
    user_id       text,
    model         text,
    task          text,
    feature       text,
    input_tokens  bigint,
    output_tokens bigint,
    duration_ms   double precision,
    status        text CHECK (status IN ('success', 'error', 'cancelled'))
);
CREATE INDEX usage_events_service_at ON usage_events (service, at);

CREATE TABLE feedback_events (
    service  text NOT NULL,
    event_id text NOT NULL,
    at       timestamptz NOT NULL,
    user_id  text,
    model    text,
    score    numeric NOT NULL CHECK (score BETWEEN 1 AND 5),
    comment  text
);
CREATE INDEX feedback_events_service_at ON feedback_events (service, at);

CREATE TABLE deployments (
    service     text NOT NULL,
    event_id    text NOT NULL,
    at          timestamptz NOT NULL,
    version     text NOT NULL,
    environment text NOT NULL,
    by_name     text,
    status      text NOT NULL CHECK (status IN ('started', 'succeeded', 'failed', 'rolled_back')),
    commit_id   text
);
CREATE INDEX deployments_service_at ON deployments (service, at);
