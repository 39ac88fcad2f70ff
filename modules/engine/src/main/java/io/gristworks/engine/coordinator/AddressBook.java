package io.gristworks.engine.coordinator;

import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.NodeRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/** Whom a coordinator knows, under the names and numbers by which its decisions speak of them. */
final class AddressBook {
  private final Consumer<NodeRef> watch;
  private final Map<String, ActorRef<NodeCommand>> nodes = new HashMap<>();
  private final Map<Long, ActorRef<CoordinatorReply.ToBatch>> askers = new HashMap<>();
  private long lastAsker;

  /**
   * Knows nobody yet.
   *
   * @param watch called once for each node that is met
   */
  AddressBook(Consumer<NodeRef> watch) {
    this.watch = watch;
  }

  /** A node that was heard of. */
  void meet(NodeRef node) {
    if (nodes.put(node.name(), node.actor()) == null) {
      watch.accept(node);
    }
  }

  /** These are about to be asked what they hold: how they are called until they say their names. */
  Set<String> willAsk(Set<ActorRef<NodeCommand>> unnamed) {
    var names = new HashSet<String>();
    for (var node : unnamed) {
      var name = node.path().toSerializationFormat();
      nodes.put(name, node);
      names.add(name);
    }
    return names;
  }

  /** Says something to a node, if it is known. */
  void tell(String node, NodeCommand what) {
    var actor = nodes.get(node);
    if (actor != null) {
      actor.tell(what);
    }
  }

  /** A node has ended. */
  void forget(String node) {
    nodes.remove(node);
  }

  /** The number of someone who waits for an answer. */
  long asker(ActorRef<CoordinatorReply.ToBatch> replyTo) {
    askers.put(++lastAsker, replyTo);
    return lastAsker;
  }

  /** Answers someone, for good. */
  void answer(long asker, CoordinatorReply.ToBatch answer) {
    var replyTo = askers.remove(asker);
    if (replyTo != null) {
      replyTo.tell(answer);
    }
  }
}
