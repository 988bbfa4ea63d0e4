-- What was the case when an incident opened, kept as it was then: the sources move on and forget.
CREATE TABLE incident_evidence (
    incident_number bigint NOT NULL REFERENCES incidents,
    position        smallint NOT NULL,
    kind            text NOT NULL,
    title           text NOT NULL,
    taken_at        timestamptz NOT NULL,
    -- Why there is nothing, in words; null when there is something.
    problem         text,
    content         jsonb NOT NULL,
    PRIMARY KEY (incident_number, position)
);
ALTER TABLE incidents ADD COLUMN evidence_at timestamptz;
-- What was open before isn't gone back for.
UPDATE incidents SET evidence_at = opened_at;
CREATE INDEX incidents_without_evidence ON incidents (opened_at) WHERE evidence_at IS NULL;

-- Silences that were made here, so that they can end with their incident.
CREATE TABLE incident_silences (
    silence_id      text PRIMARY KEY,
    incident_number bigint REFERENCES incidents,
    ends_with_it    boolean NOT NULL,
    created_at      timestamptz NOT NULL,
    created_by      text NOT NULL,
    expired_at      timestamptz
);
CREATE INDEX incident_silences_open ON incident_silences (incident_number) WHERE expired_at IS NULL;

-- The review of an incident: a draft made from its timeline, then what people made of it.
CREATE TABLE incident_reviews (
    incident_number bigint PRIMARY KEY REFERENCES incidents,
    version         integer NOT NULL,
    text            text NOT NULL,
    updated_at      timestamptz NOT NULL,
    updated_by      text NOT NULL
);
