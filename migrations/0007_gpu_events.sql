-- What GPUs' drivers told: XIDs and memory errors. One row for each host, GPU and code, from the first time until it is cleared.
CREATE TABLE gpu_events (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host            text NOT NULL,
    -- The card's own id; '' where the driver named no GPU.
    gpu_uuid        text NOT NULL,
    gpu_index       int,
    gpu_name        text,
    kind            text NOT NULL,
    -- The XID's number; 0 for other kinds.
    code            int NOT NULL,
    -- By the host's clock.
    first_at        timestamptz NOT NULL,
    last_at         timestamptz NOT NULL,
    count           bigint NOT NULL DEFAULT 1,
    acknowledged_at timestamptz,
    acknowledged_by text,
    cleared_at      timestamptz,
    cleared_why     text
);
CREATE UNIQUE INDEX gpu_events_open ON gpu_events (host, gpu_uuid, kind, code) WHERE cleared_at IS NULL;
CREATE INDEX gpu_events_last_at ON gpu_events (last_at DESC);

-- The flight recorder: 15 minutes of a host's figures before something happened.
CREATE TABLE gpu_recordings (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- What it was made for: 'incident:12' or 'xid:79'.
    reason      text NOT NULL,
    incident_id bigint,
    host        text NOT NULL,
    from_at     timestamptz NOT NULL,
    to_at       timestamptz NOT NULL,
    made_at     timestamptz NOT NULL,
    gpus        jsonb NOT NULL,
    -- The history's columns as JSON, gzip.
    figures     bytea NOT NULL
);
CREATE UNIQUE INDEX gpu_recordings_incident ON gpu_recordings (incident_id, host) WHERE incident_id IS NOT NULL;
CREATE INDEX gpu_recordings_made_at ON gpu_recordings (made_at);
