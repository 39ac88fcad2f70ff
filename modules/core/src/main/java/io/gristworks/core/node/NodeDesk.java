package io.gristworks.core.node;

import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.FlushRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What a worker node has taken on, batch by batch: hears news, and says what to do. Time is in
 * nanoseconds from any origin and never runs backwards.
 */
public final class NodeDesk {
  private final FlushRule rule;
  private final long repeatAfter;
  private final Supplier<Capacity.Want> idle;
  private final TreeMap<String, BatchDesk> batches = new TreeMap<>();
  private List<NodeEffect> effects = new ArrayList<>();
  private final Fences fences = new Fences();
  private boolean draining;
  private long lastNumber;

  /**
   * A node that holds nothing.
   *
   * @param rule when outcomes are stored
   * @param repeatAfter how long to wait for an answer before a report is repeated
   * @param idle how many workers have nothing to do
   */
  public NodeDesk(FlushRule rule, Duration repeatAfter, Supplier<Capacity.Want> idle) {
    this.rule = rule;
    this.idle = idle;
    this.repeatAfter = repeatAfter.toNanos();
  }

  /** Takes the news in, and returns what is to be done, in this order. */
  public List<NodeEffect> hear(NodeNews news, long now) {
    effects = new ArrayList<>();
    switch (news) {
      case NodeNews.LeaseCame came -> take(came, now);
      case NodeNews.GiveBackAsked asked -> giveBack(asked, now);
      case NodeNews.DropAsked asked -> drop(asked, now);
      case NodeNews.HoldingsAsked asked -> tellHoldings(asked, now);
      case NodeNews.Acknowledged answer ->
          at(answer.batch()).ifPresent(desk -> desk.acknowledged(answer, now, effects));
      case NodeNews.AttemptsEnded(var batch, var attempts) ->
          at(batch).ifPresent(desk -> desk.ended(attempts, now));
      case NodeNews.RunEnded(var batch, var lease) ->
          at(batch).ifPresent(desk -> desk.runEnded(lease));
      case NodeNews.Stored(var batch, var reports) ->
          at(batch).ifPresent(desk -> desk.stored(reports, now, effects));
      case NodeNews.Lingered _ -> batches.values().forEach(desk -> desk.flush(now, effects));
      case NodeNews.Ticked _ -> batches.values().forEach(desk -> sayAgain(desk, now));
      case NodeNews.DrainAsked _ -> drain();
    }
    batchOf(news).flatMap(this::at).ifPresent(desk -> settle(desk, now));
    batches.values().removeIf(BatchDesk::isIdle);
    return effects;
  }

  private void settle(BatchDesk desk, long now) {
    desk.sweep(effects);
    desk.flush(now, effects);
  }

  private Optional<BatchDesk> at(String batch) {
    return Optional.ofNullable(batches.get(batch));
  }

  private static Optional<String> batchOf(NodeNews news) {
    return switch (news) {
      case NodeNews.LeaseCame came -> Optional.of(came.terms().batch());
      case NodeNews.GiveBackAsked asked -> Optional.of(asked.batch());
      case NodeNews.DropAsked asked -> Optional.of(asked.batch());
      case NodeNews.HoldingsAsked asked -> Optional.of(asked.batch());
      case NodeNews.Acknowledged acknowledged -> Optional.of(acknowledged.batch());
      case NodeNews.AttemptsEnded ended -> Optional.of(ended.batch());
      case NodeNews.RunEnded ended -> Optional.of(ended.batch());
      case NodeNews.Stored stored -> Optional.of(stored.batch());
      case NodeNews.Lingered _, NodeNews.Ticked _, NodeNews.DrainAsked _ -> Optional.empty();
    };
  }

  private void take(NodeNews.LeaseCame came, long now) {
    var terms = came.terms();
    var known = batches.get(terms.batch());
    if (known != null && known.find(terms.number()) != null) {
      return; // it came twice
    }
    if (fences.keepsOut(terms.batch(), terms.number(), now)) {
      return; // its coordinator will miss it, in its time: an answer would bring the next at once
    }
    if (draining) {
      refuse(came, "the node drains");
      return;
    }
    var desk =
        batches.computeIfAbsent(
            terms.batch(),
            batch -> new BatchDesk(batch, came.coordinator(), rule, () -> ++lastNumber));
    desk.coordinatorIs(came.coordinator(), now, effects);
    var lease = new HeldLease(terms);
    desk.leases().put(terms.number(), lease);
    effects.add(new NodeEffect.Begin(lease));
  }

  private void refuse(NodeNews.LeaseCame came, String why) {
    var terms = came.terms();
    effects.add(
        new NodeEffect.SayGaveBack(
            came.coordinator(), terms.batch(), terms.number(), terms.job(), terms.tasks(), why));
  }

  private void tellHoldings(NodeNews.HoldingsAsked asked, long now) {
    fences.raise(asked.batch(), asked.earlierUpTo(), now);
    var desk = batches.get(asked.batch());
    if (desk == null) {
      effects.add(new NodeEffect.SayHolding(asked.coordinator(), asked.batch(), List.of(), true));
    } else {
      desk.coordinatorIs(asked.coordinator(), now, effects);
      desk.sayHolding(true, effects);
    }
  }

  /**
   * A coordinator wants back what is not begun. It asks by what it knows, which is a second old: so
   * it is told how things stand, and if that lease has nothing to spare any more, another has.
   */
  private void giveBack(NodeNews.GiveBackAsked asked, long now) {
    var desk = batches.get(asked.batch());
    if (desk == null) {
      sayGaveBack(asked, asked.lease(), TaskSet.empty());
      effects.add(new NodeEffect.SayHolding(asked.coordinator(), asked.batch(), List.of(), false));
      return;
    }
    desk.coordinatorIs(asked.coordinator(), now, effects);
    var lease = desk.find(asked.lease());
    var tasks = lease == null ? TaskSet.empty() : spare(lease, asked.keep());
    sayGaveBack(asked, asked.lease(), tasks);
    var richest = tasks.isEmpty() ? desk.richest(asked.job()) : null;
    if (richest != null) {
      sayGaveBack(asked, richest.terms().number(), spare(richest, richest.unstarted() / 2));
    }
    desk.sayHolding(false, effects);
  }

  /**
   * Gives back all but {@code keep}, or but what idle workers here will begin as soon as it is made
   * ready: two idle nodes would else send the last task to and fro.
   */
  private TaskSet spare(HeldLease lease, int keep) {
    var here = idle.get();
    return lease.giveBack(
        Math.max(keep, lease.terms().cpuBound() ? here.cpuLeases() : here.leases()));
  }

  private void sayGaveBack(NodeNews.GiveBackAsked asked, long lease, TaskSet tasks) {
    effects.add(
        new NodeEffect.SayGaveBack(
            asked.coordinator(), asked.batch(), lease, asked.job(), tasks, "another node is idle"));
  }

  private void drop(NodeNews.DropAsked asked, long now) {
    var desk = batches.get(asked.batch());
    boolean any = false;
    if (desk != null) {
      desk.coordinatorIs(asked.coordinator(), now, effects);
      for (var lease : desk.leases().values()) {
        if (asked.jobs().contains(lease.terms().job())) {
          any = true;
          if (asked.interrupts()) {
            lease.drop();
            effects.add(new NodeEffect.Interrupt(lease));
          } else {
            desk.giveBack(lease, "its job is cancelled", effects);
          }
        }
      }
      desk.forgetDropped();
    }
    effects.add(new NodeEffect.SayDropped(asked.coordinator(), asked.batch(), asked.jobs()));
    if (!any) {
      if (desk == null) {
        effects.add(
            new NodeEffect.SayHolding(asked.coordinator(), asked.batch(), List.of(), false));
      } else {
        desk.sayHolding(false, effects);
      }
    }
  }

  private void sayAgain(BatchDesk desk, long now) {
    if (!desk.leases().isEmpty()) {
      desk.sayHolding(false, effects);
    }
    desk.repeat(repeatAfter, now, effects);
  }

  private void drain() {
    draining = true;
    for (var desk : batches.values()) {
      List.copyOf(desk.leases().values())
          .forEach(lease -> desk.giveBack(lease, "the node drains", effects));
      desk.sweep(effects);
    }
  }

  /** A worker begins with a range of a lease; {@link NodeNews.RunEnded} says when it is through. */
  public void runBegins(HeldLease lease) {
    lease.runBegins();
    at(lease.terms().batch()).ifPresent(BatchDesk::runBegins);
  }

  /** Whether a lease is held here, and is this one. */
  public boolean holds(HeldLease lease) {
    return at(lease.terms().batch())
        .map(desk -> desk.find(lease.terms().number()) == lease)
        .orElse(false);
  }

  /** The leases held, by batch and number. */
  public List<HeldLease> leases() {
    return batches.values().stream().flatMap(desk -> desk.leases().values().stream()).toList();
  }

  /** What the node wants beside the leases that still have something to run. */
  public Capacity.Want wanted(Capacity capacity) {
    if (draining) {
      return Capacity.Want.NOTHING;
    }
    int unfinished = 0;
    int cpu = 0;
    for (var desk : batches.values()) {
      for (var lease : desk.leases().values()) {
        if (!lease.isRunThrough()) {
          unfinished++;
          cpu += lease.terms().cpuBound() ? 1 : 0;
        }
      }
    }
    return capacity.beside(unfinished, cpu);
  }

  /** Whether something lies here that is to be stored soon. */
  public boolean hasGathered() {
    return batches.values().stream().anyMatch(BatchDesk::hasGathered);
  }

  /** How many pieces of news about ended attempts nobody has acknowledged. */
  public long unreported() {
    return batches.values().stream().mapToLong(BatchDesk::unreported).sum();
  }

  /** The batches of which something is held, runs or is to be reported. */
  public List<String> batches() {
    return List.copyOf(batches.keySet());
  }
}
