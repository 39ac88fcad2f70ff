package io.gristworks.engine.worker;

import io.gristworks.core.message.ToNode;
import io.gristworks.core.node.HeldLease;
import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.worker.lease.LeaseWork;
import io.gristworks.engine.worker.lease.OpenHandlers;
import io.gristworks.engine.worker.lease.Preparation;
import io.gristworks.engine.worker.lease.Readiness;
import io.gristworks.engine.worker.report.NodeProtocol;
import io.gristworks.engine.worker.report.WorkerMeters;
import io.gristworks.engine.worker.resource.NodeResources;
import io.gristworks.engine.worker.thread.NodeThreads;
import io.gristworks.handler.Traits.Execution;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes leases in, has them made ready, and gives their handlers back when they are over. What is
 * asked of it as a {@link NodeProtocol.LeaseCarrier} comes from any thread; the rest from the
 * node's actor.
 */
final class LeasePreparer implements NodeProtocol.LeaseCarrier {
  private static final Logger LOG = LoggerFactory.getLogger(LeasePreparer.class);

  private final OperationCatalog catalog;
  private final NodeThreads threads;
  private final Preparation preparation;
  private final OpenHandlers handlers;
  private final NodeResources resources;
  private final WorkerMeters meters;
  private final ActorRef<NodeCommand> node;
  private final Consumer<HeldLease> interrupt;

  /**
   * Tells {@code node} of each lease that has been made ready.
   *
   * @param interrupt has what runs of a lease interrupted; called on any thread
   */
  LeasePreparer(
      OperationCatalog catalog,
      NodeThreads threads,
      Preparation preparation,
      OpenHandlers handlers,
      NodeResources resources,
      WorkerMeters meters,
      ActorRef<NodeCommand> node,
      Consumer<HeldLease> interrupt) {
    this.catalog = catalog;
    this.threads = threads;
    this.preparation = preparation;
    this.handlers = handlers;
    this.resources = resources;
    this.meters = meters;
    this.node = node;
    this.interrupt = interrupt;
  }

  @Override
  public boolean isCpuBound(String operation) {
    return catalog
        .find(operation)
        .map(known -> known.traits().execution() == Execution.CPU_BOUND)
        .orElse(false);
  }

  /** A lease has come. */
  void take(ActorRef<CoordinatorCommand> coordinator, ToNode.Lease lease, NodeProtocol protocol) {
    if (catalog.find(lease.operation()).isEmpty()) {
      LOG.debug("lease given back: no operation {}", lease.operation());
      protocol.refuse(coordinator, lease);
    } else {
      protocol.heard(coordinator, lease);
    }
  }

  @Override
  public LeaseWork begin(HeldLease held) {
    var terms = held.terms();
    var lease = new LeaseWork(held, resources.limit(terms.operation()));
    var operation = catalog.find(terms.operation()).orElseThrow();
    meters.leaseArrived(terms.tasks().size());
    try {
      threads
          .preparations()
          .execute(
              () ->
                  node.tell(new WorkerNode.Prepared(lease, preparation.prepare(terms, operation))));
    } catch (RejectedExecutionException e) {
      LOG.debug("the node has ended", e);
    }
    return lease;
  }

  /** It was tried to make a lease ready; tells whether it is to be run. */
  boolean prepared(LeaseWork lease, Readiness readiness, NodeProtocol protocol) {
    switch (readiness) {
      case Readiness.Ready(var job, var inputs) -> lease.ready(job, inputs);
      case Readiness.Unrunnable(var error) -> lease.unrunnable(error);
      case Readiness.NotNow(var why) -> {
        LOG.debug("lease of batch {} given back: {}", lease.terms().batch(), why);
        protocol.notRunnable(lease);
      }
    }
    boolean wanted = protocol.isWanted(lease);
    if (!wanted) { // dropped or given back meanwhile
      over(lease);
    }
    return wanted;
  }

  @Override
  public void interrupt(HeldLease lease) {
    interrupt.accept(lease);
  }

  @Override
  public void over(LeaseWork lease) {
    if (lease.takeRelease()) {
      handlers.release(lease.terms().batch(), lease.terms().job());
    }
  }
}
