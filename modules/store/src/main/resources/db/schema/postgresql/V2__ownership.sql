-- Which cluster owns this database. Two rows of one line each, because they change at different
-- rates: every fenced write reads the incarnation, which changes only when another cluster takes
-- the database over; the owner's line is renewed each second and read by nodes only.

CREATE TABLE cluster_incarnation (
  only_row    INTEGER PRIMARY KEY,
  incarnation BIGINT NOT NULL
);

INSERT INTO cluster_incarnation (only_row, incarnation) VALUES (1, 0);

CREATE TABLE cluster_owner (
  only_row   INTEGER PRIMARY KEY,
  cluster    VARCHAR(64) NOT NULL,
  holder     VARCHAR(300) NOT NULL,
  sole       VARCHAR(64) NOT NULL,
  renewals   BIGINT NOT NULL,
  renewed_at TIMESTAMPTZ NOT NULL,
  released   BOOLEAN NOT NULL
);

INSERT INTO cluster_owner (only_row, cluster, holder, sole, renewals, renewed_at, released)
VALUES (1, '', '', '', 0, clock_timestamp(), TRUE);

-- The fence. A node's sessions name the incarnation of its cluster; what is written under another
-- one than the current is refused. A claim takes the lock alone, so it waits for the transactions
-- that write, and those that come later see it. Sessions that name no incarnation belong to no node
-- (a person, a tool) and pass.
CREATE FUNCTION cluster_fence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  mine TEXT := current_setting('gristworks.incarnation', true);
  owning BIGINT;
BEGIN
  IF mine IS NULL OR mine = '' THEN
    RETURN NULL;
  END IF;
  PERFORM pg_advisory_xact_lock_shared(7473637);
  SELECT incarnation INTO owning FROM cluster_incarnation;
  IF owning <> mine::BIGINT THEN
    RAISE EXCEPTION 'written under incarnation % while incarnation % owns the database', mine, owning
      USING ERRCODE = 'GW001';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER fence BEFORE INSERT OR UPDATE OR DELETE ON event_journal
  FOR EACH STATEMENT EXECUTE FUNCTION cluster_fence();
CREATE TRIGGER fence BEFORE INSERT OR UPDATE OR DELETE ON snapshot
  FOR EACH STATEMENT EXECUTE FUNCTION cluster_fence();
CREATE TRIGGER fence BEFORE INSERT OR UPDATE OR DELETE ON input_upload
  FOR EACH STATEMENT EXECUTE FUNCTION cluster_fence();
CREATE TRIGGER fence BEFORE INSERT OR UPDATE OR DELETE ON input_segment
  FOR EACH STATEMENT EXECUTE FUNCTION cluster_fence();
CREATE TRIGGER fence BEFORE INSERT OR UPDATE OR DELETE ON outcome_segment
  FOR EACH STATEMENT EXECUTE FUNCTION cluster_fence();
CREATE TRIGGER fence BEFORE INSERT OR UPDATE OR DELETE ON task_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION cluster_fence();
CREATE TRIGGER fence BEFORE INSERT OR UPDATE OR DELETE ON batch_view
  FOR EACH STATEMENT EXECUTE FUNCTION cluster_fence();
CREATE TRIGGER fence BEFORE INSERT OR UPDATE OR DELETE ON job_view
  FOR EACH STATEMENT EXECUTE FUNCTION cluster_fence();
CREATE TRIGGER fence BEFORE INSERT OR UPDATE OR DELETE ON schedule
  FOR EACH STATEMENT EXECUTE FUNCTION cluster_fence();
CREATE TRIGGER fence BEFORE INSERT OR UPDATE OR DELETE ON schedule_run
  FOR EACH STATEMENT EXECUTE FUNCTION cluster_fence();
CREATE TRIGGER fence BEFORE INSERT OR UPDATE OR DELETE ON bulk_operation
  FOR EACH STATEMENT EXECUTE FUNCTION cluster_fence();
CREATE TRIGGER fence BEFORE INSERT OR UPDATE OR DELETE ON cluster_rule
  FOR EACH STATEMENT EXECUTE FUNCTION cluster_fence();
