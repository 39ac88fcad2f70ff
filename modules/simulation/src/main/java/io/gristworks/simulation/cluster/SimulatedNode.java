package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.batch.Reports.StoredReport;
import io.gristworks.core.message.NodeConditions;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.message.ToPool;
import io.gristworks.core.message.ToPoolMember;
import io.gristworks.core.node.HeldLease;
import io.gristworks.core.node.NodeEffect;
import io.gristworks.core.node.NodeEffect.Chunk;
import io.gristworks.core.node.NodeInput;
import io.gristworks.core.node.PoolDemand;
import io.gristworks.core.node.ReportRules;
import io.gristworks.core.node.WorkerNodeState;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.FlushRule;
import io.gristworks.core.worker.SegmentIds;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.check.ExecutingTask;
import io.gristworks.simulation.check.InvariantViolation;
import io.gristworks.simulation.check.LimitOracle;
import io.gristworks.simulation.world.Address;
import io.gristworks.simulation.world.Envelope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.roaringbitmap.RoaringBitmap;

/** A worker node on one machine, around the real {@link WorkerNodeState} and {@link PoolDemand}. */
final class SimulatedNode implements SimulatedActor {
  private static final FlushRule FLUSH = new FlushRule(256 << 10, Duration.ofMillis(20));
  private static final Duration SAY_SO = Duration.ofSeconds(1);

  /** So little goes into one message that what a node holds is divided often. */
  private static final ReportRules.Parts PARTS = new ReportRules.Parts(200, 2);

  private static final ReportRules RULES =
      new ReportRules(FLUSH, SAY_SO, 64L << 20, 32L << 20, Duration.ofSeconds(3), PARTS);

  private final SimulatedCluster world;
  private final Machine machine;
  private final String name;
  private final Address self;
  private final RandomGenerator random;
  private final Capacity capacity;
  private final WorkerNodeState<String, Attempts> state;
  private final PoolDemand<Address> demand = new PoolDemand<>();
  private final SimulatedWorkers simulatedWorkers;
  private final StuckThreads stuck;
  private final LastLife lastLife;
  private final Map<String, Address> known = new HashMap<>(); // asked by key only
  private final Set<Long> said = new HashSet<>();
  private boolean lingers;

  SimulatedNode(SimulatedCluster world, Machine machine) {
    this.world = world;
    this.machine = machine;
    this.name = machine.name();
    this.self = world.freshRef(machine, name);
    this.random = world.freshChance();
    var scenario = world.scenario();
    this.capacity = new Capacity(scenario.workers(), scenario.cpuWorkers(), 1);
    this.state = new WorkerNodeState<>(RULES, this::idle, SimulatedNode::isCpuBound);
    this.stuck =
        new StuckThreads(
            world,
            machine,
            (why, pauses) ->
                handle(pauses ? new NodeInput.Paused<>(why) : new NodeInput.Resumed<>(why)));
    this.simulatedWorkers =
        new SimulatedWorkers(world, machine, state, capacity, this::handle, stuck::abandon);
    this.lastLife = machine.openLedger(world.mutation());
  }

  /** That of a machine begins, and is spoken to there. */
  static Address begin(SimulatedCluster world, Machine machine) {
    var node = new SimulatedNode(world, machine);
    machine.house(node);
    node.machine.after(node.random.nextLong(SAY_SO.toNanos()), node::saySo);
    node.machine.after(0, node::tellLastLife);
    return node.self;
  }

  @Override
  public Address ref() {
    return self;
  }

  private void tellLastLife() {
    lastLife.untold().forEach((job, blame) -> say(Optional.empty(), job.batch(), blame));
  }

  /** What is held and not run yet, by lease. */
  List<LimitOracle.Held> held() {
    return state.leases().stream()
        .filter(lease -> !lease.isDropped())
        .map(
            lease ->
                new LimitOracle.Held(
                    lease.terms(), lease.unstarted() + simulatedWorkers.running(lease)))
        .toList();
  }

  /** What is in execution right now. */
  List<ExecutingTask> atWork() {
    return simulatedWorkers.atWork();
  }

  private void saySo() {
    handle(new NodeInput.Ticked<>());
    stuck.count();
    if (!machine.houses(this)) {
      return; // it has ended, to be started anew
    }
    tellLastLife();
    wantMore(true);
    machine.after(SAY_SO.toNanos(), this::saySo);
  }

  /** Whether something of a job is held here that was not dropped. */
  boolean holds(String batch, int job) {
    return state.leases().stream()
        .anyMatch(
            lease ->
                lease.terms().batch().equals(batch)
                    && lease.terms().job() == job
                    && !lease.isDropped());
  }

  /**
   * The batches of which anything is held or to be reported, and whether the pool may have work.
   */
  List<String> concerns() {
    var concerns = new ArrayList<>(state.batches());
    if (demand.hasWork()) {
      concerns.add("the pool");
    }
    lastLife.untold().keySet().forEach(job -> concerns.add("a death to tell of to " + job.batch()));
    return concerns;
  }

  @Override
  public void handle(Envelope envelope) {
    known.put(envelope.from().name(), envelope.from());
    switch (envelope.words()) {
      case ToNode.WorkWaiting(var epoch) -> demand.workWaits(epoch, envelope.from());
      case ToNode.NoWork(var sequence) -> demand.noWork(sequence);
      case ToNode.Blamed blamed -> lastLife.heard(blamed);
      case ToNode.FromCoordinator message -> heard(message, envelope.from());
      default -> throw new IllegalStateException("no node hears " + envelope.words());
    }
    wantMore(false);
  }

  private void heard(ToNode.FromCoordinator message, Address from) {
    if (message instanceof ToNode.Lease lease) {
      boolean cpuBound = isCpuBound(lease.operation());
      if (cpuBound && !world.operationsOf(machine).contains(Batches.CPU_BOUND)) {
        throw new InvariantViolation("I25", name + " lacks the operation of " + lease);
      }
      demand.leaseCame(cpuBound, Map.of());
    }
    if (message instanceof ToNode.Drop(_, var jobs, _, var turn)
        && world.mutation() == Mutation.CONFIRMS_DROPS_UNHEEDED) {
      world.network().send(new Envelope(self, new ToCoordinator.Dropped(jobs, turn)), from);
      return;
    }
    var taken =
        message instanceof ToNode.Acknowledged(var batch, var number, _, var nodes)
                && world.mutation() == Mutation.TAKES_REFUSAL_FOR_ACCEPTANCE
            ? new ToNode.Acknowledged(batch, number, Map.of(), nodes)
            : message;
    handle(new NodeInput.FromCoordinator<>(from.name(), taken));
    if (message instanceof ToNode.WhatDoYouHold(var batch, var earlierUpTo, _)) {
      var held =
          state.leases().stream()
              .map(HeldLease::terms)
              .filter(terms -> terms.batch().equals(batch))
              .map(ToNode.Lease::number)
              .toList();
      world.oracles().fences().asked(name, batch, from.name(), earlierUpTo, held);
    }
  }

  private static boolean isCpuBound(String operation) {
    return SimulatedCoordinator.RULES.cpuBound().test(operation);
  }

  private void handle(NodeInput<String, Attempts> news) {
    state.handle(news, world.timeline().now()).forEach(this::carry);
    simulatedWorkers.assign();
    if (!lingers && state.hasGathered()) {
      lingers = true;
      machine.after(
          FLUSH.linger().toNanos(),
          () -> {
            lingers = false;
            handle(new NodeInput.Lingered<>());
          });
    }
    if (news instanceof NodeInput.RunEnded<?, ?>) {
      wantMore(false);
    }
  }

  private Capacity.Want idle() {
    return simulatedWorkers.idle();
  }

  private void wantMore(boolean again) {
    boolean takes = lastLife.isOver(world.timeline().now());
    var wanted = takes ? state.wanted(capacity) : Capacity.Want.NOTHING;
    var idle = takes ? state.idle() : Capacity.Want.NOTHING;
    demand.want(wanted, idle, Map.of(), again).ifPresent(say -> say(say, idle));
  }

  private void say(PoolDemand.Say<Address> say, Capacity.Want idle) {
    var told =
        new ToPool.Demand(
            say.sequence(),
            say.want().leases(),
            say.want().cpuLeases(),
            capacity.workers(),
            capacity.cpuWorkers(),
            idle.leases(),
            idle.cpuLeases(),
            world.mutation() == Mutation.OFFERS_TO_ANY_NODE
                ? Batches.OPERATIONS
                : world.operationsOf(machine),
            NodeConditions.NOTHING);
    world.network().send(new Envelope(self, told), say.pool());
  }

  /** The machine has heard of a pool that counts. */
  void poolIs(ToPoolMember.PoolIs told, Address pool) {
    demand.poolIs(told.epoch(), pool);
    if (world.mutation() != Mutation.OBEYS_EARLIER_POOLS) {
      state.poolIs(told.epoch());
    }
    if (told.counts()) {
      for (var part : state.holdings()) {
        var holdings = new ToPool.HoldingsTold(told.epoch(), part);
        world.network().send(new Envelope(self, holdings), pool);
      }
    }
    wantMore(false);
  }

  private void carry(NodeEffect<String, Attempts> effect) {
    switch (effect) {
      case NodeEffect.Begin<String, Attempts>(var lease) -> {
        stuck.begins();
        world.limits().taken(lease.terms());
        simulatedWorkers.offer(lease);
        world.checkHeld();
      }
      case NodeEffect.Interrupt<String, Attempts>(var lease) -> simulatedWorkers.interrupt(lease);
      case NodeEffect.Over<String, Attempts> _, NodeEffect.Answered<String, Attempts> _ -> {}
      case NodeEffect.Store<String, Attempts>(var batch, var chunks) -> store(batch, chunks);
      case NodeEffect.Settled<String, Attempts>(var batch, var job, var tasks, _) ->
          world.oracles().settled(batch, job, tasks);
      case NodeEffect.SendToCoordinator<String, Attempts>(_, _, ToCoordinator.Report report)
          when world.mutation() == Mutation.NEVER_REPEATS_REPORTS
              && !said.add(report.number()) -> {}
      case NodeEffect.SendToCoordinator<String, Attempts>(var to, var batch, var message) ->
          say(to, batch, message);
    }
  }

  private void say(Optional<String> coordinator, String batch, ToCoordinator.FromNode news) {
    if (coordinator.isPresent()) {
      say(coordinator.get(), news);
    } else {
      world.membership().route(new Envelope(self, news), Membership.coordinatorOf(batch));
    }
  }

  private void say(String coordinator, ToCoordinator.FromNode news) {
    var to = known.get(coordinator);
    if (to != null) {
      world.network().send(new Envelope(self, news), to);
    }
  }

  // Storing.

  private void store(String batch, List<Chunk<Attempts>> chunks) {
    var byJob = new TreeMap<Integer, List<Chunk<Attempts>>>();
    for (var chunk : chunks) {
      byJob.computeIfAbsent(chunk.lease().terms().job(), _ -> new ArrayList<>()).add(chunk);
    }
    var segments = new ArrayList<Segments.Segment>();
    byJob.forEach((job, ofJob) -> segments.add(pack(job, ofJob)));
    var reports = segments.stream().map(each -> each.report().report()).toList();
    Runnable stored = () -> handle(new NodeInput.Stored<>(batch, reports));
    if (world.mutation() == Mutation.REPORTS_BEFORE_STORING) {
      machine.after(0, stored);
      world.segments().write(machine, batch, segments, () -> {});
    } else {
      world.segments().write(machine, batch, segments, stored);
    }
  }

  private Segments.Segment pack(int job, List<Chunk<Attempts>> chunks) {
    var succeeded = new RoaringBitmap();
    var later = new TreeMap<Integer, TaskSet>();
    var failures = new ArrayList<Failure>();
    long busy = 0;
    for (var chunk : chunks) {
      var each = chunk.attempts().without(chunk.refused());
      succeeded.or(each.succeeded().bits());
      failures.addAll(each.failures());
      busy += each.busyMicros();
      chunk
          .lease()
          .terms()
          .failedAttempts()
          .forEach(
              (task, failed) -> {
                if (failed > 0 && each.succeeded().contains(task)) {
                  later.merge(failed + 1, TaskSet.of(task), TaskSet::or);
                }
              });
    }
    var all = succeeded.clone();
    failures.forEach(failure -> all.add(failure.task()));
    var counters = new TreeMap<String, Long>();
    counters.put("processed", (long) succeeded.getCardinality());
    int entries = succeeded.getCardinality() + failures.size();
    var id = SegmentIds.ofLease(Chunk.lastLease(chunks), random);
    var report =
        new JobReport(
            job,
            new SegmentRef(id, all.first(), all.last(), entries),
            TaskSet.owning(succeeded),
            failures,
            counters,
            busy);
    return new Segments.Segment(
        new StoredReport(report, later),
        chunks.stream().mapToLong(it -> it.lease().terms().number()).min().orElseThrow());
  }
}
