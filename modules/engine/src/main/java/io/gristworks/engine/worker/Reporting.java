package io.gristworks.engine.worker;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.worker.FlushRule;
import io.gristworks.core.worker.SegmentIds;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.NodeRef;
import io.gristworks.store.segment.OutcomePacker;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What the batches of a node share when they report: the store, packers, the count of what is not
 * acknowledged. For any number of threads.
 */
final class Reporting {
  private final NodeRef node;
  private final WorkerSettings settings;
  private final WorkerMeans means;
  private final WorkerMeters meters;
  private final NodeThreads threads;
  private final NodeHealth health;
  private final Map<String, Gathering> gatherings = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<OutcomePacker> packers = new ConcurrentLinkedQueue<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong unreported = new AtomicLong();
  private final AtomicLong unreportedBytes = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private final OperationPace pace = new OperationPace();
  private volatile boolean stopped;

  Reporting(
      NodeRef node,
      WorkerSettings settings,
      WorkerMeans means,
      WorkerMeters meters,
      NodeThreads threads,
      NodeHealth health) {
    this.health = health;
    this.threads = threads;
    this.node = node;
    this.settings = settings;
    this.means = means;
    this.meters = meters;
  }

  /** The gathering of a batch, whose coordinator now is {@code coordinator}. */
  Gathering gathering(String batch, ActorRef<CoordinatorCommand> coordinator) {
    var gathering =
        gatherings.computeIfAbsent(batch, id -> new Gathering(new BatchId(id), coordinator, this));
    gathering.coordinatorIs(coordinator);
    return gathering;
  }

  /** All that there are. */
  Collection<Gathering> all() {
    return gatherings.values();
  }

  /** The gathering of a batch, if there is one. */
  Optional<Gathering> find(String batch) {
    return Optional.ofNullable(gatherings.get(batch));
  }

  /** Forgets a batch without leases if it has nothing to report any more. */
  void forget(String batch) {
    gatherings.computeIfPresent(batch, (_, gathering) -> gathering.isIdle() ? null : gathering);
  }

  /** Outcomes came that must be reported. */
  void took(LeaseWork lease, Outcomes outcomes) {
    unreported.addAndGet(outcomes.size());
    unreportedBytes.addAndGet(outcomes.bytes());
    done.addAndGet(outcomes.size());
    meters.ran(lease.terms().operation(), outcomes);
    pace.learn(lease.terms().operation(), outcomes.size(), outcomes.busyMicros());
    var job = lease.job();
    if (job != null) {
      job.learn(outcomes.size(), outcomes.busyMicros());
    }
  }

  /** They have been acknowledged, or are not wanted any more. */
  void settled(Outcomes outcomes) {
    unreported.addAndGet(-outcomes.size());
    unreportedBytes.addAndGet(-outcomes.bytes());
  }

  long unreported() {
    return unreported.get();
  }

  /** Whether more lies here than should. */
  boolean isFull() {
    return unreportedBytes.get() > settings.bounds().unreported();
  }

  /** What tasks take here. */
  OperationPace pace() {
    return pace;
  }

  /** Attempts that have ended here. */
  long done() {
    return done.get();
  }

  /** Nothing more will be stored: the node ends. */
  void stop() {
    stopped = true;
  }

  /** Has a flush done; where the node has ended, nothing. */
  void flush(Flush flush) {
    try {
      threads.flushes().execute(flush);
    } catch (RejectedExecutionException e) {
      if (!stopped) {
        throw e;
      }
    }
  }

  /** Told how the node fares. */
  NodeHealth health() {
    return health;
  }

  /** The threads of this node's own work. */
  NodeThreads threads() {
    return threads;
  }

  boolean isStopped() {
    return stopped;
  }

  NodeRef node() {
    return node;
  }

  WorkerMeans means() {
    return means;
  }

  WorkerMeters meters() {
    return meters;
  }

  FlushRule rule() {
    return settings.flush();
  }

  Duration repeatEvery() {
    return settings.times().holdingEvery();
  }

  long nextNumber() {
    return numbers.incrementAndGet();
  }

  UUID freshId() {
    return SegmentIds.fresh(means.clock().instant(), means.random());
  }

  /** An empty packer, to be given back. */
  OutcomePacker lendPacker() {
    var packer = packers.poll();
    return packer == null ? new OutcomePacker(node.name()) : packer;
  }

  /** Takes a packer back, in whatever state it is. */
  void takeBack(OutcomePacker packer) {
    packer.clear();
    packers.add(packer);
  }
}
