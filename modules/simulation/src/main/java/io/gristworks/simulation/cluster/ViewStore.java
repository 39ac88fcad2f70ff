package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.retention.EndedBatch;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.simulation.Mutation;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The rows by which lists tell of batches. Slow or failing with the journal; whoever writes what is
 * older than what is there changes nothing.
 */
final class ViewStore {
  private static final long USUAL_NANOS = 4_000_000;

  /** So that coordinators come and go meanwhile. */
  private static final long LONG_NANOS = 6_000_000_000L;

  private static final Comparator<EndedBatch> ORDER =
      Comparator.comparing(EndedBatch::createdAt)
          .thenComparing(each -> each.id().value(), Comparator.reverseOrder());

  private final SimulatedCluster world;
  private final RandomGenerator random;
  private final TreeMap<String, BatchStatus> rows = new TreeMap<>();

  ViewStore(SimulatedCluster world) {
    this.world = world;
    this.random = world.chanceOf("rows for lists");
  }

  /**
   * Writes the rows of a batch, whether or not its writer lives on.
   *
   * @param then told whether it went well; a failure says nothing about what is written
   */
  void write(Machine writer, BatchStatus status, Consumer<Boolean> then) {
    boolean troubled = world.segments().isTroubled();
    boolean cutOff = world.owners().isCutOff(writer);
    boolean fails = cutOff || (troubled && random.nextBoolean());
    boolean stores = !fails || (!cutOff && random.nextBoolean());
    long incarnation = writer.incarnation();
    boolean slow = random.nextInt(troubled ? 4 : 64) == 0;
    long takes = 1 + random.nextLong(slow ? LONG_NANOS : USUAL_NANOS);
    if (stores) {
      world
          .timeline()
          .after(
              takes,
              () -> {
                if (world.owners().admits(incarnation)) {
                  store(status);
                }
              });
    }
    writer.after(takes + 1, () -> then.accept(!fails && world.owners().admits(incarnation)));
  }

  private void store(BatchStatus status) {
    var before = rows.get(status.id());
    boolean older = before != null && status.revision() < before.revision();
    if (!older || world.mutation() == Mutation.ROWS_OF_ANY_REVISION) {
      world.oracles().showsInLists(status, before);
      rows.put(status.id(), status);
    }
  }

  /** What lists tell of a batch; null for nothing. */
  @Nullable BatchStatus row(String batch) {
    return rows.get(batch);
  }

  /** How many batches are listed. */
  int size() {
    return rows.size();
  }

  /** Some batches that ended before that, the oldest first. */
  List<EndedBatch> ended(Instant before, @Nullable EndedBatch after, int limit) {
    return rows.values().stream()
        .filter(row -> row.finishedAt() != null && row.finishedAt().isBefore(before))
        .map(row -> new EndedBatch(new BatchId(row.id()), row.createdAt()))
        .filter(each -> after == null || ORDER.compare(each, after) > 0)
        .sorted(ORDER)
        .limit(limit)
        .toList();
  }

  /** Deletes the rows of a batch. */
  void delete(String batch) {
    rows.remove(batch);
  }
}
