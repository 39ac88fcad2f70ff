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
