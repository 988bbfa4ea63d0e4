-- The last failure of each job is looked up with each drawing of the jobs page, among ninety days of runs, some of them one a minute.
CREATE INDEX job_runs_failed ON job_runs (job, id DESC) WHERE error <> '';
