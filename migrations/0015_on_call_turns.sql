-- Who was on call by each schedule when it was last looked: a change is told to whoever comes.
CREATE TABLE on_call_turns (
    schedule_id uuid PRIMARY KEY REFERENCES on_call_documents,
    person      text,
    since       timestamptz NOT NULL
);
