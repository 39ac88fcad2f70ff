package io.gristworks.core.node;

import io.gristworks.core.message.HoldingPart;
import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.NodeHolding;
import io.gristworks.core.message.NodeHoldings;
import io.gristworks.core.message.ToCoordinator.Dropped;
import io.gristworks.core.message.ToCoordinator.GaveBack;
import io.gristworks.core.message.ToCoordinator.Holding;
import io.gristworks.core.message.ToCoordinator.Reason;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.message.ToNode.Acknowledged;
import io.gristworks.core.message.ToNode.Drop;
import io.gristworks.core.message.ToNode.GiveBack;
import io.gristworks.core.message.ToNode.Lease;
import io.gristworks.core.message.ToNode.WhatDoYouHold;
import io.gristworks.core.node.NodeInput.Pause;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.Capacity.Want;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a worker node has taken on, batch by batch: which leases it holds, takes, gives back and
 * drops; what has ended and is to be stored, reported, repeated. Hears news, and says what to do.
 * Called for each lease and each flush, never for each task.
 *
 * <p>Under one lock, that of whoever owns it. Time is in nanoseconds from any origin and never runs
 * backwards.
 *
 * @param <C> the address of a coordinator, another one for each life of it
 * @param <A> attempts that have ended
 */
public final class WorkerNodeState<C, A extends EndedAttempts> {
  private final ReportRules rules;
  private final Supplier<Want> idle;
  private final Predicate<String> cpuBound;
  private final TreeMap<String, BatchOnNode<C, A>> batches = new TreeMap<>();
  private final Fences fences = new Fences();
  private final Set<Pause> pauses = EnumSet.noneOf(Pause.class);
  private List<NodeEffect<C, A>> effects = new ArrayList<>();
  private long lastNumber;

  /** The epoch of the latest pool that was heard of. */
  private long pool;

  /**
   * A node that holds nothing.
   *
   * @param idle how many workers have nothing to do
   * @param cpuBound whether tasks of an operation need a core while they run
   */
  public WorkerNodeState(ReportRules rules, Supplier<Want> idle, Predicate<String> cpuBound) {
    this.rules = rules;
    this.idle = idle;
    this.cpuBound = cpuBound;
  }

  /** Takes the news in, and returns what is to be done, in this order. */
  public List<NodeEffect<C, A>> handle(NodeInput<C, A> news, long now) {
    effects = new ArrayList<>();
    switch (news) {
      case NodeInput.FromCoordinator<C, A>(var sender, var message) -> heard(message, sender, now);
      case NodeInput.NotRunnable<C, A>(var lease) ->
          at(lease).ifPresent(batch -> batch.giveBack(lease, Reason.NOT_RUNNABLE, effects));
      case NodeInput.RunBegan<C, A>(var lease) -> {
        lease.runBegins();
        at(lease).ifPresent(BatchOnNode::runBegan);
      }
      case NodeInput.AttemptsEnded<C, A>(var lease, var attempts) ->
          at(lease).ifPresent(batch -> batch.ended(lease, attempts));
      case NodeInput.RunEnded<C, A>(var lease) -> {
        lease.runEnds();
        at(lease).ifPresent(BatchOnNode::runEnded);
      }
      case NodeInput.Stored<C, A>(var batch, var reports) ->
          at(batch).ifPresent(stored -> stored.stored(reports, now, effects));
      case NodeInput.NeverStored<C, A>(var batch) -> at(batch).ifPresent(BatchOnNode::neverStored);
      case NodeInput.Lingered<C, A> _ -> batches.values().forEach(each -> each.flush(now, effects));
      case NodeInput.Ticked<C, A> _ -> batches.values().forEach(batch -> sayAgain(batch, now));
      case NodeInput.Paused<C, A>(var why) -> pause(why);
      case NodeInput.Resumed<C, A>(var why) -> pauses.remove(why);
    }
    batchOf(news).flatMap(this::at).ifPresent(batch -> settle(batch, now));
    if (news instanceof NodeInput.Lingered || news instanceof NodeInput.Stored) {
      boundUnstored(now);
    }
    return effects;
  }

  private void heard(ToNode.FromCoordinator message, C sender, long now) {
    switch (message) {
      case Lease lease -> take(lease, sender, now);
      case GiveBack asked -> giveBack(asked, sender, now);
      case Drop asked -> drop(asked, sender, now);
      case WhatDoYouHold asked -> {
        fences.raise(asked.batch(), asked.earlierUpTo(), now);
        sayHolding(asked.batch(), sender, asked.asked(), now);
      }
      case Acknowledged answer ->
          at(answer.batch()).ifPresent(batch -> batch.acknowledged(answer, now, effects));
      case ToNode.Blamed _ -> {} // for whoever keeps what was running when the node died
    }
  }

  private void settle(BatchOnNode<C, A> batch, long now) {
    batch.sweep(effects);
    batch.flush(now, effects);
    if (batch.isIdle()) {
      batches.remove(batch.batch());
    }
  }

  private Optional<BatchOnNode<C, A>> at(String batch) {
    return Optional.ofNullable(batches.get(batch));
  }

  private Optional<BatchOnNode<C, A>> at(HeldLease lease) {
    return at(lease.terms().batch());
  }

  private static <C, A extends EndedAttempts> Optional<String> batchOf(NodeInput<C, A> news) {
    return switch (news) {
      case NodeInput.FromCoordinator<C, A> said -> Optional.of(said.message().batch());
      case NodeInput.NotRunnable<C, A> lease -> Optional.of(lease.lease().terms().batch());
      case NodeInput.AttemptsEnded<C, A> ended -> Optional.of(ended.lease().terms().batch());
      case NodeInput.RunEnded<C, A> ended -> Optional.of(ended.lease().terms().batch());
      case NodeInput.Stored<C, A> stored -> Optional.of(stored.batch());
      case NodeInput.NeverStored<C, A> given -> Optional.of(given.batch());
      case NodeInput.RunBegan<C, A> _,
          NodeInput.Lingered<C, A> _,
          NodeInput.Ticked<C, A> _,
          NodeInput.Paused<C, A> _,
          NodeInput.Resumed<C, A> _ ->
          Optional.empty();
    };
  }

  // Leases.

  private void take(Lease terms, C coordinator, long now) {
    var known = batches.get(terms.batch());
    if (known != null && known.find(terms.number()) != null) {
      return; // it came twice
    }
    if (fences.keepsOut(terms.batch(), terms.number(), now)) {
      return; // its coordinator will miss it, in its time: an answer would bring the next at once
    }
    if (terms.pool() < pool) {
      // Its coordinator knows no later pool. The earlier one has no word from here to grant on.
      refuse(terms, coordinator, Reason.EARLIER_POOL);
      return;
    }
    if (!pauses.isEmpty()) {
      refuse(terms, coordinator, Reason.PAUSED);
      return;
    }
    if (known != null && known.overlaps(terms)) {
      // It was thought lost with its node's silence. Both running would spoil each other's report.
      if (known.mayAnswerOverlap(now)) {
        refuse(terms, coordinator, Reason.HELD_ALREADY);
        known.coordinatorIs(coordinator, now, effects);
        known.sayHolding(Optional.of(coordinator), null, effects);
      } // else the coordinator does not take the earlier one in, and would send the next at once
      return;
    }
    var batch =
        batches.computeIfAbsent(
            terms.batch(), id -> new BatchOnNode<>(id, coordinator, rules, () -> ++lastNumber));
    batch.coordinatorIs(coordinator, now, effects);
    var lease = new HeldLease(terms, cpuBound.test(terms.operation()));
    batch.leases().put(terms.number(), lease);
    effects.add(new NodeEffect.Begin<>(lease));
  }

  /**
   * There is a pool of that epoch. What is held is told to it by {@link #holdings} after this: no
   * lease of an earlier pool is taken from now on, or that pool would let more out than this one
   * knows.
   */
  public void poolIs(long epoch) {
    pool = Math.max(pool, epoch);
  }

  /** What is held, by job, in as many parts as fit into messages: for a pool that counts. */
  public List<NodeHoldings> holdings() {
    var byJob = new TreeMap<JobKey, NodeHolding>();
    for (var lease : leases()) {
      var terms = lease.terms();
      var job = new JobKey(terms.batch(), terms.job());
      var before = byJob.get(job);
      byJob.put(
          job,
          new NodeHolding(
              job,
              terms.queue(),
              terms.tenant(),
              terms.operation(),
              lease.isCpuBound(),
              terms.tasks().size() + (before == null ? 0 : before.tasks())));
    }
    return NodeHoldings.of(List.copyOf(byJob.values()), rules.parts().jobs());
  }

  private void refuse(Lease terms, C coordinator, Reason why) {
    var back = new GaveBack(terms.number(), terms.job(), terms.tasks(), why);
    effects.add(new NodeEffect.SendToCoordinator<>(Optional.of(coordinator), terms.batch(), back));
  }

  private void sayHolding(String id, C coordinator, @Nullable String asked, long now) {
    var batch = batches.get(id);
    var to = Optional.of(coordinator);
    if (batch == null) {
      effects.add(
          new NodeEffect.SendToCoordinator<>(
              to, id, new Holding(HoldingPart.whole(List.of()), asked)));
    } else {
      batch.coordinatorIs(coordinator, now, effects);
      batch.sayHolding(to, asked, effects);
    }
  }

  /**
   * A coordinator wants back what is not begun. It asks by what it knows, which is a second old: so
   * it is told how things stand, and if that lease has nothing to spare any more, another has.
   */
  private void giveBack(GiveBack asked, C coordinator, long now) {
    var batch = batches.get(asked.batch());
    var lease = batch == null ? null : batch.find(asked.lease());
    var tasks = lease == null ? TaskSet.empty() : spare(lease, asked.keep());
    sayGaveBack(asked, coordinator, asked.lease(), tasks);
    var richest = batch == null || !tasks.isEmpty() ? null : batch.richest(asked.job());
    if (richest != null) {
      var more = spare(richest, richest.unstarted() / 2);
      sayGaveBack(asked, coordinator, richest.terms().number(), more);
    }
    sayHolding(asked.batch(), coordinator, null, now);
  }

  /**
   * Gives back all but {@code keep}, or but what idle workers here will begin as soon as it is made
   * ready: two idle nodes would else send the last task to and fro.
   */
  private TaskSet spare(HeldLease lease, int keep) {
    var here = idle.get();
    return lease.giveBack(Math.max(keep, lease.isCpuBound() ? here.cpuLeases() : here.leases()));
  }

  private void sayGaveBack(GiveBack asked, C coordinator, long lease, TaskSet tasks) {
    var back = new GaveBack(lease, asked.job(), tasks, Reason.OTHER_NODE_IDLE);
    effects.add(new NodeEffect.SendToCoordinator<>(Optional.of(coordinator), asked.batch(), back));
  }

  private void drop(Drop asked, C coordinator, long now) {
    var batch = batches.get(asked.batch());
    boolean any = false;
    if (batch != null) {
      batch.coordinatorIs(coordinator, now, effects);
      for (var lease : batch.leases().values()) {
        if (asked.jobs().contains(lease.terms().job())) {
          any = true;
          if (asked.interrupts()) {
            lease.drop();
            effects.add(new NodeEffect.Interrupt<>(lease));
          } else {
            batch.giveBack(lease, Reason.CANCELLED, effects);
          }
        }
      }
      batch.forgetDropped();
    }
    effects.add(
        new NodeEffect.SendToCoordinator<>(
            Optional.of(coordinator), asked.batch(), new Dropped(asked.jobs(), asked.turn())));
    if (!any) {
      sayHolding(asked.batch(), coordinator, null, now);
    }
  }

  private void sayAgain(BatchOnNode<C, A> batch, long now) {
    if (!batch.leases().isEmpty()) {
      batch.sayHolding(Optional.empty(), null, effects);
    }
    batch.repeat(rules.repeatAfter().toNanos(), now, Optional.empty(), effects);
  }

  // What stops it from taking work.

  private void pause(Pause why) {
    pauses.add(why);
    for (var batch : List.copyOf(batches.values())) {
      List.copyOf(batch.leases().values())
          .forEach(lease -> batch.giveBack(lease, Reason.PAUSED, effects));
      batch.sweep(effects);
      if (batch.isIdle()) {
        batches.remove(batch.batch());
      }
    }
  }

  /** What a node may lose with its store away is bounded: past the bound nothing more begins. */
  private void boundUnstored(long now) {
    long bytes = 0;
    long oldest = 0;
    for (var batch : batches.values()) {
      bytes += batch.unstoredBytes();
      oldest = Math.max(oldest, batch.unstoredFor(now));
    }
    boolean tooMuch = bytes > rules.unstoredBytes() || oldest > rules.unstoredFor().toNanos();
    if (!tooMuch) {
      pauses.remove(Pause.UNSTORED_OUTCOMES);
    } else if (!pauses.contains(Pause.UNSTORED_OUTCOMES)) {
      pause(Pause.UNSTORED_OUTCOMES);
    }
  }

  /** Why it takes no work; nothing if it does. */
  public Set<Pause> pauses() {
    return Set.copyOf(pauses);
  }

  // For those who look.

  /** Whether a lease is held here, and is this one. */
  public boolean holds(HeldLease lease) {
    return at(lease).map(batch -> batch.find(lease.terms().number()) == lease).orElse(false);
  }

  /** The leases held, by batch and number. */
  public List<HeldLease> leases() {
    return batches.values().stream().flatMap(batch -> batch.leases().values().stream()).toList();
  }

  /** How many leases are held. */
  public int size() {
    return batches.values().stream().mapToInt(batch -> batch.leases().size()).sum();
  }

  /** What the node wants beside the leases that still have something to run. */
  public Want wanted(Capacity capacity) {
    if (!pauses.isEmpty() || unreportedBytes() > rules.unreportedBytes()) {
      return Want.NOTHING;
    }
    int unfinished = 0;
    int cpu = 0;
    for (var batch : batches.values()) {
      for (var lease : batch.leases().values()) {
        if (!lease.isRunThrough()) {
          unfinished++;
          cpu += lease.isCpuBound() ? 1 : 0;
        }
      }
    }
    return capacity.beside(unfinished, cpu);
  }

  /** Workers that nothing is on its way to: none where a lease is held that nobody has begun. */
  public Want idle() {
    var workers = pauses.isEmpty() ? idle.get() : Want.NOTHING;
    return workers.isNothing() || holdsUnbegun() ? Want.NOTHING : workers;
  }

  private boolean holdsUnbegun() {
    for (var batch : batches.values()) { // asked after each news: no stream
      for (var lease : batch.leases().values()) {
        if (lease.isUnbegun()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether something lies here that is to be stored soon. */
  public boolean hasGathered() {
    return batches.values().stream().anyMatch(BatchOnNode::hasGathered);
  }

  /** How many attempts have ended here that nobody has acknowledged. */
  public long unreported() {
    return batches.values().stream().mapToLong(BatchOnNode::unreported).sum();
  }

  private long unreportedBytes() {
    return batches.values().stream().mapToLong(BatchOnNode::unreportedBytes).sum();
  }

  /** The batches of which something is held, runs or is to be reported. */
  public List<String> batches() {
    return List.copyOf(batches.keySet());
  }
}
