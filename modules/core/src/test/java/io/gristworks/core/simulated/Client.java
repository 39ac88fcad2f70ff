package io.gristworks.core.simulated;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.Decision;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.batch.Sample;
import io.gristworks.core.task.InputPart;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Hands in a batch, whole or piece by piece, and asks again where it may not have been heard. */
final class Client {
  private final RandomGenerator random;
  private final List<BiFunction<Batch, Instant, Decision>> wishes = new ArrayList<>();
  private final BatchSpec spec;
  private int next;

  Client(RandomGenerator random) {
    this.random = random;
    this.spec = Sample.spec(jobs().toArray(JobSpec[]::new));
    var parts = new ArrayList<InputPart>();
    for (int job = 0; job < spec.jobs().size(); job++) {
      int pieces = random.nextInt(1, 4);
      for (int piece = 0; piece < pieces; piece++) {
        int tasks = (int) Math.exp(random.nextDouble() * Math.log(3_000.0 / 3));
        parts.add(new InputPart(job, "upload-" + job + "-" + piece, List.of(tasks, 1)));
      }
    }
    boolean inPieces = random.nextInt(3) == 0;
    wishes.add((batch, now) -> batch.submit(spec, inPieces, inPieces ? List.of() : parts, now));
    if (inPieces) {
      Collections.swap(parts, 0, random.nextInt(parts.size()));
      for (var part : parts) {
        var job = spec.jobs().get(part.job()).name();
        wishes.add((batch, now) -> batch.append(job, part, null, now));
      }
      var counts = new TreeMap<String, Long>();
      parts.forEach(
          part -> counts.merge(spec.jobs().get(part.job()).name(), (long) part.tasks(), Long::sum));
      wishes.add((batch, now) -> batch.seal(counts, now));
    }
  }

  private List<JobSpec> jobs() {
    int count = random.nextInt(1, 5);
    var order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    for (int at = 0; at < count; at++) {
      Collections.swap(order, at, random.nextInt(at, count));
    }
    var jobs = new ArrayList<JobSpec>();
    for (int job = 0; job < count; job++) {
      var earlier = order.subList(0, order.indexOf(job)).stream();
      var after = earlier.filter(_ -> random.nextBoolean()).map(at -> "job-" + at).toList();
      var backoff = Duration.ofMillis(random.nextInt(2_000));
      var retry = new RetryPolicy(random.nextInt(1, 5), backoff, backoff.multipliedBy(3));
      jobs.add(Sample.job("job-" + job, retry, after.toArray(String[]::new)));
    }
    return jobs;
  }

  /** Whether it has said all. */
  boolean isContent() {
    return next == wishes.size();
  }

  /** Says what comes next, or, unsure, something again. */
  void speak(SimulatedCoordinator coordinator, boolean sure, Instant now) {
    int which = sure || random.nextInt(4) > 0 ? next : random.nextInt(next + 1);
    if (which >= wishes.size()) {
      return;
    }
    var wish = wishes.get(which);
    var decision = coordinator.ask(batch -> wish.apply(batch, now), now);
    if (which == next && (sure || random.nextInt(4) > 0)) {
      next++;
    }
    if (decision instanceof Decision.Refused(var why)) {
      boolean cancelledMeanwhile =
          coordinator.batch().jobs().stream().allMatch(job -> job.cancelReason() != null);
      if (!cancelledMeanwhile || why instanceof Refusal.KeyUsedOtherwise) {
        throw new AssertionError("refused: " + why.message());
      }
      next = wishes.size();
    }
  }

  /** Has had enough of a job, or of all. */
  void cancel(SimulatedCoordinator coordinator, Instant now) {
    if (coordinator.batch().exists()) {
      int which = random.nextInt(-1, spec.jobs().size());
      var job = which < 0 ? null : spec.jobs().get(which).name();
      var leased = coordinator.dispatch();
      coordinator.ask(batch -> batch.cancel(job, "enough", leased::leased, now), now);
    }
  }
}
