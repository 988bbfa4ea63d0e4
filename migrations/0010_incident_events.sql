-- What happens to incidents, for whoever must tell people. Numbers rise in the order of commits: writers queue on a lock until
-- they commit, so that a reader who has seen a number never meets a smaller one later.
CREATE TABLE incident_events (
    number          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    incident_number bigint NOT NULL REFERENCES incidents,
    at              timestamptz NOT NULL,
    kind            text NOT NULL,
    -- The incident after it.
    priority        smallint NOT NULL,
    title           text NOT NULL,
    service         text,
    team            text,
    actor_kind      text NOT NULL,
    actor_id        text NOT NULL,
    actor_name      text NOT NULL,
    text            text NOT NULL
);
CREATE INDEX incident_events_incident ON incident_events (incident_number, number);

-- Who told of an alert, and what Alertmanager's own list said of it last.
ALTER TABLE alerts
    ADD COLUMN source       text NOT NULL DEFAULT 'alertmanager',
    ADD COLUMN sender_url   text NOT NULL DEFAULT '',
    ADD COLUMN listed_at    timestamptz,
    ADD COLUMN gone_since   timestamptz,
    ADD COLUMN silenced_by  text[] NOT NULL DEFAULT '{}',
    ADD COLUMN inhibited_by text[] NOT NULL DEFAULT '{}';

-- An end that was told while Prometheus did not answer: facts that are not believed yet, in the form of `facts`.
ALTER TABLE alert_episodes
    ADD COLUMN doubted    jsonb,
    ADD COLUMN doubted_at timestamptz,
    -- The end was concluded by the portal and told by nobody: the next firing takes it back.
    ADD COLUMN assumed    boolean NOT NULL DEFAULT false;
CREATE INDEX alert_episodes_unsure ON alert_episodes (fingerprint) WHERE assumed OR doubted IS NOT NULL;
