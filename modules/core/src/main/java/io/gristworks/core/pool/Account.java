package io.gristworks.core.pool;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who has had how much: the cluster, the queues in it, the tenants in each queue; below a tenant
 * are its jobs. Members are served in the order of their virtual time, which is the service they
 * have had divided by their weight.
 *
 * <p>For each class of work the members of which something could be granted are kept sorted, but
 * for those whose limits keep them back.
 */
final class Account {
  /**
   * How far a member may lag behind when its turn comes, in seconds of service at weight 1. It
   * bounds how long others wait for one whose work no node could run for a while.
   */
  private static final double LAG_SECONDS_MAX = 60;

  /** Whose turn it is. */
  static final Comparator<Account> BY_TURN =
      Comparator.<Account>comparingDouble(account -> account.virtualTime)
          .thenComparing(account -> account.name);

  final String name;

  /** Null of the whole cluster. */
  final @Nullable Account parent;

  final LimitState limit;

  /** Whether it is that of work that goes first. */
  final boolean first;

  int weight;

  /** The seconds its jobs have had, divided by its weight. */
  double virtualTime;

  /** The virtual time of the member that was served last. */
  double served;

  /** How many jobs below it have pending work. */
  int waitingJobs;

  /** How many jobs are below it at all. */
  int jobs;

  /** Whether somebody will look again when its limit may open. */
  boolean isAwaited;

  final Map<String, Account> members = new TreeMap<>();

  /** Of a queue and of the cluster. Never iterated to decide: the order of the map is chance. */
  private final Map<WorkClass, TreeSet<Account>> accounts = new HashMap<>();

  /** Of a tenant. */
  private final Map<WorkClass, TreeSet<Job>> grantable = new HashMap<>();

  /** Whether its limit keeps it out of its parent's order. */
  private boolean keptBack;

  Account(String name, @Nullable Account parent, LimitState limit, boolean first, int weight) {
    this.name = name;
    this.parent = parent;
    this.limit = limit;
    this.first = first;
    this.weight = weight;
    limit.accounts.add(this);
  }

  // Who could be granted something.

  void add(Job job) {
    var jobs = grantable.computeIfAbsent(job.work, _ -> new TreeSet<>(Job.BY_TURN));
    if (jobs.add(job) && jobs.size() == 1) {
      enter(job.work);
    }
  }

  void remove(Job job) {
    var jobs = grantable.get(job.work);
    if (jobs != null && jobs.remove(job) && jobs.isEmpty()) {
      leave(job.work);
      grantable.remove(job.work);
    }
  }

  private void add(Account member, WorkClass work) {
    var members = accounts.computeIfAbsent(work, _ -> new TreeSet<>(BY_TURN));
    if (members.add(member) && members.size() == 1) {
      enter(work);
    }
  }

  private void remove(Account member, WorkClass work) {
    var members = accounts.get(work);
    if (members != null && members.remove(member) && members.isEmpty()) {
      leave(work);
      accounts.remove(work);
    }
  }

  private void enter(WorkClass work) {
    if (keptBack) {
      work.keptBack++;
    } else if (parent == null) {
      work.ready(first, true);
    } else {
      parent.add(this, work);
    }
  }

  private void leave(WorkClass work) {
    if (keptBack) {
      work.keptBack--;
    } else if (parent == null) {
      work.ready(first, false);
    } else {
      parent.remove(this, work);
    }
  }

  /** Keeps it out of its parent's order, or lets it in again. */
  void keepBack(boolean back) {
    if (back != keptBack) {
      var classes = List.copyOf(classes());
      classes.forEach(this::leave);
      keptBack = back;
      classes.forEach(this::enter);
    }
  }

  private Set<WorkClass> classes() {
    return accounts.isEmpty() ? grantable.keySet() : accounts.keySet();
  }

  /** The job of this class whose turn it is; there must be one that could be granted. */
  Job next(WorkClass work) {
    var jobs = grantable.get(work);
    return jobs == null ? sorted(work).first().next(work) : jobs.first();
  }

  private SortedSet<Account> sorted(WorkClass work) {
    var members = accounts.get(work);
    if (members == null) {
      throw new IllegalStateException(name + " has nothing of " + work.kind);
    }
    return members;
  }

  // What was had.

  /** So many jobs more have pending work: who had none comes back without credit. */
  void waits(int more) {
    boolean slept = waitingJobs == 0;
    waitingJobs += more;
    if (parent != null) {
      parent.waits(more);
      if (slept && waitingJobs > 0) {
        moveTo(Math.max(virtualTime, parent.lowestTurn()));
      }
    }
  }

  void jobs(int more) {
    jobs += more;
    if (parent != null) {
      parent.jobs(more);
    }
  }

  /**
   * Where a newcomer starts: with the lowest of those who are being served, which may lie before
   * what was served last where grants cost less than expected.
   */
  double lowestTurn() {
    double lowest = served;
    for (var each : accounts.entrySet()) {
      if (each.getKey().wasServed(first)) {
        lowest = Math.min(lowest, each.getValue().first().virtualTime);
      }
    }
    for (var each : grantable.entrySet()) {
      if (each.getKey().wasServed(first)) {
        lowest = Math.min(lowest, each.getValue().first().virtualTime);
      }
    }
    return lowest;
  }

  /**
   * A member is served that would come at {@code time}.
   *
   * @return its virtual time, from which what it gets is counted
   */
  double serve(double time) {
    double turn = Math.max(time, served - LAG_SECONDS_MAX);
    served = Math.max(served, turn);
    return turn;
  }

  /** It and those above it are served something that is expected to take so many seconds. */
  void serveAll(double seconds) {
    if (parent != null) {
      moveTo(parent.serve(virtualTime) + seconds / weight);
      parent.serveAll(seconds);
    }
  }

  /** Moves its account and those above it by so many seconds of service, to either side. */
  void charge(double seconds) {
    if (parent != null) {
      moveTo(virtualTime + seconds / weight);
      parent.charge(seconds);
    }
  }

  /** Sets its account, and keeps its place in the order right. */
  private void moveTo(double time) {
    if (parent == null || keptBack) {
      virtualTime = time;
      return;
    }
    for (var work : classes()) {
      parent.sorted(work).remove(this);
    }
    virtualTime = time;
    for (var work : classes()) {
      parent.sorted(work).add(this);
    }
  }

  /** Whether it says no more than a newcomer's would. */
  boolean saysNothing() {
    return jobs == 0 && !isAwaited && parent != null && virtualTime <= parent.served;
  }
}
