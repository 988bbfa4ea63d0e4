-- Addresses under which calendar programs, which can't sign in, read a schedule. Only a hash of the secret part is kept.
CREATE TABLE on_call_feeds (
    id           uuid PRIMARY KEY,
    schedule_id  uuid NOT NULL REFERENCES on_call_documents,
    secret_hash  bytea NOT NULL UNIQUE,
    made_at      timestamptz NOT NULL,
    made_by      text NOT NULL,
    last_read_at timestamptz,
    ended_at     timestamptz
);
CREATE INDEX on_call_feeds_schedule ON on_call_feeds (schedule_id) WHERE ended_at IS NULL;
