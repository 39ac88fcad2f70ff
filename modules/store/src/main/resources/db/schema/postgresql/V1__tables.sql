-- All tables but that of the cluster's owner.

-- The journal and the snapshots of pekko-persistence-jdbc, under the names it expects.

CREATE TABLE event_journal (
  ordering           BIGSERIAL,
  persistence_id     VARCHAR(255) NOT NULL,
  sequence_number    BIGINT NOT NULL,
  deleted            BOOLEAN DEFAULT FALSE NOT NULL,
  writer             VARCHAR(255) NOT NULL,
  write_timestamp    BIGINT,
  adapter_manifest   VARCHAR(255),
  event_ser_id       INTEGER NOT NULL,
  event_ser_manifest VARCHAR(255) NOT NULL,
  event_payload      BYTEA NOT NULL,
  meta_ser_id        INTEGER,
  meta_ser_manifest  VARCHAR(255),
  meta_payload       BYTEA,
  PRIMARY KEY (persistence_id, sequence_number)
);

CREATE UNIQUE INDEX event_journal_ordering_idx ON event_journal (ordering);

CREATE TABLE event_tag (
  event_id BIGINT,
  tag      VARCHAR(256),
  PRIMARY KEY (event_id, tag),
  CONSTRAINT fk_event_journal FOREIGN KEY (event_id)
    REFERENCES event_journal (ordering) ON DELETE CASCADE
);

CREATE TABLE snapshot (
  persistence_id        VARCHAR(255) NOT NULL,
  sequence_number       BIGINT NOT NULL,
  created               BIGINT NOT NULL,
  snapshot_ser_id       INTEGER NOT NULL,
  snapshot_ser_manifest VARCHAR(255) NOT NULL,
  snapshot_payload      BYTEA NOT NULL,
  meta_ser_id           INTEGER,
  meta_ser_manifest     VARCHAR(255),
  meta_payload          BYTEA,
  PRIMARY KEY (persistence_id, sequence_number)
);

-- Snapshots come compressed: trying again costs time and gains nothing.
ALTER TABLE snapshot ALTER COLUMN snapshot_payload SET STORAGE EXTERNAL;

-- The inputs and outcomes of tasks, by the thousand in a row. Payloads come compressed, so they are
-- stored as they are (EXTERNAL). One index a table, for each costs every row.

CREATE TABLE input_upload (
  upload    VARCHAR(200) PRIMARY KEY,
  batch     VARCHAR(64) NOT NULL,
  opened_at TIMESTAMPTZ NOT NULL,
  adopted   BOOLEAN NOT NULL
);

-- Holds only what a submission has left behind, or is still bringing.
CREATE INDEX input_upload_unadopted ON input_upload (opened_at) WHERE NOT adopted;

CREATE TABLE input_segment (
  upload     VARCHAR(200) NOT NULL REFERENCES input_upload (upload) ON DELETE CASCADE,
  segment    INTEGER NOT NULL,
  first_task INTEGER NOT NULL,
  tasks      INTEGER NOT NULL,
  id_hashes  BYTEA NOT NULL,
  payload    BYTEA NOT NULL,
  PRIMARY KEY (upload, segment)
);

ALTER TABLE input_segment ALTER COLUMN id_hashes SET STORAGE EXTERNAL;
ALTER TABLE input_segment ALTER COLUMN payload SET STORAGE EXTERNAL;

CREATE TABLE outcome_segment (
  batch      VARCHAR(64) NOT NULL,
  id         UUID NOT NULL,
  job        INTEGER NOT NULL,
  first_task INTEGER NOT NULL,
  last_task  INTEGER NOT NULL,
  entries    INTEGER NOT NULL,
  payload    BYTEA NOT NULL,
  PRIMARY KEY (batch, id)
);

ALTER TABLE outcome_segment ALTER COLUMN payload SET STORAGE EXTERNAL;

-- What attempts of tasks have kept for those that follow them, until their batch ends. A row belongs
-- to the lease that wrote it; only the same one or a later one writes it again.

CREATE TABLE task_checkpoint (
  batch VARCHAR(64) NOT NULL,
  job   INTEGER NOT NULL,
  task  INTEGER NOT NULL,
  lease BIGINT NOT NULL,
  state BYTEA NOT NULL,
  PRIMARY KEY (batch, job, task)
);

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

-- What an administrator has said of shares and limits, and the emergency stop. A handful of rows.

CREATE TABLE cluster_rule (
  kind           VARCHAR(16) NOT NULL,
  name           VARCHAR(255) NOT NULL,
  weight         INTEGER NOT NULL,
  max_concurrent INTEGER NOT NULL,
  per_second     DOUBLE PRECISION NOT NULL,
  max_pending    BIGINT NOT NULL,
  reason         VARCHAR(2000) NOT NULL,
  changed_by     VARCHAR(255) NOT NULL,
  changed_at     TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (kind, name)
);

-- One row: whoever changes a rule moves it on, so that looking for news reads nothing else.
CREATE TABLE cluster_rule_revision (
  only_row INTEGER PRIMARY KEY,
  revision BIGINT NOT NULL
);

INSERT INTO cluster_rule_revision (only_row, revision) VALUES (1, 0);

-- What was wished of many batches at once, and how far it is. One row for each, however many the
-- batches are.

CREATE TABLE bulk_operation (
  id          VARCHAR(64) PRIMARY KEY,
  tenant      VARCHAR(255) NOT NULL,
  wanted_by   VARCHAR(255) NOT NULL,
  about       VARCHAR(255) NOT NULL,
  wish        TEXT NOT NULL,
  accepted_at TIMESTAMPTZ NOT NULL,
  matched     BIGINT NOT NULL,
  state       VARCHAR(16) NOT NULL,
  at_moment   TIMESTAMPTZ,
  at_batch    VARCHAR(64),
  changed     BIGINT NOT NULL,
  already     BIGINT NOT NULL,
  refused     BIGINT NOT NULL,
  samples     TEXT NOT NULL,
  started_at  TIMESTAMPTZ,
  finished_at TIMESTAMPTZ,
  revision    BIGINT NOT NULL
) WITH (fillfactor = 60);

CREATE INDEX bulk_operation_newest ON bulk_operation (tenant, accepted_at DESC, id);
CREATE INDEX bulk_operation_open ON bulk_operation (accepted_at, id) WHERE finished_at IS NULL;
CREATE INDEX bulk_operation_ended ON bulk_operation (finished_at) WHERE finished_at IS NOT NULL;
