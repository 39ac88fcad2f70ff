package io.gristworks.simulation.check;

import static io.gristworks.simulation.check.InvariantViolation.unless;

import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.batch.JobProgress;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.message.ToNode.Lease;
import io.gristworks.core.task.TaskSet;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * I21: the failed attempts of one job. Each has the number after the last one; whether another
 * follows is what the retry policy says, no more and no fewer; and none begins before its backoff
 * is over.
 */
final class AttemptOracle {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final JobSpec job;

  /** The number of the last failed attempt, by task; deaths that end a task count as one. */
  private final Map<Integer, Integer> failed = new HashMap<>();

  /** How many attempts a task had behind it when somebody last wanted it tried again. */
  private final Map<Integer, Integer> behind = new HashMap<>();

  /** The tasks that wait for another attempt, or are at it. */
  private final Map<Integer, Retry> retries = new HashMap<>();

  /** Those of them whose moment had passed when outcomes were counted. */
  private final RoaringBitmap passed = new RoaringBitmap();

  private final RoaringBitmap everFailed = new RoaringBitmap();

  /** By cause, how many attempts failed so. */
  private final TreeMap<String, Long> causes = new TreeMap<>();

  /** By cause, the tasks that were given up for it. */
  private final TreeMap<String, RoaringBitmap> givenUp = new TreeMap<>();

  private long attempts;
  private long busyMicros;

  AttemptOracle(JobSpec job) {
    this.job = job;
  }

  /** Outcomes were counted. */
  void counted(JobOutcomes outcomes, JobReport stored, Instant at) {
    int told = stored.succeeded().size() + stored.failures().size();
    unless(
        outcomes.attempts() == told && outcomes.busyMicros() == stored.busyMicros(),
        "I21",
        "%d attempts of %s counted for %d",
        outcomes.attempts(),
        job.name(),
        told);
    retries.forEach(
        (task, retry) -> {
          if (!retry.due().isAfter(at)) {
            passed.add(task);
          }
        });
    attempts += told;
    busyMicros += stored.busyMicros();
    ended(stored.succeeded());
    var again = new HashMap<Integer, Retry>();
    outcomes
        .retries()
        .forEach(
            retry ->
                retry
                    .tasks()
                    .forEach(
                        task ->
                            again.put(
                                task,
                                new Retry(TaskSet.of(task), retry.failedAttempts(), retry.due()))));
    for (var failure : stored.failures()) {
      failed(failure, again.get(failure.task()), at);
    }
    unless(
        again.size() + outcomes.failed().size() == stored.failures().size(),
        "I2",
        "%d failures of %s, counted as %d",
        stored.failures().size(),
        job.name(),
        again.size() + outcomes.failed().size());
    causesAre(outcomes, stored);
  }

  /** Whether that attempt of a task follows the last one that failed. */
  boolean isNext(int task, int attempt) {
    return attempt == failed.getOrDefault(task, 0) + 1;
  }

  private void failed(Failure failure, @Nullable Retry retry, Instant at) {
    int task = failure.task();
    int before = failed.getOrDefault(task, 0);
    unless(
        failure.attempt() == before + 1,
        "I21",
        "attempt %d of task %d of %s after attempt %d",
        failure.attempt(),
        task,
        job.name(),
        before);
    int used = failure.attempt() - behind.getOrDefault(task, 0);
    boolean another =
        !failure.permanent() && isWorthAnother(failure.kind()) && used < job.retry().maxAttempts();
    unless(
        another == (retry != null),
        "I21",
        "task %d of %s %s after %s, attempt %d of %d",
        task,
        job.name(),
        another ? "given up" : "to be tried again",
        failure.kind(),
        used,
        job.retry().maxAttempts());
    failed.put(task, failure.attempt());
    everFailed.add(task);
    causes.merge(causeOf(failure), 1L, Long::sum);
    if (retry == null) {
      giveUp(causeOf(failure), task);
    } else {
      retries.put(task, retry);
      passed.remove(task);
      isDueInTime(task, retry, used, at);
    }
  }

  private void isDueInTime(int task, Retry retry, int used, Instant at) {
    var policy = job.retry();
    var step = policy.backoff();
    for (int more = 1; more < used && step.compareTo(policy.maxBackoff()) < 0; more++) {
      step = step.multipliedBy(2);
    }
    var most = step.compareTo(policy.maxBackoff()) < 0 ? step : policy.maxBackoff();
    var wait = Duration.between(at, retry.due());
    boolean early = wait.compareTo(most.dividedBy(2)) < 0;
    boolean late = wait.compareTo(most.plus(grain(most))) >= 0;
    unless(
        !early && !late && retry.failedAttempts() == failed.getOrDefault(task, 0),
        "I21",
        "task %d of %s is to wait %s after failure %d, of at most %s",
        task,
        job.name(),
        wait,
        used,
        most);
  }

  /** By so much tasks may be due later, so that they have few moments in common. */
  private static Duration grain(Duration wait) {
    var least = Duration.ofMillis(50);
    var part = wait.dividedBy(64);
    return part.compareTo(least) < 0 ? least : part;
  }

  private boolean isWorthAnother(String kind) {
    var policy = job.retry();
    return !policy.giveUpOn().contains(kind)
        && (policy.retryOn().isEmpty() || policy.retryOn().contains(kind));
  }

  private static String causeOf(Failure failure) {
    return failure.kind() + "/" + NUMBER.matcher(failure.message()).replaceAll("#");
  }

  private static String causeOf(ErrorGroup group) {
    return group.kind().equals(ErrorGroup.POISON)
        ? ErrorGroup.POISON
        : group.kind() + "/" + group.pattern();
  }

  private void giveUp(String cause, int task) {
    retries.remove(task);
    givenUp.computeIfAbsent(cause, _ -> new RoaringBitmap()).add(task);
  }

  /** What the event says of causes is what was stored. */
  private void causesAre(JobOutcomes outcomes, JobReport stored) {
    var counted = new TreeMap<String, Long>();
    outcomes.errors().forEach(group -> counted.merge(causeOf(group), group.count(), Long::sum));
    var told = new TreeMap<String, Long>();
    stored.failures().forEach(failure -> told.merge(causeOf(failure), 1L, Long::sum));
    unless(counted.equals(told), "I21", "%s failed for %s, counted %s", job.name(), told, counted);
  }

  /** Tasks were given up for the deaths of their nodes, which count as one attempt. */
  void quarantined(int task) {
    failed.merge(task, 1, Integer::sum);
    everFailed.add(task);
    causes.merge(ErrorGroup.POISON, 1L, Long::sum);
    giveUp(ErrorGroup.POISON, task);
  }

  /** Failed tasks are to be tried again, as often as at first. */
  void revived(TaskSet tasks) {
    for (int task : tasks.bits()) {
      behind.put(task, failed.getOrDefault(task, 0));
    }
    givenUp.values().forEach(those -> those.andNot(tasks.bits()));
    givenUp.values().removeIf(RoaringBitmap::isEmpty);
  }

  /** Tasks have ended otherwise. */
  void ended(TaskSet tasks) {
    if (!retries.isEmpty()) {
      retries.keySet().removeIf(tasks::contains);
    }
  }

  /** Those of {@code tasks} of which no attempt has ever failed, in a bitmap of the caller's. */
  RoaringBitmap neverFailed(RoaringBitmap tasks) {
    return RoaringBitmap.andNot(tasks, everFailed);
  }

  /** Whether {@code task} waits for a moment that is long past. */
  boolean isOverdue(int task, Instant since) {
    var retry = retries.get(task);
    return retry != null
        && job.retry().restartsPerSecond() == 0 // else they wait for their turn, too
        && retry.due().isBefore(since);
  }

  /**
   * What is handed out is told how often it has failed, and has waited long enough.
   *
   * @param now what the coordinator's clock shows; null where clocks differ
   */
  void granted(Lease grant, @Nullable Instant now) {
    if (failed.isEmpty()) {
      return;
    }
    for (int task : RoaringBitmap.and(everFailed, grant.tasks().bits())) {
      int before = failed.getOrDefault(task, 0);
      int told = grant.failedAttempts().getOrDefault(task, 0);
      unless(
          before == told,
          "I4",
          "task %d of %s granted as failed %d times, was %d",
          task,
          job.name(),
          told,
          before);
      var retry = retries.get(task);
      unless(
          now == null || retry == null || !now.isBefore(retry.due()),
          "I21",
          "task %d of %s granted at %s, due at %s",
          task,
          job.name(),
          now,
          retry);
    }
  }

  /** What a coordinator thinks is what was written. */
  void agrees(JobProgress progress) {
    var envelopes = progress.deadLetters();
    var told = new TreeMap<String, Long>();
    var causeOfId = new HashMap<String, String>();
    for (var group : envelopes.errors()) {
      told.merge(causeOf(group), group.count(), Long::sum);
      causeOfId.put(group.id(), causeOf(group));
    }
    var dead = new TreeMap<String, RoaringBitmap>();
    envelopes
        .byCause()
        .forEach(
            each -> dead.put(String.valueOf(causeOfId.get(each.group())), each.tasks().bits()));
    unless(
        told.equals(causes) && dead.equals(givenUp),
        "I21",
        "%s failed for %s and was given up for %s, told are %s and %s",
        job.name(),
        causes,
        givenUp,
        told,
        dead);
    unless(
        progress.attempts() == attempts && progress.busyMicros() == busyMicros,
        "I21",
        "%d attempts of %s, told are %d",
        attempts,
        job.name(),
        progress.attempts());
    int waiting = progress.retries().stream().mapToInt(each -> each.tasks().size()).sum();
    unless(
        waiting == retries.size() && progress.retries().stream().allMatch(this::isWritten),
        "I21",
        "tasks of %s to be tried again are %s, told are %s",
        job.name(),
        retries.values(),
        progress.retries());
  }

  /** Whether retries are those that were written; of moments that have passed nothing is kept. */
  private boolean isWritten(Retry told) {
    for (int task : told.tasks().bits()) {
      var written = retries.get(task);
      if (written == null
          || written.failedAttempts() != told.failedAttempts()
          || !told.due().equals(passed.contains(task) ? Instant.EPOCH : written.due())) {
        return false;
      }
    }
    return true;
  }

  /** The tasks that were given up for a cause that clients name so. */
  RoaringBitmap givenUpFor(String group) {
    var tasks = new RoaringBitmap();
    givenUp.forEach(
        (cause, those) -> {
          int slash = cause.indexOf('/');
          var id =
              slash < 0
                  ? cause
                  : CommandOracle.idOf(cause.substring(0, slash), cause.substring(slash + 1));
          if (id.equals(group)) {
            tasks.or(those);
          }
        });
    return tasks;
  }

  /** How many attempts have ended. */
  long attempts() {
    return attempts;
  }

  /** Whether attempts failed for these causes, and as often. */
  boolean areCauses(Iterable<ErrorGroup> groups) {
    var told = new TreeMap<String, Long>();
    groups.forEach(group -> told.merge(causeOf(group), group.count(), Long::sum));
    return told.equals(causes);
  }
}
