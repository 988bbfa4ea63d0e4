-- Ways to tell people something: shared channels, and each person's own.
CREATE TABLE notification_channels (
    id         uuid PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('Email', 'Slack', 'Teams', 'Webhook', 'PagerDuty', 'Browser')),
    name       text NOT NULL,
    version    integer NOT NULL CHECK (version >= 1),
    -- Whose it is; null: shared.
    owner_id   text,
    -- What may be shown: e-mail addresses, or the host of a secret address.
    address    text NOT NULL,
    -- Address and key, encrypted by the portal's keys; never shown.
    secret     text,
    -- Which messages take a person's own way.
    important  boolean NOT NULL DEFAULT true,
    routine    boolean NOT NULL DEFAULT true,
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL,
    deleted_at timestamptz
);
CREATE UNIQUE INDEX notification_channels_name ON notification_channels (lower(name)) WHERE owner_id IS NULL AND deleted_at IS NULL;
CREATE INDEX notification_channels_owner ON notification_channels (owner_id) WHERE deleted_at IS NULL;

-- The outbox: a row is written in the transaction of what it tells, and sent afterwards.
CREATE TABLE notifications (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Chosen by the writer: the same message that is written twice is sent once.
    key         text NOT NULL UNIQUE,
    made_at     timestamptz NOT NULL,
    channel_id  uuid NOT NULL REFERENCES notification_channels,
    person_id   text,
    kind        text NOT NULL,
    important   boolean NOT NULL,
    incident    bigint,
    priority    smallint,
    title       text NOT NULL,
    body        text NOT NULL,
    href        text NOT NULL,
    state       text NOT NULL DEFAULT 'Queued' CHECK (state IN ('Queued', 'Sending', 'Sent', 'Dead', 'Withdrawn')),
    -- Queued: not before. Sending: if it is still so by then, the sender was stopped.
    next_try_at timestamptz NOT NULL,
    tries       integer NOT NULL DEFAULT 0,
    sent_at     timestamptz,
    -- The first of the messages that went out as one; null when it went out by itself or is that first one.
    sent_with   bigint REFERENCES notifications
);
CREATE INDEX notifications_due ON notifications (next_try_at) WHERE state IN ('Queued', 'Sending');
CREATE INDEX notifications_channel ON notifications (channel_id, sent_at DESC);
CREATE INDEX notifications_incident ON notifications (incident) WHERE incident IS NOT NULL;
CREATE INDEX notifications_state ON notifications (state, id DESC);

CREATE TABLE notification_attempts (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notification_id bigint NOT NULL REFERENCES notifications ON DELETE CASCADE,
    at              timestamptz NOT NULL,
    took_ms         integer NOT NULL,
    outcome         text NOT NULL CHECK (outcome IN ('Sent', 'Again', 'Failed', 'Unknown')),
    words           text NOT NULL
);
CREATE INDEX notification_attempts_notification ON notification_attempts (notification_id, id);
