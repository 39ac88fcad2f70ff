package io.gristworks.store;

import io.gristworks.core.batch.Status;
import io.gristworks.core.schedule.MisfireRule;
import io.gristworks.core.schedule.OverlapRule;
import io.gristworks.core.schedule.Schedule;
import io.gristworks.core.schedule.ScheduleId;
import io.gristworks.core.schedule.ScheduledRun;
import io.gristworks.core.schedule.SkipReason;
import io.gristworks.core.schedule.StoredBatch;
import io.gristworks.store.schedule.ScheduleStore.Outcome;
import io.gristworks.store.schedule.ScheduleStore.RunRow;
import io.gristworks.store.schedule.ScheduleStore.RunState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows of the two tables of schedules, and the values that they become. */
final class ScheduleRows {
  /** All columns of a schedule but the body, which may be large. */
  static final List<String> COLUMNS =
      List.of(
          "id",
          "tenant",
          "name",
          "cron",
          "zone",
          "misfire",
          "overlap",
          "created_at",
          "paused",
          "decided_until",
          "next_due",
          "queued_due",
          "skips",
          "last_skipped",
          "skip_reason",
          "revision");

  /** Those of {@link #COLUMNS} that change. */
  static final List<String> STANDING = COLUMNS.subList(8, COLUMNS.size());

  private ScheduleRows() {}

  /** In the order of {@link #COLUMNS}. */
  static @Nullable Object[] values(Schedule schedule) {
    var plan = schedule.plan();
    return Sql.joined(
        Sql.values(
            schedule.id().value(),
            schedule.tenant(),
            schedule.name(),
            plan.cron(),
            plan.zone().getId(),
            plan.misfire().name(),
            plan.overlap().name(),
            schedule.createdAt()),
        standing(schedule.standing()));
  }

  /** In the order of {@link #STANDING}. */
  static @Nullable Object[] standing(Schedule.Standing standing) {
    var reason = standing.skips().reason();
    return Sql.values(
        standing.paused(),
        standing.decidedUntil(),
        standing.nextDue(),
        standing.queued(),
        standing.skips().count(),
        standing.skips().last(),
        reason == null ? null : reason.name(),
        standing.revision());
  }

  static Schedule schedule(ResultSet row) throws SQLException {
    var reason = row.getString("skip_reason");
    return new Schedule(
        new ScheduleId(row.getString("id")),
        row.getString("tenant"),
        row.getString("name"),
        new Schedule.Plan(
            row.getString("cron"),
            ZoneId.of(row.getString("zone")),
            MisfireRule.valueOf(row.getString("misfire")),
            OverlapRule.valueOf(row.getString("overlap"))),
        moment(row, "created_at"),
        new Schedule.Standing(
            row.getBoolean("paused"),
            moment(row, "decided_until"),
            Sql.instant(row, "next_due"),
            Sql.instant(row, "queued_due"),
            new Schedule.Skips(
                row.getLong("skips"),
                Sql.instant(row, "last_skipped"),
                reason == null ? null : SkipReason.valueOf(reason)),
            row.getLong("revision")));
  }

  private static Instant moment(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(Sql.instant(row, column), column);
  }

  static StoredBatch batch(ResultSet row) throws SQLException {
    return new StoredBatch(StoredBatch.Form.valueOf(row.getString("form")), row.getBytes("body"));
  }

  static RunRow run(ResultSet row) throws SQLException {
    var status = row.getString("status");
    return new RunRow(
        new ScheduledRun(
            new ScheduleId(row.getString("schedule")),
            row.getString("tenant"),
            row.getString("run"),
            moment(row, "due_at"),
            row.getInt("missed")),
        moment(row, "decided_at"),
        RunState.valueOf(row.getString("state")),
        row.getString("why"),
        status == null
            ? null
            : new Outcome(
                Status.valueOf(status),
                row.getLong("all_tasks"),
                row.getLong("good_tasks"),
                row.getLong("bad_tasks"),
                Sql.instant(row, "ended_at")));
  }
}
