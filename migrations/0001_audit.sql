CREATE TABLE audit_log (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at            timestamptz NOT NULL,
    actor_kind    text NOT NULL,
    actor_id      text NOT NULL,
    actor_name    text NOT NULL,
    address       text,
    action        text NOT NULL,
    subject       text NOT NULL,
    detail        text NOT NULL,
    previous_hash bytea NOT NULL,
    hash          bytea NOT NULL UNIQUE
);
CREATE INDEX audit_log_at ON audit_log (at DESC);
CREATE INDEX audit_log_subject ON audit_log (subject, id DESC);
