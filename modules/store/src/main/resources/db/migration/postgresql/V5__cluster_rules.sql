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
