package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.BatchDependency;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.Condition;
import io.gristworks.core.batch.Dependency;
import io.gristworks.core.batch.TaskSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.random.RandomGenerator;

/** How jobs are chained to each other by their results, and batches by their ends. */
final class JobChains {
  private static final Condition[] CONDITIONS = Condition.values();

  private JobChains() {}

  /** Where the tasks of a job come from that has so many before it. */
  static TaskSource source(int before, RandomGenerator random) {
    if (before == 0) {
      return TaskSource.SUBMITTED;
    }
    var from = "job-" + random.nextInt(before);
    return switch (random.nextInt(6)) {
      case 0, 1 -> TaskSource.streamed(from);
      case 2 -> TaskSource.collected(from);
      case 3 -> TaskSource.REDUCED;
      default -> TaskSource.SUBMITTED;
    };
  }

  /** What a job waits for: a reduce job for one at least, a derived one seldom for anything. */
  static List<Dependency> after(TaskSource source, int before, RandomGenerator random) {
    var names = new LinkedHashSet<String>();
    int most =
        switch (source.kind()) {
          case REDUCED -> random.nextInt(1, 4);
          case STREAMED, COLLECTED -> random.nextInt(4) == 0 ? 1 : 0;
          case SUBMITTED -> random.nextInt(3) == 0 ? 1 : 0;
        };
    for (int more = before == 0 ? 0 : most; more > 0; more--) {
      names.add("job-" + random.nextInt(before));
    }
    if (source.kind() == TaskSource.Kind.COLLECTED && random.nextInt(4) == 0) {
      names.add(source.job());
    }
    var after = new ArrayList<Dependency>();
    names.forEach(name -> after.add(new Dependency(name, condition(random))));
    return after;
  }

  private static Condition condition(RandomGenerator random) {
    return random.nextBoolean()
        ? Condition.COMPLETED
        : CONDITIONS[random.nextInt(CONDITIONS.length)];
  }

  /** The same, after one or two of the earlier ones, or none. */
  static Batches.Wanted following(
      Batches.Wanted wanted, List<Batches.Wanted> earlier, RandomGenerator random) {
    var needed = new ArrayList<BatchDependency>();
    if (!earlier.isEmpty() && random.nextInt(3) > 0) {
      for (int more = random.nextInt(1, 3); more > 0; more--) {
        needed.add(new BatchDependency(idOf(earlier, random), condition(random)));
      }
    }
    var spec = wanted.spec();
    var following =
        new BatchSpec(
            spec.tenant(), spec.name(), spec.labels(), spec.jobs(), spec.digest(), needed);
    return new Batches.Wanted(
        wanted.key(), following, wanted.parts(), wanted.open(), wanted.plans());
  }

  private static String idOf(List<Batches.Wanted> earlier, RandomGenerator random) {
    return earlier.get(random.nextInt(earlier.size())).id();
  }
}
