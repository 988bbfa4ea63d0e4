-- Files that go with a message, as they were when it was written.
CREATE TABLE notification_files (
    notification_id bigint NOT NULL REFERENCES notifications ON DELETE CASCADE,
    position        integer NOT NULL,
    name            text NOT NULL,
    content_type    text NOT NULL,
    content         bytea NOT NULL,
    PRIMARY KEY (notification_id, position)
);

-- When the monthly report is sent; without a row on the first, at 6 UTC.
CREATE TABLE report_schedule (
    only_one  boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    day       integer NOT NULL CHECK (day BETWEEN 1 AND 28),
    hour      integer NOT NULL CHECK (hour BETWEEN 0 AND 23),
    time_zone text NOT NULL,
    set_at    timestamptz NOT NULL,
    set_by    text NOT NULL
);
