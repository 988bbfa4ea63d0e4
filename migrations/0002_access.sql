CREATE TABLE accounts (
    id               uuid PRIMARY KEY,
    user_name        text NOT NULL,
    display_name     text NOT NULL,
    role             text NOT NULL CHECK (role IN ('viewer', 'responder', 'manager', 'admin')),
    -- Null: this account can't sign in with a password.
    password_hash    text,
    built_in         boolean NOT NULL DEFAULT false,
    disabled_at      timestamptz,
    -- A session carries the stamp it began with; a new stamp ends all of them.
    security_stamp   text NOT NULL,
    failed_sign_ins  int NOT NULL DEFAULT 0,
    locked_until     timestamptz,
    last_sign_in_at  timestamptz,
    created_at       timestamptz NOT NULL,
    created_by       text NOT NULL
);
CREATE UNIQUE INDEX accounts_user_name ON accounts (lower(user_name));

CREATE TABLE sign_in_links (
    hash        bytea PRIMARY KEY,
    account_id  uuid NOT NULL REFERENCES accounts (id),
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz
);

CREATE TABLE api_tokens (
    id            uuid PRIMARY KEY,
    name          text NOT NULL,
    -- SHA-256 of the token; the token itself is nowhere.
    hash          bytea NOT NULL UNIQUE,
    -- Separated by blanks, as OAuth writes them.
    scopes        text NOT NULL,
    -- Comes from a file that the settings name, and is replaced when that file changes.
    provisioned   boolean NOT NULL DEFAULT false,
    created_at    timestamptz NOT NULL,
    created_by    text NOT NULL,
    expires_at    timestamptz,
    last_used_at  timestamptz,
    revoked_at    timestamptz
);
CREATE UNIQUE INDEX api_tokens_name ON api_tokens (lower(name)) WHERE revoked_at IS NULL;
