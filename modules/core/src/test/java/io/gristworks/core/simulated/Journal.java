package io.gristworks.core.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.BatchEvent.TasksCancelled;
import io.gristworks.core.batch.BatchSnapshot;
import io.gristworks.core.batch.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What was written, for good, and what was kept of it for a quick start. */
final class Journal {
  private final List<BatchEvent> events = new ArrayList<>();
  private final RandomGenerator random;
  private int snapshotAt;
  private @Nullable BatchSnapshot snapshot;

  Journal(RandomGenerator random) {
    this.random = random;
  }

  void write(BatchEvent event) {
    events.add(event);
  }

  /** Keeps the present; {@code batch} has seen all that was written. */
  void keep(Batch batch) {
    if (batch.exists()) {
      snapshot = batch.snapshot();
      snapshotAt = events.size();
    }
  }

  /** What a new coordinator begins with. */
  Batch rebuild(Fault fault) {
    var kept = snapshot;
    boolean whole = fault == Fault.WAKES_WITHOUT_THE_TAIL;
    if (kept == null || (!whole && random.nextInt(3) == 0)) {
      return replay(events);
    }
    var batch = new Batch(Sample.ID, kept);
    if (!whole) {
      events.subList(snapshotAt, events.size()).forEach(batch::apply);
    }
    return batch;
  }

  /** The batch as it was before anything was counted. */
  Batch firstDay() {
    return replay(
        events.stream()
            .filter(event -> !(event instanceof OutcomesAccepted))
            .filter(event -> !(event instanceof TasksCancelled))
            .toList());
  }

  /** All that was written makes exactly {@code live}. */
  void checkThatReplayGives(Batch live) {
    if (live.exists()) {
      assertThat(replay(events).snapshot()).as("replay of all events").isEqualTo(live.snapshot());
    }
  }

  /** Any snapshot and what was written after it make exactly what all events make. */
  void checkThatAnySnapshotWillDo() {
    var whole = replay(events).snapshot();
    var growing = new Batch(Sample.ID);
    var snapshots = new ArrayList<@Nullable BatchSnapshot>();
    for (var event : events) {
      growing.apply(event);
      boolean wanted = events.size() <= 40 || random.nextInt(events.size()) < 15;
      snapshots.add(wanted ? growing.snapshot() : null);
    }
    for (int at = 0; at < snapshots.size(); at++) {
      var kept = snapshots.get(at);
      if (kept != null) {
        var batch = new Batch(Sample.ID, kept);
        events.subList(at + 1, events.size()).forEach(batch::apply);
        assertThat(batch.snapshot())
            .as("snapshot after event %d of %d, and the rest", at + 1, events.size())
            .isEqualTo(whole);
      }
    }
  }

  private static Batch replay(List<BatchEvent> events) {
    var batch = new Batch(Sample.ID);
    events.forEach(batch::apply);
    return batch;
  }
}
