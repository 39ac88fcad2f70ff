package io.gristworks.engine.schedule;

import io.gristworks.core.schedule.Schedule;
import io.gristworks.core.schedule.ScheduleId;
import io.gristworks.engine.cluster.ClusterSingletons;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Looks for schedules that have something to do, and has each run on a thread of its own. What has
 * failed is found again at the next look.
 */
public final class ScheduleScanner extends AbstractBehavior<ScheduleScanner.Command> {
  private static final int RUN_MOST = 256;
  private static final Duration RECORD_EVERY = Duration.ofSeconds(30);
  private static final Duration LONGEST_REST = Duration.ofSeconds(30);

  private final SchedulePorts ports;
  private final Duration lookEvery;
  private final ScheduleRunner scheduleRunner;
  private final TimerScheduler<Command> timers;
  private final Set<ScheduleId> busy = new HashSet<>();
  private Instant nextLook;
  private boolean looking;

  /** All of it is said to itself. */
  public sealed interface Command {}

  private record Look() implements Command {}

  private record Seen(List<Schedule> schedules, Instant until) implements Command {}

  private record Ran(ScheduleId schedule, Optional<Instant> next) implements Command {}

  private record RecordOutcomes() implements Command {}

  private record Recorded(@Nullable Throwable why) implements Command {}

  /** {@code schedule} is null where not even the look succeeded. */
  private record Failed(@Nullable ScheduleId schedule, Throwable why) implements Command {}

  private ScheduleScanner(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      SchedulePorts ports,
      Duration lookEvery) {
    super(context);
    this.ports = ports;
    this.lookEvery = lookEvery;
    this.scheduleRunner = new ScheduleRunner(ports);
    this.timers = timers;
    this.nextLook = ports.clock().instant();
    timers.startTimerWithFixedDelay(new RecordOutcomes(), RECORD_EVERY);
    look();
  }

  /**
   * A keeper.
   *
   * @param lookEvery how soon it notices what others have changed; due times are met to the moment
   */
  static Behavior<Command> create(SchedulePorts ports, Duration lookEvery) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new ScheduleScanner(context, timers, ports, lookEvery)));
  }

  /** Lets the cluster have one of them, on the oldest node with {@code role}. */
  public static void start(
      ActorSystem<?> system, String role, SchedulePorts ports, Duration lookEvery) {
    ClusterSingletons.start(system, role, "schedules", create(ports, lookEvery), LONGEST_REST);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case Look _ -> look();
      case Seen(var schedules, var until) -> seen(schedules, until);
      case Ran(var schedule, var next) -> {
        busy.remove(schedule);
        next.filter(due -> due.isBefore(nextLook)).ifPresent(this::lookAt);
      }
      case RecordOutcomes _ ->
          getContext()
              .pipeToSelf(
                  CompletableFuture.supplyAsync(ports.store()::recordOutcomes, ports.waiting()),
                  (_, why) -> new Recorded(why));
      case Recorded(var why) -> {
        if (why != null) {
          getContext().getLog().warn("how runs ended is noted later: {}", why.toString());
        }
      }
      case Failed(var schedule, var why) -> failed(schedule, why);
    }
    return this;
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    var until = ports.clock().instant().plus(lookEvery);
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(
                () -> ports.store().due(until, RUN_MOST), ports.waiting()),
            (due, why) -> why == null ? new Seen(due, until) : new Failed(null, why));
  }

  private void seen(List<Schedule> schedules, Instant until) {
    looking = false;
    var now = ports.clock().instant();
    var next = now.plus(lookEvery);
    for (var schedule : schedules) {
      var later = onlyLater(schedule, now, until);
      if (later == null) {
        run(schedule);
      } else if (later.isBefore(next)) {
        next = later;
      }
    }
    lookAt(next);
  }

  /** When to run a schedule that was found only because it is due soon; null for now. */
  private static @Nullable Instant onlyLater(Schedule schedule, Instant now, Instant until) {
    var standing = schedule.standing();
    var due = standing.nextDue();
    if (standing.paused() || standing.queued() != null || due == null || due.isAfter(until)) {
      return null;
    }
    return due.isAfter(now) ? due : null;
  }

  private void run(Schedule schedule) {
    if (busy.add(schedule.id())) {
      getContext()
          .pipeToSelf(
              CompletableFuture.supplyAsync(
                  () -> Optional.ofNullable(scheduleRunner.run(schedule)), ports.waiting()),
              (next, why) ->
                  why == null ? new Ran(schedule.id(), next) : new Failed(schedule.id(), why));
    }
  }

  private void lookAt(Instant moment) {
    nextLook = moment;
    var now = ports.clock().instant();
    var wait = moment.isAfter(now) ? Duration.between(now, moment) : Duration.ZERO;
    // Never longer than usual: the clock may have been set back meanwhile.
    timers.startSingleTimer(new Look(), wait.compareTo(lookEvery) > 0 ? lookEvery : wait);
  }

  private void failed(@Nullable ScheduleId schedule, Throwable why) {
    getContext()
        .getLog()
        .warn(
            "schedules are tried again: schedule={} why={}",
            schedule == null ? "-" : schedule,
            why.toString());
    if (schedule != null) {
      busy.remove(schedule);
    } else {
      looking = false;
      lookAt(ports.clock().instant().plus(lookEvery));
    }
  }
}
