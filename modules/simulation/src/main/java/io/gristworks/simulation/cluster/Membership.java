package io.gristworks.simulation.cluster;

import io.gristworks.core.coordinator.CoordinatorInput;
import io.gristworks.core.pool.PoolInput;
import io.gristworks.simulation.world.Address;
import io.gristworks.simulation.world.Envelope;
import java.util.ArrayList;
import java.util.List;
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
  private static final char SEPARATOR = '|';

  private final SimulatedCluster world;
  private final RandomGenerator random;

  private final Members members;

  /** By cluster and name: each cluster has its own. */
  private final TreeMap<String, Address> entities = new TreeMap<>();

  private final TreeMap<String, Address> nodes = new TreeMap<>();

  /** Who watches the pool, by the name of the machine's life; members only. */
  private final TreeMap<String, Address> pools = new TreeMap<>();

  private final TreeMap<String, Long> cutOffSince = new TreeMap<>();
  private final TreeMap<String, Runnable> eager = new TreeMap<>();
  private boolean calm;

  Membership(SimulatedCluster world, RandomGenerator random) {
    this.world = world;
    this.random = random;
    this.members = new Members(world);
  }

  /** Who belongs to which cluster. */
  Members members() {
    return members;
  }

  // Life and death.

  /** All machines have been members of one cluster for a while when the day begins. */
  void begin(List<Machine> machines) {
    machines.forEach(Machine::boot);
    var before = world.owners().row();
    world.owners().renew(OwnerTable.FIRST, machines.getFirst().name());
    var now = world.owners().row();
    for (var machine : machines) {
      admit(machine, OwnerTable.FIRST, now.incarnation());
      if (goesWrong()) {
        new OwnershipEffectRunner(world, machine).goOn(before, now);
      }
    }
  }

  private boolean goesWrong() {
    return !world.scenario().faultsFor().isZero();
  }

  /** A machine comes, or comes back, and waits until it may found or join a cluster. */
  public void boot(Machine machine) {
    var before = machine.name();
    if (machine.isUp()) {
      return;
    }
    machine.boot();
    if (members.has(before)) {
      declareGone(before); // it is there again, so it was gone
    }
    world.note("boot", machine.place(), machine.life(), machine::name);
    if (goesWrong()) {
      new OwnershipEffectRunner(world, machine).start();
    } else {
      admit(machine, world.owners().cluster(), world.owners().row().incarnation());
    }
  }

  /** A machine is a member of that cluster from now on. */
  void admit(Machine machine, String cluster, long incarnation) {
    machine.belongTo(cluster, incarnation);
    world.note("member", machine.place(), incarnation, () -> machine.name() + " of " + cluster);
    int number = members.add(machine);
    var pool = new SimulatedPool(world, machine, number);
    pools.put(machine.name(), pool.ref());
    machine.house(pool);
    boolean works = members.works(machine);
    if (works) {
      nodes.put(machine.name(), SimulatedNode.begin(world, machine));
    }
    pool.start();
    SimulatedUploadSweep.begin(world, machine);
    SimulatedPurger.begin(world, machine, () -> members.isOldest(machine));
    for (var each : works ? members.together(cluster) : List.<Machine>of()) {
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
    world.oracles().died(name, machine.atWork());
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
    var cluster = members.clusterOf(name);
    world.note("gone", machine.place(), name.hashCode(), () -> name);
    cutOffSince.remove(name);
    pools.remove(name);
    for (var each : members.together(cluster)) {
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

  private @Nullable String hostOf(Address ref) {
    return hosts.get(ref.number());
  }

  private void tellGone(Machine machine, SimulatedActor shell, String name) {
    tell(machine, shell, new PoolInput.NodeEnded(name));
    tell(machine, shell, new CoordinatorInput.NodeGone(name));
  }

  private void tell(Machine machine, SimulatedActor shell, Object news) {
    boolean cares =
        switch (shell) {
          case SimulatedPool _ -> news instanceof PoolInput;
          case SimulatedCoordinator _ -> news instanceof CoordinatorInput;
          default -> false;
        };
    if (cares) {
      machine.after(
          random.nextLong(SECOND / 2),
          () -> {
            if (machine.houses(shell)) {
              shell.handle(new Envelope(shell.ref(), news));
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
    boolean cutOff = members.isInTheMinority(machine);
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

  /** Where those of a cluster are spoken to who watch its pool. */
  List<Address> pools(String cluster) {
    var refs = new ArrayList<Address>();
    pools.forEach(
        (name, ref) -> {
          if (cluster.equals(members.clusterOf(name))) {
            refs.add(ref);
          }
        });
    return refs;
  }

  /** Whether there is one pool. */
  public boolean hasOnePool() {
    return world.machines().stream().filter(Machine::hostsPool).count() == 1;
  }

  /** Where a worker node is, or was, spoken to; null if there was never such a one. */
  @Nullable Address node(String name) {
    return nodes.get(name);
  }

  /**
   * Sends something to a coordinator of the sender's cluster, wherever it is; it is woken where it
   * is nowhere. Who belongs to no cluster reaches nobody.
   */
  void route(Envelope envelope, String entity) {
    var from = world.machines().get(envelope.from().machine());
    if (!members.has(from.name())) {
      return;
    }
    var key = keyOf(from.cluster(), entity);
    var ref = entities.get(key);
    if (ref == null) {
      ref = house(key);
    }
    if (ref != null) {
      world.network().send(envelope, ref);
    }
  }

  private static String keyOf(String cluster, String entity) {
    return cluster + SEPARATOR + entity;
  }

  private static String clusterOf(String key) {
    return key.substring(0, key.indexOf(SEPARATOR));
  }

  private static String entityOf(String key) {
    return key.substring(key.indexOf(SEPARATOR) + 1);
  }

  /** Whenever this entity wakes somewhere, this happens a moment later. */
  void whenHoused(String entity, Runnable happens) {
    eager.put(entity, happens);
  }

  static String coordinatorOf(String batch) {
    return "batch/" + batch;
  }

  private @Nullable Address house(String key) {
    var entity = entityOf(key);
    var hosts = new ArrayList<>(members.all());
    hosts.removeIf(
        host ->
            !host.isUp() || !host.cluster().equals(clusterOf(key)) || !members.coordinates(host));
    if (hosts.isEmpty()) {
      return null;
    }
    var machine = hosts.get(random.nextInt(hosts.size()));
    var name = entity.substring(entity.indexOf('/') + 1);
    var shell = new SimulatedCoordinator(world, machine, name);
    machine.house(shell);
    shell.start();
    entities.put(key, shell.ref());
    if (eager.containsKey(entity)) {
      world.timeline().after(random.nextLong(SECOND / 8), eager.get(entity));
    }
    this.hosts.put(shell.ref().number(), machine.name());
    world.note(
        "housed", machine.place(), entity.hashCode(), () -> shell.ref() + " on " + machine.name());
    return shell.ref();
  }

  /** What one cluster remembers the next one wakes, as both read the same database. */
  private void awaitMembers(String key) {
    boolean over = members.of(clusterOf(key)).isEmpty();
    var next = over ? keyOf(world.owners().cluster(), entityOf(key)) : key;
    if (!entities.containsKey(next)) {
      rehouse(next, SECOND);
    }
  }

  private void rehouse(String key, long within) {
    var before = entities.remove(key);
    if (before != null) {
      this.hosts.remove(before.number());
    }
    world
        .timeline()
        .after(
            random.nextLong(within),
            () -> {
              if (!entities.containsKey(key) && house(key) == null) {
                awaitMembers(key);
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
      moveKey(names.get(one));
    }
  }

  /** The machine that hosts the pool dies. */
  public void killPoolsHost() {
    world.machines().stream()
        .filter(Machine::hostsPool)
        .findFirst()
        .ifPresent(host -> crash(host, "hosts the pool"));
  }

  /** Has the pool hosted elsewhere, in good order. */
  public void movePool() {
    world.machines().stream().filter(Machine::hostsPool).forEach(each -> each.pool().handOver());
  }

  /** Moves a coordinator elsewhere, in good order, if it is anywhere. */
  void move(String entity) {
    moveKey(keyOf(world.owners().cluster(), entity));
  }

  private void moveKey(String key) {
    var ref = entities.get(key);
    if (ref == null) {
      return;
    }
    var machine = world.machines().get(ref.machine());
    if (machine.shell(ref.number()) instanceof SimulatedCoordinator coordinator) {
      world.note("move", ref.number(), 0, () -> ref.toString());
      coordinator.stop(() -> leave(machine, coordinator, key));
    }
  }

  private void leave(Machine machine, SimulatedActor shell, String key) {
    machine.evict(shell);
    if (shell.ref().equals(entities.get(key))) {
      rehouse(key, SECOND / 2);
    }
  }

  /** A coordinator has nothing to do; the next message wakes another one. */
  void putAway(Machine machine, SimulatedCoordinator shell) {
    machine.evict(shell);
    entities.remove(keyOf(machine.cluster(), coordinatorOf(shell.id())), shell.ref());
  }

  /** The coordinator that serves a batch now, if it does so; null where none does. */
  @Nullable SimulatedCoordinator coordinating(String batch) {
    return serving(coordinatorOf(batch)) instanceof SimulatedCoordinator shell ? shell : null;
  }

  /** The shell that serves an entity now; null while none does. */
  @Nullable SimulatedActor serving(String entity) {
    var ref = entities.get(keyOf(world.owners().cluster(), entity));
    return ref == null ? null : world.machines().get(ref.machine()).shell(ref.number());
  }
}
