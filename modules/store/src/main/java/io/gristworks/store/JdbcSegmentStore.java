package io.gristworks.store;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.retention.StoredUpload;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.store.segment.CustomIdIndex;
import io.gristworks.store.segment.InputBlock;
import io.gristworks.store.segment.InputSegment;
import io.gristworks.store.segment.OutcomeSegment;
import io.gristworks.store.segment.SegmentStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Segments as rows of the one database. For any number of threads. */
public final class JdbcSegmentStore implements SegmentStore {
  /** How many rows one commit deletes at most: so that deleting holds up nobody. */
  private static final int DELETED_AT_ONCE = 200;

  /** Foreign key violation: PostgreSQL's, and H2's two. */
  private static final Set<String> NO_SUCH_UPLOAD = Set.of("23503", "23506");

  /** So many commits of a kind at once; the others share one of them. */
  private static final int COMMITS_MOST = 2;

  /** So many calls in one commit; one is of 2 MiB of inputs at most. */
  private static final int CALLS_MOST = 64;

  private final Database database;
  private final SharedCommits<WholeUpload> uploadCommits;
  private final SharedCommits<String> adoptionCommits;
  private final String insertUpload;
  private final String insertInput;
  private final String insertOutcome;

  /** On tables that {@link Migrations} has made. */
  public JdbcSegmentStore(Database database) {
    this.database = database;
    this.uploadCommits = new SharedCommits<>(COMMITS_MOST, CALLS_MOST, this::storeUploads);
    this.adoptionCommits = new SharedCommits<>(COMMITS_MOST, CALLS_MOST, this::markAdopted);
    var dialect = database.dialect();
    insertUpload =
        dialect.insertNew(
            "input_upload", List.of("upload"), List.of("upload", "batch", "opened_at", "adopted"));
    insertInput =
        dialect.insertNew(
            "input_segment",
            List.of("upload", "segment"),
            List.of("upload", "segment", "first_task", "tasks", "id_hashes", "payload"));
    insertOutcome =
        dialect.insertNew(
            "outcome_segment",
            List.of("batch", "id"),
            List.of("batch", "id", "job", "first_task", "last_task", "entries", "payload"));
  }

  @Override
  public void openUpload(String upload, BatchId batch, Instant now) {
    database.statement(
        "open upload " + upload,
        connection -> Sql.update(connection, insertUpload, upload, batch.value(), now, false));
  }

  @Override
  public void writeInputs(List<InputSegment> segments) {
    write(
        "store " + segments.size() + " segments of inputs",
        insertInput,
        segments,
        JdbcSegmentStore::values);
  }

  private static @Nullable Object[] values(InputSegment s) {
    return Sql.values(s.upload(), s.segment(), s.firstTask(), s.tasks(), s.idHashes(), s.payload());
  }

  @Override
  public void writeWhole(String upload, BatchId batch, Instant now, List<InputSegment> segments) {
    uploadCommits.write(new WholeUpload(upload, batch, now, segments));
  }

  private record WholeUpload(
      String upload, BatchId batch, Instant now, List<InputSegment> segments) {}

  private void storeUploads(List<WholeUpload> uploads) {
    database.transaction(
        "store " + uploads.size() + " uploads",
        connection -> {
          Sql.batch(
              connection,
              insertUpload,
              uploads,
              each -> Sql.values(each.upload(), each.batch().value(), each.now(), false));
          var segments = uploads.stream().flatMap(each -> each.segments().stream()).toList();
          return guarded(
              () -> Sql.batch(connection, insertInput, segments, JdbcSegmentStore::values));
        });
  }

  @Override
  public void adopt(String upload) {
    adoptionCommits.write(upload);
  }

  private void markAdopted(List<String> uploads) {
    // In one order, so that no two of them wait for each other's rows.
    var inOrder = uploads.stream().distinct().sorted().toList();
    database.transaction(
        "adopt " + uploads.size() + " uploads",
        connection -> {
          var found =
              Sql.batch(
                  connection,
                  "UPDATE input_upload SET adopted = TRUE WHERE upload = ?",
                  inOrder,
                  Sql::values);
          for (int at = 0; at < found.length; at++) {
            if (found[at] == 0) {
              throw new MissingSegment("no upload " + inOrder.get(at));
            }
          }
          return true;
        });
  }

  @Override
  public InputSegment readInput(String upload, int segment) {
    return database.statement(
        "read inputs " + upload + "/" + segment, connection -> input(connection, upload, segment));
  }

  private static InputSegment input(Connection connection, String upload, int segment)
      throws SQLException {
    return Sql.query(
            connection,
            "SELECT first_task, tasks, payload, id_hashes FROM input_segment"
                + " WHERE upload = ? AND segment = ?",
            row ->
                new InputSegment(
                    upload,
                    segment,
                    row.getInt(1),
                    row.getInt(2),
                    row.getBytes(3),
                    row.getBytes(4)),
            upload,
            segment)
        .stream()
        .findFirst()
        .orElseThrow(() -> new MissingSegment("no segment " + segment + " of upload " + upload));
  }

  @Override
  public int findCustomId(String upload, String customId) {
    int hash = CustomIdIndex.hash(customId);
    return database.transaction(
        "find a custom id in upload " + upload,
        connection -> {
          for (int candidate : segmentsThatMayHold(connection, upload, hash)) {
            var segment = input(connection, upload, candidate);
            int place = InputBlock.read(segment.payload()).find(customId);
            if (place >= 0) {
              return segment.firstTask() + place;
            }
          }
          return -1;
        });
  }

  private static List<Integer> segmentsThatMayHold(Connection connection, String upload, int hash)
      throws SQLException {
    return Sql.<Integer>query(
        connection,
        "SELECT segment, id_hashes FROM input_segment WHERE upload = ? ORDER BY segment",
        row -> CustomIdIndex.mayHold(row.getBytes(2), hash) ? row.getInt(1) : null,
        upload);
  }

  @Override
  public List<StoredUpload> unadopted(@Nullable StoredUpload after, int limit) {
    var from = after == null ? Instant.EPOCH : after.openedAt();
    return database.statement(
        "list uploads that were not adopted",
        connection ->
            Sql.query(
                connection,
                "SELECT upload, batch, opened_at FROM input_upload"
                    + " WHERE NOT adopted AND opened_at >= ?"
                    + " AND (opened_at > ? OR upload > ?) ORDER BY opened_at, upload LIMIT ?",
                row ->
                    new StoredUpload(
                        row.getString("upload"),
                        new BatchId(row.getString("batch")),
                        Objects.requireNonNull(Sql.instant(row, "opened_at"))),
                from,
                from,
                after == null ? "" : after.upload(),
                limit));
  }

  @Override
  public boolean discardUpload(String upload) {
    // The foreign key takes the segments along, and keeps later ones out.
    return database.statement(
            "discard upload " + upload,
            connection ->
                Sql.update(
                    connection,
                    "DELETE FROM input_upload WHERE upload = ? AND NOT adopted",
                    upload))
        > 0;
  }

  @Override
  public void deleteUpload(String upload) {
    int deleted;
    do {
      deleted = deleteSomeInputs(upload);
    } while (deleted > 0);
    database.statement(
        "delete upload " + upload,
        connection -> Sql.update(connection, "DELETE FROM input_upload WHERE upload = ?", upload));
  }

  private int deleteSomeInputs(String upload) {
    return database.statement(
        "delete inputs of upload " + upload,
        connection ->
            Sql.update(
                connection,
                "DELETE FROM input_segment WHERE upload = ? AND segment <"
                    + " (SELECT MIN(segment) FROM input_segment WHERE upload = ?) + "
                    + DELETED_AT_ONCE,
                upload,
                upload));
  }

  @Override
  public void writeOutcomes(List<OutcomeSegment> segments) {
    write(
        "store " + segments.size() + " segments of outcomes",
        insertOutcome,
        segments,
        s ->
            Sql.values(
                s.batch().value(),
                s.ref().id(),
                s.job(),
                s.ref().firstTask(),
                s.ref().lastTask(),
                s.ref().entries(),
                s.payload()));
  }

  @Override
  public OutcomeSegment readOutcomes(BatchId batch, SegmentRef ref) {
    return database
        .statement(
            "read outcomes " + batch + "/" + ref.id(),
            connection ->
                Sql.query(
                    connection,
                    "SELECT job, payload FROM outcome_segment WHERE batch = ? AND id = ?",
                    row -> new OutcomeSegment(batch, row.getInt(1), ref, row.getBytes(2)),
                    batch.value(),
                    ref.id()))
        .stream()
        .findFirst()
        .orElseThrow(() -> new MissingSegment("no outcomes " + ref.id() + " of batch " + batch));
  }

  @Override
  public List<UUID> listOutcomes(BatchId batch, @Nullable UUID after, int limit) {
    var from = after == null ? "" : " AND id > ?";
    return database.statement(
        "list outcomes of batch " + batch,
        connection ->
            Sql.query(
                connection,
                "SELECT id FROM outcome_segment WHERE batch = ?"
                    + from
                    + " ORDER BY id LIMIT "
                    + limit,
                row -> row.getObject(1, UUID.class),
                after == null ? Sql.values(batch.value()) : Sql.values(batch.value(), after)));
  }

  @Override
  public List<OutcomeSegment> readOutcomes(BatchId batch, List<UUID> segments) {
    if (segments.isEmpty()) {
      return List.of();
    }
    var values = new ArrayList<Object>(segments.size() + 1);
    values.add(batch.value());
    values.addAll(segments);
    return database.statement(
        "read " + segments.size() + " segments of outcomes of batch " + batch,
        connection ->
            Sql.query(
                connection,
                "SELECT id, job, first_task, last_task, entries, payload FROM outcome_segment"
                    + " WHERE batch = ? AND id IN (?"
                    + ", ?".repeat(segments.size() - 1)
                    + ")",
                row ->
                    new OutcomeSegment(
                        batch,
                        row.getInt(2),
                        new SegmentRef(
                            row.getObject(1, UUID.class),
                            row.getInt(3),
                            row.getInt(4),
                            row.getInt(5)),
                        row.getBytes(6)),
                values.toArray()));
  }

  @Override
  public void deleteOutcomes(BatchId batch, List<UUID> segments) {
    for (int from = 0; from < segments.size(); from += DELETED_AT_ONCE) {
      write(
          "delete outcomes of batch " + batch,
          "DELETE FROM outcome_segment WHERE batch = ? AND id = ?",
          segments.subList(from, Math.min(segments.size(), from + DELETED_AT_ONCE)),
          id -> Sql.values(batch.value(), id));
    }
  }

  private <T> void write(
      String what, String sql, List<T> items, Function<T, @Nullable Object[]> values) {
    if (items.size() == 1) { // the usual case where latency counts: no BEGIN, no COMMIT
      database.statement(
          what,
          connection -> guarded(() -> Sql.update(connection, sql, values.apply(items.get(0)))));
    } else if (!items.isEmpty()) {
      database.transaction(
          what, connection -> guarded(() -> Sql.batch(connection, sql, items, values)));
    }
  }

  private static <T> T guarded(SqlCall<T> call) throws SQLException {
    try {
      return call.run();
    } catch (SQLException e) {
      if (e.getSQLState() != null && NO_SUCH_UPLOAD.contains(e.getSQLState())) {
        throw new MissingSegment("inputs for an upload that is not there, or no longer");
      }
      throw e;
    }
  }

  @FunctionalInterface
  private interface SqlCall<T> {
    T run() throws SQLException;
  }
}
