package io.gristworks.simulation.cluster;

import io.gristworks.core.coordinator.CoordinatorInput;
import io.gristworks.core.pool.PoolInput;
import io.gristworks.simulation.world.Letter;
import io.gristworks.simulation.world.Ref;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to the cluster, and who hosts which coordinator: as cluster membership with a failure
 * detector, a downing rule by majority, and sharding with remembered entities do it.
 *
 * <p>A machine that dies is noticed after some seconds, or when it comes back. A machine cut off
 * from the majority is declared gone by the others and ends itself, at about the same time but not
 * at the same moment: for a while two coordinators of a batch may live.
 */
public final class Membership {
  private static final long SECOND = 1_000_000_000;
  private static final long LOOK_EVERY = SECOND / 2;

  private final World world;
  private final RandomGenerator random;

  /** Machines by the name of their life; those that were declared gone are not in it. */
  private final TreeMap<String, Machine> members = new TreeMap<>();

  private final TreeMap<String, Ref> entities = new TreeMap<>();
  private final TreeMap<String, Ref> nodes = new TreeMap<>();

  /** Who watches the pool, by the name of the machine's life; members only. */
  private final TreeMap<String, Ref> pools = new TreeMap<>();

  /** All lives there have been, the oldest first. */
  private final List<String> ages = new ArrayList<>();

  private final TreeMap<String, Long> cutOffSince = new TreeMap<>();
  private final TreeMap<String, Runnable> eager = new TreeMap<>();
  private boolean calm;

  Membership(World world, RandomGenerator random) {
    this.world = world;
    this.random = random;
  }

  // Life and death.

  /** A machine comes, or comes back. */
  public void boot(Machine machine) {
    var before = machine.name();
    if (machine.isUp()) {
      return;
    }
    machine.boot();
    if (members.containsKey(before)) {
      declareGone(before); // it is there again, so it was gone
    }
    world.note("boot", machine.place(), machine.life(), machine::name);
    members.put(machine.name(), machine);
    ages.add(machine.name());
    var pool = new PoolShell(world, machine, ages.size());
    pools.put(machine.name(), pool.ref());
    machine.house(pool);
    var node = new NodeShell(world, machine);
    nodes.put(machine.name(), node.ref());
    machine.house(node);
    node.start();
    pool.start();
    for (var each : world.machines()) {
      each.shells().forEach(shell -> tell(each, shell, new PoolInput.NodeJoined(machine.name())));
    }
    machine.after(LOOK_EVERY, () -> look(machine));
  }

  /** A machine dies, and comes back after a while. */
  public void crash(Machine machine, String why) {
    if (!machine.isUp()) {
      return;
    }
    var name = machine.name();
    world.note("crash", machine.place(), machine.life(), () -> name + ": " + why);
    world.journal().died(machine);
    world.books().died(name, machine.atWork());
    world.limits().died(name);
    machine.die();
    long noticed = random.nextLong(3 * SECOND, 12 * SECOND);
    world.timeline().after(noticed, () -> declareGone(name));
    long back = random.nextInt(3) == 0 ? random.nextLong(SECOND) : random.nextLong(40 * SECOND);
    world.timeline().after(calm ? Math.min(back, SECOND) : back, () -> boot(machine));
  }

  /** From now on whoever is down comes back at once. */
  public void calmDown() {
    calm = true;
    world.machines().forEach(this::boot);
  }

  private void declareGone(String name) {
    var machine = members.remove(name);
    if (machine == null) {
      return;
    }
    world.note("gone", machine.place(), name.hashCode(), () -> name);
    cutOffSince.remove(name);
    pools.remove(name);
    for (var each : world.machines()) {
      each.shells().forEach(shell -> tellGone(each, shell, name));
    }
    var orphans = new ArrayList<String>();
    entities.forEach(
        (entity, ref) -> {
          var host = hostOf(ref);
          if (host == null || host.equals(name)) {
            orphans.add(entity);
          }
        });
    orphans.forEach(entity -> rehouse(entity, SECOND));
  }

  private final TreeMap<Long, String> hosts = new TreeMap<>();

  private @Nullable String hostOf(Ref ref) {
    return hosts.get(ref.number());
  }

  private void tellGone(Machine machine, Shell shell, String name) {
    tell(machine, shell, new PoolInput.NodeEnded(name));
    tell(machine, shell, new CoordinatorInput.NodeGone(name));
  }

  private void tell(Machine machine, Shell shell, Object news) {
    boolean cares =
        switch (shell) {
          case PoolShell _ -> news instanceof PoolInput;
          case CoordinatorShell _ -> news instanceof CoordinatorInput;
          default -> false;
        };
    if (cares) {
      machine.after(
          random.nextLong(SECOND / 2),
          () -> {
            if (machine.houses(shell)) {
              shell.handle(new Letter(shell.ref(), news));
            }
          });
    }
  }

  /** The downing rule: who cannot hear or reach the majority for long ends. */
  private void look(Machine machine) {
    var name = machine.name();
    if (world.network().isWhole()) { // a thousand machines look at a thousand, twice a second
      cutOffSince.remove(name);
      machine.after(LOOK_EVERY, () -> look(machine));
      return;
    }
    int reached = 1;
    for (var other : members.values()) {
      if (other != machine
          && other.isUp()
          && !world.network().isBlocked(machine.place(), other.place())
          && !world.network().isBlocked(other.place(), machine.place())) {
        reached++;
      }
    }
    boolean cutOff = 2 * reached <= world.machines().size() && isLonelierThanOthers(machine);
    if (!cutOff) {
      cutOffSince.remove(name);
    } else {
      long since = cutOffSince.computeIfAbsent(name, _ -> world.timeline().now());
      if (world.timeline().now() - since > 8 * SECOND) {
        part(machine, name);
        return;
      }
    }
    machine.after(LOOK_EVERY, () -> look(machine));
  }

  private boolean isLonelierThanOthers(Machine machine) {
    return world.machines().stream()
        .anyMatch(
            other ->
                other != machine
                    && other.isUp()
                    && (world.network().isBlocked(machine.place(), other.place())
                        || world.network().isBlocked(other.place(), machine.place())));
  }

  private void part(Machine machine, String name) {
    int life = machine.life();
    world.timeline().after(random.nextLong(3 * SECOND), () -> declareGone(name));
    world
        .timeline()
        .after(
            random.nextLong(3 * SECOND),
            () -> {
              if (machine.life() == life) {
                crash(machine, "cut off");
              }
            });
  }

  // Who is where.

  /** The worker nodes that belong to the cluster. */
  Set<String> nodes() {
    return new LinkedHashSet<>(members.keySet());
  }

  /** The members, the oldest first: one that has died just now may be among them. */
  List<String> oldestFirst() {
    return ages.stream().filter(members::containsKey).toList();
  }

  /** Where those are spoken to who watch the pool. */
  List<Ref> pools() {
    return List.copyOf(pools.values());
  }

  /** Whether there is one pool. */
  public boolean hasOnePool() {
    return world.machines().stream().filter(each -> each.isUp() && each.pool().hosts()).count()
        == 1;
  }

  boolean isGone(String node) {
    return !members.containsKey(node);
  }

  /** Where a worker node is, or was, spoken to; null if there was never such a one. */
  @Nullable Ref node(String name) {
    return nodes.get(name);
  }

  /** Sends something to a coordinator, wherever it is; it is woken where it is nowhere. */
  void route(Letter letter, String entity) {
    var ref = entities.get(entity);
    if (ref == null) {
      ref = house(entity);
    }
    if (ref != null) {
      world.network().send(letter, ref);
    }
  }

  /** Whenever this entity wakes somewhere, this happens a moment later. */
  void whenHoused(String entity, Runnable happens) {
    eager.put(entity, happens);
  }

  static String coordinatorOf(String batch) {
    return "batch/" + batch;
  }

  private @Nullable Ref house(String entity) {
    var hosts = new ArrayList<>(members.values());
    hosts.removeIf(machine -> !machine.isUp());
    if (hosts.isEmpty()) {
      return null;
    }
    var machine = hosts.get(random.nextInt(hosts.size()));
    var name = entity.substring(entity.indexOf('/') + 1);
    var shell = new CoordinatorShell(world, machine, name);
    machine.house(shell);
    shell.start();
    entities.put(entity, shell.ref());
    if (eager.containsKey(entity)) {
      world.timeline().after(random.nextLong(SECOND / 8), eager.get(entity));
    }
    this.hosts.put(shell.ref().number(), machine.name());
    world.note(
        "housed", machine.place(), entity.hashCode(), () -> shell.ref() + " on " + machine.name());
    return shell.ref();
  }

  private void rehouse(String entity, long within) {
    var before = entities.remove(entity);
    if (before != null) {
      this.hosts.remove(before.number());
    }
    world
        .timeline()
        .after(
            random.nextLong(within),
            () -> {
              if (!entities.containsKey(entity) && house(entity) == null) {
                rehouse(entity, SECOND);
              }
            });
  }

  /** Moves some coordinator, or the pool, elsewhere, in good order. */
  public void moveOne() {
    var names = List.copyOf(entities.keySet());
    int one = random.nextInt(-1, names.size());
    if (one < 0) {
      movePool();
    } else {
      move(names.get(one));
    }
  }

  /** The machine that hosts the pool dies. */
  public void killPoolsHost() {
    world.machines().stream()
        .filter(each -> each.isUp() && each.pool().hosts())
        .findFirst()
        .ifPresent(host -> crash(host, "hosts the pool"));
  }

  /** Has the pool hosted elsewhere, in good order. */
  public void movePool() {
    world.machines().stream().filter(Machine::isUp).forEach(each -> each.pool().handOver());
  }

  /** Moves a coordinator elsewhere, in good order, if it is anywhere. */
  void move(String entity) {
    var ref = entities.get(entity);
    if (ref == null) {
      return;
    }
    var machine = world.machines().get(ref.machine());
    if (machine.shell(ref.number()) instanceof CoordinatorShell coordinator) {
      world.note("move", ref.number(), 0, () -> ref.toString());
      coordinator.stop(() -> leave(machine, coordinator, entity));
    }
  }

  private void leave(Machine machine, Shell shell, String entity) {
    machine.evict(shell);
    if (shell.ref().equals(entities.get(entity))) {
      rehouse(entity, SECOND / 2);
    }
  }

  /** A coordinator has nothing to do; the next letter wakes another one. */
  void putAway(Machine machine, CoordinatorShell shell) {
    machine.evict(shell);
    entities.remove(coordinatorOf(shell.id()), shell.ref());
  }

  /** The coordinator that serves a batch now, if it does so; null where none does. */
  @Nullable CoordinatorShell coordinating(String batch) {
    return serving(coordinatorOf(batch)) instanceof CoordinatorShell shell ? shell : null;
  }

  /** The shell that serves an entity now; null while none does. */
  @Nullable Shell serving(String entity) {
    var ref = entities.get(entity);
    return ref == null ? null : world.machines().get(ref.machine()).shell(ref.number());
  }
}
