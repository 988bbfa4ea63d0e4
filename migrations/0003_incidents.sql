-- What Alertmanager said, byte for byte (gzip), once for each distinct body; kept for a bounded time.
CREATE TABLE alert_deliveries (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body_hash        bytea NOT NULL UNIQUE,
    received_at      timestamptz NOT NULL,
    last_seen_at     timestamptz NOT NULL,
    times_seen       integer NOT NULL DEFAULT 1,
    sender           text NOT NULL,
    receiver         text NOT NULL,
    group_key        text NOT NULL,
    external_url     text NOT NULL,
    alert_count      integer NOT NULL,
    truncated_alerts integer NOT NULL,
    body             bytea NOT NULL
);
CREATE INDEX alert_deliveries_last_seen_at ON alert_deliveries (last_seen_at);

-- An alert is its labels: the fingerprint is the same in time, over receivers and over replicas.
CREATE TABLE alerts (
    fingerprint   text PRIMARY KEY,
    name          text NOT NULL,
    service       text,
    severity      text NOT NULL,
    priority      smallint NOT NULL CHECK (priority BETWEEN 1 AND 4),
    labels        jsonb NOT NULL,
    first_seen_at timestamptz NOT NULL,
    last_seen_at  timestamptz NOT NULL
);
CREATE INDEX alerts_service ON alerts (service);

CREATE TABLE incidents (
    number           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version          integer NOT NULL DEFAULT 1,
    origin           text NOT NULL CHECK (origin IN ('alert', 'declared')),
    -- Which alerts may join: 'service:h200', or an alert's name and group where it has no service.
    correlation      text NOT NULL,
    title            text NOT NULL,
    description      text NOT NULL DEFAULT '',
    service          text,
    team             text,
    priority         smallint NOT NULL CHECK (priority BETWEEN 1 AND 4),
    priority_by_hand boolean NOT NULL DEFAULT false,
    status           text NOT NULL CHECK (status IN ('open', 'acknowledged', 'investigating', 'mitigating', 'resolved')),
    opened_at        timestamptz NOT NULL,
    -- When an acknowledgement became due: the opening, a reopening or a rise in priority.
    due_from         timestamptz NOT NULL,
    acknowledged_at  timestamptz,
    acknowledged_by  text,
    mitigated_at     timestamptz,
    resolved_at      timestamptz,
    -- The name of who resolved it; resolved_by_system says that it was the portal itself.
    resolved_by      text,
    resolved_by_system boolean NOT NULL DEFAULT false,
    -- Set while it has alerts and none of them fires.
    cleared_at       timestamptz,
    assignee_id      text,
    assignee_name    text,
    alerts_total     integer NOT NULL DEFAULT 0,
    alerts_firing    integer NOT NULL DEFAULT 0,
    alert_names      text[] NOT NULL DEFAULT '{}',
    first_start_at   timestamptz,
    last_start_at    timestamptz,
    last_end_at      timestamptz,
    updated_at       timestamptz NOT NULL
);
CREATE INDEX incidents_correlation ON incidents (correlation, number DESC);
CREATE INDEX incidents_unresolved ON incidents (priority, opened_at) WHERE status <> 'resolved';
CREATE INDEX incidents_opened_at ON incidents (opened_at DESC);

-- One alert's time of firing. `facts` are the distinct things that were said about it, microseconds since 1970:
-- [start] = it fires since then; [start, end] = it fired and ended. The span is derived from them alone.
CREATE TABLE alert_episodes (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fingerprint       text NOT NULL REFERENCES alerts,
    starts_at         timestamptz NOT NULL,
    ends_at           timestamptz,
    facts             jsonb NOT NULL,
    annotations       jsonb NOT NULL,
    generator_url     text NOT NULL,
    incident_number   bigint REFERENCES incidents,
    joined_because    text,
    first_received_at timestamptz NOT NULL,
    closed_received_at timestamptz,
    -- Two episodes that later news showed to be one.
    merged_into       bigint REFERENCES alert_episodes
);
CREATE INDEX alert_episodes_fingerprint ON alert_episodes (fingerprint, starts_at DESC);
CREATE INDEX alert_episodes_incident ON alert_episodes (incident_number) WHERE incident_number IS NOT NULL;
CREATE INDEX alert_episodes_starts_at ON alert_episodes (starts_at DESC);
CREATE UNIQUE INDEX alert_episodes_one_open ON alert_episodes (fingerprint) WHERE ends_at IS NULL AND merged_into IS NULL;

CREATE TABLE incident_timeline (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    incident_number bigint NOT NULL REFERENCES incidents,
    at              timestamptz NOT NULL,
    kind            text NOT NULL,
    -- The incident's version that this entry made.
    version         integer NOT NULL,
    actor_kind      text NOT NULL,
    actor_id        text NOT NULL,
    actor_name      text NOT NULL,
    address         text,
    text            text NOT NULL,
    detail          jsonb,
    -- Chosen by the sender of a step, so that a step that is sent twice is taken once.
    step_id         uuid UNIQUE
);
CREATE INDEX incident_timeline_incident ON incident_timeline (incident_number, id);
