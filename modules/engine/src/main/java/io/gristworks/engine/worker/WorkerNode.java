package io.gristworks.engine.worker;

import io.gristworks.core.load.HostReading;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.message.ToPoolMember;
import io.gristworks.core.node.HeldLease;
import io.gristworks.core.node.NodeInput.Pause;
import io.gristworks.core.view.NodeStatus;
import io.gristworks.core.worker.Capacity;
import io.gristworks.engine.ledger.CrashLedger;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.NodeRef;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.protocol.WorkerNodes;
import io.gristworks.engine.worker.lease.InputCache;
import io.gristworks.engine.worker.lease.LeaseWork;
import io.gristworks.engine.worker.lease.OpenHandlers;
import io.gristworks.engine.worker.lease.Preparation;
import io.gristworks.engine.worker.lease.Readiness;
import io.gristworks.engine.worker.report.NodeProtocol;
import io.gristworks.engine.worker.report.OutcomeWriter;
import io.gristworks.engine.worker.report.RunCounters;
import io.gristworks.engine.worker.report.WorkerMeters;
import io.gristworks.engine.worker.resource.NodeResources;
import io.gristworks.engine.worker.resource.OfferedCapacity;
import io.gristworks.engine.worker.resource.PoolDemands;
import io.gristworks.engine.worker.run.LeaseRun;
import io.gristworks.engine.worker.run.RunWatch;
import io.gristworks.engine.worker.settings.WorkerMeans;
import io.gristworks.engine.worker.settings.WorkerSettings;
import io.gristworks.engine.worker.thread.NodeHealth;
import io.gristworks.engine.worker.thread.NodeThreads;
import io.gristworks.engine.worker.thread.StoreCalls;
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
 * Stands for one JVM's capacity: tells the pool what it wants, takes leases from coordinators, has
 * its workers run them, and sees to it that every outcome is reported until it is acknowledged.
 * Decides only; what takes time happens on other threads.
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
  private final LeasePreparer preparer;
  private final OpenHandlers handlers;
  private final RunWatch watch;
  private final LeaseExecutor executor;
  private final PoolDemands pools;
  private final OfferedCapacity capacity;
  private final NodeResources resources;
  private final HostReader host;
  private final LastLife lastLife;
  private final @Nullable CrashLedger ledger;
  private final NodeHealth health;
  private final AbandonedThreadGuard abandoned;
  private @Nullable Drain draining;

  /**
   * Take no more work, give back what is not begun, end what runs, report it all. For an orderly
   * end of this JVM.
   *
   * @param within when to answer in any case
   * @param replyTo told when all is acknowledged, or the time is over
   */
  public record Drain(Duration within, ActorRef<Done> replyTo) implements SelfMessage {}

  /** What the node says to itself. */
  sealed interface SelfMessage extends NodeCommand.Inner {}

  record Prepared(LeaseWork lease, Readiness readiness) implements SelfMessage {}

  /** A run is over; {@code workerReady}: its worker stands ready for the next one. */
  record RunEnded(LeaseRun run, boolean workerReady) implements SelfMessage {}

  record WorkerReady(int worker) implements SelfMessage {}

  /** Somebody idle may help somebody slow. */
  record Rethink() implements SelfMessage {}

  private record Interrupt(HeldLease lease) implements SelfMessage {}

  private record SaySo() implements SelfMessage {}

  private record HostRead(Optional<HostReading> reading) implements SelfMessage {}

  private record DrainLate() implements SelfMessage {}

  private WorkerNode(
      ActorContext<NodeCommand> context,
      String name,
      WorkerSettings settings,
      WorkerMeans means,
      NodeHealth health) {
    this.health = health;
    this.context = context;
    this.self = new NodeRef(name, context.getSelf());
    this.settings = settings;
    this.means = means;
    this.startedAt = means.clock().instant();
    this.capacity = new OfferedCapacity(settings);
    this.threads =
        new NodeThreads(capacity.mostWorkers() + settings.capacity().prefetch(), means.failure());
    this.writer = new OutcomeWriter(name, means, meters, threads, health);
    this.handlers = new OpenHandlers(settings::context, threads::forHandler, means.nanos());
    var cache = new InputCache(means.store(), settings.bounds().inputCache());
    var calls = new StoreCalls(means.random(), threads.storeCalls());
    var preparation = new Preparation(cache, handlers, calls);
    this.resources =
        new NodeResources(
            settings.load(),
            means.catalog(),
            means.nanos(),
            this::later,
            () -> self.actor().tell(new Rethink()));
    this.preparer =
        new LeasePreparer(
            means.catalog(),
            threads,
            preparation,
            handlers,
            resources,
            meters,
            self.actor(),
            lease -> self.actor().tell(new Interrupt(lease)));
    this.protocol =
        new NodeProtocol(
            self, settings.reports(), means, meters, counters, writer, preparer, this::idleWorkers);
    this.watch = new RunWatch(protocol, means, health, () -> self.actor().tell(new Rethink()));
    this.abandoned = new AbandonedThreadGuard(settings, means, watch::abandoned, protocol, health);
    this.host =
        new HostReader(
            means,
            threads.timer(),
            context.getSystem().log(),
            reading -> self.actor().tell(new HostRead(reading)));
    this.ledger = openLedger();
    this.lastLife =
        new LastLife(
            ledger == null ? List.of() : ledger.left(),
            means.coordinators(),
            self,
            means.nanos().getAsLong());
    this.executor =
        new LeaseExecutor(
            settings, means, calls, protocol, handlers, watch, meters, resources, ledger);
    this.pools = new PoolDemands(self, resources, counters.pace(), operations());
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
        context -> {
          context.setLoggerName(WorkerNode.class);
          return Behaviors.withTimers(
              timers -> new WorkerNode(context, name, settings, means, health).start(timers));
        });
  }

  private Capacity.Want idleWorkers() {
    return executor.idle();
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
      return CrashLedger.open(file, self.name(), capacity.mostWorkers());
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
            executor.assign();
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
    executor.follow(capacity.now());
    while (executor.hired() < capacity.now().workers()) {
      int worker = executor.hired();
      executor.hire(
          context.spawn(Worker.create(worker, context.getSelf(), threads), "worker-" + worker));
    }
  }

  private PoolDemands.Offer offer() {
    return new PoolDemands.Offer(
        capacity.now(), wanted(), protocol.idle(), capacity.pressure(), use().free());
  }

  /** Nothing as long as the deaths of the last life are not written down. */
  private Capacity.Want wanted() {
    return lastLife.isOver(means.nanos().getAsLong())
        ? capacity.of(protocol.wanted(capacity.now()), protocol.size())
        : Capacity.Want.NOTHING;
  }

  private void on(NodeCommand command, TimerScheduler<NodeCommand> timers) {
    switch (command) {
      case NodeCommand.FromPool(var pool, ToPoolMember.PoolIs message) -> poolIs(pool, message);
      case NodeCommand.FromPool(var pool, ToNode.WorkWaiting(var epoch)) ->
          pools.workWaits(epoch, pool);
      case NodeCommand.FromPool(_, ToNode.NoWork(var sequence)) -> pools.noWork(sequence);
      case NodeCommand.FromCoordinator(var coordinator, ToNode.Lease lease) -> {
        pools.leaseCame(lease.operation(), preparer.isCpuBound(lease.operation()));
        preparer.take(coordinator, lease, protocol);
      }
      case NodeCommand.FromCoordinator(_, ToNode.Blamed answer) -> lastLife.heard(answer);
      case NodeCommand.FromCoordinator(var from, var message) -> protocol.heard(from, message);
      case NodeCommand.ReadNode(var replyTo) -> replyTo.tell(new NodeCommand.NodeReply(status()));
      case NodeCommand.ReadRunning question ->
          question
              .replyTo()
              .tell(new NodeCommand.RunningReply(executor.atWork(question, self.name())));
      case NodeCommand.SetDraining wish -> setDraining(wish);
      case NodeCommand.SetStopped(var stopped) -> protocol.pause(Pause.STOPPED, stopped);
      case Prepared(var lease, var readiness) -> {
        if (preparer.prepared(lease, readiness, protocol)) {
          executor.offer(lease);
        }
      }
      case RunEnded(var run, var workerReady) -> executor.runEnded(run, workerReady);
      case WorkerReady(var worker) -> executor.ready(worker);
      case Rethink _ -> {}
      case Interrupt(var lease) -> executor.cancel(lease);
      case SaySo _ -> saySo();
      case HostRead(var reading) -> hostRead(reading);
      case Drain drain -> drain(drain, timers);
      case DrainLate _ -> replyIfDrained(true);
      case NodeCommand.Inner stranger -> context.getLog().warn("not for a node: {}", stranger);
    }
  }

  /** What the leases here keep of what is scarce. */
  private NodeResources.Use use() {
    var use = resources.new Use();
    if (!resources.areBoundless()) {
      protocol.operationsToRun().forEach(use::add);
    }
    return use;
  }

  private void poolIs(ActorRef<PoolCommand> pool, ToPoolMember.PoolIs told) {
    pools.poolIs(told.epoch(), pool);
    var held = protocol.poolIs(told.epoch());
    if (told.counts() && told.epoch() == pools.epoch()) {
      held.forEach(part -> pools.tellHoldings(pool, part));
    }
  }

  private void saySo() {
    health.nodeGoesOn();
    abandoned.count();
    lastLife.tell();
    host.read();
    protocol.ticked();
    handlers.closeIdle(settings.times().handlerIdle().toNanos());
    meters.stands(protocol.size(), executor.busy(), protocol.unreported(), watch.abandoned());
  }

  private void hostRead(Optional<HostReading> reading) {
    host.done();
    reading.ifPresent(
        read -> {
          capacity.take(read, executor.busy(), executor.waiting());
          hire();
          meters.host(capacity.now(), capacity.pressure());
          meters.callsAtOnce(resources.callsAtOnce());
        });
  }

  private NodeStatus status() {
    return new NodeStatus(
        self.name(),
        startedAt,
        capacity.now().workers(),
        capacity.now().cpuWorkers(),
        executor.busy(),
        protocol.size(),
        counters.done(),
        protocol.unreported(),
        executor.stolen(),
        watch.abandoned(),
        protocol.isPaused(Pause.DRAINING),
        List.copyOf(operations()),
        capacity.view(resources, use(), abandoned.why().or(protocol::whyNothingBegins)));
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
    if (draining != null && (late || (executor.busy() == 0 && protocol.size() == 0))) {
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
