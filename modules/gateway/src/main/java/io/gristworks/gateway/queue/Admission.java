package io.gristworks.gateway.queue;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.rule.TenantRule;
import io.gristworks.core.view.QueueStatus;
import io.gristworks.engine.protocol.Cluster;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.gateway.http.Body;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.problem.Problem;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import kamon.Kamon;
import kamon.metric.Counter;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Lets submissions in, or refuses them at the door while too much is waiting. What is accepted
 * within a second of the last look is not in the figures yet, so a bound may be passed by that
 * much.
 */
public final class Admission {
  private static final double WAIT_SECONDS_MAX = 3_600;

  /** Where nothing is handed out there is no saying when. */
  private static final double WAIT_SECONDS_UNKNOWN = 60;

  private final Cluster cluster;
  private final QueueWatch watch;
  private final Backlog bounds;
  private final ActorSystem<?> system;
  private final Counter refused =
      Kamon.counter("gristworks.gateway.submissions_refused", "Refused for a backlog")
          .withoutTags();

  /** Refuses past {@code bounds}. */
  public Admission(Cluster cluster, QueueWatch watch, Backlog bounds, ActorSystem<?> system) {
    this.cluster = cluster;
    this.watch = watch;
    this.bounds = bounds;
    this.system = system;
  }

  /** What waits, in all or of a tenant, and how fast it goes. */
  private record Waiting(long tasks, double seconds) {
    Waiting and(long more, double moreSeconds) {
      return new Waiting(tasks + more, seconds + moreSeconds);
    }
  }

  /** How fast all queues are emptied. */
  private record Speed(double tasks, double seconds) {}

  /** Why not, and when to come back. */
  private record Refusal(String why, double waitSeconds) {}

  /** Answers {@code request} by {@code handler}, or with 429 and nothing done. */
  public CompletionStage<HttpResponse> admit(
      HttpRequest request, Function<HttpRequest, CompletionStage<HttpResponse>> handler) {
    return refusal(Caller.of(request).tenant())
        .map(refusal -> refuse(request, refusal))
        .orElseGet(() -> handler.apply(request));
  }

  /**
   * As {@link #admit}, but lets in what has been accepted before under the same idempotency key:
   * whoever repeats it wants to know what became of it, and brings no new work.
   */
  public CompletionStage<HttpResponse> admitOrRepeat(
      HttpRequest request, Function<HttpRequest, CompletionStage<HttpResponse>> handler) {
    var caller = Caller.of(request);
    var refusal = refusal(caller.tenant());
    var key = request.getHeader("Idempotency-Key").map(header -> header.value());
    if (refusal.isEmpty() || key.isEmpty()) {
      return admit(request, handler);
    }
    return cluster
        .status(BatchId.of(caller.tenant(), key.get()))
        .thenCompose(
            known ->
                known instanceof CoordinatorReply.Standing
                    ? handler.apply(request)
                    : refuse(request, refusal.get()));
  }

  private CompletionStage<HttpResponse> refuse(HttpRequest request, Refusal refusal) {
    refused.increment();
    double wait = refusal.waitSeconds;
    long seconds =
        (long)
            Math.ceil(
                Math.clamp(
                    Double.isFinite(wait) ? wait : WAIT_SECONDS_UNKNOWN, 1, WAIT_SECONDS_MAX));
    var answer =
        Replies.problem(Problem.tooMuchWaits(refusal.why))
            .addHeader(RawHeader.create("Retry-After", Long.toString(seconds)));
    return Body.discard(request.entity(), system).thenApply(_ -> answer);
  }

  private Optional<Refusal> refusal(String tenant) {
    var view = watch.view();
    if (view == null) {
      return Optional.empty();
    }
    var all = new Waiting(0, 0);
    var own = new Waiting(0, 0);
    double tasks = 0;
    double seconds = 0;
    for (var queue : view.queues()) {
      all = all.and(queue.pendingTasks(), queue.backlogSeconds());
      for (var load : queue.load().tenants()) {
        own = load.tenant().equals(tenant) ? add(own, load) : own;
      }
      tasks += queue.load().tasksPerSecond();
      seconds += queue.load().drainPerSecond();
    }
    var speed = new Speed(tasks, seconds);
    var ofTenant = view.rules().tenant(tenant);
    return check("tenant " + tenant + " has", own, most(ofTenant), bounds.tenantWork(), speed)
        .or(forAll(all, speed));
  }

  private static Waiting add(Waiting own, QueueStatus.TenantLoad load) {
    return own.and(load.pendingTasks(), load.backlogSeconds());
  }

  private Supplier<Optional<Refusal>> forAll(Waiting all, Speed speed) {
    return () -> check("there are", all, bounds.tasks(), bounds.work(), speed);
  }

  private long most(TenantRule rule) {
    return rule.maxPending() > 0 ? rule.maxPending() : bounds.tenantTasks();
  }

  private static Optional<Refusal> check(
      String who, Waiting waiting, long mostTasks, Duration mostWork, Speed speed) {
    if (mostTasks > 0 && waiting.tasks >= mostTasks) {
      return Optional.of(
          new Refusal(
              "%s %d tasks waiting; the bound is %d".formatted(who, waiting.tasks, mostTasks),
              (waiting.tasks - mostTasks + 1) / speed.tasks));
    }
    double most = mostWork.toNanos() / 1e9;
    if (most > 0 && waiting.seconds >= most) {
      return Optional.of(
          new Refusal(
              String.format(
                  Locale.ROOT,
                  "%s %.0f s of work waiting; the bound is %.0f s",
                  who,
                  waiting.seconds,
                  most),
              (waiting.seconds - most) / speed.seconds));
    }
    return Optional.empty();
  }
}
