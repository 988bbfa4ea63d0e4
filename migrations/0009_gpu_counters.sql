-- What each GPU's energy counter last said. It only grows until the GPU is reset or its driver is loaded anew: a portal that was
-- away sees by it that this happened meanwhile, and clears the GPU's events.
CREATE TABLE gpu_counters (
    host     text NOT NULL,
    gpu_uuid text NOT NULL,
    energy   double precision NOT NULL, -- joules
    at       timestamptz NOT NULL,      -- by the host's clock
    PRIMARY KEY (host, gpu_uuid)
);
