-- The rows behind lists. No index holds a column that changes.

CREATE TABLE batch_view (
  batch         VARCHAR(64) PRIMARY KEY,
  revision      BIGINT NOT NULL,
  tenant        VARCHAR(255) NOT NULL,
  name          VARCHAR NOT NULL,
  status        VARCHAR(16) NOT NULL,
  jobs          INTEGER NOT NULL,
  total         BIGINT NOT NULL,
  pending       BIGINT NOT NULL,
  leased        BIGINT NOT NULL,
  waiting_retry BIGINT NOT NULL,
  succeeded     BIGINT NOT NULL,
  failed        BIGINT NOT NULL,
  cancelled     BIGINT NOT NULL,
  created_at    TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  started_at    TIMESTAMP(6) WITH TIME ZONE,
  finished_at   TIMESTAMP(6) WITH TIME ZONE
);

CREATE INDEX batch_view_newest ON batch_view (created_at DESC, batch);
CREATE INDEX batch_view_tenant_newest ON batch_view (tenant, created_at DESC, batch);

CREATE TABLE job_view (
  batch         VARCHAR(64) NOT NULL REFERENCES batch_view (batch) ON DELETE CASCADE,
  position      INTEGER NOT NULL,
  job           VARCHAR NOT NULL,
  tenant        VARCHAR(255) NOT NULL,
  operation     VARCHAR NOT NULL,
  queue         VARCHAR NOT NULL,
  status        VARCHAR(16) NOT NULL,
  total         BIGINT NOT NULL,
  pending       BIGINT NOT NULL,
  leased        BIGINT NOT NULL,
  waiting_retry BIGINT NOT NULL,
  succeeded     BIGINT NOT NULL,
  failed        BIGINT NOT NULL,
  cancelled     BIGINT NOT NULL,
  created_at    TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  started_at    TIMESTAMP(6) WITH TIME ZONE,
  finished_at   TIMESTAMP(6) WITH TIME ZONE,
  PRIMARY KEY (batch, position)
);

CREATE INDEX job_view_newest ON job_view (created_at DESC, batch, position);
CREATE INDEX job_view_tenant_newest ON job_view (tenant, created_at DESC, batch, position);
