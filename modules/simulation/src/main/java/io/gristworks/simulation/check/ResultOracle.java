package io.gristworks.simulation.check;

import static io.gristworks.simulation.check.InvariantViolation.unless;

import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.task.SegmentRef;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** I27: whoever reads the results of a job finds each task that has succeeded once. */
public final class ResultOracle {
  private final String batch;
  private final int job;

  private final Set<UUID> segments = new HashSet<>();

  /** By task, and so in their order: the segment that holds its result. */
  private final TreeMap<Integer, UUID> results = new TreeMap<>();

  /** Nothing is read yet. */
  public ResultOracle(String batch, int job) {
    this.batch = batch;
    this.job = job;
  }

  /** Of which job. */
  public int job() {
    return job;
  }

  /** Whether this segment was read. */
  public boolean hasRead(UUID segment) {
    return segments.contains(segment);
  }

  /** A segment is read. */
  public void read(SegmentRef ref, @Nullable JobReport stored) {
    if (stored == null) {
      throw new InvariantViolation("I27", "no segment " + ref + " of job " + job + " of " + batch);
    }
    unless(
        stored.job() == job
            && stored.succeeded().size() + stored.failures().size() == ref.entries(),
        "I27",
        "%s of job %d of %s is %s",
        ref,
        job,
        batch,
        stored);
    segments.add(ref.id());
    for (int task : stored.succeeded().bits()) {
      var before = results.put(task, ref.id());
      unless(
          before == null,
          "I27",
          "task %d of job %d of %s has results in %s and %s",
          task,
          job,
          batch,
          before,
          ref.id());
    }
  }

  /** That was all, and these have succeeded. */
  public void isWhole(List<Integer> succeeded) {
    unless(
        List.copyOf(results.keySet()).equals(succeeded),
        "I27",
        "results of job %d of %s are there of %s, succeeded have %s",
        job,
        batch,
        results.keySet(),
        succeeded);
  }
}
