-- What was wished of many batches at once, and how far it is. One row for each, however many the
-- batches are.

CREATE TABLE bulk_operation (
  id          VARCHAR(64) PRIMARY KEY,
  tenant      VARCHAR(255) NOT NULL,
  wanted_by   VARCHAR(255) NOT NULL,
  about       VARCHAR(255) NOT NULL,
  wish        VARCHAR NOT NULL,
  accepted_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  matched     BIGINT NOT NULL,
  state       VARCHAR(16) NOT NULL,
  at_moment   TIMESTAMP(6) WITH TIME ZONE,
  at_batch    VARCHAR(64),
  changed     BIGINT NOT NULL,
  already     BIGINT NOT NULL,
  refused     BIGINT NOT NULL,
  samples     VARCHAR NOT NULL,
  started_at  TIMESTAMP(6) WITH TIME ZONE,
  finished_at TIMESTAMP(6) WITH TIME ZONE,
  revision    BIGINT NOT NULL
);

CREATE INDEX bulk_operation_newest ON bulk_operation (tenant, accepted_at DESC, id);
CREATE INDEX bulk_operation_ended ON bulk_operation (finished_at, accepted_at, id);
