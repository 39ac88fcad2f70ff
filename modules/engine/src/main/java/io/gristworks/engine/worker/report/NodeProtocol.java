package io.gristworks.engine.worker.report;

import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.message.NodeHoldings;
import io.gristworks.core.message.ToCoordinator.GaveBack;
import io.gristworks.core.message.ToCoordinator.Reason;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.node.HeldLease;
import io.gristworks.core.node.NodeEffect;
import io.gristworks.core.node.NodeInput;
import io.gristworks.core.node.NodeInput.Pause;
import io.gristworks.core.node.ReportRules;
import io.gristworks.core.node.WorkerNodeState;
import io.gristworks.core.view.LoadReason;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.Capacity.Want;
import io.gristworks.core.worker.StealRule;
import io.gristworks.core.worker.TaskRange;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.NodeRef;
import io.gristworks.engine.worker.lease.LeaseWork;
import io.gristworks.engine.worker.outcome.LeaseOutcomes;
import io.gristworks.engine.worker.outcome.Outcomes;
import io.gristworks.engine.worker.settings.WorkerMeans;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The node's {@link WorkerNodeState} under its lock, and what carries its effects out. For any
 * number of threads; effects are carried out in the order of the decisions, and none of them blocks
 * while the lock is held.
 *
 * <p>Nobody waits to say something: it is put in a queue, and whoever holds the lock, or takes it
 * while it is free, hears all that is there. With a few cores and many threads the one that holds a
 * lock is often not running; dozens of tasks, flushes and the node's actor would wait for it, each
 * for a time slice of all the others. Only who asks something waits, and has all heard first that
 * was said before.
 */
public final class NodeProtocol {
  /** What is larger is divided: what is stored at once, and so a report, has a bound. */
  private static final long PART_BYTES = 128 << 10;

  private final NodeRef self;
  private final WorkerMeans means;
  private final WorkerMeters meters;
  private final RunCounters counters;
  private final OutcomeWriter writer;
  private final LeaseCarrier carrier;
  private final WorkerNodeState<ActorRef<CoordinatorCommand>, LeaseOutcomes> state;

  private final Queue<NodeInput<ActorRef<CoordinatorCommand>, LeaseOutcomes>> said =
      new ConcurrentLinkedQueue<>();
  private final ReentrantLock lock = new ReentrantLock();

  /** The leases that are held, from their beginning to their end. */
  private final Map<HeldLease, LeaseWork> works = new HashMap<>();

  /** What is done with leases, on whichever thread; it must not block. */
  public interface LeaseCarrier {
    /** Whether tasks of an operation are held to the cores here. */
    boolean isCpuBound(String operation);

    /** Have it made ready and run; returns what it is run with. */
    LeaseWork begin(HeldLease lease);

    /** Interrupt what runs of it. */
    void interrupt(HeldLease lease);

    /** Nothing of it is needed any more. */
    void over(LeaseWork lease);
  }

  /** A node that holds nothing. */
  public NodeProtocol(
      NodeRef self,
      ReportRules rules,
      WorkerMeans means,
      WorkerMeters meters,
      RunCounters counters,
      OutcomeWriter writer,
      LeaseCarrier carrier,
      Supplier<Want> idle) {
    this.self = self;
    this.means = means;
    this.meters = meters;
    this.counters = counters;
    this.writer = writer;
    this.carrier = carrier;
    this.state = new WorkerNodeState<>(rules, idle, carrier::isCpuBound);
  }

  // What it hears.

  /** The coordinator of a batch has said something. */
  public void heard(ActorRef<CoordinatorCommand> coordinator, ToNode.FromCoordinator message) {
    handle(new NodeInput.FromCoordinator<>(coordinator, message));
  }

  /** A lease of an operation that this node has not. */
  public void refuse(ActorRef<CoordinatorCommand> coordinator, ToNode.Lease lease) {
    var back = new GaveBack(lease.number(), lease.job(), lease.tasks(), Reason.NOT_RUNNABLE);
    coordinator.tell(new CoordinatorCommand.FromNode(self, back));
  }

  /** Whether a lease that was made ready is still to be run. */
  public boolean isWanted(LeaseWork lease) {
    return ask(() -> state.holds(lease.held()) && lease.held().unstarted() > 0);
  }

  /** It cannot be run here, or not now. */
  public void notRunnable(LeaseWork lease) {
    handle(new NodeInput.NotRunnable<>(lease.held()));
  }

  /** A worker begins with a range of a lease. */
  public void runBegins(LeaseWork lease) {
    handle(new NodeInput.RunBegan<>(lease.held()));
  }

  /** A run has more to report, and goes on. */
  public void ended(LeaseWork lease, Outcomes more) {
    if (!more.isEmpty()) {
      if (!lease.isDropped()) {
        counters.ran(lease, more);
      }
      for (var part : more.parts(PART_BYTES)) {
        handle(new NodeInput.AttemptsEnded<>(lease.held(), new LeaseOutcomes(part)));
      }
    }
  }

  /** A run is over, and this is its rest. */
  public void runEnded(LeaseWork lease, Outcomes rest) {
    ended(lease, rest);
    handle(new NodeInput.RunEnded<>(lease.held()));
  }

  /** Some milliseconds have passed. */
  public void lingered() {
    handle(new NodeInput.Lingered<>());
  }

  /** A second has passed. */
  public void ticked() {
    handle(new NodeInput.Ticked<>());
  }

  /** The node takes no work for that reason, or does again as far as that reason goes. */
  public void pause(Pause why, boolean paused) {
    handle(paused ? new NodeInput.Paused<>(why) : new NodeInput.Resumed<>(why));
  }

  /** There is a pool of that epoch; see {@link WorkerNodeState#poolIs}. Returns what is held. */
  public List<NodeHoldings> poolIs(long epoch) {
    return ask(
        () -> {
          state.poolIs(epoch);
          return state.holdings();
        });
  }

  private void stored(String batch, Optional<List<JobReport>> reports) {
    handle(
        reports
            .<NodeInput<ActorRef<CoordinatorCommand>, LeaseOutcomes>>map(
                it -> new NodeInput.Stored<>(batch, it))
            .orElseGet(() -> new NodeInput.NeverStored<>(batch)));
  }

  private void handle(NodeInput<ActorRef<CoordinatorCommand>, LeaseOutcomes> news) {
    said.add(news);
    hear();
  }

  /** Sees to it that all is heard that was said, by this thread or by the one at work on it. */
  private void hear() {
    if (lock.isHeldByCurrentThread()) {
      return; // said by an effect: heard when the effects before it are carried out
    }
    while (!said.isEmpty() && lock.tryLock()) {
      try {
        hearAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void hearAll() {
    for (var news = said.poll(); news != null; news = said.poll()) {
      state.handle(news, means.nanos().getAsLong()).forEach(this::carry);
    }
  }

  private <T> T ask(Supplier<T> question) {
    lock.lock();
    try {
      if (lock.getHoldCount() == 1) {
        hearAll();
      }
      return question.get();
    } finally {
      lock.unlock();
      hear();
    }
  }

  // What is to be done.

  private void carry(NodeEffect<ActorRef<CoordinatorCommand>, LeaseOutcomes> effect) {
    switch (effect) {
      case NodeEffect.Begin<ActorRef<CoordinatorCommand>, LeaseOutcomes>(var lease) ->
          works.put(lease, carrier.begin(lease));
      case NodeEffect.Interrupt<ActorRef<CoordinatorCommand>, LeaseOutcomes>(var lease) ->
          carrier.interrupt(lease);
      case NodeEffect.Over<ActorRef<CoordinatorCommand>, LeaseOutcomes>(var lease) -> {
        var work = works.remove(lease);
        if (work != null) {
          carrier.over(work);
        }
      }
      case NodeEffect.Store<ActorRef<CoordinatorCommand>, LeaseOutcomes>(var batch, var chunks) ->
          writer.write(batch, chunks, reports -> stored(batch, reports));
      case NodeEffect.Settled<ActorRef<CoordinatorCommand>, LeaseOutcomes> _ -> {}
      case NodeEffect.Answered<ActorRef<CoordinatorCommand>, LeaseOutcomes>(var after) ->
          meters.acknowledged(after);
      case NodeEffect.SendToCoordinator<ActorRef<CoordinatorCommand>, LeaseOutcomes>(
              var to,
              var batch,
              var message) ->
          tell(to, batch, new CoordinatorCommand.FromNode(self, message));
    }
  }

  private void tell(
      Optional<ActorRef<CoordinatorCommand>> to, String batch, CoordinatorCommand what) {
    to.ifPresentOrElse(known -> known.tell(what), () -> means.coordinators().accept(batch, what));
  }

  // What others want to know.

  /** Divides a range of a lease for an idle worker; empty where nothing was taken. */
  public TaskRange steal(LeaseWork lease, TaskRange from, StealRule rule, int group) {
    return ask(() -> lease.held().steal(from, rule, group));
  }

  /** What the node can take beside what it holds. */
  public Want wanted(Capacity capacity) {
    return ask(() -> state.wanted(capacity));
  }

  /** Workers that nothing is on its way to. */
  public Want idle() {
    return ask(state::idle);
  }

  /** How many leases are held. */
  public int size() {
    return ask(state::size);
  }

  /** How many attempts have ended that no coordinator has acknowledged. */
  public long unreported() {
    return ask(state::unreported);
  }

  /** Whether the node takes no work for that reason. */
  public boolean isPaused(Pause why) {
    return ask(() -> state.pauses().contains(why));
  }

  /** Why nothing begins here, if outcomes that could not be stored are the reason. */
  public Optional<LoadReason> whyNothingBegins() {
    return ask(
        () ->
            state.pauses().contains(Pause.UNSTORED_OUTCOMES)
                ? Optional.of(new LoadReason.UnstoredOutcomes(state.unreported()))
                : Optional.empty());
  }

  /** The operations of the leases that still have something to run, one for each lease. */
  public Collection<String> operationsToRun() {
    return ask(
        () ->
            state.leases().stream()
                .filter(lease -> !lease.isRunThrough())
                .map(lease -> lease.terms().operation())
                .toList());
  }
}
