package io.gristworks.store;

import io.gristworks.core.batch.BatchId;
import io.gristworks.store.checkpoint.Checkpoints;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Checkpoints as rows of the one database. For any number of threads. */
public final class JdbcCheckpoints implements Checkpoints {
  /** How many rows one commit deletes at most; each may hold 64 KiB. */
  private static final int DELETED_AT_ONCE = 200;

  private final Database database;
  private final String insert;

  /** On tables that {@link Migrations} has made. */
  public JdbcCheckpoints(Database database) {
    this.database = database;
    this.insert =
        database
            .dialect()
            .insertNew(
                "task_checkpoint",
                List.of("batch", "job", "task"),
                List.of("batch", "job", "task", "lease", "state"));
  }

  @Override
  public boolean save(Owner owner, long lease, byte[] state) {
    return database.statement(
        "save the checkpoint of " + owner,
        connection ->
            replace(connection, owner, lease, state)
                || insert(connection, owner, lease, state)
                // Somebody else was first in between: now there is a row to be replaced, or a
                // later lease's, which stays.
                || replace(connection, owner, lease, state));
  }

  /** The fence: a row is left alone by all leases earlier than its own. */
  private static boolean replace(Connection connection, Owner owner, long lease, byte[] state)
      throws SQLException {
    return Sql.update(
            connection,
            "UPDATE task_checkpoint SET lease = ?, state = ?"
                + " WHERE batch = ? AND job = ? AND task = ? AND lease <= ?",
            lease,
            state,
            owner.batch().value(),
            owner.job(),
            owner.task(),
            lease)
        > 0;
  }

  private boolean insert(Connection connection, Owner owner, long lease, byte[] state)
      throws SQLException {
    return Sql.update(
            connection, insert, owner.batch().value(), owner.job(), owner.task(), lease, state)
        > 0;
  }

  @Override
  public Optional<byte[]> read(Owner owner) {
    return database
        .statement(
            "read the checkpoint of " + owner,
            connection ->
                Sql.query(
                    connection,
                    "SELECT state FROM task_checkpoint WHERE batch = ? AND job = ? AND task = ?",
                    row -> row.getBytes(1),
                    owner.batch().value(),
                    owner.job(),
                    owner.task()))
        .stream()
        .findFirst();
  }

  @Override
  public int deleteBefore(BatchId batch, long lease) {
    int all = 0;
    int some;
    do {
      some = deleteSome(batch, lease);
      all += some;
    } while (some == DELETED_AT_ONCE);
    return all;
  }

  private int deleteSome(BatchId batch, long lease) {
    return database.statement(
        "delete checkpoints of batch " + batch,
        connection ->
            Sql.update(
                connection,
                "DELETE FROM task_checkpoint WHERE batch = ? AND lease < ? AND (job, task) IN"
                    + " (SELECT job, task FROM task_checkpoint WHERE batch = ? AND lease < ?"
                    + " ORDER BY job, task LIMIT "
                    + DELETED_AT_ONCE
                    + ")",
                batch.value(),
                lease,
                batch.value(),
                lease));
  }
}
