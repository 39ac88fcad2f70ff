-- What attempts of tasks have kept for those that follow them, until their batch ends. A row belongs
-- to the lease that wrote it; only the same one or a later one writes it again.

CREATE TABLE task_checkpoint (
  batch VARCHAR(64) NOT NULL,
  job   INTEGER NOT NULL,
  task  INTEGER NOT NULL,
  lease BIGINT NOT NULL,
  state VARBINARY(65536) NOT NULL,
  PRIMARY KEY (batch, job, task)
);
