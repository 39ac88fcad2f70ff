package io.gristworks.store;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.ControlEvent.BatchRetired;
import io.gristworks.core.retention.BatchPart;
import io.gristworks.core.retention.EndedBatch;
import io.gristworks.core.retention.PurgeRun.Removed;
import io.gristworks.store.journal.EventCodec;
import io.gristworks.store.retention.BatchDeletion;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is left of batches as rows of the one database. Each step is one short transaction; see
 * {@link PurgeStep} for how short. For any number of threads.
 */
public final class JdbcBatchDeletion implements BatchDeletion {
  /** The most uploads that one commit deletes. */
  private static final int UPLOADS_AT_ONCE = 50;

  private final Database database;

  /** On tables that {@link Migrations} has made. */
  public JdbcBatchDeletion(Database database) {
    this.database = database;
  }

  @Override
  public List<EndedBatch> ended(Instant endedBefore, @Nullable EndedBatch after, int limit) {
    // What ended before was accepted before: an index on the order of lists is enough, read from
    // its far end. It costs a look at each old batch that still runs, and these are few.
    var from = after == null ? "" : " AND created_at >= ? AND (created_at > ? OR batch < ?)";
    var values = new ArrayList<Object>(List.of(endedBefore, endedBefore));
    if (after != null) {
      values.addAll(List.of(after.createdAt(), after.createdAt(), after.id().value()));
    }
    return database.statement(
        "list ended batches",
        connection ->
            Sql.query(
                connection,
                "SELECT batch, created_at FROM batch_view"
                    + " WHERE created_at < ? AND finished_at < ?"
                    + from
                    + " ORDER BY created_at, batch DESC LIMIT "
                    + limit,
                row ->
                    new EndedBatch(
                        new BatchId(row.getString("batch")),
                        Objects.requireNonNull(Sql.instant(row, "created_at"))),
                values.toArray()));
  }

  @Override
  public Removed remove(BatchId batch, BatchPart part, int at) {
    return database.transaction(
        "delete " + part + " of batch " + batch,
        connection -> {
          var retired = retirement(connection, batch);
          return switch (part) {
            case OUTCOMES -> outcomes(connection, batch);
            case INPUTS -> inputs(connection, retired == null ? List.of() : retired.uploads(), at);
            case SNAPSHOTS ->
                some(
                    connection,
                    "snapshot",
                    "sequence_number",
                    "snapshot_payload",
                    "persistence_id",
                    journal(batch));
            case EVENTS ->
                some(
                    connection,
                    "event_journal",
                    "sequence_number",
                    "event_payload",
                    "event_ser_manifest <> '" + EventCodec.RETIRED + "' AND persistence_id",
                    journal(batch));
            case END -> end(connection, batch);
          };
        });
  }

  /**
   * The last event, where it is the batch's retirement; null where there is none at all.
   *
   * @throws StillNeeded if it is any other
   */
  private static @Nullable BatchRetired retirement(Connection connection, BatchId batch)
      throws SQLException {
    var last =
        Sql.query(
            connection,
            "SELECT event_ser_manifest, event_payload FROM event_journal"
                + " WHERE persistence_id = ? ORDER BY sequence_number DESC LIMIT 1",
            row -> retirement(row.getString(1), row.getBytes(2), batch),
            journal(batch));
    return last.isEmpty() ? null : last.getFirst();
  }

  private static BatchRetired retirement(String manifest, byte[] payload, BatchId batch) {
    if (manifest.equals(EventCodec.RETIRED)
        && EventCodec.decode(manifest, payload) instanceof BatchRetired retired) {
      return retired;
    }
    throw new StillNeeded(batch);
  }

  /** And checkpoints, of which only those are there that were saved when the batch had ended. */
  private static Removed outcomes(Connection connection, BatchId batch) throws SQLException {
    var step = new PurgeStep(connection);
    boolean all =
        step.takesAll("outcome_segment", "id", "payload", "batch", batch.value())
            && step.takesAll("task_checkpoint", "task", "state", "batch", batch.value());
    return new Removed(step.rows(), all ? Removed.NOTHING : 0);
  }

  private static Removed inputs(Connection connection, List<String> uploads, int at)
      throws SQLException {
    var step = new PurgeStep(connection);
    for (int upload = at; upload < uploads.size(); upload++) {
      if (upload - at == UPLOADS_AT_ONCE
          || !step.takesAll("input_segment", "segment", "payload", "upload", uploads.get(upload))) {
        return new Removed(step.rows(), upload);
      }
      step.takes("DELETE FROM input_upload WHERE upload = ?", uploads.get(upload));
    }
    return new Removed(step.rows(), Removed.NOTHING);
  }

  private static Removed some(
      Connection connection, String table, String key, String payload, String owned, String owner)
      throws SQLException {
    var step = new PurgeStep(connection);
    boolean all = step.takesAll(table, key, payload, owned, owner);
    return new Removed(step.rows(), all ? Removed.NOTHING : 0);
  }

  /** Whoever makes this batch anew meanwhile keeps its rows: these are not of the old one. */
  private static Removed end(Connection connection, BatchId batch) throws SQLException {
    var step = new PurgeStep(connection);
    step.takes("DELETE FROM snapshot WHERE persistence_id = ?", journal(batch));
    step.takes("DELETE FROM event_journal WHERE persistence_id = ?", journal(batch));
    step.takes("DELETE FROM batch_view WHERE batch = ?", batch.value());
    return new Removed(step.rows(), Removed.NOTHING);
  }

  private static String journal(BatchId batch) {
    return "batch|" + batch.value();
  }
}
