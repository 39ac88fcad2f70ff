package io.gristworks.simulation.cluster;

import io.gristworks.core.ownership.MembershipView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which machines belong to which cluster, in which life. */
final class Members {
  /** Where roles are divided so many machines coordinate and do no work. */
  private static final int COORDINATING = 3;

  private final SimulatedCluster world;

  /** Machines by the name of their life; those that were declared gone are not in it. */
  private final TreeMap<String, Machine> members = new TreeMap<>();

  /** To which cluster each life of a machine belongs, or belonged. */
  private final Map<String, String> clusters = new HashMap<>(); // asked by key only

  /** The members of each cluster, the oldest first. */
  private final Map<String, List<String>> byAge = new HashMap<>(); // asked by key only

  /** Whether no machine both coordinates and works, as nodes of a large cluster do. */
  private final boolean divided;

  private int joins;

  Members(SimulatedCluster world) {
    this.world = world;
    this.divided = world.scenario().isTight() && world.chanceOf("roles").nextBoolean();
  }

  /** Whether coordinators and the pool may live on a machine. */
  boolean coordinates(Machine machine) {
    return !divided || machine.place() < COORDINATING;
  }

  /** Whether a machine has a worker node. */
  boolean works(Machine machine) {
    return !divided || machine.place() >= COORDINATING;
  }

  /**
   * A machine belongs to its cluster from now on.
   *
   * @return a number that no other life of a machine has
   */
  int add(Machine machine) {
    members.put(machine.name(), machine);
    clusters.put(machine.name(), machine.cluster());
    var all = new ArrayList<>(of(machine.cluster()));
    all.add(machine.name());
    byAge.put(machine.cluster(), List.copyOf(all));
    return ++joins;
  }

  /** A life of a machine belongs nowhere any more; null if it had not. */
  @Nullable Machine remove(String name) {
    var all = new ArrayList<>(of(clusterOf(name)));
    all.remove(name);
    byAge.put(clusterOf(name), List.copyOf(all));
    return members.remove(name);
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  Collection<Machine> all() {
    return members.values();
  }

  /** The cluster of a life, which may be over; empty if it never joined one. */
  String clusterOf(String name) {
    return clusters.getOrDefault(name, "");
  }

  /** Everybody's names. */
  Set<String> names() {
    return members.keySet();
  }

  /** The names of a cluster's members, the oldest first: one that has just died may be in it. */
  List<String> of(String cluster) {
    return byAge.getOrDefault(cluster, List.of());
  }

  /** Those of them that have a worker node. */
  List<String> workersOf(String cluster) {
    return of(cluster, this::works);
  }

  /** Those of them that may host coordinators and the pool. */
  List<String> coordinatorsOf(String cluster) {
    return of(cluster, this::coordinates);
  }

  private List<String> of(String cluster, Predicate<Machine> those) {
    var names = new ArrayList<String>();
    for (var name : of(cluster)) {
      var machine = members.get(name);
      if (machine != null && those.test(machine)) {
        names.add(name);
      }
    }
    return names;
  }

  /** Whether a machine is the oldest member of its cluster, on which its singletons run. */
  boolean isOldest(Machine machine) {
    var all = of(machine.cluster());
    return !all.isEmpty() && all.getFirst().equals(machine.name());
  }

  /** Those of other clusters: one that lost the database and does not know it yet runs on. */
  Set<String> strangers(Machine machine) {
    var names = new LinkedHashSet<>(names());
    of(machine.cluster()).forEach(names::remove);
    return names;
  }

  /** Whether a node is no member, or not of the cluster of that machine. */
  boolean isGone(Machine machine, String node) {
    return !has(node) || !machine.cluster().equals(clusterOf(node));
  }

  /** The machines of a cluster that are up. */
  List<Machine> together(String cluster) {
    return world.machines().stream()
        .filter(each -> each.isUp() && each.cluster().equals(cluster))
        .toList();
  }

  /** Whether a machine and some member of that cluster hear each other. */
  boolean reaches(Machine machine, String cluster) {
    return members.values().stream()
        .anyMatch(other -> other.isUp() && other.cluster().equals(cluster) && hear(machine, other));
  }

  private boolean hear(Machine one, Machine other) {
    return !world.network().isBlocked(one.place(), other.place())
        && !world.network().isBlocked(other.place(), one.place());
  }

  /** Whether a machine does not hear others, and half of its cluster or more. */
  boolean isInTheMinority(Machine machine) {
    int reached = 1;
    boolean isLonely = false;
    for (var other : together(machine.cluster())) {
      if (other != machine) {
        boolean hears = hear(machine, other);
        reached += hears && has(other.name()) ? 1 : 0;
        isLonely |= !hears;
      }
    }
    return isLonely && 2 * reached <= of(machine.cluster()).size();
  }

  /** How a machine sees its cluster. */
  MembershipView viewOf(Machine machine) {
    if (!has(machine.name())) {
      return MembershipView.outside(machine.name());
    }
    var all = of(machine.cluster());
    boolean oldest = true;
    for (var older : all.subList(0, all.indexOf(machine.name()))) {
      var other = members.get(older);
      oldest &=
          other == null || !other.name().equals(older) || !other.isUp() || !hear(machine, other);
    }
    return new MembershipView(machine.name(), true, oldest, new LinkedHashSet<>(all));
  }
}
