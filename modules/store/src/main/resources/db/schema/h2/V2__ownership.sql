-- Which cluster owns this database. There is no fence here: the database's file can be opened by one
-- process only, so nobody is left who could write under an earlier incarnation.

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
  renewed_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  released   BOOLEAN NOT NULL
);

INSERT INTO cluster_owner (only_row, cluster, holder, sole, renewals, renewed_at, released)
VALUES (1, '', '', '', 0, CURRENT_TIMESTAMP, TRUE);
