-- The inputs and outcomes of tasks, by the thousand in a row. Payloads come compressed, so they are
-- VARBINARY in the row rather than BLOBs beside it. One index a table, for each costs every row.

CREATE TABLE input_upload (
  upload    VARCHAR(200) PRIMARY KEY,
  batch     VARCHAR(64) NOT NULL,
  opened_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  adopted   BOOLEAN NOT NULL
);

-- For what a submission has left behind, or is still bringing.
CREATE INDEX input_upload_unadopted ON input_upload (adopted, opened_at);

CREATE TABLE input_segment (
  upload     VARCHAR(200) NOT NULL REFERENCES input_upload (upload) ON DELETE CASCADE,
  segment    INTEGER NOT NULL,
  first_task INTEGER NOT NULL,
  tasks      INTEGER NOT NULL,
  id_hashes  VARBINARY(1000000000) NOT NULL,
  payload    VARBINARY(1000000000) NOT NULL,
  PRIMARY KEY (upload, segment)
);

CREATE TABLE outcome_segment (
  batch      VARCHAR(64) NOT NULL,
  id         UUID NOT NULL,
  job        INTEGER NOT NULL,
  first_task INTEGER NOT NULL,
  last_task  INTEGER NOT NULL,
  entries    INTEGER NOT NULL,
  payload    VARBINARY(1000000000) NOT NULL,
  PRIMARY KEY (batch, id)
);
