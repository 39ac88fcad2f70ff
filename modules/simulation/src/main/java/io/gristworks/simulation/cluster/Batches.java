package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.AppendKey;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.Condition;
import io.gristworks.core.batch.Dependency;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.batch.FailureBudget;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.JobOptions;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.JobTimes;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.batch.TaskSource;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.rule.QueueRule;
import io.gristworks.core.rule.TenantRule;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.TaskSet;
import io.gristworks.simulation.Scenario;
import io.gristworks.simulation.Scenario.Limits;
import io.gristworks.simulation.Scenario.Work;
import io.gristworks.simulation.cluster.TaskPlans.JobPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What is submitted on a simulated day. */
final class Batches {
  static final String CPU_BOUND = "scan";
  static final String WAITING = "ask";
  static final Set<String> OPERATIONS = Set.of(CPU_BOUND, WAITING);

  private static final int SEGMENT_TASKS = 1_000;
  private static final double JOB_SECONDS_MAX = 40;

  /** Attempts that hang take ten seconds each. */
  private static final int HANGING_TASKS_MAX = 40;

  /** What the tasks of a job do that is added to an open batch. */
  private static final JobPlan ADDED_PLAN =
      new JobPlan(17, 50_000_000, true, 0.02, false, new TreeMap<>());

  private static final Condition[] CONDITIONS = Condition.values();
  private static final Priority[] PRIORITIES = Priority.values();

  private Batches() {}

  /**
   * One batch to be submitted.
   *
   * @param parts its inputs; for an open batch they are appended one by one
   */
  record Wanted(
      String key, BatchSpec spec, List<InputPart> parts, boolean open, List<JobPlan> plans) {

    /** Whether a job of it may end though nobody cancels it, or be paused. */
    boolean mayEndEarly() {
      return spec.jobs().stream()
          .map(JobSpec::options)
          .anyMatch(each -> each.times().deadline() != null || each.times().total() != null);
    }

    /** Whether a job of it is paused when too much of it fails. */
    boolean mayBePaused() {
      return spec.jobs().stream()
          .map(job -> job.options().budget())
          .anyMatch(
              budget ->
                  budget.unit() != FailureBudget.Unit.UNLIMITED
                      && budget.then() == FailureBudget.Then.PAUSE);
    }

    /** Which batch that will be, where it is not submitted otherwise. */
    String id() {
      return BatchId.of(spec.tenant(), key).value();
    }

    /**
     * The appends: the chunks of each job are numbered from 0, so their keys are those of others.
     */
    List<Append> appends() {
      var chunks = new TreeMap<Integer, Integer>();
      var appends = new ArrayList<Append>();
      for (var part : parts) {
        int chunk = chunks.merge(part.job(), 1, Integer::sum) - 1;
        appends.add(new Append(spec.jobs().get(part.job()).name(), part, "chunk-" + chunk));
      }
      return appends;
    }

    /** Something else under the same key. */
    BatchSpec otherwise() {
      return new BatchSpec(
          spec.tenant(),
          spec.name(),
          spec.labels(),
          spec.jobs(),
          "something else",
          spec.afterBatches());
    }

    /** How many tasks each job will have that are brought to it; negative where none are. */
    List<Integer> tasks() {
      var tasks = new ArrayList<Integer>();
      for (int job = 0; job < spec.jobs().size(); job++) {
        int at = job;
        int brought =
            parts.stream().filter(part -> part.job() == at).mapToInt(InputPart::tasks).sum();
        tasks.add(spec.jobs().get(at).source().equals(TaskSource.SUBMITTED) ? brought : -1);
      }
      return tasks;
    }
  }

  /** One append under a key, and other tasks that somebody brings under the same. */
  record Append(String job, InputPart part, String chunk) {
    ToCoordinator.Append right() {
      return new ToCoordinator.Append(job, part, new AppendKey(chunk, part.upload()));
    }

    ToCoordinator.Append wrong() {
      var other = new InputPart(part.job(), "other-" + part.upload(), part.segmentTasks());
      return new ToCoordinator.Append(job, other, new AppendKey(chunk, "something else"));
    }
  }

  /** What holds for queues, tenants and operations. */
  static ClusterRules rules(Scenario scenario, RandomGenerator random) {
    return switch (scenario.work()) {
      case Work.Contest contest -> {
        var queues = new TreeMap<String, QueueRule>();
        var tenants = new TreeMap<String, TenantRule>();
        for (int number = 1; number <= contest.tenants(); number++) {
          tenants.put("tenant-" + number, new TenantRule(number, JobLimits.NONE, 0));
          queues.put("queue-" + number, new QueueRule(number, JobLimits.NONE));
        }
        yield new ClusterRules(0, tenants, queues, Map.of(), Optional.empty());
      }
      case Work.Varied varied when varied.limits() == Limits.TIGHT -> TightLimits.rules(random);
      case Work.Varied varied when varied.limits() == Limits.WIDE -> limits(varied, random);
      default -> ClusterRules.NONE;
    };
  }

  private static ClusterRules limits(Work.Varied varied, RandomGenerator random) {
    var queues = new TreeMap<String, QueueRule>();
    for (var queue : List.of("default", "other")) {
      queues.put(queue, new QueueRule(random.nextInt(1, 5), limit(varied, random)));
    }
    var tenants = new TreeMap<String, TenantRule>();
    for (int tenant = 0; tenant < 3; tenant++) {
      var rule = new TenantRule(random.nextInt(1, 5), limit(varied, random), 0);
      tenants.put("tenant-" + tenant, rule);
    }
    var operations = new TreeMap<String, JobLimits>();
    OPERATIONS.stream().sorted().forEach(each -> operations.put(each, limit(varied, random)));
    return new ClusterRules(0, tenants, queues, operations, Optional.empty());
  }

  /** Wide enough that the day comes to its end. */
  private static JobLimits limit(Work.Varied varied, RandomGenerator random) {
    int most = random.nextInt(3, 40);
    double rate = Math.max(2, varied.mostTasks() * (0.2 + 2 * random.nextDouble()));
    return switch (random.nextInt(5)) {
      case 0 -> new JobLimits(most, 0);
      case 1 -> new JobLimits(0, rate);
      case 2 -> new JobLimits(most, rate);
      default -> JobLimits.NONE;
    };
  }

  /** As people send them. */
  static Wanted varied(int number, Work.Varied work, RandomGenerator random) {
    int count = random.nextInt(1, 5) + (work.chained() ? 2 : 0);
    var jobs = new ArrayList<JobSpec>();
    var parts = new ArrayList<InputPart>();
    var plans = new ArrayList<JobPlan>();
    int poison = work.poison();
    for (int job = 0; job < count; job++) {
      var source = work.chained() ? JobChains.source(job, random) : TaskSource.SUBMITTED;
      var after = work.chained() ? JobChains.after(source, job, random) : after(job, random);
      boolean cpu = random.nextInt(3) == 0;
      var queue = random.nextInt(4) == 0 ? "other" : "default";
      var made = job("job-" + job, cpu, queue, source, after, random);
      boolean limited = work.limits() == Limits.WIDE && random.nextInt(4) == 0;
      jobs.add(limited ? made.with(made.options().with(limit(work, random))) : made);
      if (source.equals(TaskSource.SUBMITTED)) {
        int tasks = 0;
        for (int part = random.nextInt(1, 4); part > 0; part--) {
          int size = random.nextInt(1, Math.max(2, work.mostTasks() / 3));
          tasks += size;
          parts.add(new InputPart(job, "upload-" + number + "-" + job + "-" + part, List.of(size)));
        }
        plans.add(plan(tasks, poison, random));
        poison = 0;
      } else {
        plans.add(plan(work.mostTasks(), 0, random));
      }
    }
    plans.add(ADDED_PLAN);
    var spec =
        new BatchSpec("tenant-" + random.nextInt(3), "", new TreeMap<>(), jobs, "digest-" + number);
    return new Wanted("key-" + number, spec, parts, random.nextInt(3) == 0, plans);
  }

  /** A job that is added to an open batch: its tasks are the results of the first one. */
  static JobSpec added(Wanted wanted) {
    var first = wanted.spec().jobs().getFirst();
    return new JobSpec(
            "added",
            first.operation(),
            first.queue(),
            Priority.NORMAL,
            "{}",
            List.of(),
            RetryPolicy.DEFAULT,
            TaskPlans.TIMEOUT,
            1)
        .with(JobOptions.USUAL.with(TaskSource.streamed(first.name())));
  }

  private static List<Dependency> after(int job, RandomGenerator random) {
    var after = new ArrayList<Dependency>();
    for (int earlier = 0; earlier < job; earlier++) {
      if (random.nextInt(3) == 0) {
        after.add(new Dependency("job-" + earlier, condition(random)));
      }
    }
    return after;
  }

  private static JobSpec job(
      String name,
      boolean cpu,
      String queue,
      TaskSource source,
      List<Dependency> after,
      RandomGenerator random) {
    return new JobSpec(
            name,
            cpu ? CPU_BOUND : WAITING,
            queue,
            PRIORITIES[random.nextInt(PRIORITIES.length)],
            "{}",
            List.of(),
            retry(random),
            TaskPlans.TIMEOUT,
            1)
        .after(after.toArray(Dependency[]::new))
        .with(
            JobOptions.USUAL
                .with(budget(random))
                .with(limits(random))
                .with(times(random))
                .with(source));
  }

  private static RetryPolicy retry(RandomGenerator random) {
    var backoff = Duration.ofMillis(random.nextInt(2_000));
    return new RetryPolicy(
        random.nextInt(1, 5),
        backoff,
        backoff.multipliedBy(3),
        random.nextInt(6) == 0 ? List.of("io", "timeout") : List.of(),
        random.nextInt(6) == 0 ? List.of("busy") : List.of(),
        random.nextInt(10) == 0 ? (double) random.nextInt(20, 200) : 0.0);
  }

  private static FailureBudget budget(RandomGenerator random) {
    var then = random.nextBoolean() ? FailureBudget.Then.CANCEL : FailureBudget.Then.PAUSE;
    return switch (random.nextInt(12)) {
      case 0, 1 -> FailureBudget.tasks(random.nextInt(20), then);
      case 2, 3 -> FailureBudget.percent(random.nextInt(40), then);
      default -> FailureBudget.UNLIMITED;
    };
  }

  /** Limits that any job of a day keeps within a minute or two. */
  static JobLimits limits(RandomGenerator random) {
    return switch (random.nextInt(10)) {
      case 0 -> new JobLimits(random.nextInt(1, 20), 0);
      case 1 -> new JobLimits(0, random.nextInt(50, 500));
      default -> JobLimits.NONE;
    };
  }

  private static JobTimes times(RandomGenerator random) {
    return switch (random.nextInt(18)) {
      case 0, 1 -> new JobTimes(moment(100, random), null, null);
      case 2, 3 -> new JobTimes(null, moment(150, random), null);
      case 4 -> new JobTimes(moment(60, random), moment(150, random), null);
      case 5, 6 -> new JobTimes(null, null, Duration.ofMillis(random.nextInt(1, 40_000)));
      default -> JobTimes.ANY;
    };
  }

  /** Which of the failed tasks are to be tried again. */
  static BatchCommand.Selection selection(RandomGenerator random) {
    return switch (random.nextInt(6)) {
      case 0 -> group("io", "connection # refused");
      case 1 -> group("bad", "no page #");
      case 2 -> {
        int from = random.nextInt(50);
        yield new BatchCommand.Selection.These(TaskSet.range(from, from + 50));
      }
      default -> new BatchCommand.Selection.All();
    };
  }

  private static BatchCommand.Selection group(String kind, String pattern) {
    return new BatchCommand.Selection.OfGroup(
        new ErrorGroup(kind, 1, 0, "", pattern, Instant.EPOCH, Instant.EPOCH).id());
  }

  /** A moment within so many seconds of the day. */
  static Instant moment(int seconds, RandomGenerator random) {
    return Machine.BEGINNING.plusMillis(random.nextInt(seconds * 1_000));
  }

  private static Condition condition(RandomGenerator random) {
    return random.nextInt(3) > 0 ? Condition.SUCCEEDED : CONDITIONS[random.nextInt(3)];
  }

  private static JobPlan plan(int tasks, int poison, RandomGenerator random) {
    double seconds = Math.exp(random.nextDouble() * Math.log(3_000)) / 1_000;
    long mean = (long) (Math.min(seconds, JOB_SECONDS_MAX / tasks) * 1e9);
    double failing = List.of(0.0, 0.0, 0.02, 0.3).get(random.nextInt(4));
    var kills = new TreeMap<Integer, Integer>();
    if (poison > 0) {
      for (int more = random.nextInt(1, 3); more > 0; more--) {
        kills.put(random.nextInt(tasks), poison >= Work.Varied.ALWAYS ? 1 << 30 : poison);
      }
    }
    boolean hangs = tasks <= HANGING_TASKS_MAX && random.nextBoolean();
    return new JobPlan(random.nextLong(), mean, random.nextBoolean(), failing, hangs, kills);
  }

  /** Large ones of equal tasks. */
  static List<Wanted> bulk(Work.Bulk work) {
    var wanted = new ArrayList<Wanted>();
    long left = work.tasks();
    for (int number = 0; left > 0; number++) {
      int tasks = (int) Math.min(left, 10_000_000);
      wanted.add(even(number, "default", "tenant", tasks, work.taskTime()));
      left -= tasks;
    }
    return wanted;
  }

  /** One for each tenant. */
  static List<Wanted> contest(Work.Contest work) {
    var wanted = new ArrayList<Wanted>();
    for (int tenant = 1; tenant <= work.tenants(); tenant++) {
      var queue = work.queues() ? "queue-" + tenant : "default";
      wanted.add(even(tenant, queue, "tenant-" + tenant, work.tasks(), work.taskTime()));
    }
    return wanted;
  }

  private static Wanted even(
      int number, String queue, String tenant, int tasks, Duration taskTime) {
    var job =
        new JobSpec(
            "job",
            WAITING,
            queue,
            Priority.NORMAL,
            "{}",
            List.of(),
            RetryPolicy.DEFAULT,
            Duration.ofSeconds(60),
            1);
    var segments = new ArrayList<Integer>();
    for (int left = tasks; left > 0; left -= SEGMENT_TASKS) {
      segments.add(Math.min(left, SEGMENT_TASKS));
    }
    var spec = new BatchSpec(tenant, "", new TreeMap<>(), List.of(job), "digest-" + number);
    return new Wanted(
        "key-" + number,
        spec,
        List.of(new InputPart(0, "upload-" + number, segments)),
        false,
        List.of(new JobPlan(number, taskTime.toNanos(), false, 0, false, new TreeMap<>())));
  }
}
