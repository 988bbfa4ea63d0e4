-- How people respond: who leads and who speaks for it, what users feel, what else is touched, what is to be done, and files.
CREATE TABLE incident_response (
    incident_number bigint PRIMARY KEY REFERENCES incidents,
    lead            text NOT NULL DEFAULT '',
    communications  text NOT NULL DEFAULT '',
    impact          text NOT NULL DEFAULT ''
);

-- Services that people said are touched, beside the incident's own.
CREATE TABLE incident_services (
    incident_number bigint NOT NULL REFERENCES incidents,
    service         text NOT NULL,
    PRIMARY KEY (incident_number, service)
);

-- A task that was taken away stays here, and on the timeline.
CREATE TABLE incident_tasks (
    id              uuid PRIMARY KEY,
    incident_number bigint NOT NULL REFERENCES incidents,
    text            text NOT NULL,
    owner           text NOT NULL DEFAULT '',
    added_at        timestamptz NOT NULL,
    added_by        text NOT NULL,
    done_at         timestamptz,
    done_by         text,
    removed_at      timestamptz
);
CREATE INDEX incident_tasks_incident ON incident_tasks (incident_number, added_at) WHERE removed_at IS NULL;

CREATE TABLE incident_files (
    id              uuid PRIMARY KEY,
    incident_number bigint NOT NULL REFERENCES incidents,
    name            text NOT NULL,
    bytes           integer NOT NULL,
    -- A type that browsers may show as a picture, read from the content itself; null for every other.
    picture         text,
    content         bytea NOT NULL,
    added_at        timestamptz NOT NULL,
    added_by        text NOT NULL
);
CREATE INDEX incident_files_incident ON incident_files (incident_number, added_at);
