-- What the alerts of an incident are about: services, hosts, GPUs. Further alerts find it by these.
CREATE TABLE incident_keys (
    key             text NOT NULL,
    incident_number bigint NOT NULL REFERENCES incidents,
    PRIMARY KEY (key, incident_number)
);
INSERT INTO incident_keys (key, incident_number) SELECT correlation, number FROM incidents;

ALTER TABLE incidents ADD COLUMN merged_into bigint REFERENCES incidents;

ALTER TABLE alert_episodes
    -- The incident that a person took it out of, first.
    ADD COLUMN moved_from bigint REFERENCES incidents,
    -- A firing alert that explains this one, and why it is thought to.
    ADD COLUMN suppressed_by bigint REFERENCES alert_episodes,
    ADD COLUMN suppressed_because text,
    -- A person said that it is no symptom: it isn't taken for one again.
    ADD COLUMN suppression_undone boolean NOT NULL DEFAULT false;
