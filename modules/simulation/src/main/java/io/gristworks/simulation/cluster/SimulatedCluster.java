package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.coordinator.CoordinatorInput;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.Scenario;
import io.gristworks.simulation.check.BatchOracle;
import io.gristworks.simulation.check.LimitOracle;
import io.gristworks.simulation.check.Oracles;
import io.gristworks.simulation.check.ResultOracle;
import io.gristworks.simulation.world.Address;
import io.gristworks.simulation.world.Envelope;
import io.gristworks.simulation.world.Network;
import io.gristworks.simulation.world.Network.NetworkFaults;
import io.gristworks.simulation.world.Timeline;
import io.gristworks.simulation.world.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Everything there is on a simulated day, and how it finds each other. */
public final class SimulatedCluster {
  /** After that nothing counts against a limit, see L3. */
  private static final int IDLE_SECONDS = 35;

  private final long seed;
  private final Scenario scenario;
  private final Mutation mutation;
  private final SplittableRandom chance;
  private final Timeline timeline = new Timeline();
  private final Trace trace;
  private final List<Machine> machines = new ArrayList<>();
  private final Network network;
  private final Journal journal;
  private final Segments segments;
  private final OwnerTable owners;
  private final StoredInputs inputs;
  private final ViewStore views;
  private final StoredBatches batches = new StoredBatches(this);

  /** The last report of each batch that its coordinator has heard. */
  private final Map<String, CoordinatorInput.FromNode> reports = new HashMap<>(); // by key only

  private long passed;
  private final Membership membership;
  private final Oracles oracles;
  private final TaskPlans plans = new TaskPlans();
  private final MessageCounts messageCounts = new MessageCounts();
  private final TreeMap<String, List<Runnable>> atEnd = new TreeMap<>();
  private final boolean mixed;
  private boolean clocksAgree;
  private final ClusterRules rules;
  private final LimitOracle limits;
  private long lastNumber;

  /**
   * A world in which nothing has happened.
   *
   * @param lines how many lines of the trace to keep
   */
  public SimulatedCluster(long seed, Scenario scenario, Mutation mutation, int lines) {
    this.seed = seed;
    this.scenario = scenario;
    this.mutation = mutation;
    this.chance = new SplittableRandom(seed);
    this.trace = new Trace(timeline, lines);
    this.network =
        new Network(timeline, chance.split(), NetworkFaults.FAIR, new Wire()::cross, this::deliver);
    this.journal = new Journal(this, chance.split());
    this.segments = new Segments(this, chance.split());
    this.owners = new OwnerTable(this, chanceOf("ownership"));
    this.inputs = new StoredInputs(this);
    this.views = new ViewStore(this);
    this.membership = new Membership(this, chance.split());
    this.oracles =
        new Oracles(segments, scenario.isReliable(), scenario.isGentle(), timeline::now, this::now);
    this.rules = Batches.rules(scenario, new SplittableRandom(seed + 1));
    this.limits = new LimitOracle(timeline, rules, scenario.isReliable());
    if (scenario.isTight()) {
      network.harmOnly(SimulatedMessages::isOfThePool);
    }
    if (isLong()) {
      oracles.countRunsOnly();
    }
    for (int place = 0; place < scenario.machines(); place++) {
      machines.add(new Machine(place, timeline));
    }
    this.mixed =
        scenario.work() instanceof Scenario.Work.Varied
            && scenario.machines() > 1
            && chance.split().nextInt(4) == 0;
    this.clocksAgree = scenario.skew().isZero();
    membership.begin(machines);
  }

  private void deliver(Address to, Envelope envelope) {
    var shell = machines.get(to.machine()).shell(to.number());
    var words = envelope.words();
    note(
        shell == null ? "dead letter" : "letter",
        envelope.from().number() << 32 | to.number(),
        words.getClass().getSimpleName().hashCode(),
        () -> envelope.from() + " -> " + to + " " + words);
    if (shell != null) {
      messageCounts.came(shell, words);
      shell.handle(envelope);
    }
  }

  /** Notes something in the trace. */
  void note(String what, long one, long other, Supplier<String> words) {
    trace.note(what, one, other, words);
  }

  Address freshRef(Machine machine, String name) {
    long number = ++lastNumber;
    return new Address(machine.place(), number, name + "#" + number);
  }

  /** A source of chance of its own for somebody. */
  public RandomGenerator freshChance() {
    return chance.split();
  }

  /**
   * A source of chance for something of that name: what is added to a day under a name of its own
   * leaves the rest of the day as it was.
   */
  RandomGenerator chanceOf(String what) {
    return new SplittableRandom(seed ^ what.hashCode() * 0x9e3779b97f4a7c15L);
  }

  /** Whether nothing is about to be deleted, and all has run long ago that limits kept back. */
  public boolean isQuiet() {
    return segments.isQuiet() && (!scenario.isTight() || limits.isIdleFor(IDLE_SECONDS));
  }

  /** What the day is like. */
  public Scenario scenario() {
    return scenario;
  }

  Mutation mutation() {
    return mutation;
  }

  /** Whether so much happens that not everything can be kept and looked at. */
  boolean isLong() {
    return scenario.work() instanceof Scenario.Work.Bulk;
  }

  /** The next time that this batch has ended by its journal, this happens at once. */
  void whenEnded(String batch, Runnable happens) {
    atEnd.computeIfAbsent(batch, _ -> new ArrayList<>()).add(happens);
  }

  /** A batch has ended by its journal. */
  void ended(String batch) {
    var waiting = atEnd.remove(batch);
    if (waiting != null) {
      waiting.forEach(Runnable::run);
    }
  }

  /** Whether a coordinator that reads them now finds all batches ended. */
  public boolean isFinishedByItsJournal() {
    return isLong()
        || mutation != Mutation.NONE
        || oracles.all().stream()
            .filter(book -> book.spec() != null && !oracles.isRetired(book.id()))
            .allMatch(book -> journal.read(book.id()).isFinished());
  }

  /** Time. */
  public Timeline timeline() {
    return timeline;
  }

  /** What has happened. */
  public Trace trace() {
    return trace;
  }

  /** The wires. */
  public Network network() {
    return network;
  }

  Journal journal() {
    return journal;
  }

  /** Which kinds of events have been written. */
  public Set<Class<? extends BatchEvent>> kindsOfEvents() {
    return journal.kinds();
  }

  Segments segments() {
    return segments;
  }

  OwnerTable owners() {
    return owners;
  }

  ViewStore views() {
    return views;
  }

  StoredBatches batches() {
    return batches;
  }

  /** A coordinator has heard this report. */
  void reported(String batch, CoordinatorInput.FromNode report) {
    reports.put(batch, report);
  }

  /** The last report of a batch; null for none. */
  CoordinatorInput.@Nullable FromNode lastReport(String batch) {
    return reports.get(batch);
  }

  /** The time, in nanoseconds, by a clock that is right. */
  private long now() {
    return timeline.now() + passed;
  }

  /** So much time passes in a moment, on all clocks. */
  void passTime(Duration time) {
    note("time passes", time.toNanos(), 0, time::toString);
    passed += time.toNanos();
    machines.forEach(machine -> machine.jump(time));
  }

  /** Whether nothing is stored of any batch. */
  boolean isEmpty() {
    return journal.isEmpty() && segments.isEmpty() && inputs.size() == 0 && views.size() == 0;
  }

  /** The batches of which lists do not tell all that is written, as long as they are there. */
  public List<String> lagging() {
    return oracles.all().stream()
        .filter(book -> book.spec() != null && !oracles.isRetired(book.id()))
        .map(BatchOracle::id)
        .filter(
            id -> {
              var row = views.row(id);
              return row == null || row.revision() != journal.size(id);
            })
        .toList();
  }

  /** I27: whoever reads all results now finds each once. */
  public void checkResults() {
    for (var book : oracles.all()) {
      var batch = journal.read(book.id());
      for (int job = 0; job < batch.jobs().size(); job++) {
        var oracle = new ResultOracle(book.id(), job);
        var progress = batch.jobs().get(job);
        progress.segments().forEach(ref -> oracle.read(ref, segments.outcomes(ref.id())));
        var succeeded = new ArrayList<Integer>();
        progress.succeeded().forEach((int task) -> succeeded.add(task));
        oracle.isWhole(succeeded);
      }
    }
  }

  /** I24: lists tell of each batch what is so. */
  public void checkLists() {
    for (var book : oracles.all()) {
      var row = views.row(book.id());
      if (row != null) {
        oracles.told(row, true);
      }
    }
  }

  StoredInputs inputs() {
    return inputs;
  }

  /** Who is there. */
  public Membership membership() {
    return membership;
  }

  /** What must be true. */
  public Oracles oracles() {
    return oracles;
  }

  /** What holds for queues, tenants and operations. */
  ClusterRules rules() {
    return rules;
  }

  /** What limits let out. */
  public LimitOracle limits() {
    return limits;
  }

  /** L3: what the pool counts under limits was out within the last seconds. */
  public void checkLimits(int seconds) {
    for (var machine : machines) {
      if (machine.hostsPool() && !rules.equals(ClusterRules.NONE)) {
        for (var queue : machine.pool().status()) {
          queue.load().limits().forEach(use -> limits.counts(use, seconds));
        }
      }
    }
  }

  /** What tasks do. */
  public TaskPlans plans() {
    return plans;
  }

  /** Who has heard how much. */
  public MessageCounts messageCounts() {
    return messageCounts;
  }

  /** What the node on a machine can run: on some days the first one lacks an operation. */
  Set<String> operationsOf(Machine machine) {
    return mixed && machine.place() == 0 ? Set.of(Batches.WAITING) : Batches.OPERATIONS;
  }

  /** L1: a node has taken a lease; what all hold now is held against the limits. */
  void checkHeld() {
    if (scenario.isTight()) {
      var held = new ArrayList<LimitOracle.Held>();
      for (var machine : machines) {
        var node = machine.node();
        if (node != null) {
          held.addAll(node.held());
        }
      }
      limits.held(held);
    }
  }

  /** Whether all clocks have always shown the same, so that moments can be compared. */
  boolean clocksAgree() {
    return clocksAgree;
  }

  /** All machines, by place. */
  public List<Machine> machines() {
    return machines;
  }

  /** Database trouble, for a while. */
  public void trouble(long nanos, boolean fails) {
    long until = timeline.now() + nanos;
    note("trouble", until, fails ? 1 : 0, () -> (fails ? "failing" : "slow") + " for " + nanos);
    journal.trouble(until, fails);
    segments.trouble(until);
  }

  /** Some machines do not reach the database for a while. */
  public void cutFromDatabase(List<Machine> some, long nanos) {
    note("no line", some.size(), nanos, () -> "to the database for " + nanos + ": " + some.size());
    some.forEach(machine -> owners.cut(machine, timeline.now() + nanos));
  }

  /** Every machine reaches the database again. */
  public void healDatabase() {
    owners.heal();
  }

  /** A machine's clock is wrong from now on. */
  public void skew(Machine machine, Duration wrong) {
    note("skew", machine.place(), wrong.toNanos(), () -> machine.name() + " by " + wrong);
    machine.skew(wrong);
  }

  /** A machine's clock is set, forward or back, and stays so. */
  void jump(Machine machine, Duration by) {
    note("jump", machine.place(), by.toNanos(), () -> machine.name() + " by " + by);
    machine.jump(by);
    clocksAgree = false;
  }

  /** What is held, to be reported or asked for on a machine. */
  public static List<String> concernsOf(Machine machine) {
    var node = machine.node();
    return node == null ? List.of() : node.concerns();
  }
}
