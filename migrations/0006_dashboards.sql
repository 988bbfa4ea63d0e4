-- Saved dashboards. The JSON is kept as text: what isn't understood here comes out again as it went in.
CREATE TABLE dashboards (
    uid        text PRIMARY KEY CHECK (uid ~ '^[A-Za-z0-9_-]{1,40}$'),
    title      text NOT NULL,
    tags       text[] NOT NULL DEFAULT '{}',
    folder     text NOT NULL DEFAULT '',
    -- The newest version; they count on over deleting and bringing back.
    version    integer NOT NULL CHECK (version >= 1),
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL,
    deleted_at timestamptz,
    deleted_by text
);

CREATE TABLE dashboard_versions (
    uid         text NOT NULL REFERENCES dashboards,
    version     integer NOT NULL,
    title       text NOT NULL,
    json        text NOT NULL,
    message     text NOT NULL DEFAULT '',
    author_kind text NOT NULL,
    author_id   text NOT NULL,
    author_name text NOT NULL,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (uid, version)
);
