package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.batch.Reports.StoredReport;
import io.gristworks.simulation.check.Records;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where outcomes are stored, and inputs made of them. Slow or failing with the journal, as all are
 * one database.
 */
final class Segments implements Records {
  private static final long USUAL_NANOS = 2_000_000;
  private static final long AGAIN_NANOS = 300_000_000;

  private final SimulatedCluster world;
  private final RandomGenerator random;
  private final RandomGenerator sideChance;
  private final Map<UUID, StoredReport> stored = new HashMap<>(); // asked by key only

  /** By batch, on days that are not long. */
  private final Map<String, TreeSet<UUID>> ofBatch = new HashMap<>(); // asked by key only

  private final Map<String, List<int[]>> derived = new HashMap<>(); // asked by key only
  private long troubleUntil;
  private int deletions;

  /**
   * A segment that is to be stored.
   *
   * @param firstLease the lowest number of a lease that its outcomes are of
   */
  record Segment(StoredReport report, long firstLease) {}

  Segments(SimulatedCluster world, RandomGenerator random) {
    this.world = world;
    this.random = random;
    this.sideChance = world.chanceOf("writes that fail, and are stored");
  }

  void trouble(long until) {
    troubleUntil = until;
  }

  /** Whether reads and writes fail, or take long. */
  boolean isTroubled() {
    return world.timeline().now() < troubleUntil;
  }

  /**
   * Stores segments in one commit, and says so; tries until it succeeds or the writer dies. A write
   * that has failed may be stored all the same.
   */
  void write(Machine writer, String batch, List<Segment> segments, Runnable then) {
    boolean trouble = isTroubled();
    long takes = USUAL_NANOS / 2 + random.nextLong(USUAL_NANOS);
    if (world.owners().isCutOff(writer)) {
      writer.after(random.nextLong(AGAIN_NANOS), () -> write(writer, batch, segments, then));
      return;
    }
    if (trouble && random.nextBoolean()) {
      if (sideChance.nextBoolean() && world.owners().admits(writer.incarnation())) {
        store(batch, segments);
      }
      writer.after(random.nextLong(AGAIN_NANOS), () -> write(writer, batch, segments, then));
      return;
    }
    writer.after(
        takes,
        () -> {
          if (!world.owners().admits(writer.incarnation())) {
            write(writer, batch, segments, then); // refused, and tried until the machine steps down
            return;
          }
          world.oracles().writtenBy(writer.cluster());
          store(batch, segments);
          then.run();
        });
  }

  private void store(String batch, List<Segment> segments) {
    for (var segment : segments) {
      var id = segment.report().report().segment().id();
      stored.put(id, segment.report());
      if (!world.isLong()) {
        ofBatch.computeIfAbsent(batch, _ -> new TreeSet<>()).add(id);
        world
            .oracles()
            .of(batch)
            .segments()
            .stored(segment.report(), segment.firstLease(), world.timeline().now());
      }
    }
  }

  /** Some of the segments that are stored of a batch, behind {@code after}. */
  List<UUID> list(String batch, @Nullable UUID after, int limit) {
    var all = ofBatch.getOrDefault(batch, new TreeSet<>());
    return (after == null ? all : all.tailSet(after, false)).stream().limit(limit).toList();
  }

  /** What these segments tell, as far as they are stored. */
  List<StoredReport> read(List<UUID> segments) {
    return segments.stream().map(stored::get).filter(Objects::nonNull).toList();
  }

  /** Deletes segments after a while. */
  void delete(String batch, Collection<UUID> segments, long after) {
    later(after, () -> delete(batch, segments));
  }

  /** Deletes all segments of a batch but some after a while; for a mutation. */
  void deleteAllBut(String batch, Set<UUID> kept, long after) {
    later(
        after,
        () ->
            delete(
                batch,
                list(batch, null, Integer.MAX_VALUE).stream()
                    .filter(each -> !kept.contains(each))
                    .toList()));
  }

  private void later(long after, Runnable deletes) {
    deletions++;
    world
        .timeline()
        .after(
            after,
            () -> {
              deletions--;
              deletes.run();
            });
  }

  /** Deletes segments at once. */
  void deleteNow(String batch, Collection<UUID> segments) {
    delete(batch, segments);
  }

  /** Whether none is stored. */
  boolean isEmpty() {
    return stored.isEmpty();
  }

  private void delete(String batch, Collection<UUID> segments) {
    world.oracles().segmentsDeleted(batch, segments);
    world.note("deleted", batch.hashCode(), segments.size(), () -> segments + " of " + batch);
    segments.forEach(stored::remove);
    segments.forEach(ofBatch.getOrDefault(batch, new TreeSet<>())::remove);
  }

  /** Whether nothing is about to be deleted. */
  boolean isQuiet() {
    return deletions == 0;
  }

  /**
   * Stores an upload of derived inputs.
   *
   * @param segments of each input the task whose result it is
   * @return its id
   */
  String upload(Machine by, String batch, List<int[]> segments) {
    var upload = "derived-" + derived.size();
    if (!segments.isEmpty()) {
      world.inputs().stored(upload, batch, by.clock());
    }
    derived.put(upload, List.copyOf(segments));
    return upload;
  }

  /** The outcomes in a segment; on a long day they are looked at once. */
  @Override
  public @Nullable JobReport outcomes(UUID id) {
    var found = world.isLong() ? stored.remove(id) : stored.get(id);
    return found == null ? null : found.report();
  }

  @Override
  public boolean hasInputs(String upload) {
    return world.inputs().has(upload);
  }

  @Override
  public @Nullable List<int[]> derived(String upload) {
    return derived.get(upload);
  }
}
