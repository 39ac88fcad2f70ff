package io.gristworks.core.pool;

import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.JobOffer;
import io.gristworks.core.rule.ClusterRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: first those that go first; among them, and among the others, stride scheduling
 * over queues, then over the tenants in the queue, then over the jobs of the tenant.
 *
 * <p>Each grant moves the virtual time of job, tenant and queue on by its cost ÷ weight, and the
 * lowest is served next. Who was away comes back at the virtual time of the one served last:
 * sleeping earns no credit. A job is taken out of the order ({@link #lift}) before anything by
 * which it is sorted changes, and put back afterwards ({@link #place}). There are accounts for jobs
 * that go first and others for all other jobs, so that what is urgent is not paid for by what is
 * not.
 *
 * <p>Whoever is at a limit is kept out of the order, and looked at again when room comes: with an
 * offer, a settlement, or with time.
 */
final class FairQueue {
  /** When an account's limit has a token again. */
  private record Wake(long at, Account account) {}

  private final Limits limits;
  private final double worthwhileSeconds;
  private final PriorityQueue<Wake> wakes =
      new PriorityQueue<>((one, other) -> Long.signum(one.at - other.at));

  /** In the order in which they were heard last. */
  private final LinkedHashMap<JobKey, Job> jobs = new LinkedHashMap<>();

  private final Account first = new Account("", null, new LimitState(true, 0), true, 1);
  private final Account usual = new Account("", null, new LimitState(true, 0), false, 1);
  private final Map<WorkClass.Kind, WorkClass> classes = new LinkedHashMap<>();

  FairQueue(PoolSettings settings, Limits limits) {
    this.limits = limits;
    this.worthwhileSeconds = settings.worthwhile().toNanos() / 1e9;
  }

  /** From now on these rules hold. */
  void follow(ClusterRules rules, long now) {
    limits.follow(rules, now);
    for (var root : List.of(first, usual)) {
      for (var queue : root.members.values()) {
        queue.weight = rules.queue(queue.name).weight();
        queue.members.values().forEach(each -> each.weight = rules.tenant(each.name).weight());
      }
    }
    checkEverybody(now);
  }

  /** From now on it is known what is out under each limit. */
  void counted(long now) {
    limits.counted(now);
    for (var job : jobs.values()) {
      lift(job);
      job.limit.counted(now);
      place(job, now);
    }
    checkEverybody(now);
  }

  private void checkEverybody(long now) {
    for (var root : List.of(first, usual)) {
      for (var queue : root.members.values()) {
        check(queue, now);
        queue.members.values().forEach(tenant -> check(tenant, now));
      }
    }
  }

  /** Whether anything at all may be handed out. */
  boolean mayServe() {
    return limits.rules().stop().isEmpty();
  }

  /** Lets in again whose bucket has a token. */
  void wake(long now) {
    for (var wake = wakes.peek(); wake != null && wake.at - now <= 0; wake = wakes.peek()) {
      wakes.remove();
      wake.account.isAwaited = false;
      check(wake.account, now);
    }
  }

  private void check(Account account, long now) {
    boolean open = account.limit.isOpen(now);
    account.keepBack(!open);
    if (!open && !account.isAwaited) {
      long at = account.limit.opensAt(now);
      if (at != Long.MAX_VALUE) {
        account.isAwaited = true;
        wakes.add(new Wake(at, account));
      }
    }
  }

  /** Looks at all who share the limits of the job. */
  private void checkAll(Job job, long now) {
    checkAll(job.tenant.limit, now);
    checkAll(job.queue().limit, now);
  }

  private void checkAll(LimitState limit, long now) {
    if (limit.isLimited()) { // that it is no longer, is told by new rules
      limit.accounts.forEach(account -> check(account, now));
    }
  }

  @Nullable Job job(JobKey key) {
    return jobs.get(key);
  }

  Collection<Job> jobs() {
    return jobs.values();
  }

  Collection<WorkClass> classes() {
    return classes.values();
  }

  /** A class's jobs, and nodes once {@link NodeCredits} has sorted them in. */
  @Nullable WorkClass work(WorkClass.Kind kind) {
    return classes.get(kind);
  }

  WorkClass open(WorkClass.Kind kind, long now) {
    return classes.computeIfAbsent(
        kind, it -> new WorkClass(it, limits.operation(it.operation(), now)));
  }

  /** Takes note of a job that is new here; it is not placed yet. */
  Job admit(JobOffer offer, WorkClass work, long now) {
    var job = new Job(offer, account(offer, now), work, limits.fresh());
    jobs.put(job.key, job);
    job.tenant.jobs(1);
    work.jobs++;
    return job;
  }

  private Account account(JobOffer offer, long now) {
    var root = offer.first() ? first : usual;
    var rules = limits.rules();
    var queue =
        member(
            root,
            offer.queue(),
            limits.queue(offer.queue(), now),
            rules.queue(offer.queue()).weight(),
            now);
    return member(
        queue,
        offer.tenant(),
        limits.tenant(offer.tenant(), now),
        rules.tenant(offer.tenant()).weight(),
        now);
  }

  private Account member(Account of, String name, LimitState limit, int weight, long now) {
    var known = of.members.get(name);
    if (known != null) {
      return known;
    }
    var member = new Account(name, of, limit, of.first, weight);
    of.members.put(name, member);
    check(member, now);
    return member;
  }

  /** Replaces what a lifted job offers. */
  void handle(Job job, JobOffer offer, long now) {
    if (offer.first() != job.tenant.first) {
      change(job, offer, now);
    }
    boolean waited = job.offer.pending() > 0;
    job.handle(offer, now);
    if (!waited && offer.pending() > 0) {
      wake(job, now);
      job.movePause.clear(); // what was to be moved has come back: there may be more of it
    } else if (waited && offer.pending() == 0) {
      job.tenant.waits(-1);
    }
  }

  /** Its priority has changed so much that it is paid for from other accounts. */
  private void change(Job job, JobOffer offer, long now) {
    boolean waits = job.offer.pending() > 0;
    job.tenant.jobs(-1);
    if (waits) {
      job.tenant.waits(-1);
    }
    job.tenant = account(offer, now);
    job.tenant.jobs(1);
    job.virtualTime = 0;
    if (waits) {
      wake(job, job.waitingSince);
    }
  }

  /** Notes that its coordinator is alive. */
  void heardFrom(Job job, long now) {
    job.heardAt = now;
    jobs.putLast(job.key, job);
  }

  private void wake(Job job, long now) {
    job.tenant.waits(1);
    job.virtualTime = Math.max(job.virtualTime, job.tenant.lowestTurn());
    job.waitingSince = now;
  }

  /** Jobs whose coordinator has been silent since {@code deadline} or longer. */
  List<Job> silentSince(long deadline) {
    var silent = new ArrayList<Job>();
    for (var job : jobs.values()) {
      if (job.heardAt - deadline > 0) {
        break;
      }
      silent.add(job);
    }
    return silent;
  }

  /** Forgets a lifted job. */
  void forget(Job job, long now) {
    jobs.remove(job.key);
    job.work.jobs--;
    job.tenant.jobs(-1);
    checkAll(job, now);
  }

  /** Forgets empty classes, and accounts that say no more than a newcomer's would. */
  void tidy() {
    classes.values().removeIf(work -> work.jobs == 0);
    for (var root : List.of(first, usual)) {
      for (var queue : root.members.values()) {
        queue.members.values().removeIf(this::forgets);
      }
      root.members.values().removeIf(queue -> queue.members.isEmpty() && forgets(queue));
    }
  }

  private boolean forgets(Account account) {
    boolean forgets = account.saysNothing();
    if (forgets) {
      limits.forget(account);
    }
    return forgets;
  }

  /** Takes a job out of the order. */
  void lift(Job job) {
    job.tenant.remove(job);
    job.work.movable.remove(job);
    if (job.countedBusy) {
      job.countedBusy = false;
      job.work.busyJobs--;
    }
    if (job.countedBack) {
      job.countedBack = false;
      job.work.keptBack--;
    }
  }

  /** Puts a lifted job where it belongs now. */
  void place(Job job, long now) {
    if (job.isGrantable(now)) {
      job.tenant.add(job);
    } else if (job.offer.pending() > 0 && !job.limit.isOpen(now)) {
      job.countedBack = true;
      job.work.keptBack++;
    }
    checkAll(job, now);
    boolean movable = job.isMovable(now, worthwhileSeconds);
    if (movable) {
      job.work.movable.add(job);
    }
    if (movable || job.offer.pending() > 0) {
      job.countedBusy = true;
      job.work.busyJobs++;
    }
  }

  /** The job whose turn it is, of those for which there is a credit; null where there is none. */
  @Nullable Job next(long now) {
    if (!mayServe()) {
      return null;
    }
    var next = next(first, now);
    return next == null ? next(usual, now) : next;
  }

  private @Nullable Job next(Account root, long now) {
    Job next = null;
    for (var work : classes.values()) {
      if (work.canServe(root.first, now)) {
        var job = root.next(work);
        if (next == null || Job.BY_TURN_OF_ALL.compare(job, next) < 0) {
          next = job;
        }
      }
    }
    return next;
  }

  /** Serves a lifted job: charges all accounts what the grant is expected to cost. */
  void serve(Job job, double seconds) {
    job.work.served(job.tenant.first);
    job.virtualTime = job.tenant.serve(job.virtualTime) + seconds / job.offer.weight();
    job.tenant.serveAll(seconds);
  }

  /** Corrects the accounts of a lifted job by so many seconds. */
  void charge(Job job, Account tenant, int weight, double seconds) {
    tenant.charge(seconds);
    if (tenant == job.tenant) {
      job.virtualTime += seconds / weight;
    }
  }
}
