package io.gristworks.engine.coordinator;

import io.gristworks.engine.protocol.CoordinatorReply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Those who asked for a cancellation and are answered once no node starts anything more of it: when
 * every node that held leases has said so, or is gone, or has had its time.
 */
final class Cancellations {
  private record Asked(Set<String> nodes, ActorRef<CoordinatorReply.ToBatch> replyTo) {}

  private final List<Asked> waiting = new ArrayList<>();

  void await(Set<String> nodes, ActorRef<CoordinatorReply.ToBatch> replyTo) {
    waiting.add(new Asked(new HashSet<>(nodes), replyTo));
  }

  /** A node starts no more, or is gone; gives those who can be answered now. */
  List<ActorRef<CoordinatorReply.ToBatch>> quiet(String node) {
    waiting.forEach(asked -> asked.nodes.remove(node));
    var answered = waiting.stream().filter(asked -> asked.nodes.isEmpty()).toList();
    waiting.removeAll(answered);
    return answered.stream().map(Asked::replyTo).toList();
  }

  /** Time is over; gives all who still wait. */
  List<ActorRef<CoordinatorReply.ToBatch>> all() {
    var answered = waiting.stream().map(Asked::replyTo).toList();
    waiting.clear();
    return answered;
  }
}
