package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.retention.StoredUpload;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The uploads of inputs that are stored. Slow or failing with the journal. */
final class StoredInputs {
  private static final Comparator<StoredUpload> ORDER =
      Comparator.comparing(StoredUpload::openedAt).thenComparing(StoredUpload::upload);

  private static final long USUAL_NANOS = 3_000_000;

  private final SimulatedCluster world;
  private final RandomGenerator random;
  private final TreeMap<String, StoredUpload> uploads = new TreeMap<>();
  private final TreeSet<StoredUpload> unadopted = new TreeSet<>(ORDER);

  StoredInputs(SimulatedCluster world) {
    this.world = world;
    this.random = world.chanceOf("stored inputs");
  }

  /** An upload has been stored for a batch that may come to exist. */
  void stored(String upload, String batch, Instant openedAt) {
    var row = new StoredUpload(upload, new BatchId(batch), openedAt);
    uploads.put(upload, row);
    unadopted.add(row);
  }

  /** Whether it is there. */
  boolean has(String upload) {
    return uploads.containsKey(upload);
  }

  /** How many there are. */
  int size() {
    return uploads.size();
  }

  /** The name of those that no batch has adopted. */
  List<String> unadopted() {
    return unadopted.stream().map(StoredUpload::upload).toList();
  }

  /** Some of those that no batch has adopted. */
  List<StoredUpload> list(@Nullable StoredUpload after, int limit) {
    return (after == null ? unadopted : unadopted.tailSet(after, false))
        .stream().limit(limit).toList();
  }

  /** A machine has it adopted after a moment, unless it dies, or the store fails. */
  void adopt(Machine by, String upload) {
    if (!fails(by)) {
      by.after(takes(), () -> adopted(upload));
    }
  }

  private void adopted(String upload) {
    var row = uploads.get(upload);
    if (row != null) {
      unadopted.remove(row);
    }
  }

  /** A machine has it deleted after a moment, unless it is adopted, or the store fails. */
  void discard(Machine by, String upload) {
    if (!fails(by)) {
      by.after(
          takes(),
          () -> {
            var row = uploads.get(upload);
            boolean admitted = world.owners().admits(by.incarnation());
            if (admitted && row != null && unadopted.contains(row)) {
              delete(upload);
            }
          });
    }
  }

  /** Deletes it, adopted or not. */
  void delete(String upload) {
    var row = uploads.remove(upload);
    if (row != null) {
      world.note("upload deleted", upload.hashCode(), 0, () -> upload + " of " + row.batch());
      unadopted.remove(row);
      world.oracles().inputsDeleted(row.batch().value(), upload);
    }
  }

  private boolean fails(Machine by) {
    return world.owners().isCutOff(by) || (world.segments().isTroubled() && random.nextBoolean());
  }

  private long takes() {
    return 1 + random.nextLong(USUAL_NANOS);
  }
}
