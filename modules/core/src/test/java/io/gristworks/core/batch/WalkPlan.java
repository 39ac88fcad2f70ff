package io.gristworks.core.batch;

import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.TaskSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Any batch that could be wanted, for {@link Walk}. */
final class WalkPlan {
  private static final List<String> KINDS = List.of("io", "bad", "oom");

  private final RandomGenerator random;
  private final Instant now;

  WalkPlan(RandomGenerator random, Instant now) {
    this.random = random;
    this.now = now;
  }

  BatchSpec spec() {
    var jobs = new ArrayList<JobSpec>();
    int count = random.nextInt(1, 6);
    for (int at = 0; at < count; at++) {
      jobs.add(job(at));
    }
    var awaited = new ArrayList<BatchDependency>();
    if (random.nextInt(4) == 0) {
      awaited.add(new BatchDependency(BatchId.of("mill", "other").value(), condition()));
    }
    return new BatchSpec("mill", "walk", new TreeMap<>(), jobs, "digest", awaited);
  }

  JobSpec job(int at) {
    var after = new ArrayList<Dependency>();
    for (int earlier = 0; earlier < at; earlier++) {
      if (random.nextInt(3) == 0) {
        after.add(new Dependency("job-" + earlier, condition()));
      }
    }
    return Sample.job("job-" + at, retry())
        .after(after.toArray(Dependency[]::new))
        .with(
            new JobOptions(
                source(at, !after.isEmpty()),
                budget(),
                JobLimits.NONE,
                times(),
                random.nextInt(3)));
  }

  private Condition condition() {
    return random.nextInt(3) == 0 ? one(Condition.values()) : Condition.COMPLETED;
  }

  private TaskSource source(int at, boolean waits) {
    return switch (random.nextInt(5)) {
      case 0 -> at == 0 ? TaskSource.SUBMITTED : TaskSource.streamed("job-" + random.nextInt(at));
      case 1 -> at == 0 ? TaskSource.SUBMITTED : TaskSource.collected("job-" + random.nextInt(at));
      case 2 -> waits ? TaskSource.REDUCED : TaskSource.SUBMITTED;
      default -> TaskSource.SUBMITTED;
    };
  }

  private RetryPolicy retry() {
    var backoff = Duration.ofMillis(random.nextInt(2_000));
    return new RetryPolicy(
        random.nextInt(1, 4),
        backoff,
        backoff.multipliedBy(3),
        random.nextInt(4) == 0 ? List.of("io", "oom") : List.of(),
        random.nextInt(4) == 0 ? List.of("oom") : List.of(),
        random.nextInt(3) == 0 ? random.nextDouble(0.2, 50) : 0);
  }

  private FailureBudget budget() {
    var then = one(FailureBudget.Then.values());
    return switch (random.nextInt(6)) {
      case 0 -> FailureBudget.none();
      case 1 -> FailureBudget.tasks(random.nextInt(5), then);
      case 2 -> FailureBudget.percent(random.nextInt(50), then);
      default -> FailureBudget.UNLIMITED;
    };
  }

  private JobTimes times() {
    return new JobTimes(
        random.nextInt(6) == 0 ? now.plusSeconds(random.nextInt(60)) : null,
        random.nextInt(8) == 0 ? now.plusSeconds(random.nextInt(1, 300)) : null,
        random.nextInt(8) == 0 ? Duration.ofSeconds(random.nextInt(1, 100)) : null);
  }

  List<InputPart> inputs(BatchSpec spec) {
    var inputs = new ArrayList<InputPart>();
    for (int at = 0; at < spec.jobs().size(); at++) {
      if (spec.jobs().get(at).source().kind() == TaskSource.Kind.SUBMITTED) {
        inputs.add(part(at));
      }
    }
    return inputs;
  }

  InputPart part(int job) {
    return new InputPart(job, "upload-" + random.nextInt(), List.of(random.nextInt(1, 40)));
  }

  BatchCommand command(Batch batch) {
    var name = batch.jobs().get(random.nextInt(batch.jobs().size())).spec().name();
    var job = random.nextInt(4) == 0 ? null : name;
    return switch (random.nextInt(16)) {
      case 0, 1 -> new BatchCommand.Pause(job, "ana", "");
      case 2, 3, 4 -> new BatchCommand.Resume(job, "ana");
      case 5 ->
          new BatchCommand.Cancel(
              job, "enough", random.nextBoolean() ? null : Duration.ofSeconds(random.nextInt(20)));
      case 6 -> new BatchCommand.SetPriority(job, one(Priority.values()), "ana");
      case 7 -> new BatchCommand.SetLimits(job, new JobLimits(random.nextInt(9), 0), "ana");
      case 8 ->
          new BatchCommand.SetDeadline(
              job, random.nextBoolean() ? null : now.plusSeconds(random.nextInt(900)), "ana");
      case 9 -> new BatchCommand.AddJob(job(batch.jobs().size()));
      default -> new BatchCommand.RetryFailed(job, selection(batch), random.nextInt(4), "ana");
    };
  }

  private BatchCommand.Selection selection(Batch batch) {
    var job = batch.jobs().get(random.nextInt(batch.jobs().size()));
    var groups = job.deadLetters().errors();
    int which = random.nextInt(4);
    if (which == 0 && !groups.isEmpty()) {
      return new BatchCommand.Selection.OfGroup(groups.get(random.nextInt(groups.size())).id());
    }
    return which == 1
        ? new BatchCommand.Selection.These(TaskSet.range(0, random.nextInt(20)))
        : new BatchCommand.Selection.All();
  }

  private <T> T one(T[] of) {
    return List.of(of).get(random.nextInt(of.length));
  }

  String kind() {
    return KINDS.get(random.nextInt(KINDS.size()));
  }
}
