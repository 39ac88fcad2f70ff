package io.gristworks.gateway;

import io.gristworks.core.schedule.Schedule;
import io.gristworks.core.schedule.Schedule.Standing;
import io.gristworks.core.schedule.ScheduleId;
import io.gristworks.core.schedule.ScheduledRun;
import io.gristworks.core.schedule.StoredBatch;
import io.gristworks.core.schedule.SubmitResult;
import io.gristworks.store.schedule.ScheduleStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Schedules in memory, as the database would keep them. */
final class MemorySchedules implements ScheduleStore {
  private final Map<String, Schedule> byName = new TreeMap<>();
  private final Map<ScheduleId, StoredBatch> batches = new HashMap<>();
  private final List<RunRow> runs = new ArrayList<>();

  @Override
  public synchronized void create(Schedule schedule, StoredBatch batch) {
    if (byName.putIfAbsent(schedule.name(), schedule) != null) {
      throw new NameTaken(schedule.name());
    }
    batches.put(schedule.id(), batch);
  }

  @Override
  public synchronized Optional<Schedule> find(String tenant, String idOrName) {
    return byName.values().stream()
        .filter(each -> each.tenant().equals(tenant))
        .filter(each -> each.name().equals(idOrName) || each.id().value().equals(idOrName))
        .findFirst();
  }

  @Override
  public synchronized List<Schedule> list(String tenant, String after, int most) {
    return byName.values().stream()
        .filter(each -> each.tenant().equals(tenant) && each.name().compareTo(after) > 0)
        .limit(most)
        .toList();
  }

  @Override
  public synchronized boolean delete(ScheduleId id) {
    batches.remove(id);
    return byName.values().removeIf(each -> each.id().equals(id));
  }

  @Override
  public synchronized Optional<StoredBatch> batch(ScheduleId id) {
    return Optional.ofNullable(batches.get(id));
  }

  @Override
  public synchronized boolean settle(
      Schedule schedule, Standing next, List<ScheduledRun> more, Instant now) {
    if (!schedule.equals(byName.get(schedule.name()))) {
      return false;
    }
    byName.put(schedule.name(), schedule.at(next));
    for (var run : more) {
      if (runs.stream().noneMatch(row -> row.run().name().equals(run.name()))) {
        runs.addFirst(new RunRow(run, now, RunState.DECIDED, null, null));
      }
    }
    return true;
  }

  @Override
  public synchronized List<Schedule> due(Instant until, int most) {
    return List.of();
  }

  @Override
  public synchronized void settle(ScheduledRun run, SubmitResult result) {
    runs.replaceAll(
        row ->
            !row.run().name().equals(run.name())
                ? row
                : switch (result) {
                  case SubmitResult.Accepted _ ->
                      new RunRow(row.run(), row.decidedAt(), RunState.SUBMITTED, null, null);
                  case SubmitResult.Refused(var why) ->
                      new RunRow(row.run(), row.decidedAt(), RunState.REFUSED, why, null);
                });
  }

  @Override
  public synchronized List<RunRow> runs(ScheduleId id, int most) {
    return runs.stream().filter(row -> row.run().schedule().equals(id)).limit(most).toList();
  }

  @Override
  public int recordOutcomes() {
    return 0;
  }
}
