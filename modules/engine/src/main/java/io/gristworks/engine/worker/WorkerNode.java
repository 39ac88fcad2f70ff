package io.gristworks.engine.worker;

import io.gristworks.core.load.HostReading;
import io.gristworks.core.node.AbandonedThreads;
import io.gristworks.core.view.NodeStatus;
import io.gristworks.core.worker.Capacity;
import io.gristworks.engine.ledger.CrashLedger;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.NodeRef;
import io.gristworks.engine.protocol.WorkerNodes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.jspecify.annotations.Nullable;

/**
 * Stands for one JVM's capacity: tells pools what it wants, takes leases from coordinators, has its
 * workers run them, and sees to it that every outcome is reported until it is acknowledged. Decides
 * only; what takes time happens on other threads.
 */
public final class WorkerNode {
  private final ActorContext<NodeCommand> context;
  private final NodeRef self;
  private final WorkerSettings settings;
  private final WorkerMeans means;
  private final Instant startedAt;
  private final WorkerMeters meters = new WorkerMeters();
  private final NodeThreads threads;
  private final Reporting reporting;
  private final OpenHandlers handlers;
  private final Watch watch;
  private final WorkFloor floor;
  private final LeaseDesk desk;
  private final PoolDesk pools;
  private final Strength strength;
  private final Rooms rooms;
  private final LastLife lastLife;
  private final @Nullable CrashLedger ledger;
  private final NodeHealth health;
  private final AbandonedThreads abandoned;
  private @Nullable Drain draining;
  private boolean isReading;

  /**
   * Take no more work, give back what is not begun, end what runs, report it all. For an orderly
   * end of this JVM.
   *
   * @param within when to answer in any case
   * @param replyTo told when all is acknowledged, or the time is over
   */
  public record Drain(Duration within, ActorRef<Done> replyTo) implements Own {}

  /** What the node says to itself. */
  sealed interface Own extends NodeCommand.Inner {}

  record Prepared(LeaseWork lease, Readiness readiness) implements Own {}

  /** A run is over; {@code workerReady}: its worker stands ready for the next one. */
  record RunEnded(Run run, boolean workerReady) implements Own {}

  record WorkerReady(int worker) implements Own {}

  /** These outcomes will never be reported. */
  record GivenUp(String batch, List<Gathering.Settled> settled) implements Own {}

  /** Somebody idle may help somebody slow. */
  record Rethink() implements Own {}

  private record SaySo() implements Own {}

  private record HostRead(Optional<HostReading> reading) implements Own {}

  private record DrainLate() implements Own {}

  private WorkerNode(
      ActorContext<NodeCommand> context,
      String name,
      WorkerSettings settings,
      WorkerMeans means,
      NodeHealth health) {
    this.health = health;
    this.abandoned =
        new AbandonedThreads(settings.bounds().abandonedThreads(), settings.times().restartAfter());
    this.context = context;
    this.self = new NodeRef(name, context.getSelf());
    this.settings = settings;
    this.means = means;
    this.startedAt = means.clock().instant();
    this.strength = new Strength(settings);
    this.threads =
        new NodeThreads(strength.mostWorkers() + settings.capacity().prefetch(), means.failure());
    this.reporting = new Reporting(self, settings, means, meters, threads, health);
    this.handlers = new OpenHandlers(settings::workshop, threads::forHandler, means.nanos());
    var cache = new InputCache(means.store(), settings.bounds().inputCache());
    var calls = new StoreCalls(means.random(), threads.storeCalls());
    var preparation = new Preparation(cache, handlers, calls);
    this.watch = new Watch(reporting, () -> self.actor().tell(new Rethink()));
    this.rooms =
        new Rooms(
            settings.load(),
            means.catalog(),
            means.nanos(),
            this::later,
            () -> self.actor().tell(new Rethink()));
    this.ledger = openLedger();
    this.lastLife =
        new LastLife(
            ledger == null ? List.of() : ledger.left(),
            means.coordinators(),
            self.actor(),
            means.nanos().getAsLong());
    this.floor = new WorkFloor(settings, means, calls, handlers, watch, meters, rooms, ledger);
    this.desk = new LeaseDesk(means.catalog(), reporting, handlers, preparation, floor, rooms);
    this.pools = new PoolDesk(self, rooms, reporting.pace(), operations());
  }

  /**
   * The worker node of this JVM; registers itself under {@link WorkerNodes#KEY}.
   *
   * @param name its host and port, and a number that is another one after each start
   * @param health told how the node fares
   */
  public static Behavior<NodeCommand> create(
      String name, WorkerSettings settings, WorkerMeans means, NodeHealth health) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new WorkerNode(context, name, settings, means, health).start(timers)));
  }

  private void later(long nanos, Runnable what) {
    try {
      var _ = threads.timer().schedule(what, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      context.getSystem().log().debug("the node has ended", e);
    }
  }

  private @Nullable CrashLedger openLedger() {
    try {
      var file = settings.lent().scratch().resolve("crash-ledger");
      return CrashLedger.open(file, self.name(), strength.mostWorkers());
    } catch (IOException e) {
      context.getLog().warn("tasks that kill this node will not be known: {}", e.toString());
      return null;
    }
  }

  private Behavior<NodeCommand> start(TimerScheduler<NodeCommand> timers) {
    hire();
    watch.start();
    lastLife.tell();
    timers.startTimerWithFixedDelay(new SaySo(), settings.times().holdingEvery());
    context
        .getSystem()
        .receptionist()
        .tell(Receptionist.register(WorkerNodes.KEY, context.getSelf()));
    return Behaviors.receive(
        (_, command) -> {
          try {
            on(command, timers);
            floor.assign();
            pools.offer(offer(), command instanceof SaySo);
            replyIfDrained(false);
          } catch (Throwable broken) { // what it holds would be held for ever
            means.failure().broken("the worker node", broken);
            throw broken;
          }
          return Behaviors.same();
        },
        (_, signal) -> ended(signal));
  }

  /** As many workers as there may be now; those that are too many get no orders. */
  private void hire() {
    floor.follow(strength.now());
    while (floor.hired() < strength.now().workers()) {
      int worker = floor.hired();
      floor.hire(
          context.spawn(Worker.create(worker, context.getSelf(), threads), "worker-" + worker));
    }
  }

  private PoolDesk.Offer offer() {
    return new PoolDesk.Offer(
        strength.now(), wanted(), desk.idle(), strength.pressure(), desk.use().free());
  }

  /** Nothing as long as the deaths of the last life are not written down. */
  private Capacity.Want wanted() {
    return lastLife.isOver(means.nanos().getAsLong())
        ? strength.of(desk.wanted(strength.now()), desk.size())
        : Capacity.Want.NOTHING;
  }

  private void on(NodeCommand command, TimerScheduler<NodeCommand> timers) {
    switch (command) {
      case NodeCommand.WorkWaiting(var queue, var pool) -> pools.workWaits(queue, pool);
      case NodeCommand.NoWork(var queue, var sequence, _) -> pools.noWork(queue, sequence);
      case NodeCommand.Lease lease -> {
        pools.leaseCame(lease.queue(), lease.operation(), desk.isCpuBound(lease));
        desk.take(lease);
      }
      case NodeCommand.Acknowledged answer ->
          reporting
              .find(answer.batch())
              .ifPresent(at -> desk.settle(answer.batch(), at.acknowledged(answer)));
      case NodeCommand.GiveBack request -> desk.giveBack(request);
      case NodeCommand.Drop drop -> desk.drop(drop);
      case NodeCommand.WhatDoYouHold asked -> desk.holding(asked);
      case NodeCommand.ReadNode(var replyTo) -> replyTo.tell(new NodeCommand.NodeReply(status()));
      case NodeCommand.ReadRunning question ->
          question
              .replyTo()
              .tell(new NodeCommand.RunningReply(floor.atWork(question, self.name())));
      case NodeCommand.Blamed answer -> lastLife.heard(answer);
      case NodeCommand.SetDraining wish -> setDraining(wish);
      case NodeCommand.SetStopped(var stopped) -> desk.stopped(stopped);
      case Prepared(var lease, var readiness) -> desk.prepared(lease, readiness);
      case RunEnded(var run, var workerReady) -> desk.runEnded(run, workerReady);
      case WorkerReady(var worker) -> floor.ready(worker);
      case GivenUp(var batch, var settled) -> desk.settle(batch, settled);
      case Rethink _ -> {}
      case SaySo _ -> saySo();
      case HostRead(var reading) -> hostRead(reading);
      case Drain drain -> drain(drain, timers);
      case DrainLate _ -> replyIfDrained(true);
      case NodeCommand.Inner stranger -> context.getLog().warn("not for a node: {}", stranger);
    }
  }

  // Every second.

  private void saySo() {
    health.nodeGoesOn();
    countAbandoned();
    lastLife.tell();
    readHost();
    desk.saySo();
    handlers.closeIdle(settings.times().handlerIdle().toNanos());
    meters.stands(desk.size(), floor.busy(), reporting.unreported(), watch.abandoned());
  }

  private void countAbandoned() {
    boolean were = abandoned.areTooMany();
    var verdict = abandoned.count(watch.abandoned(), means.nanos().getAsLong());
    if (abandoned.areTooMany() != were) {
      context.getLog().error("threads do not end: {}", tooManyAbandoned().orElse("less again"));
      desk.tooManyAbandoned(abandoned.areTooMany());
      health.takesWork(!abandoned.areTooMany());
    }
    if (verdict == AbandonedThreads.Verdict.RESTART) {
      means.failure().restart(tooManyAbandoned().orElse(""));
    }
  }

  private Optional<String> tooManyAbandoned() {
    return abandoned.areTooMany()
        ? Optional.of(
            watch.abandoned()
                + " threads of handlers answer no interrupt, more than the "
                + settings.bounds().abandonedThreads()
                + " that there may be; the node takes no work until it is started anew")
        : Optional.empty();
  }

  /** Files of the kernel are not read on this thread. */
  private void readHost() {
    if (!isReading) {
      isReading = true;
      threads.timer().execute(() -> self.actor().tell(new HostRead(reading())));
    }
  }

  private Optional<HostReading> reading() {
    try {
      return Optional.of(means.host().get());
    } catch (RuntimeException e) {
      context.getSystem().log().warn("the host cannot be read: {}", e.toString());
      return Optional.empty();
    }
  }

  private void hostRead(Optional<HostReading> reading) {
    isReading = false;
    reading.ifPresent(
        read -> {
          strength.take(read, floor.busy(), floor.waiting());
          hire();
          meters.host(strength.now(), strength.pressure());
          meters.callsAtOnce(rooms.callsAtOnce());
        });
  }

  private NodeStatus status() {
    return new NodeStatus(
        self.name(),
        startedAt,
        strength.now().workers(),
        strength.now().cpuWorkers(),
        floor.busy(),
        desk.size(),
        reporting.done(),
        reporting.unreported(),
        floor.stolen(),
        watch.abandoned(),
        desk.isDraining(),
        List.copyOf(operations()),
        strength.view(rooms, desk.use(), tooManyAbandoned()));
  }

  private Set<String> operations() {
    var names = new TreeSet<String>();
    means.catalog().all().forEach(operation -> names.add(operation.name()));
    return names;
  }

  private void setDraining(NodeCommand.SetDraining wish) {
    if (wish.node().equals(self.name())) {
      if (wish.draining()) {
        desk.drain();
      } else if (draining == null) {
        desk.takeAgain();
      }
      context.getLog().info("draining: {}", desk.isDraining());
    }
    wish.replyTo().tell(new NodeCommand.NodeReply(status()));
  }

  // The end.

  private void drain(Drain drain, TimerScheduler<NodeCommand> timers) {
    draining = drain;
    timers.startSingleTimer(new DrainLate(), drain.within());
    desk.drain();
  }

  private void replyIfDrained(boolean late) {
    if (draining != null && (late || (floor.busy() == 0 && desk.size() == 0))) {
      draining.replyTo().tell(Done.getInstance());
      if (!late) {
        draining = new Drain(draining.within(), context.getSystem().ignoreRef());
      }
    }
  }

  private Behavior<NodeCommand> ended(Signal signal) {
    if (signal instanceof PostStop || signal instanceof PreRestart) {
      reporting.stop();
      watch.close();
      handlers.closeAll();
      threads.close();
      if (ledger != null) {
        ledger.close();
      }
    }
    return Behaviors.same();
  }
}
