package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.JobOptions;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.rule.QueueRule;
import io.gristworks.core.rule.TenantRule;
import io.gristworks.core.task.InputPart;
import io.gristworks.simulation.cluster.TaskPlans.JobPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What is submitted on a day of tight limits: more than they allow, and nothing that fails. */
final class TightLimits {
  private static final int TENANTS = 2;
  private static final long TASK_NANOS_MIN = 300_000_000;
  private static final long TASK_NANOS_MAX = 4_000_000_000L;
  private static final double RATE_MIN = 1;
  private static final double RATE_MAX = 8;

  private static final Priority[] PRIORITIES = Priority.values();

  private TightLimits() {}

  /** Something is limited that all share, and other things may be. */
  static ClusterRules rules(RandomGenerator random) {
    var queue = new QueueRule(random.nextInt(1, 5), limits(1, random));
    var tenants = new TreeMap<String, TenantRule>();
    for (int tenant = 0; tenant < TENANTS; tenant++) {
      tenants.put(tenant(tenant), new TenantRule(random.nextInt(1, 5), limits(3, random), 0));
    }
    var operations = Map.of(Batches.WAITING, limits(2, random));
    return new ClusterRules(0, tenants, Map.of("default", queue), operations, Optional.empty());
  }

  private static String tenant(int number) {
    return "tenant-" + number;
  }

  /** None, but once in {@code seldom} times. */
  private static JobLimits limits(int seldom, RandomGenerator random) {
    if (random.nextInt(seldom) > 0) {
      return JobLimits.NONE;
    }
    int most = random.nextInt(2, 9);
    double rate = random.nextInt(4) == 0 ? random.nextDouble(RATE_MIN, RATE_MAX) : 0;
    return new JobLimits(most, rate);
  }

  /** One batch. */
  static Batches.Wanted wanted(int number, int mostTasks, RandomGenerator random) {
    var jobs = new ArrayList<JobSpec>();
    var parts = new ArrayList<InputPart>();
    var plans = new ArrayList<JobPlan>();
    for (int count = random.nextInt(1, 4); count > 0; count--) {
      int job = jobs.size();
      int tasks = random.nextInt(1, mostTasks);
      jobs.add(job("job-" + job, random));
      parts.add(new InputPart(job, "upload-" + number + "-" + job, List.of(tasks)));
      long nanos = random.nextLong(TASK_NANOS_MIN, TASK_NANOS_MAX);
      plans.add(new JobPlan(random.nextLong(), nanos, true, 0, false, new TreeMap<>()));
    }
    var tenant = tenant(random.nextInt(TENANTS));
    var spec = new BatchSpec(tenant, "", new TreeMap<>(), jobs, "digest-" + number);
    return new Batches.Wanted("key-" + number, spec, parts, false, plans);
  }

  private static JobSpec job(String name, RandomGenerator random) {
    return new JobSpec(
            name,
            random.nextInt(4) == 0 ? Batches.CPU_BOUND : Batches.WAITING,
            "default",
            PRIORITIES[random.nextInt(PRIORITIES.length)],
            "{}",
            List.of(),
            RetryPolicy.DEFAULT,
            TaskPlans.TIMEOUT,
            1)
        .with(JobOptions.USUAL.with(limits(4, random)));
  }
}
