package io.gristworks.gateway.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.core.schedule.Schedule;
import io.gristworks.core.schedule.StoredBatch;
import io.gristworks.gateway.http.ApiJson;
import io.gristworks.gateway.lookup.Mount;
import io.gristworks.store.schedule.ScheduleStore.RunRow;
import io.gristworks.store.schedule.ScheduleStore.RunState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as users see it.
 *
 * @param nextDue absent while it is paused, and where no time is left
 * @param queuedDue a due time that waits for the last run to end
 * @param skipped due times that were left out so far
 * @param job what it submits, where that is a job and not long
 * @param batch likewise a batch
 * @param bytes how long what it submits is; absent in lists, as are the two before and the next
 * @param runs the latest first
 */
record ScheduleView(
    String id,
    String name,
    String cron,
    String zone,
    String misfire,
    String overlap,
    boolean paused,
    Instant createdAt,
    @Nullable Instant nextDue,
    @Nullable Instant queuedDue,
    Skipped skipped,
    @Nullable JsonNode job,
    @Nullable JsonNode batch,
    @Nullable Integer bytes,
    @Nullable List<RunView> runs,
    Map<String, String> links) {
  private static final int SHOWN_BYTES_MOST = 16 << 10;

  record Skipped(long count, @Nullable Instant lastDue, @Nullable String reason) {}

  /**
   * A run.
   *
   * @param by {@code cron} or {@code trigger}
   * @param missed how many earlier due times it stands for
   * @param state {@code decided}, {@code submitted} or {@code refused}
   * @param why it was refused
   * @param batch the batch it made; absent where it was refused
   * @param status how that batch stands, where it is known
   */
  record RunView(
      Instant dueAt,
      Instant decidedAt,
      String by,
      int missed,
      String state,
      @Nullable String why,
      @Nullable String batch,
      @Nullable String status,
      @Nullable Counts counts,
      @Nullable Instant finishedAt) {
    static RunView of(RunRow row) {
      var outcome = row.outcome();
      return new RunView(
          row.run().due(),
          row.decidedAt(),
          row.run().isTriggered() ? "trigger" : "cron",
          row.run().missed(),
          lower(row.state()),
          row.why(),
          row.state() == RunState.REFUSED ? null : row.run().batch().value(),
          outcome == null ? null : lower(outcome.status()),
          outcome == null
              ? null
              : new Counts(outcome.total(), outcome.succeeded(), outcome.failed()),
          outcome == null ? null : outcome.finishedAt());
    }
  }

  record Counts(long total, long succeeded, long failed) {}

  /** As it stands in a list. */
  static ScheduleView of(Schedule schedule) {
    return of(schedule, null, null);
  }

  /** With all there is to say. */
  static ScheduleView of(
      Schedule schedule, @Nullable StoredBatch stored, @Nullable List<RunRow> runs) {
    var standing = schedule.standing();
    var skips = standing.skips();
    return new ScheduleView(
        schedule.id().value(),
        schedule.name(),
        schedule.plan().cron(),
        schedule.plan().zone().getId(),
        lower(schedule.plan().misfire()),
        lower(schedule.plan().overlap()),
        standing.paused(),
        schedule.createdAt(),
        standing.paused() ? null : standing.nextDue(),
        standing.queued(),
        new Skipped(
            skips.count(), skips.last(), skips.reason() == null ? null : lower(skips.reason())),
        document(stored, StoredBatch.Form.JOB),
        document(stored, StoredBatch.Form.BATCH),
        stored == null ? null : stored.json().length,
        runs == null ? null : runs.stream().map(RunView::of).toList(),
        links(schedule));
  }

  private static @Nullable JsonNode document(@Nullable StoredBatch stored, StoredBatch.Form form) {
    if (stored == null || stored.form() != form || stored.json().length > SHOWN_BYTES_MOST) {
      return null;
    }
    try {
      return ApiJson.MAPPER.readTree(stored.json());
    } catch (IOException e) {
      throw new UncheckedIOException("was read once already", e);
    }
  }

  private static Map<String, String> links(Schedule schedule) {
    var self = Mount.MAIN + "/schedules/" + schedule.id();
    var links = new TreeMap<String, String>();
    links.put("self", self);
    links.put("next", self + "/next");
    links.put("trigger", self + "/trigger");
    return links;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
