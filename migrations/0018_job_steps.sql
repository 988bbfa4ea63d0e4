-- What a run of a job did, piece by piece: on what, what it asked, how many rows came of it, how long it took.
CREATE TABLE job_steps (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id      bigint NOT NULL REFERENCES job_runs ON DELETE CASCADE,
    ended_at    timestamptz NOT NULL,
    what        text NOT NULL,
    query       text NOT NULL,
    rows        integer NOT NULL,
    duration_ms double precision NOT NULL,
    problem     text NOT NULL
);
CREATE INDEX job_steps_run ON job_steps (run_id, id);
