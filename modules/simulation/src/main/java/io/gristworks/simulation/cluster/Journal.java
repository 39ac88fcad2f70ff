package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.CoordinatorAwoke;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.BatchSnapshot;
import io.gristworks.core.batch.ControlEvent;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.check.InvariantViolation;
import io.gristworks.simulation.check.Oracles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The journal of all batches, and their snapshots. What was acknowledged survives; a write under
 * way when its writer dies may or may not be there later. A write that does not follow the last
 * event of its batch fails: two rows cannot have one number.
 */
final class Journal {
  private static final long USUAL_NANOS = 800_000;

  private final SimulatedCluster world;
  private final RandomGenerator random;
  private final TreeMap<String, Log> logs = new TreeMap<>();
  private final List<Write> underWay = new ArrayList<>();
  private long troubleUntil;
  private boolean failing;
  private long written;

  private static final class Log {
    /** All events, where days are short; on a long day only what the snapshot does not tell. */
    final List<Stored<BatchEvent>> events = new ArrayList<>();

    long dropped;
    @Nullable Stored<BatchSnapshot> snapshot;
    long snapshotAt;

    long size() {
      return dropped + events.size();
    }
  }

  private static final class Write {
    final Machine writer;
    final int life;
    boolean lost;

    Write(Machine writer) {
      this.writer = writer;
      this.life = writer.life();
    }
  }

  private final Set<Class<? extends BatchEvent>> kinds = new HashSet<>();

  Journal(SimulatedCluster world, RandomGenerator random) {
    this.world = world;
    this.random = random;
  }

  /** From now on until then, writes take long, or fail. */
  void trouble(long until, boolean fails) {
    troubleUntil = until;
    failing = fails;
  }

  long size(String batch) {
    var log = logs.get(batch);
    return log == null ? 0 : log.size();
  }

  /** Which kinds of events were written. */
  Set<Class<? extends BatchEvent>> kinds() {
    return kinds;
  }

  long written() {
    return written;
  }

  /**
   * Writes events, all or none.
   *
   * @param sequence the number of the first
   * @param then told whether it went well, if the writer still lives; a failure says nothing about
   *     what is written
   */
  void append(
      Machine writer,
      String batch,
      long sequence,
      List<BatchEvent> events,
      Consumer<Boolean> then) {
    long now = world.timeline().now();
    boolean trouble = now < troubleUntil;
    long takes = USUAL_NANOS / 2 + random.nextLong(USUAL_NANOS);
    if (trouble && !failing) {
      takes += random.nextLong(troubleUntil - now);
    }
    boolean fails = trouble && failing && random.nextInt(3) > 0;
    boolean all = !fails || random.nextBoolean(); // a failure may be of the answer alone
    boolean cutOff = world.owners().isCutOff(writer);
    var cluster = writer.cluster();
    long incarnation = writer.incarnation();
    if (world.mutation() == Mutation.JOURNAL_ANSWERS_EARLY) {
      writer.after(0, () -> then.accept(true));
    }
    var write = new Write(writer);
    underWay.add(write);
    world
        .timeline()
        .after(
            takes,
            () -> {
              underWay.remove(write);
              boolean good =
                  all
                      && !cutOff
                      && !write.lost
                      && world.owners().admits(incarnation)
                      && store(cluster, batch, sequence, events);
              answer(write, good && !fails, then);
            });
  }

  private void answer(Write write, boolean good, Consumer<Boolean> then) {
    if (write.writer.isUp()
        && write.writer.life() == write.life
        && world.mutation() != Mutation.JOURNAL_ANSWERS_EARLY) {
      write.writer.after(random.nextLong(USUAL_NANOS), () -> then.accept(good));
    }
  }

  private boolean store(String cluster, String batch, long sequence, List<BatchEvent> events) {
    var log = logs.computeIfAbsent(batch, _ -> new Log());
    if (log.size() + 1 != sequence && world.mutation() != Mutation.TWO_WRITERS) {
      world.note("conflict", batch.hashCode(), sequence, () -> batch + " at " + sequence);
      return false;
    }
    boolean wasOver = world.oracles().of(batch).isFinished();
    world.oracles().writtenBy(cluster);
    world.oracles().journalled(batch, sequence, log.size(), events);
    events.forEach(event -> log.events.add(Stored.of(event)));
    events.forEach(event -> kinds.add(event.getClass()));
    written += events.size();
    world.note(
        "written", batch.hashCode(), log.size(), () -> batch + " #" + sequence + " " + events);
    if (!wasOver && world.oracles().of(batch).isFinished()) {
      world.ended(batch);
    }
    return true;
  }

  /** Its writes under way are done, or never will be. */
  void died(Machine writer) {
    for (var write : underWay) {
      if (write.writer == writer) {
        write.lost = world.mutation() == Mutation.JOURNAL_ANSWERS_EARLY || random.nextBoolean();
      }
    }
  }

  /** Keeps the present of a batch, which has seen the first {@code at} events. */
  void keep(String batch, BatchSnapshot snapshot, long at) {
    var log = logs.get(batch);
    if (log != null && at > log.snapshotAt) {
      log.snapshot = Stored.of(SnapshotMutation.of(snapshot, world.mutation()));
      log.snapshotAt = at;
      if (world.isLong()) {
        log.events.subList(0, (int) (at - log.dropped)).clear();
        log.dropped = at;
      }
    }
  }

  /** What is written of a batch: from its snapshot, and, to compare, from all its events. */
  Batch read(String batch) {
    var log = logs.get(batch);
    var id = new BatchId(batch);
    if (log == null) {
      return new Batch(id);
    }
    var kept = log.snapshot;
    var read = kept == null ? new Batch(id) : new Batch(id, kept.read());
    if (world.mutation() != Mutation.WAKES_WITHOUT_THE_TAIL || kept == null) {
      log.events.subList((int) (log.snapshotAt - log.dropped), log.events.size()).stream()
          .map(Stored::read)
          .filter(this::isRemembered)
          .forEach(read::apply);
    }
    if (log.dropped == 0 && kept != null && world.mutation() == Mutation.NONE) {
      var whole = new Batch(id);
      log.events.forEach(event -> whole.apply(event.read()));
      if (!whole.snapshot().equals(read.snapshot())) {
        throw new InvariantViolation(
            "I7", "snapshot and tail of " + batch + " are not its whole history");
      }
    }
    return SnapshotMutation.of(read, world.mutation());
  }

  private boolean isRemembered(BatchEvent event) {
    return switch (world.mutation()) {
      case NUMBERS_LEASES_ANEW -> !(event instanceof CoordinatorAwoke);
      case FORGETS_RETIREMENT -> !(event instanceof ControlEvent.BatchRetired);
      default -> true;
    };
  }

  /** The uploads of a batch that has retired; null where it has not, or is not there. */
  @Nullable List<String> retiredUploads(String batch) {
    var log = logs.get(batch);
    return log != null
            && !log.events.isEmpty()
            && log.events.getLast().read() instanceof ControlEvent.BatchRetired retired
        ? retired.uploads()
        : null;
  }

  /** Deletes the snapshot, and says how many there were. */
  int deleteSnapshot(String batch) {
    var log = logs.get(batch);
    if (log == null || log.snapshot == null) {
      return 0;
    }
    log.snapshot = null;
    log.snapshotAt = log.dropped;
    return 1;
  }

  /** Deletes some events, and never the last one; says how many. */
  int deleteEvents(String batch, int most) {
    var log = logs.get(batch);
    int some = log == null ? 0 : Math.min(most, log.events.size() - 1);
    if (log != null && some > 0) {
      log.events.subList(0, some).clear();
      log.dropped += some;
      log.snapshotAt = Math.max(log.snapshotAt, log.dropped);
    }
    return some;
  }

  /** Deletes all that is left of a batch. */
  void delete(String batch) {
    logs.remove(batch);
  }

  /** Whether there is no batch. */
  boolean isEmpty() {
    return logs.isEmpty();
  }

  /** I7: what a coordinator thinks is what a replay gives. */
  void checkReplay(Batch live, long seen) {
    var id = live.id().value();
    if (live.exists() && seen == size(id) && world.mutation() == Mutation.NONE) {
      if (!read(id).snapshot().equals(live.snapshot())) {
        throw new InvariantViolation(
            "I7", "a replay of " + id + " is not what its coordinator thinks");
      }
    }
  }

  Oracles oracles() {
    return world.oracles();
  }
}
