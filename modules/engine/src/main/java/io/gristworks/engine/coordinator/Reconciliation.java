package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.BatchId;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.WorkerNodes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator that takes a batch over grants nothing until the worker nodes have said what they
 * hold, or have had their time: so a fail-over repeats no running work.
 */
final class Reconciliation {
  private final BatchId id;
  private final ActorContext<CoordinatorCommand> context;
  private final TimerScheduler<CoordinatorCommand> timers;
  private @Nullable Set<ActorRef<NodeCommand>> unheard = Set.of();

  Reconciliation(
      BatchId id,
      ActorContext<CoordinatorCommand> context,
      TimerScheduler<CoordinatorCommand> timers) {
    this.id = id;
    this.context = context;
    this.timers = timers;
  }

  /** Nothing is granted until {@link #isOver}. */
  void require(boolean needed) {
    unheard = needed ? null : Set.of();
  }

  /** Finds out which nodes there are. */
  void begin(Duration within) {
    context
        .getSystem()
        .receptionist()
        .tell(
            Receptionist.find(
                WorkerNodes.KEY,
                context.messageAdapter(
                    Receptionist.Listing.class,
                    listing ->
                        new Own.NodesKnown(
                            Set.copyOf(listing.getServiceInstances(WorkerNodes.KEY))))));
    timers.startSingleTimer(new Own.HoldingsOver(), within);
  }

  /** Asks them. */
  void ask(Set<ActorRef<NodeCommand>> nodes) {
    unheard = new HashSet<>(nodes);
    if (nodes.isEmpty()) {
      context.getSelf().tell(new Own.HoldingsOver());
    }
    nodes.forEach(node -> node.tell(new NodeCommand.WhatDoYouHold(id.value(), context.getSelf())));
  }

  /** One has answered; says whether it was the last that was waited for. */
  boolean heard(ActorRef<NodeCommand> node) {
    return unheard != null && unheard.remove(node) && unheard.isEmpty();
  }

  void end() {
    timers.cancel(new Own.HoldingsOver());
    unheard = Set.of();
  }

  boolean isOver() {
    return unheard != null && unheard.isEmpty();
  }
}
