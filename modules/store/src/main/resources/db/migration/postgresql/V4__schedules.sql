-- Schedules, and the runs that were decided on. A few thousand rows at most.

CREATE TABLE schedule (
  id            VARCHAR(64) PRIMARY KEY,
  tenant        VARCHAR(255) NOT NULL,
  name          VARCHAR(64) NOT NULL,
  cron          VARCHAR(200) NOT NULL,
  zone          VARCHAR(64) NOT NULL,
  misfire       VARCHAR(8) NOT NULL,
  overlap       VARCHAR(8) NOT NULL,
  form          VARCHAR(8) NOT NULL,
  body          BYTEA NOT NULL,
  created_at    TIMESTAMPTZ NOT NULL,
  paused        BOOLEAN NOT NULL,
  decided_until TIMESTAMPTZ NOT NULL,
  next_due      TIMESTAMPTZ,
  queued_due    TIMESTAMPTZ,
  skips         BIGINT NOT NULL,
  last_skipped  TIMESTAMPTZ,
  skip_reason   VARCHAR(16),
  revision      BIGINT NOT NULL,
  UNIQUE (tenant, name)
);

CREATE INDEX schedule_next ON schedule (next_due);

CREATE TABLE schedule_run (
  schedule    VARCHAR(64) NOT NULL REFERENCES schedule (id) ON DELETE CASCADE,
  run         VARCHAR(300) NOT NULL,
  due_at      TIMESTAMPTZ NOT NULL,
  decided_at  TIMESTAMPTZ NOT NULL,
  missed      INTEGER NOT NULL,
  state       VARCHAR(16) NOT NULL,
  batch       VARCHAR(64) NOT NULL,
  why         TEXT,
  outcome     VARCHAR(16),
  total       BIGINT,
  succeeded   BIGINT,
  failed      BIGINT,
  finished_at TIMESTAMPTZ,
  PRIMARY KEY (schedule, run)
);

-- For the few that are decided on and not yet submitted.
CREATE INDEX schedule_run_undone ON schedule_run (decided_at) WHERE state = 'DECIDED';
