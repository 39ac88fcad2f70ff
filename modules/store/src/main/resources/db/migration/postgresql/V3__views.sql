-- The rows behind lists. Each is rewritten about once a second while its batch runs: no index holds
-- a column that changes, and the pages keep room, so that a rewrite stays on its page (HOT).

CREATE TABLE batch_view (
  batch         VARCHAR(64) PRIMARY KEY,
  revision      BIGINT NOT NULL,
  tenant        VARCHAR(255) NOT NULL,
  name          TEXT NOT NULL,
  status        VARCHAR(16) NOT NULL,
  jobs          INTEGER NOT NULL,
  total         BIGINT NOT NULL,
  pending       BIGINT NOT NULL,
  leased        BIGINT NOT NULL,
  waiting_retry BIGINT NOT NULL,
  succeeded     BIGINT NOT NULL,
  failed        BIGINT NOT NULL,
  cancelled     BIGINT NOT NULL,
  created_at    TIMESTAMPTZ NOT NULL,
  started_at    TIMESTAMPTZ,
  finished_at   TIMESTAMPTZ
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX batch_view_newest ON batch_view (created_at DESC, batch);
CREATE INDEX batch_view_tenant_newest ON batch_view (tenant, created_at DESC, batch);

CREATE TABLE job_view (
  batch         VARCHAR(64) NOT NULL REFERENCES batch_view (batch) ON DELETE CASCADE,
  position      INTEGER NOT NULL,
  job           TEXT NOT NULL,
  tenant        VARCHAR(255) NOT NULL,
  operation     TEXT NOT NULL,
  queue         TEXT NOT NULL,
  status        VARCHAR(16) NOT NULL,
  total         BIGINT NOT NULL,
  pending       BIGINT NOT NULL,
  leased        BIGINT NOT NULL,
  waiting_retry BIGINT NOT NULL,
  succeeded     BIGINT NOT NULL,
  failed        BIGINT NOT NULL,
  cancelled     BIGINT NOT NULL,
  created_at    TIMESTAMPTZ NOT NULL,
  started_at    TIMESTAMPTZ,
  finished_at   TIMESTAMPTZ,
  PRIMARY KEY (batch, position)
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX job_view_newest ON job_view (created_at DESC, batch, position);
CREATE INDEX job_view_tenant_newest ON job_view (tenant, created_at DESC, batch, position);
