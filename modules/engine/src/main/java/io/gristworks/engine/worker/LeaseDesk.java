package io.gristworks.engine.worker;

import io.gristworks.core.node.Fences;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.Capacity.Want;
import io.gristworks.engine.operation.BoundOperation;
import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.CoordinatorCommand.Dropped;
import io.gristworks.engine.protocol.CoordinatorCommand.GaveBack;
import io.gristworks.engine.protocol.CoordinatorCommand.Holding;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.NodeCommand.Drop;
import io.gristworks.engine.protocol.NodeCommand.GiveBack;
import io.gristworks.engine.protocol.NodeCommand.Lease;
import io.gristworks.engine.protocol.NodeRef;
import io.gristworks.engine.worker.WorkerNode.Prepared;
import io.gristworks.handler.Traits.Execution;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A lease from its coming to its end: made ready, run, reported, forgotten; or given back, or
 * dropped. Says to coordinators what they must know. Threads: the node's actor.
 */
final class LeaseDesk {
  private final NodeRef self;
  private final BiConsumer<String, CoordinatorCommand> coordinators;
  private final OperationCatalog catalog;
  private final Reporting reporting;
  private final OpenHandlers handlers;
  private final Preparation preparation;
  private final WorkFloor floor;
  private final Rooms rooms;
  private final LeaseBook book = new LeaseBook();
  private final Fences fences = new Fences();
  private boolean draining;
  private boolean stopped;
  private boolean tooManyAbandoned;

  LeaseDesk(
      OperationCatalog catalog,
      Reporting reporting,
      OpenHandlers handlers,
      Preparation preparation,
      WorkFloor floor,
      Rooms rooms) {
    this.self = reporting.node();
    this.coordinators = reporting.means().coordinators();
    this.catalog = catalog;
    this.reporting = reporting;
    this.handlers = handlers;
    this.preparation = preparation;
    this.floor = floor;
    this.rooms = rooms;
  }

  /** A lease has come. */
  void take(Lease terms) {
    var operation = catalog.find(terms.operation());
    if (book.holds(terms)) {
      return; // it came twice
    }
    if (operation.isEmpty()) {
      refuse(terms, "the node has no operation " + terms.operation());
    } else if (fences.keepsOut(terms.batch(), terms.number(), now())) {
      return; // its coordinator will miss it, in its time: an answer would bring the next at once
    } else if (draining) {
      refuse(terms, "the node drains");
    } else if (stopped) {
      refuse(terms, "everything is stopped");
    } else if (tooManyAbandoned) {
      refuse(terms, "the node has too many abandoned threads");
    } else if (book.overlaps(terms)) {
      // It was thought lost with its node's silence. Both running would spoil each other's report.
      refuse(terms, "the node still has tasks of it under an earlier lease");
      terms.coordinator().tell(new Holding(self, book.held(terms.batch()), false));
    } else {
      reporting.meters().leaseArrived(terms.tasks().size());
      var gathering = reporting.gathering(terms.batch(), terms.coordinator());
      var lease =
          new LeaseWork(terms, isCpuBound(terms), rooms.limit(terms.operation()), gathering);
      book.add(lease);
      prepare(lease, operation.get());
    }
  }

  private long now() {
    return reporting.means().nanos().getAsLong();
  }

  private void refuse(Lease terms, String why) {
    terms.coordinator().tell(new GaveBack(self, terms.number(), terms.job(), terms.tasks(), why));
  }

  private void prepare(LeaseWork lease, BoundOperation<?, ?, ?> operation) {
    var node = self.actor();
    reporting
        .threads()
        .preparations()
        .execute(
            () -> node.tell(new Prepared(lease, preparation.prepare(lease.terms(), operation))));
  }

  /** It was tried to make a lease ready. */
  void prepared(LeaseWork lease, Readiness readiness) {
    switch (readiness) {
      case Readiness.Ready(var job, var inputs) -> lease.ready(job, inputs);
      case Readiness.Unrunnable(var error) -> lease.unrunnable(error);
      case Readiness.NotNow(var why) -> giveBackAll(lease, why);
    }
    if (book.holds(lease) && lease.unstarted() > 0) {
      floor.offer(lease);
    } else {
      release(lease); // dropped or given back meanwhile
    }
  }

  /** A run is over. */
  void runEnded(Run run, boolean workerReady) {
    floor.runEnded(run, workerReady);
    sweep(run.lease().terms().batch());
  }

  /**
   * A coordinator wants back what is not begun. It asks by what it knows, which is a second old: so
   * it is told how things stand, and if that lease has nothing to spare any more, another has.
   */
  void giveBack(GiveBack request) {
    reporting.find(request.batch()).ifPresent(at -> at.coordinatorIs(request.coordinator()));
    var lease = book.find(request.batch(), request.lease());
    var tasks = lease == null ? TaskSet.empty() : spare(lease, request.keep());
    tellGivenBack(request, request.lease(), tasks);
    var richest = tasks.isEmpty() ? book.richest(request.batch(), request.job()) : null;
    if (richest != null) {
      var others = spare(richest, richest.unstarted() / 2);
      tellGivenBack(request, richest.terms().number(), others);
    }
    request.coordinator().tell(new Holding(self, book.held(request.batch()), false));
    sweep(request.batch());
  }

  /**
   * Gives back all but {@code keep}, or but what idle workers here will begin as soon as it is made
   * ready: two idle nodes would else send the last task to and fro.
   */
  private TaskSet spare(LeaseWork lease, int keep) {
    var idle = floor.idle();
    return lease.giveBack(Math.max(keep, lease.isCpuBound() ? idle.cpuLeases() : idle.leases()));
  }

  private void tellGivenBack(GiveBack request, long lease, TaskSet tasks) {
    request
        .coordinator()
        .tell(new GaveBack(self, lease, request.job(), tasks, "another node is idle"));
  }

  private void giveBackAll(LeaseWork lease, String why) {
    var tasks = lease.giveBack(0);
    if (!tasks.isEmpty()) {
      var terms = lease.terms();
      var coordinator = lease.gathering().coordinator();
      coordinator.tell(new GaveBack(self, terms.number(), terms.job(), tasks, why));
    }
    sweep(lease.terms().batch());
  }

  /** Jobs are cancelled. */
  void drop(Drop drop) {
    var gathering = reporting.find(drop.batch());
    gathering.ifPresent(at -> at.coordinatorIs(drop.coordinator()));
    boolean any = false;
    for (var lease : List.copyOf(book.of(drop.batch()))) {
      if (drop.jobs().contains(lease.terms().job())) {
        any = true;
        if (drop.interrupts()) {
          lease.drop();
          floor.cancel(lease);
        } else {
          giveBackAll(lease, "its job is cancelled");
        }
      }
    }
    drop.coordinator().tell(new Dropped(self, drop.jobs()));
    gathering.ifPresent(Gathering::forgetDropped);
    if (any) {
      sweep(drop.batch());
    } else {
      drop.coordinator().tell(new Holding(self, book.held(drop.batch()), false));
    }
  }

  /** Outcomes need no more reporting. */
  void settle(String batch, List<Gathering.Settled> settled) {
    settled.forEach(each -> each.lease().settle(each.tasks()));
    sweep(batch);
  }

  /** Forgets the leases of a batch that are over; of the last dropped one the coordinator hears. */
  private void sweep(String batch) {
    var over = book.takeOver(batch);
    over.forEach(this::release);
    if (over.stream().anyMatch(LeaseWork::isDropped)
        && book.of(batch).stream().noneMatch(LeaseWork::isDropped)) {
      var coordinator = over.getFirst().gathering().coordinator();
      coordinator.tell(new Holding(self, book.held(batch), false));
    }
    if (book.of(batch).isEmpty()) {
      reporting.forget(batch);
    }
  }

  private void release(LeaseWork lease) {
    if (lease.takeRelease()) {
      handlers.release(lease.terms().batch(), lease.terms().job());
    }
  }

  /** Says to each coordinator what it has here, and again what it has not acknowledged. */
  void saySo() {
    for (var batch : book.batches()) {
      coordinators.accept(batch, new Holding(self, book.held(batch), false));
    }
    for (var gathering : reporting.all()) {
      gathering.repeat(reporting.repeatEvery().toNanos());
      if (book.of(gathering.batch().value()).isEmpty()) {
        reporting.forget(gathering.batch().value());
      }
    }
  }

  /** Answers a new coordinator. */
  void holding(NodeCommand.WhatDoYouHold asked) {
    fences.raise(asked.batch(), asked.earlierUpTo(), now());
    reporting.find(asked.batch()).ifPresent(at -> at.coordinatorIs(asked.coordinator()));
    asked.coordinator().tell(new Holding(self, book.held(asked.batch()), true));
  }

  /** Takes nothing more, and gives back all that is not begun. */
  void drain() {
    draining = true;
    giveBackAll("the node drains");
  }

  /** Everything is stopped, or goes on. */
  void stopped(boolean nowStopped) {
    stopped = nowStopped;
    if (stopped) {
      giveBackAll("everything is stopped");
    }
  }

  private void giveBackAll(String why) {
    for (var batch : book.batches()) {
      List.copyOf(book.of(batch)).forEach(lease -> giveBackAll(lease, why));
    }
  }

  /** Takes work again. */
  void takeAgain() {
    draining = false;
  }

  boolean isDraining() {
    return draining;
  }

  /** Whether an operation here is held to the cores. */
  boolean isCpuBound(Lease terms) {
    return catalog
        .find(terms.operation())
        .map(known -> known.traits().execution() == Execution.CPU_BOUND)
        .orElse(false);
  }

  /** Too many threads are abandoned, or not any more. */
  void tooManyAbandoned(boolean now) {
    tooManyAbandoned = now;
    if (now) {
      giveBackAll("the node has too many abandoned threads");
    }
  }

  private boolean takesNothing() {
    return draining || stopped || tooManyAbandoned;
  }

  /** What the node wants beside what it holds. */
  Want wanted(Capacity capacity) {
    return takesNothing() || reporting.isFull() ? Want.NOTHING : book.wanted(capacity);
  }

  /** What the leases here keep of what is scarce. */
  Rooms.Use use() {
    var use = rooms.new Use();
    if (!rooms.areBoundless()) {
      book.countIn(use);
    }
    return use;
  }

  /** Workers that nothing is on its way to, in the form of a want. */
  Want idle() {
    var idle = takesNothing() ? Want.NOTHING : floor.idle();
    return idle.isNothing() || book.holdsUnbegun() ? Want.NOTHING : idle;
  }

  int size() {
    return book.size();
  }
}
