package io.gristworks.engine.worker;

import io.gristworks.core.load.HostReading;
import io.gristworks.core.node.AbandonedThreads;
import io.gristworks.core.node.HeldLease;
import io.gristworks.core.node.NodeNews.Pause;
import io.gristworks.core.view.NodeStatus;
import io.gristworks.core.worker.Capacity;
import io.gristworks.engine.ledger.CrashLedger;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.NodeRef;
import io.gristworks.engine.protocol.WorkerNodes;
import io.gristworks.handler.Traits.Execution;
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
  private final OutcomeWriter writer;
  private final RunCounters counters = new RunCounters(meters);
  private final NodeProtocol protocol;
  private final Preparation preparation;
  private final OpenHandlers handlers;
  private final Watch watch;
  private final WorkFloor floor;
  private final PoolDemands pools;
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
    this.writer = new OutcomeWriter(name, means, meters, threads, health);
    this.protocol =
        new NodeProtocol(
            self,
            settings.reports(),
            means,
            meters,
            counters,
            writer,
            new Leases(),
            this::idleWorkers);
    this.handlers = new OpenHandlers(settings::workshop, threads::forHandler, means.nanos());
    var cache = new InputCache(means.store(), settings.bounds().inputCache());
    var calls = new StoreCalls(means.random(), threads.storeCalls());
    this.preparation = new Preparation(cache, handlers, calls);
    this.watch = new Watch(protocol, means, health, () -> self.actor().tell(new Rethink()));
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
    this.floor =
        new WorkFloor(settings, means, calls, protocol, handlers, watch, meters, rooms, ledger);
    this.pools = new PoolDemands(self, rooms, counters.pace(), operations());
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

  private Capacity.Want idleWorkers() {
    return floor.idle();
  }

  /** What is done with leases. */
  private final class Leases implements NodeProtocol.LeaseCarrier {
    @Override
    public void begin(LeaseWork lease) {
      var operation = means.catalog().find(lease.terms().operation()).orElseThrow();
      meters.leaseArrived(lease.terms().tasks().size());
      threads
          .preparations()
          .execute(
              () ->
                  self.actor()
                      .tell(new Prepared(lease, preparation.prepare(lease.terms(), operation))));
    }

    @Override
    public void interrupt(HeldLease lease) {
      floor.cancel(lease);
    }

    @Override
    public void over(LeaseWork lease) {
      if (lease.takeRelease()) {
        handlers.release(lease.terms().batch(), lease.terms().job());
      }
    }
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

  private PoolDemands.Offer offer() {
    return new PoolDemands.Offer(
        strength.now(), wanted(), protocol.idle(), strength.pressure(), use().free());
  }

  /** Nothing as long as the deaths of the last life are not written down. */
  private Capacity.Want wanted() {
    return lastLife.isOver(means.nanos().getAsLong())
        ? strength.of(protocol.wanted(strength.now()), protocol.size())
        : Capacity.Want.NOTHING;
  }

  private void on(NodeCommand command, TimerScheduler<NodeCommand> timers) {
    switch (command) {
      case NodeCommand.WorkWaiting(var queue, var pool) -> pools.workWaits(queue, pool);
      case NodeCommand.NoWork(var queue, var sequence, _) -> pools.noWork(queue, sequence);
      case NodeCommand.Lease lease -> take(lease);
      case NodeCommand.Acknowledged answer -> protocol.acknowledged(answer);
      case NodeCommand.GiveBack request -> protocol.giveBack(request);
      case NodeCommand.Drop drop -> protocol.drop(drop);
      case NodeCommand.WhatDoYouHold asked -> protocol.holdings(asked);
      case NodeCommand.ReadNode(var replyTo) -> replyTo.tell(new NodeCommand.NodeReply(status()));
      case NodeCommand.ReadRunning question ->
          question
              .replyTo()
              .tell(new NodeCommand.RunningReply(floor.atWork(question, self.name())));
      case NodeCommand.Blamed answer -> lastLife.heard(answer);
      case NodeCommand.SetDraining wish -> setDraining(wish);
      case NodeCommand.SetStopped(var stopped) -> protocol.pause(Pause.STOPPED, stopped);
      case Prepared(var lease, var readiness) -> prepared(lease, readiness);
      case RunEnded(var run, var workerReady) -> floor.runEnded(run, workerReady);
      case WorkerReady(var worker) -> floor.ready(worker);
      case Rethink _ -> {}
      case SaySo _ -> saySo();
      case HostRead(var reading) -> hostRead(reading);
      case Drain drain -> drain(drain, timers);
      case DrainLate _ -> replyIfDrained(true);
      case NodeCommand.Inner stranger -> context.getLog().warn("not for a node: {}", stranger);
    }
  }

  private void take(NodeCommand.Lease lease) {
    var operation = means.catalog().find(lease.operation());
    boolean cpuBound =
        operation.map(known -> known.traits().execution() == Execution.CPU_BOUND).orElse(false);
    pools.leaseCame(lease.queue(), lease.operation(), cpuBound);
    if (operation.isEmpty()) {
      protocol.refuse(lease, "the node has no operation " + lease.operation());
    } else {
      protocol.leaseCame(new LeaseWork(lease, cpuBound, rooms.limit(lease.operation())));
    }
  }

  /** It was tried to make a lease ready. */
  private void prepared(LeaseWork lease, Readiness readiness) {
    switch (readiness) {
      case Readiness.Ready(var job, var inputs) -> lease.ready(job, inputs);
      case Readiness.Unrunnable(var error) -> lease.unrunnable(error);
      case Readiness.NotNow(var why) -> protocol.notRunnable(lease, why);
    }
    if (protocol.isWanted(lease)) {
      floor.offer(lease);
    } else if (lease.takeRelease()) { // dropped or given back meanwhile
      handlers.release(lease.terms().batch(), lease.terms().job());
    }
  }

  /** What the leases here keep of what is scarce. */
  private Rooms.Use use() {
    var use = rooms.new Use();
    if (!rooms.areBoundless()) {
      protocol.operationsToRun().forEach(use::add);
    }
    return use;
  }

  // Every second.

  private void saySo() {
    health.nodeGoesOn();
    countAbandoned();
    lastLife.tell();
    readHost();
    protocol.ticked();
    handlers.closeIdle(settings.times().handlerIdle().toNanos());
    meters.stands(protocol.size(), floor.busy(), protocol.unreported(), watch.abandoned());
  }

  private void countAbandoned() {
    boolean were = abandoned.areTooMany();
    var verdict = abandoned.count(watch.abandoned(), means.nanos().getAsLong());
    if (abandoned.areTooMany() != were) {
      context.getLog().error("threads do not end: {}", tooManyAbandoned().orElse("less again"));
      health.takesWork(!abandoned.areTooMany());
      protocol.pause(Pause.ABANDONED_THREADS, abandoned.areTooMany());
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
        protocol.size(),
        counters.done(),
        protocol.unreported(),
        floor.stolen(),
        watch.abandoned(),
        protocol.isPaused(Pause.DRAINING),
        List.copyOf(operations()),
        strength.view(rooms, use(), tooManyAbandoned()));
  }

  private Set<String> operations() {
    var names = new TreeSet<String>();
    means.catalog().all().forEach(operation -> names.add(operation.name()));
    return names;
  }

  private void setDraining(NodeCommand.SetDraining wish) {
    if (wish.node().equals(self.name())) {
      if (wish.draining()) {
        protocol.pause(Pause.DRAINING, true);
      } else if (draining == null) {
        protocol.pause(Pause.DRAINING, false);
      }
      context.getLog().info("draining: {}", protocol.isPaused(Pause.DRAINING));
    }
    wish.replyTo().tell(new NodeCommand.NodeReply(status()));
  }

  // The end.

  private void drain(Drain drain, TimerScheduler<NodeCommand> timers) {
    draining = drain;
    timers.startSingleTimer(new DrainLate(), drain.within());
    protocol.pause(Pause.DRAINING, true);
  }

  private void replyIfDrained(boolean late) {
    if (draining != null && (late || (floor.busy() == 0 && protocol.size() == 0))) {
      draining.replyTo().tell(Done.getInstance());
      if (!late) {
        draining = new Drain(draining.within(), context.getSystem().ignoreRef());
      }
    }
  }

  private Behavior<NodeCommand> ended(Signal signal) {
    if (signal instanceof PostStop || signal instanceof PreRestart) {
      writer.stop();
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
