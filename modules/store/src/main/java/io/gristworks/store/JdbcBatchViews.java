package io.gristworks.store;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Status;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.Counts;
import io.gristworks.core.view.JobStatus;
import io.gristworks.store.view.BatchViews;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists as rows of the one database. For any number of threads. */
public final class JdbcBatchViews implements BatchViews {
  private static final List<String> CHANGING_COLUMNS =
      List.of(
          "status",
          "total",
          "pending",
          "leased",
          "waiting_retry",
          "succeeded",
          "failed",
          "cancelled",
          "started_at",
          "finished_at");
  private static final String CHANGING = String.join(" = ?, ", CHANGING_COLUMNS) + " = ?";
  private static final String UPDATE_BATCH =
      "UPDATE batch_view SET " + CHANGING + ", revision = ? WHERE batch = ? AND revision <= ?";
  private static final String UPDATE_JOB =
      "UPDATE job_view SET " + CHANGING + " WHERE batch = ? AND position = ?";

  private final Database database;
  private final String insertBatch;
  private final String insertJob;

  /** On tables that {@link Migrations} has made. */
  public JdbcBatchViews(Database database) {
    this.database = database;
    var batch = List.of("batch", "revision", "tenant", "name", "jobs", "created_at");
    var job = List.of("batch", "position", "job", "tenant", "operation", "queue", "created_at");
    insertBatch =
        database
            .dialect()
            .insertNew("batch_view", List.of("batch"), joined(CHANGING_COLUMNS, batch));
    insertJob =
        database
            .dialect()
            .insertNew("job_view", List.of("batch", "position"), joined(CHANGING_COLUMNS, job));
  }

  @Override
  public void write(BatchStatus status) {
    database.transaction(
        "write the view of batch " + status.id(), connection -> write(connection, status));
  }

  /**
   * The batch's row is written first and locks out every other writer; whoever cannot write it is
   * older than what is there, and leaves the jobs alone.
   */
  private boolean write(Connection connection, BatchStatus status) throws SQLException {
    var places = IntStream.range(0, status.jobs().size()).boxed().toList();
    var changing =
        changing(status.status(), status.counts(), status.startedAt(), status.finishedAt());
    var key = Sql.values(status.revision(), status.id(), status.revision());
    if (Sql.update(connection, UPDATE_BATCH, joined(changing, key)) > 0) {
      Sql.batch(
          connection,
          UPDATE_JOB,
          places,
          at -> joined(changing(status.jobs().get(at)), Sql.values(status.id(), at)));
      return true;
    }
    var fixed =
        Sql.values(
            status.id(),
            status.revision(),
            status.tenant(),
            status.name(),
            status.jobs().size(),
            status.createdAt());
    if (Sql.update(connection, insertBatch, joined(changing, fixed)) == 0) {
      return false;
    }
    Sql.batch(
        connection,
        insertJob,
        places,
        at -> joined(changing(status.jobs().get(at)), fixed(status, at)));
    return true;
  }

  private static @Nullable Object[] fixed(BatchStatus batch, int at) {
    var job = batch.jobs().get(at);
    return Sql.values(
        batch.id(),
        at,
        job.name(),
        batch.tenant(),
        job.operation(),
        job.queue(),
        batch.createdAt());
  }

  private static @Nullable Object[] changing(JobStatus job) {
    return changing(job.status(), job.counts(), job.startedAt(), job.finishedAt());
  }

  /** In the order of {@link #CHANGING_COLUMNS}. */
  private static @Nullable Object[] changing(
      Status status, Counts counts, @Nullable Instant startedAt, @Nullable Instant finishedAt) {
    return Sql.values(
        status.name(),
        counts.total(),
        counts.pending(),
        counts.leased(),
        counts.waitingRetry(),
        counts.succeeded(),
        counts.failed(),
        counts.cancelled(),
        startedAt,
        finishedAt);
  }

  private static @Nullable Object[] joined(@Nullable Object[] first, @Nullable Object[] second) {
    var all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static List<String> joined(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  @Override
  public boolean exists(BatchId batch) {
    return !database
        .statement(
            "look for batch " + batch,
            connection ->
                Sql.query(
                    connection,
                    "SELECT 1 FROM batch_view WHERE batch = ?"
                        + " UNION ALL SELECT 1 FROM event_journal WHERE persistence_id = ? LIMIT 1",
                    row -> row.getInt(1),
                    batch.value(),
                    "batch|" + batch.value()))
        .isEmpty();
  }

  @Override
  public Page<BatchRow> batches(Filter filter) {
    var query = ListQuery.ofBatches(filter);
    var rows =
        database.statement(
            "list batches",
            connection ->
                Sql.query(connection, query.sql(), JdbcBatchViews::batchRow, query.values()));
    return query.page(rows, row -> new ListCursor(row.createdAt(), row.batch(), 0));
  }

  @Override
  public Page<JobRow> jobs(Filter filter) {
    var query = ListQuery.ofJobs(filter);
    var rows =
        database.statement(
            "list jobs",
            connection ->
                Sql.query(connection, query.sql(), JdbcBatchViews::positioned, query.values()));
    var page =
        query.page(
            rows, at -> new ListCursor(at.row().createdAt(), at.row().batch(), at.position()));
    return new Page<>(page.rows().stream().map(Positioned::row).toList(), page.next());
  }

  private record Positioned(int position, JobRow row) {}

  private static Positioned positioned(ResultSet row) throws SQLException {
    return new Positioned(
        row.getInt("position"),
        new JobRow(
            row.getString("batch"),
            row.getString("job"),
            row.getString("tenant"),
            row.getString("operation"),
            row.getString("queue"),
            Status.valueOf(row.getString("status")),
            counts(row),
            Objects.requireNonNull(Sql.instant(row, "created_at")),
            Sql.instant(row, "started_at"),
            Sql.instant(row, "finished_at")));
  }

  private static BatchRow batchRow(ResultSet row) throws SQLException {
    return new BatchRow(
        row.getString("batch"),
        row.getString("tenant"),
        row.getString("name"),
        Status.valueOf(row.getString("status")),
        row.getInt("jobs"),
        counts(row),
        Objects.requireNonNull(Sql.instant(row, "created_at")),
        Sql.instant(row, "started_at"),
        Sql.instant(row, "finished_at"));
  }

  private static Counts counts(ResultSet row) throws SQLException {
    return new Counts(
        row.getLong("total"),
        row.getLong("pending"),
        row.getLong("leased"),
        row.getLong("waiting_retry"),
        row.getLong("succeeded"),
        row.getLong("failed"),
        row.getLong("cancelled"));
  }
}
