-- Error lines are read of each log store by itself: up to where, and since when. What was read until now was Loki's.
ALTER TABLE log_pattern_reading ADD COLUMN store text NOT NULL DEFAULT 'loki';
ALTER TABLE log_pattern_reading DROP COLUMN one;
ALTER TABLE log_pattern_reading ALTER COLUMN store DROP DEFAULT;
ALTER TABLE log_pattern_reading ADD PRIMARY KEY (store);

ALTER TABLE log_patterns ADD COLUMN store text NOT NULL DEFAULT 'loki';
ALTER TABLE log_patterns ALTER COLUMN store DROP DEFAULT;
ALTER TABLE log_patterns DROP CONSTRAINT log_patterns_service_hash_key;
ALTER TABLE log_patterns ADD UNIQUE (store, service, hash);
