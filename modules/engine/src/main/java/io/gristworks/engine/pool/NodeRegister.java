package io.gristworks.engine.pool;

import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.NodeRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Where the nodes are that the pool knows by key: the path of their actor, as a node is listed
 * before it has told its name. Threads: the pool's actor.
 */
final class NodeRegister {

  /** Keys, in their order. */
  record Change(List<String> gone, List<String> joined) {}

  private final Consumer<ActorRef<NodeCommand>> watch;
  private final Map<String, ActorRef<NodeCommand>> actors = new HashMap<>();
  private final Map<String, NodeRef> refs = new HashMap<>();
  private final Set<String> watched = new HashSet<>();
  private Map<String, ActorRef<NodeCommand>> listed = new TreeMap<>();

  /**
   * An empty register.
   *
   * @param watch called once for each node, until it has stopped
   */
  NodeRegister(Consumer<ActorRef<NodeCommand>> watch) {
    this.watch = watch;
  }

  /** Takes in who can be reached now. */
  Change listed(Set<ActorRef<NodeCommand>> reachable) {
    var now = new TreeMap<String, ActorRef<NodeCommand>>();
    reachable.forEach(actor -> now.put(key(actor), actor));
    var gone = new ArrayList<>(listed.keySet());
    gone.removeAll(now.keySet());
    var joined = new ArrayList<>(now.keySet());
    joined.removeAll(listed.keySet());
    listed = now;
    now.values().forEach(this::know);
    return new Change(gone, joined);
  }

  /** Takes in a node that has spoken, and returns its key. */
  String heard(NodeRef node) {
    know(node.actor());
    refs.put(key(node.actor()), node);
    return key(node.actor());
  }

  /** Forgets a node that has stopped, and returns its key. */
  String stopped(ActorRef<NodeCommand> actor) {
    var key = key(actor);
    watched.remove(key);
    actors.remove(key);
    refs.remove(key);
    return key;
  }

  ActorRef<NodeCommand> actor(String key) {
    var actor = actors.get(key);
    if (actor == null) {
      throw new IllegalStateException("unknown node " + key);
    }
    return actor;
  }

  /** A node that has spoken. */
  NodeRef ref(String key) {
    var ref = refs.get(key);
    if (ref == null) {
      throw new IllegalStateException("node " + key + " has not spoken");
    }
    return ref;
  }

  private void know(ActorRef<NodeCommand> actor) {
    var key = key(actor);
    actors.put(key, actor);
    if (watched.add(key)) {
      watch.accept(actor);
    }
  }

  private static String key(ActorRef<NodeCommand> actor) {
    return actor.path().toSerializationFormat();
  }
}
