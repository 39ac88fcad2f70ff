package io.gristworks.engine.worker;

import io.gristworks.core.node.HeldLease;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.Capacity.Want;
import io.gristworks.core.worker.StealRule;
import io.gristworks.core.worker.TaskRange;
import io.gristworks.engine.ledger.CrashLedger;
import io.gristworks.engine.protocol.Cluster;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.TaskAtWork;
import io.gristworks.engine.worker.lease.LeaseWork;
import io.gristworks.engine.worker.lease.OpenHandlers;
import io.gristworks.engine.worker.report.NodeProtocol;
import io.gristworks.engine.worker.report.WorkerMeters;
import io.gristworks.engine.worker.resource.NodeResources;
import io.gristworks.engine.worker.run.LeaseRun;
import io.gristworks.engine.worker.run.RunWatch;
import io.gristworks.engine.worker.run.RunningCall;
import io.gristworks.engine.worker.settings.WorkerMeans;
import io.gristworks.engine.worker.settings.WorkerSettings;
import io.gristworks.engine.worker.thread.StoreCalls;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Where idle workers meet ranges of tasks: those that wait first, then the back half of whatever
 * busy worker has most before it. Threads: the node's actor; the ends of runs come from theirs, and
 * {@link #idle} may be asked on any.
 */
final class LeaseExecutor implements LeaseRun.RunEnd {
  private static final StealRule RULE = new StealRule(TimeUnit.MILLISECONDS.toNanos(1));

  private final WorkerSettings settings;
  private final WorkerMeans means;
  private final StoreCalls calls;
  private final NodeProtocol node;
  private final OpenHandlers handlers;
  private final RunWatch watch;
  private final WorkerMeters meters;
  private final @Nullable CrashLedger ledger;
  private final List<ActorRef<Worker.Command>> workers = new ArrayList<>();
  private final Deque<Integer> idle = new ArrayDeque<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Set<LeaseRun> running = new LinkedHashSet<>();
  private final NodeResources.Use use;
  private Capacity capacity;
  private int cpuBusy;
  private volatile Want idleNow;

  /** One at the most: else an innocent task would share every death of the guilty one. */
  private int suspectsBusy;

  private long stolen;

  private record Waiting(LeaseWork lease, TaskRange range) {}

  LeaseExecutor(
      WorkerSettings settings,
      WorkerMeans means,
      StoreCalls calls,
      NodeProtocol node,
      OpenHandlers handlers,
      RunWatch watch,
      WorkerMeters meters,
      NodeResources resources,
      @Nullable CrashLedger ledger) {
    this.settings = settings;
    this.means = means;
    this.calls = calls;
    this.node = node;
    this.handlers = handlers;
    this.watch = watch;
    this.meters = meters;
    this.use = resources.new Use();
    this.capacity = settings.capacity();
    this.idleNow = idleOf(capacity, 0, 0);
    this.ledger = ledger;
  }

  /** From now on so much may run at once; what runs beyond that ends first. */
  void follow(Capacity allowed) {
    capacity = allowed;
    idleNow = idleOf(capacity, running.size(), cpuBusy);
  }

  /** How many workers have been hired. */
  int hired() {
    return workers.size();
  }

  /** How many ranges could be begun at once by further workers, and by them only. */
  int waiting() {
    return (int)
        waiting.stream().filter(each -> each.range.remaining() > 0 && mayRun(each.lease)).count();
  }

  /** A worker more, not ready yet. Workers are numbered in the order in which they come. */
  void hire(ActorRef<Worker.Command> worker) {
    workers.add(worker);
  }

  /** A worker can take an order. */
  void ready(int worker) {
    idle.push(worker);
  }

  /** A lease can be run. */
  void offer(LeaseWork lease) {
    waiting.add(new Waiting(lease, lease.whole()));
  }

  /** Gives orders while there are idle workers and something for them to do. */
  void assign() {
    while (!idle.isEmpty() && running.size() < capacity.workers()) {
      var next = nextWaiting();
      if (next == null) {
        next = steal();
      }
      if (next == null) {
        return;
      }
      begin(next);
    }
  }

  private @Nullable Waiting nextWaiting() {
    waiting.removeIf(each -> each.range.remaining() == 0);
    for (var each : waiting) {
      if (mayRun(each.lease)) {
        waiting.remove(each);
        return each;
      }
    }
    return null;
  }

  private boolean mayRun(LeaseWork lease) {
    return (!lease.isCpuBound() || cpuBusy < capacity.cpuWorkers())
        && !(lease.terms().alone() && suspectsBusy > 0)
        && use.hasRoomFor(lease.terms().operation());
  }

  private @Nullable Waiting steal() {
    long now = means.nanos().getAsLong();
    LeaseRun richest = null;
    double most = 0;
    for (var run : running) {
      double work = mayRun(run.lease()) ? stealable(run, now) : 0;
      if (work > most) {
        most = work;
        richest = run;
      }
    }
    if (richest == null) {
      return null;
    }
    var lease = richest.lease();
    var part = node.steal(lease, richest.range(), RULE, group(lease));
    if (part.remaining() == 0) {
      return null;
    }
    stolen++;
    meters.stole();
    return new Waiting(lease, part);
  }

  /** The expected nanoseconds of work before a run, 0 where there is nothing worth taking. */
  private static double stealable(LeaseRun run, long now) {
    var job = run.lease().job();
    int remaining = run.range().remaining();
    long mean = job == null ? 0 : job.meanNanos();
    long elapsed = run.call().elapsed(now);
    boolean pays =
        !run.lease().isDropped()
            && RULE.pays(remaining, mean, elapsed)
            && RULE.share(remaining, group(run.lease()), run.range().begun()) > 0;
    return pays ? (double) remaining * Math.max(1, Math.max(mean, elapsed)) : 0;
  }

  private static int group(LeaseWork lease) {
    return Math.max(1, lease.terms().batchSize());
  }

  private void begin(Waiting order) {
    int worker = idle.pop();
    var lease = order.lease;
    if (lease.job() != null) {
      handlers.retain(lease.terms().batch(), lease.terms().job());
    }
    node.runBegins(lease);
    cpuBusy += lease.isCpuBound() ? 1 : 0;
    idleNow = idleOf(capacity, running.size() + 1, cpuBusy);
    use.add(lease.terms().operation());
    suspectsBusy += lease.terms().alone() ? 1 : 0;
    var terms = lease.terms();
    var slot =
        ledger == null
            ? CrashLedger.Slot.NONE
            : ledger.turnTo(worker, terms.batch(), terms.job(), terms.alone());
    var call = new RunningCall(lease, settings, means, calls, slot);
    var run = new LeaseRun(worker, lease, order.range, call, means, node, this);
    running.add(run);
    watch.add(run);
    workers.get(worker).tell(new Worker.Order(run));
  }

  @Override
  public void ended(LeaseRun run, @Nullable Throwable broke) {
    workers.get(run.worker()).tell(new Worker.Ended(run, broke));
  }

  @Override
  public void threadEnded(LeaseRun run, boolean abandoned) {
    watch.remove(run);
    if (run.lease().job() != null) {
      handlers.release(run.lease().terms().batch(), run.lease().terms().job());
    }
    if (abandoned) {
      watch.abandonedEnded();
    }
  }

  /** A run is over; what it has left over of its range is for the next worker. */
  void runEnded(LeaseRun run, boolean workerReady) {
    running.remove(run);
    cpuBusy -= run.lease().isCpuBound() ? 1 : 0;
    idleNow = idleOf(capacity, running.size(), cpuBusy);
    use.remove(run.lease().terms().operation());
    suspectsBusy -= run.lease().terms().alone() ? 1 : 0;
    if (run.range().remaining() > 0) {
      waiting.addFirst(new Waiting(run.lease(), run.range()));
    }
    if (workerReady) {
      ready(run.worker());
    }
  }

  /** Interrupts what runs of a lease. */
  void cancel(HeldLease lease) {
    running.stream().filter(run -> run.lease().held() == lease).forEach(run -> run.call().cancel());
  }

  /** The tasks of a job that run now, in the order of their indexes. */
  List<TaskAtWork> atWork(NodeCommand.ReadRunning question, String node) {
    return running.stream()
        .filter(run -> run.lease().terms().batch().equals(question.batch()))
        .filter(run -> run.lease().terms().jobName().equals(question.job()))
        .flatMap(run -> run.call().atWork(node).stream())
        .filter(task -> task.task() >= question.from())
        .sorted(Comparator.comparingInt(TaskAtWork::task))
        .limit(Math.clamp(question.limit(), 1, Cluster.RUNNING_MAX))
        .toList();
  }

  int busy() {
    return running.size();
  }

  /**
   * How many workers have nothing to do, and how many of them could be CPU-bound; also those that
   * are just being set up.
   */
  Want idle() {
    return idleNow;
  }

  private static Want idleOf(Capacity capacity, int busy, int cpuBusy) {
    int any = Math.max(0, capacity.workers() - busy);
    int cpu = Math.max(0, capacity.cpuWorkers() - cpuBusy);
    return new Want(any, Math.min(any, cpu));
  }

  /** How often an idle worker took part of another's range. */
  long stolen() {
    return stolen;
  }
}
