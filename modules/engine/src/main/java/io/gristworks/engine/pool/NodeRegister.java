package io.gristworks.engine.pool;

import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.NodeRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Where the nodes are that the pool knows by key: the path of their actor, as a node is listed
 * before it has told its name. Threads: the pool's actor.
 */
final class NodeRegister {

  /**
   * Keys, in their order.
   *
   * @param gone out of reach, and so may come back
   * @param ended no longer in the cluster
   */
  record Change(List<String> gone, List<String> ended, List<String> joined) {}

  private final Consumer<ActorRef<NodeCommand>> watch;
  private final Map<String, ActorRef<NodeCommand>> actors = new HashMap<>();
  private final Map<String, NodeRef> refs = new HashMap<>();
  private final Set<String> watched = new HashSet<>();
  private Set<String> reachable = new TreeSet<>();
  private Set<String> listed = new TreeSet<>();

  /**
   * An empty register.
   *
   * @param watch called once for each node, until it has stopped
   */
  NodeRegister(Consumer<ActorRef<NodeCommand>> watch) {
    this.watch = watch;
  }

  /** Takes in who can be reached now, and who is there at all. */
  Change listed(Set<ActorRef<NodeCommand>> canBeReached, Set<ActorRef<NodeCommand>> all) {
    var reachableNow = keys(canBeReached);
    var listedNow = keys(all);
    var gone = without(reachable, reachableNow);
    var ended = without(listed, listedNow);
    var joined = without(reachableNow, reachable);
    reachable = reachableNow;
    listed = listedNow;
    canBeReached.forEach(this::know);
    return new Change(gone, ended, joined);
  }

  /** Those among {@code some} that are not among the others. */
  private static List<String> without(Set<String> some, Set<String> others) {
    var left = new ArrayList<>(some);
    left.removeAll(others);
    return left;
  }

  /** Takes in nodes that may be there; returns their keys. */
  Set<String> known(Set<ActorRef<NodeCommand>> nodes) {
    nodes.forEach(this::know);
    listed = keys(nodes);
    return Set.copyOf(listed);
  }

  private static Set<String> keys(Set<ActorRef<NodeCommand>> nodes) {
    var keys = new TreeSet<String>();
    nodes.forEach(node -> keys.add(key(node)));
    return keys;
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
