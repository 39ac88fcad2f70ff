package io.gristworks.engine.retention;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.retention.BatchPart;
import io.gristworks.core.retention.EndedBatch;
import io.gristworks.core.retention.PurgeEffect;
import io.gristworks.core.retention.PurgeRun;
import io.gristworks.core.retention.PurgeRun.Answer;
import io.gristworks.core.retention.PurgeSettings;
import io.gristworks.engine.cluster.ClusterSingletons;
import io.gristworks.engine.protocol.CoordinatorReply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Deletes batches whose retention is over: carries what it hears to a {@link PurgeRun}, and what
 * that wants done to coordinators and the store; then rests, and begins anew. There should be one
 * in the cluster; two would only hinder each other.
 */
public final class Purger {
  private static final int LISTED_AT_ONCE = 200;
  private static final Duration LONGEST_REST = Duration.ofMinutes(1);

  /** All of it is what the purger says to itself. */
  public sealed interface Command {}

  private record Due() implements Command {}

  private record Found(@Nullable List<EndedBatch> page, @Nullable Throwable failure)
      implements Command {}

  private record Answered(
      BatchId batch, CoordinatorReply.@Nullable ToBatch reply, @Nullable Throwable failure)
      implements Command {}

  private record PauseOver(BatchId batch, BatchPart part, int at) implements Command {}

  private record Stepped(
      BatchId batch, PurgeRun.@Nullable Removed removed, @Nullable Throwable failure)
      implements Command {}

  private final PurgeSettings rules;
  private final PurgerPorts ports;
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;

  private Purger(
      PurgeSettings rules,
      PurgerPorts ports,
      ActorContext<Command> context,
      TimerScheduler<Command> timers) {
    this.rules = rules;
    this.ports = ports;
    this.context = context;
    this.timers = timers;
  }

  /** Lets the cluster have one of them, on the oldest node with {@code role}. */
  public static void start(
      ActorSystem<?> system, String role, PurgerPorts ports, PurgeSettings rules) {
    ClusterSingletons.start(system, role, "purger", create(rules, ports), LONGEST_REST);
  }

  /** A purger that rests first. */
  public static Behavior<Command> create(PurgeSettings rules, PurgerPorts ports) {
    return Behaviors.setup(
        context -> {
          context.setLoggerName(Purger.class);
          return Behaviors.withTimers(
              timers -> new Purger(rules, ports, context, timers).resting());
        });
  }

  private Behavior<Command> resting() {
    timers.startSingleTimer(new Due(), rules.every());
    return Behaviors.receiveMessage(
        command -> {
          if (!(command instanceof Due)) {
            return Behaviors.unhandled();
          }
          var run = new PurgeRun(rules, ports.clock().instant());
          return carry(run.begin(), running(run));
        });
  }

  private Behavior<Command> running(PurgeRun run) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Found(var page, _) when page != null -> carry(run.found(page), Behaviors.same());
              case Found found -> {
                warn("ended batches not listed", found.failure());
                yield resting();
              }
              case Answered answered ->
                  carry(run.answered(answered.batch(), answer(answered)), Behaviors.same());
              case PauseOver(var batch, var part, var at) -> {
                step(batch, part, at);
                yield Behaviors.same();
              }
              case Stepped(var batch, var removed, _) when removed != null ->
                  carry(run.removed(batch, removed), Behaviors.same());
              case Stepped stepped -> {
                warn("batch " + stepped.batch() + " not purged", stepped.failure());
                yield carry(run.failed(stepped.batch()), Behaviors.same());
              }
              case Due _ -> Behaviors.unhandled();
            });
  }

  private Behavior<Command> carry(List<PurgeEffect> effects, Behavior<Command> goesOn) {
    for (var effect : effects) {
      switch (effect) {
        case PurgeEffect.Find(var endedBefore, var after) ->
            context.pipeToSelf(
                CompletableFuture.supplyAsync(
                    () -> ports.remains().ended(endedBefore, after, LISTED_AT_ONCE),
                    ports.waiting()),
                Found::new);
        case PurgeEffect.AskToRetire(var batch, var endedBefore) ->
            context.pipeToSelf(
                ports.retire().apply(batch, endedBefore),
                (reply, failure) -> new Answered(batch, reply, failure));
        case PurgeEffect.Remove(var batch, var part, var at, var pause) -> {
          if (pause.isZero()) {
            step(batch, part, at);
          } else {
            timers.startSingleTimer(batch, new PauseOver(batch, part, at), pause);
          }
        }
        case PurgeEffect.End(var sum) -> {
          end(sum);
          return resting();
        }
      }
    }
    return goesOn;
  }

  private void step(BatchId batch, BatchPart part, int at) {
    context.pipeToSelf(
        CompletableFuture.supplyAsync(
            () -> {
              var began = ports.clock().instant();
              var removed = ports.remains().remove(batch, part, at);
              PurgeMeters.stepped(
                  part, removed.rows(), Duration.between(began, ports.clock().instant()).toNanos());
              return removed;
            },
            ports.waiting()),
        (removed, failure) -> new Stepped(batch, removed, failure));
  }

  private Answer answer(Answered answered) {
    return switch (answered.reply()) {
      case CoordinatorReply.Retired _ -> Answer.RETIRED;
      case CoordinatorReply.Refused(var why) -> {
        context.getLog().debug("asked to retire: {}", why);
        yield Answer.of(why);
      }
      case CoordinatorReply.Standing _ -> Answer.UNKNOWN;
      case null -> {
        warn("batch " + answered.batch() + " not asked", answered.failure());
        yield Answer.UNKNOWN;
      }
    };
  }

  private void end(PurgeRun.Sum sum) {
    PurgeMeters.ended(sum);
    if (sum.purged() + sum.begun() + sum.failed() > 0) {
      context
          .getLog()
          .info(
              "purge: batches gone={} begun={} kept={} failed={} rows={}",
              sum.purged(),
              sum.begun(),
              sum.kept(),
              sum.failed(),
              sum.rows());
    }
  }

  private void warn(String what, @Nullable Throwable why) {
    context.getLog().warn("{}, tried again later: {}", what, String.valueOf(why));
  }
}
