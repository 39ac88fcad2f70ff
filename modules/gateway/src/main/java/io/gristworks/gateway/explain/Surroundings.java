package io.gristworks.gateway.explain;

import io.gristworks.core.view.NodeStatus;
import io.gristworks.core.view.QueueStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is around a batch.
 *
 * @param queues the queues that have, or lately had, work
 * @param nodes the worker nodes
 * @param nextRetry when the next failed task of the job asked about may be tried again, as far as
 *     is known
 */
public record Surroundings(
    List<QueueStatus> queues, List<NodeStatus> nodes, @Nullable Instant nextRetry, Instant now) {
  /** Copies the lists. */
  public Surroundings {
    queues = List.copyOf(queues);
    nodes = List.copyOf(nodes);
  }

  Optional<QueueStatus> queue(String name) {
    return queues.stream().filter(queue -> queue.queue().equals(name)).findFirst();
  }

  List<NodeStatus> ableTo(String operation) {
    return nodes.stream().filter(node -> node.operations().contains(operation)).toList();
  }
}
