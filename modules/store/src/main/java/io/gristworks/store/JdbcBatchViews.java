package io.gristworks.store;

import static java.util.Comparator.comparing;

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
import java.util.ArrayList;
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

  /** So many commits at once; the others share one of them. */
  private static final int COMMITS_MOST = 1;

  /** So many batches in one commit. */
  private static final int BATCHES_MOST = 64;

  private final Database database;
  private final SharedCommits<BatchStatus> commits;
  private final String insertBatch;
  private final String insertJob;

  /** On tables that {@link Migrations} has made. */
  public JdbcBatchViews(Database database) {
    this.database = database;
    this.commits = new SharedCommits<>(COMMITS_MOST, BATCHES_MOST, this::writeAll);
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
    commits.write(status);
  }

  private void writeAll(List<BatchStatus> statuses) {
    // In one order, so that no two nodes wait for each other's rows.
    var inOrder = statuses.stream().sorted(comparing(BatchStatus::id)).toList();
    database.transaction(
        "write the views of " + inOrder.size() + " batches",
        connection -> {
          update(connection, inOrder);
          return true;
        });
  }

  /**
   * A batch's row is written first and locks out every other writer; whoever cannot write it is
   * older than what is there, and leaves the jobs alone.
   */
  private void update(Connection connection, List<BatchStatus> statuses) throws SQLException {
    var updated =
        Sql.batch(
            connection,
            UPDATE_BATCH,
            statuses,
            s -> Sql.joined(changing(s), Sql.values(s.revision(), s.id(), s.revision())));
    var known = touched(statuses, updated, true);
    var unknown = touched(statuses, updated, false); // or older than what is there
    var knownJobs = jobs(known);
    var updatedJobs =
        Sql.batch(
            connection,
            UPDATE_JOB,
            knownJobs,
            at -> Sql.joined(changing(at.job()), Sql.values(at.batch().id(), at.position())));
    Sql.batch(connection, insertBatch, unknown, s -> Sql.joined(changing(s), fixed(s)));
    // What is older than what is there has no job that is not there, too.
    var newJobs = new ArrayList<>(touched(knownJobs, updatedJobs, false));
    newJobs.addAll(jobs(unknown));
    Sql.batch(connection, insertJob, newJobs, at -> Sql.joined(changing(at.job()), fixed(at)));
  }

  /** Those whose statement touched a row, or those whose did not. */
  private static <T> List<T> touched(List<T> items, int[] counts, boolean wanted) {
    return IntStream.range(0, counts.length)
        .filter(at -> counts[at] > 0 == wanted)
        .mapToObj(items::get)
        .toList();
  }

  /** A job in its place within its batch. */
  private record PlacedJob(BatchStatus batch, int position) {
    JobStatus job() {
      return batch.jobs().get(position);
    }
  }

  private static List<PlacedJob> jobs(List<BatchStatus> batches) {
    return batches.stream()
        .flatMap(
            batch ->
                IntStream.range(0, batch.jobs().size()).mapToObj(at -> new PlacedJob(batch, at)))
        .toList();
  }

  private static @Nullable Object[] fixed(BatchStatus batch) {
    return Sql.values(
        batch.id(),
        batch.revision(),
        batch.tenant(),
        batch.name(),
        batch.jobs().size(),
        batch.createdAt());
  }

  private static @Nullable Object[] fixed(PlacedJob at) {
    var job = at.job();
    return Sql.values(
        at.batch().id(),
        at.position(),
        job.name(),
        at.batch().tenant(),
        job.operation(),
        job.queue(),
        at.batch().createdAt());
  }

  private static @Nullable Object[] changing(BatchStatus batch) {
    return changing(batch.status(), batch.counts(), batch.startedAt(), batch.finishedAt());
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
