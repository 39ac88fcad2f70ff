package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.simulation.check.Records;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private final World world;
  private final RandomGenerator random;
  private final Map<UUID, JobReport> stored = new HashMap<>(); // asked by key only
  private final Map<String, List<int[]>> derived = new HashMap<>(); // asked by key only
  private long troubleUntil;

  Segments(World world, RandomGenerator random) {
    this.world = world;
    this.random = random;
  }

  void trouble(long until) {
    troubleUntil = until;
  }

  /** Whether reads and writes fail, or take long. */
  boolean isTroubled() {
    return world.timeline().now() < troubleUntil;
  }

  /** Stores segments in one commit, and says so; tries until it succeeds or the writer dies. */
  void write(Machine writer, List<JobReport> reports, Runnable then) {
    boolean trouble = isTroubled();
    long takes = USUAL_NANOS / 2 + random.nextLong(USUAL_NANOS);
    if (trouble && random.nextBoolean()) {
      writer.after(random.nextLong(AGAIN_NANOS), () -> write(writer, reports, then));
      return;
    }
    writer.after(
        takes,
        () -> {
          reports.forEach(report -> stored.put(report.segment().id(), report));
          then.run();
        });
  }

  /**
   * Stores an upload of derived inputs.
   *
   * @param segments of each input the task whose result it is
   * @return its id
   */
  String upload(List<int[]> segments) {
    var upload = "derived-" + derived.size();
    derived.put(upload, List.copyOf(segments));
    return upload;
  }

  /** The outcomes in a segment; on a long day they are looked at once. */
  @Override
  public @Nullable JobReport outcomes(UUID id) {
    return world.isLong() ? stored.remove(id) : stored.get(id);
  }

  @Override
  public @Nullable List<int[]> derived(String upload) {
    return derived.get(upload);
  }
}
