-- Schedules, escalation policies, and the rules that choose a policy: each is read and replaced as a whole.
CREATE TABLE on_call_documents (
    id         uuid PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('Schedule', 'Policy', 'Routes')),
    name       text NOT NULL,
    version    integer NOT NULL CHECK (version >= 1),
    body       jsonb NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL,
    deleted_at timestamptz
);
CREATE UNIQUE INDEX on_call_documents_name ON on_call_documents (kind, lower(name)) WHERE deleted_at IS NULL;

-- Somebody stands in for whoever a schedule's layers name.
CREATE TABLE on_call_stand_ins (
    id          uuid PRIMARY KEY,
    schedule_id uuid NOT NULL REFERENCES on_call_documents,
    from_at     timestamptz NOT NULL,
    to_at       timestamptz NOT NULL CHECK (to_at > from_at),
    person      text NOT NULL,
    -- Both halves of a swap have the same.
    swap        uuid,
    made_at     timestamptz NOT NULL,
    made_by     text NOT NULL,
    removed_at  timestamptz
);
CREATE INDEX on_call_stand_ins_schedule ON on_call_stand_ins (schedule_id, to_at) WHERE removed_at IS NULL;

-- Where the escalation of each incident stands.
CREATE TABLE escalations (
    incident    bigint PRIMARY KEY,
    policy_id   uuid NOT NULL,
    -- As it was when the escalation began: a change of the policy moves no step under it.
    policy      jsonb NOT NULL,
    -- Goes up with each beginning, so that the messages of two of them are different ones.
    beginning   integer NOT NULL DEFAULT 1,
    phase       text NOT NULL CHECK (phase IN ('Running', 'Acknowledged', 'Snoozed', 'Spent', 'Ended')),
    step        integer NOT NULL,
    round       integer NOT NULL,
    next_at     timestamptz,
    reminders   integer NOT NULL,
    holder      text,
    began_at    timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);
CREATE INDEX escalations_due ON escalations (next_at) WHERE next_at IS NOT NULL;

-- Up to which event of incidents escalations know; the row is locked by the one replica that reads on.
CREATE TABLE escalation_cursor (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    event    bigint NOT NULL
);
INSERT INTO escalation_cursor (event) VALUES (0);
