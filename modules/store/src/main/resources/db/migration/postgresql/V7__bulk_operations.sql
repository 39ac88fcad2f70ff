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
