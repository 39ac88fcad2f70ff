package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.node.HeldLease;
import io.gristworks.core.node.NodeInput;
import io.gristworks.core.node.WorkerNodeState;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.StealRule;
import io.gristworks.core.worker.TaskRange;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.check.ExecutingTask;
import io.gristworks.simulation.cluster.TaskPlans.JobPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** The workers of a node: each runs a range of a lease, and the idle steal from the busy. */
final class SimulatedWorkers {
  private static final StealRule STEAL = new StealRule(200_000);

  /** Short tasks are run in one go, so that a day of millions of them can be simulated. */
  private static final long ONE_GO_NANOS = 20_000_000;

  private static final int BYTES_OF_A_RESULT = 50;

  private final SimulatedCluster world;
  private final Machine machine;
  private final String node;
  private final WorkerNodeState<String, Attempts> state;
  private final Capacity capacity;
  private final Consumer<NodeInput<String, Attempts>> tell;
  private final Runnable abandons;
  private final List<HeldLease> offered = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();
  private int cpuBusy;

  /** One at the most: else an innocent task would share every death of the guilty one. */
  private int suspectsBusy;

  private static final class Run {
    final HeldLease lease;
    final TaskRange range;
    TaskSet now = TaskSet.empty();
    long step;
    long steppedAt;

    Run(HeldLease lease, TaskRange range) {
      this.lease = lease;
      this.range = range;
    }
  }

  SimulatedWorkers(
      SimulatedCluster world,
      Machine machine,
      WorkerNodeState<String, Attempts> state,
      Capacity capacity,
      Consumer<NodeInput<String, Attempts>> tell,
      Runnable abandons) {
    this.abandons = abandons;
    this.world = world;
    this.machine = machine;
    this.node = machine.name();
    this.state = state;
    this.capacity = capacity;
    this.tell = tell;
  }

  void offer(HeldLease lease) {
    offered.add(lease);
  }

  /** How many workers have nothing to do. */
  Capacity.Want idle() {
    int any = capacity.workers() - runs.size();
    return new Capacity.Want(any, Math.min(any, capacity.cpuWorkers() - cpuBusy));
  }

  /** Gives idle workers something to do: whole leases first, parts of what runs then. */
  void assign() {
    offered.removeIf(lease -> lease.unstarted() == 0 || !state.holds(lease));
    while (runs.size() < capacity.workers()) {
      var next = next();
      if (next == null) {
        return;
      }
      runs.add(next);
      state.handle(new NodeInput.RunBegan<>(next.lease), world.timeline().now());
      cpuBusy += next.lease.isCpuBound() ? 1 : 0;
      suspectsBusy += next.lease.terms().alone() ? 1 : 0;
      step(next);
    }
  }

  private boolean fits(HeldLease lease) {
    boolean beside =
        lease.terms().alone()
            && suspectsBusy > 0
            && world.mutation() != Mutation.SUSPECTS_SIDE_BY_SIDE;
    return !beside && (!lease.isCpuBound() || cpuBusy < capacity.cpuWorkers());
  }

  private @Nullable Run next() {
    for (var lease : offered) {
      if (fits(lease)) {
        offered.remove(lease);
        return new Run(lease, lease.whole());
      }
    }
    Run fullest = null;
    for (var run : runs) {
      if (fits(run.lease)
          && !run.lease.isDropped()
          && (fullest == null || run.range.remaining() > fullest.range.remaining())) {
        fullest = run;
      }
    }
    if (fullest == null
        || !STEAL.pays(fullest.range.remaining(), plan(fullest.lease).meanNanos(), 0)) {
      return null;
    }
    var part = fullest.lease.steal(fullest.range, STEAL, 1);
    return part.remaining() == 0 ? null : new Run(fullest.lease, part);
  }

  private JobPlan plan(HeldLease lease) {
    return world.plans().of(lease.terms().batch(), lease.terms().job());
  }

  private void step(Run run) {
    var plan = plan(run.lease);
    int most = Math.clamp(ONE_GO_NANOS / plan.meanNanos(), 1, 1 << 20);
    var span = run.range.claim(most);
    if (span.isEmpty() || run.lease.isDropped()) {
      end(run);
      return;
    }
    run.now = run.lease.tasks(span);
    var terms = run.lease.terms();
    world.oracles().started(node, terms, run.now);
    world.limits().started(node, terms, run.now.size());
    long step = ++run.step;
    run.steppedAt = world.timeline().now();
    long takes = 0;
    if (plan.isEven()) {
      takes = span.size() * plan.meanNanos();
    } else {
      for (int task : run.now.bits()) {
        takes += plan.nanos(task, terms.attempt(task));
        if (plan.poison().getOrDefault(task, 0) > 0) {
          poison(run, plan, task, takes);
        }
      }
    }
    long nanos = takes;
    if (world.mutation() == Mutation.KEEPS_STUCK_THREADS && stuck(run, plan) > 0) {
      return;
    }
    machine.after(
        takes,
        () -> {
          if (run.step == step) {
            ended(run, plan, nanos);
            step(run);
          }
        });
  }

  /** A task that kills its node, as often as it is meant to. */
  private void poison(Run run, JobPlan plan, int task, long when) {
    long step = run.step;
    machine.after(
        when - 1,
        () -> {
          int left = plan.poison().getOrDefault(task, 0);
          if (left > 0 && run.step == step) {
            world.oracles().poisoned(node, run.lease.terms(), task);
            plan.poison().put(task, left - 1);
            world.membership().crash(machine, "task " + task + " has killed it");
          }
        });
  }

  /** How many of the tasks that a run has begun never end. */
  private static int stuck(Run run, JobPlan plan) {
    int stuck = 0;
    if (plan.hangs()) {
      for (int task : run.now.bits()) {
        stuck += plan.isStuck(task, run.lease.terms().attempt(task)) ? 1 : 0;
      }
    }
    return stuck;
  }

  private void ended(Run run, JobPlan plan, long nanos) {
    var terms = run.lease.terms();
    for (int times = stuck(run, plan); times > 0; times--) {
      abandons.run();
    }
    world.oracles().stopped(node, terms, run.now);
    world.limits().stopped(node, terms, run.now.size());
    var succeeded = run.now;
    var failures = new ArrayList<Failure>();
    if (!plan.isEven() && plan.failing() > 0) {
      var well = new RoaringBitmap();
      for (int task : run.now.bits()) {
        int attempt = terms.attempt(task);
        var failure = plan.failure(task, attempt);
        if (failure == null) {
          well.add(task);
        } else {
          failures.add(failure);
        }
      }
      succeeded = TaskSet.owning(well);
    }
    long bytes = (long) run.now.size() * BYTES_OF_A_RESULT;
    var attempts = new Attempts(succeeded, failures, bytes, nanos / 1_000, world.timeline().now());
    run.now = TaskSet.empty();
    tell.accept(new NodeInput.AttemptsEnded<>(run.lease, attempts));
  }

  /** How many tasks of a lease are in execution, or next in what was begun in one go. */
  int running(HeldLease lease) {
    return runs.stream().filter(run -> run.lease == lease).mapToInt(run -> run.now.size()).sum();
  }

  /** The tasks in execution, a lease each: what the ledger of this node holds. */
  List<ExecutingTask> atWork() {
    var atWork = new ArrayList<ExecutingTask>();
    for (var run : runs) {
      if (!run.now.isEmpty()) {
        atWork.add(new ExecutingTask(run.lease.terms(), inExecution(run)));
      }
    }
    return atWork;
  }

  /** They run one after the other, though they are begun in one go here. */
  private int inExecution(Run run) {
    var plan = plan(run.lease);
    long left = world.timeline().now() - run.steppedAt;
    int last = run.now.first();
    for (int task : run.now.bits()) {
      last = task;
      left -= plan.isEven() ? plan.meanNanos() : plan.nanos(task, run.lease.terms().attempt(task));
      if (left < 0) {
        break;
      }
    }
    return last;
  }

  /** What runs of a lease is to end, now. */
  void interrupt(HeldLease lease) {
    for (var run : List.copyOf(runs)) {
      if (run.lease == lease) {
        run.step++;
        world.oracles().stopped(node, lease.terms(), run.now);
        world.limits().stopped(node, lease.terms(), run.now.size());
        run.now = TaskSet.empty();
        machine.after(1_000, () -> end(run));
      }
    }
  }

  private void end(Run run) {
    if (runs.remove(run)) {
      cpuBusy -= run.lease.isCpuBound() ? 1 : 0;
      suspectsBusy -= run.lease.terms().alone() ? 1 : 0;
      tell.accept(new NodeInput.RunEnded<>(run.lease));
    }
  }
}
