package io.gristworks.store;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Status;
import io.gristworks.core.bulk.BulkId;
import io.gristworks.core.bulk.BulkOperation;
import io.gristworks.core.bulk.BulkPage;
import io.gristworks.core.bulk.BulkPosition;
import io.gristworks.core.bulk.BulkProgress;
import io.gristworks.core.bulk.BulkRequest;
import io.gristworks.core.bulk.BulkState;
import io.gristworks.core.bulk.BulkTarget;
import io.gristworks.store.bulk.BulkStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Bulk operations as rows of the one database. For any number of threads. */
public final class JdbcBulkStore implements BulkStore {
  private static final List<String> FIXED =
      List.of("id", "tenant", "wanted_by", "about", "wish", "accepted_at", "matched");
  private static final List<String> CHANGING =
      List.of(
          "state",
          "at_moment",
          "at_batch",
          "changed",
          "already",
          "refused",
          "samples",
          "started_at",
          "finished_at",
          "revision");
  private static final String SELECT = "SELECT * FROM bulk_operation ";
  private static final String UPDATE =
      "UPDATE bulk_operation SET "
          + String.join(" = ?, ", CHANGING)
          + " = ? WHERE id = ? AND revision = ?";

  private final Database database;
  private final String insert;

  /** On tables that {@link Migrations} has made. */
  public JdbcBulkStore(Database database) {
    this.database = database;
    var columns = new ArrayList<>(FIXED);
    columns.addAll(CHANGING);
    insert = database.dialect().insertNew("bulk_operation", List.of("id"), columns);
  }

  @Override
  public Optional<BulkOperation> create(BulkOperation operation) {
    return database.transaction(
        "create bulk operation " + operation.id(),
        connection -> {
          var there = byId(connection, operation.id());
          if (there.isPresent()) {
            return there;
          }
          var open =
              Sql.query(
                  connection,
                  "SELECT COUNT(*) AS n FROM bulk_operation"
                      + " WHERE tenant = ? AND finished_at IS NULL",
                  row -> row.getLong("n"),
                  operation.tenant());
          if (open.getFirst() >= MOST_OPEN) {
            throw new TooMany();
          }
          boolean isNew =
              Sql.update(
                      connection,
                      insert,
                      Sql.joined(fixed(operation), changing(operation.progress())))
                  > 0;
          return isNew ? Optional.empty() : byId(connection, operation.id());
        });
  }

  private static Optional<BulkOperation> byId(Connection connection, BulkId id)
      throws SQLException {
    return Sql.query(connection, SELECT + "WHERE id = ?", JdbcBulkStore::operation, id.value())
        .stream()
        .findFirst();
  }

  @Override
  public Optional<BulkOperation> find(String tenant, BulkId id) {
    return select("find a bulk operation", "WHERE tenant = ? AND id = ?", tenant, id.value())
        .stream()
        .findFirst();
  }

  @Override
  public Page list(String tenant, @Nullable String cursor, int limit) {
    var order = " ORDER BY accepted_at DESC, id LIMIT ?";
    List<BulkOperation> rows;
    if (cursor == null) {
      rows = select("list bulk operations", "WHERE tenant = ?" + order, tenant, limit + 1);
    } else {
      var last = ListCursor.parse(cursor);
      rows =
          select(
              "list bulk operations",
              "WHERE tenant = ? AND accepted_at <= ? AND (accepted_at < ? OR id > ?)" + order,
              tenant,
              last.createdAt(),
              last.createdAt(),
              last.batch(),
              limit + 1);
    }
    if (rows.size() <= limit) {
      return new Page(rows, Optional.empty());
    }
    var end = rows.get(limit - 1);
    return new Page(
        List.copyOf(rows.subList(0, limit)),
        Optional.of(new ListCursor(end.acceptedAt(), end.id().value(), 0).text()));
  }

  @Override
  public List<BulkOperation> open(int most) {
    return select(
        "look for open bulk operations",
        "WHERE finished_at IS NULL ORDER BY accepted_at, id LIMIT ?",
        most);
  }

  private List<BulkOperation> select(String what, String where, @Nullable Object... values) {
    return database.statement(
        what,
        connection -> Sql.query(connection, SELECT + where, JdbcBulkStore::operation, values));
  }

  @Override
  public boolean settle(BulkOperation next) {
    var key = Sql.values(next.id().value(), next.progress().revision() - 1);
    return database.statement(
            "settle bulk operation " + next.id(),
            connection ->
                Sql.update(connection, UPDATE, Sql.joined(changing(next.progress()), key)))
        > 0;
  }

  @Override
  public long count(BulkRequest wish, Instant until) {
    var query = new BulkQuery(wish, until);
    return database
        .statement(
            "count what a bulk operation matches",
            connection ->
                Sql.query(
                    connection,
                    query.matching("COUNT(*) AS n", "COUNT(*) AS n", ""),
                    row -> row.getLong("n"),
                    query.matchingValues()))
        .getFirst();
  }

  @Override
  public List<Match> first(BulkRequest wish, Instant until, int most) {
    var query = new BulkQuery(wish, until);
    var order = " ORDER BY v.created_at, v.batch DESC" + (query.isOfJobs() ? ", j.position" : "");
    return database.statement(
        "list what a bulk operation matches",
        connection ->
            Sql.query(
                connection,
                query.matching(
                    "v.batch, v.name, v.status, NULL AS job",
                    "v.batch, v.name, j.status, j.job",
                    order + " LIMIT " + most),
                row ->
                    new Match(
                        target(row),
                        row.getString("name"),
                        Status.valueOf(row.getString("status"))),
                query.matchingValues()));
  }

  private static BulkTarget target(ResultSet row) throws SQLException {
    return new BulkTarget(new BatchId(row.getString("batch")), row.getString("job"));
  }

  private record Looked(BulkPosition place, boolean wanted) {}

  @Override
  public BulkPage page(BulkOperation operation, Instant until, int most) {
    var query = new BulkQuery(operation.wish(), until).after(operation.progress().at());
    return database.statement(
        "look at the batches of bulk operation " + operation.id(),
        connection -> {
          var rows =
              Sql.query(connection, query.page(most), JdbcBulkStore::looked, query.pageValues());
          var wanted =
              rows.stream().filter(Looked::wanted).map(row -> row.place().batch()).toList();
          var end = rows.isEmpty() ? null : rows.getLast().place();
          boolean last = rows.size() < most;
          return query.isOfJobs()
              ? new BulkPage(jobsOf(connection, query, wanted), end, last)
              : BulkPage.of(wanted, end, last);
        });
  }

  private static Looked looked(ResultSet row) throws SQLException {
    return new Looked(
        new BulkPosition(moment(row, "created_at"), new BatchId(row.getString("batch"))),
        row.getBoolean("wanted"));
  }

  /** The matching jobs of these batches, in their order. */
  private static List<BulkTarget> jobsOf(
      Connection connection, BulkQuery query, List<BatchId> batches) throws SQLException {
    if (batches.isEmpty()) {
      return List.of();
    }
    var ids = batches.stream().map(BatchId::value).toList();
    var jobs =
        Sql.query(
                connection, query.jobsOf(ids.size()), JdbcBulkStore::target, query.jobsValues(ids))
            .stream()
            .collect(Collectors.groupingBy(BulkTarget::batch));
    return batches.stream().flatMap(batch -> jobs.getOrDefault(batch, List.of()).stream()).toList();
  }

  @Override
  public int forget(Instant endedBefore, int most) {
    return database.statement(
        "forget bulk operations",
        connection ->
            Sql.update(
                connection,
                "DELETE FROM bulk_operation WHERE id IN (SELECT id FROM bulk_operation"
                    + " WHERE finished_at < ? ORDER BY finished_at LIMIT "
                    + most
                    + ")",
                endedBefore));
  }

  /** In the order of {@link #FIXED}. */
  private static @Nullable Object[] fixed(BulkOperation operation) {
    return Sql.values(
        operation.id().value(),
        operation.tenant(),
        operation.by(),
        operation.about(),
        BulkJson.text(operation.wish()),
        operation.acceptedAt(),
        operation.matched());
  }

  /** In the order of {@link #CHANGING}. */
  private static @Nullable Object[] changing(BulkProgress progress) {
    var at = progress.at();
    return Sql.values(
        progress.state().name(),
        at == null ? null : at.submittedAt(),
        at == null ? null : at.batch().value(),
        progress.changed(),
        progress.already(),
        progress.refused(),
        BulkJson.text(progress.samples()),
        progress.startedAt(),
        progress.finishedAt(),
        progress.revision());
  }

  private static BulkOperation operation(ResultSet row) throws SQLException {
    var at = Sql.instant(row, "at_moment");
    return new BulkOperation(
        new BulkId(row.getString("id")),
        row.getString("tenant"),
        row.getString("wanted_by"),
        BulkJson.wish(row.getString("wish")),
        moment(row, "accepted_at"),
        row.getLong("matched"),
        new BulkProgress(
            BulkState.valueOf(row.getString("state")),
            at == null ? null : new BulkPosition(at, new BatchId(row.getString("at_batch"))),
            row.getLong("changed"),
            row.getLong("already"),
            row.getLong("refused"),
            BulkJson.refusals(row.getString("samples")),
            Sql.instant(row, "started_at"),
            Sql.instant(row, "finished_at"),
            row.getLong("revision")));
  }

  private static Instant moment(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(Sql.instant(row, column), column);
  }
}
