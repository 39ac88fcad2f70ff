package io.gristworks.store;

import io.gristworks.core.batch.Status;
import io.gristworks.core.schedule.Schedule;
import io.gristworks.core.schedule.Schedule.Standing;
import io.gristworks.core.schedule.ScheduleId;
import io.gristworks.core.schedule.ScheduledRun;
import io.gristworks.core.schedule.StoredBatch;
import io.gristworks.core.schedule.SubmitResult;
import io.gristworks.store.schedule.ScheduleStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Schedules as rows of the one database. For any number of threads. */
public final class JdbcScheduleStore implements ScheduleStore {
  private static final String SELECT =
      "SELECT " + String.join(", ", ScheduleRows.COLUMNS) + " FROM schedule ";
  private static final String UPDATE =
      "UPDATE schedule SET "
          + String.join(" = ?, ", ScheduleRows.STANDING)
          + " = ? WHERE id = ? AND revision = ?";

  /** The state is no parameter: so PostgreSQL sees that its small index will do. */
  private static final String DUE =
      SELECT
          + "WHERE NOT paused AND (next_due <= ? OR queued_due IS NOT NULL) OR id IN (SELECT"
          + " schedule FROM schedule_run WHERE state = 'DECIDED') ORDER BY next_due LIMIT ?";

  private static final String RUNS =
      "SELECT r.*, s.tenant, COALESCE(r.outcome, v.status) AS status,"
          + " COALESCE(r.total, v.total) AS all_tasks,"
          + " COALESCE(r.succeeded, v.succeeded) AS good_tasks,"
          + " COALESCE(r.failed, v.failed) AS bad_tasks,"
          + " COALESCE(r.finished_at, v.finished_at) AS ended_at"
          + " FROM schedule_run r JOIN schedule s ON s.id = r.schedule"
          + " LEFT JOIN batch_view v ON v.batch = r.batch AND r.state = 'SUBMITTED'"
          + " WHERE r.schedule = ? ORDER BY r.decided_at DESC, r.due_at DESC LIMIT ?";

  private static final String FORGET_OLD =
      "DELETE FROM schedule_run WHERE schedule = ? AND state <> 'DECIDED' AND run NOT IN"
          + " (SELECT run FROM schedule_run WHERE schedule = ?"
          + " ORDER BY decided_at DESC, due_at DESC LIMIT "
          + RUNS_KEPT
          + ")";

  private static final String ENDED =
      " FROM batch_view v WHERE v.batch = schedule_run.batch AND v.status IN ("
          + Arrays.stream(Status.values())
              .filter(Status::isFinal)
              .map(status -> "'" + status.name() + "'")
              .collect(Collectors.joining(", "))
          + ")";

  private static final String RECORD =
      "UPDATE schedule_run SET (outcome, total, succeeded, failed, finished_at) ="
          + " (SELECT v.status, v.total, v.succeeded, v.failed, v.finished_at"
          + ENDED
          + ") WHERE state = 'SUBMITTED' AND outcome IS NULL AND EXISTS (SELECT 1"
          + ENDED
          + ")";

  private final Database database;
  private final String insert;
  private final String insertRun;

  /** On tables that {@link Migrations} has made. */
  public JdbcScheduleStore(Database database) {
    this.database = database;
    var columns = new ArrayList<>(ScheduleRows.COLUMNS);
    columns.addAll(List.of("form", "body"));
    insert = database.dialect().insertNew("schedule", List.of("tenant", "name"), columns);
    insertRun =
        database
            .dialect()
            .insertNew(
                "schedule_run",
                List.of("schedule", "run"),
                List.of("schedule", "run", "due_at", "decided_at", "missed", "state", "batch"));
  }

  @Override
  public void create(Schedule schedule, StoredBatch batch) {
    boolean added =
        database.transaction(
            "create schedule " + schedule.name(),
            connection -> {
              var there =
                  Sql.query(
                      connection,
                      "SELECT COUNT(*) AS n FROM schedule WHERE tenant = ?",
                      row -> row.getLong("n"),
                      schedule.tenant());
              if (there.getFirst() >= MOST_OF_TENANT) {
                throw new TooMany();
              }
              var body = Sql.values(batch.form().name(), batch.json());
              return Sql.update(connection, insert, Sql.joined(ScheduleRows.values(schedule), body))
                  > 0;
            });
    if (!added) {
      throw new NameTaken(schedule.name());
    }
  }

  @Override
  public Optional<Schedule> find(String tenant, String idOrName) {
    return select(
            "find a schedule",
            "WHERE tenant = ? AND (id = ? OR name = ?)",
            tenant,
            idOrName,
            idOrName)
        .stream()
        .findFirst();
  }

  @Override
  public List<Schedule> list(String tenant, String after, int most) {
    return select(
        "list schedules",
        "WHERE tenant = ? AND name > ? ORDER BY name LIMIT ?",
        tenant,
        after,
        most);
  }

  private List<Schedule> select(String what, String where, @Nullable Object... values) {
    return database.statement(
        what, connection -> Sql.query(connection, SELECT + where, ScheduleRows::schedule, values));
  }

  @Override
  public boolean delete(ScheduleId id) {
    return database.statement(
            "delete schedule " + id,
            connection -> Sql.update(connection, "DELETE FROM schedule WHERE id = ?", id.value()))
        > 0;
  }

  @Override
  public Optional<StoredBatch> batch(ScheduleId id) {
    return database
        .statement(
            "read the batch of schedule " + id,
            connection ->
                Sql.query(
                    connection,
                    "SELECT form, body FROM schedule WHERE id = ?",
                    ScheduleRows::batch,
                    id.value()))
        .stream()
        .findFirst();
  }

  @Override
  public boolean settle(Schedule schedule, Standing next, List<ScheduledRun> runs, Instant now) {
    return database.transaction(
        "settle schedule " + schedule.id(),
        connection -> {
          var key = Sql.values(schedule.id().value(), schedule.standing().revision());
          var changed =
              Sql.update(connection, UPDATE, Sql.joined(ScheduleRows.standing(next), key));
          if (changed > 0 && !runs.isEmpty()) {
            addRuns(connection, runs, now);
          }
          return changed > 0;
        });
  }

  private void addRuns(Connection connection, List<ScheduledRun> runs, Instant now)
      throws SQLException {
    Sql.batch(
        connection,
        insertRun,
        runs,
        run ->
            Sql.values(
                run.schedule().value(),
                run.name(),
                run.due(),
                now,
                run.missed(),
                RunState.DECIDED.name(),
                run.batch().value()));
    var schedule = runs.getFirst().schedule().value();
    Sql.update(connection, FORGET_OLD, schedule, schedule);
  }

  @Override
  public List<Schedule> due(Instant until, int most) {
    return database.statement(
        "look for due schedules",
        connection -> Sql.query(connection, DUE, ScheduleRows::schedule, until, most));
  }

  @Override
  public void settle(ScheduledRun run, SubmitResult result) {
    var why = result instanceof SubmitResult.Refused refused ? refused.why() : null;
    var state = why == null ? RunState.SUBMITTED : RunState.REFUSED;
    database.statement(
        "settle run " + run.name() + " of schedule " + run.schedule(),
        connection ->
            Sql.update(
                connection,
                "UPDATE schedule_run SET state = ?, why = ? WHERE schedule = ? AND run = ?",
                state.name(),
                why,
                run.schedule().value(),
                run.name()));
  }

  @Override
  public List<RunRow> runs(ScheduleId id, int most) {
    return database.statement(
        "list runs of schedule " + id,
        connection -> Sql.query(connection, RUNS, ScheduleRows::run, id.value(), most));
  }

  @Override
  public int recordOutcomes() {
    return database.statement(
        "record how runs have ended", connection -> Sql.update(connection, RECORD));
  }
}
