package io.gristworks.core.simulated;

import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.lease.LeaseGrant;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** A worker node: runs leases, some tasks badly, and tells of them until it is believed. */
final class SimulatedNode {
  private static final String[] KINDS = {"io", "timeout", "bad_input"};

  private final String name;
  private final RandomGenerator random;
  private final Mail mail;
  private final Ledger ledger;
  private final double failing;
  private final TreeMap<Long, Held> leases = new TreeMap<>();
  private final List<Ended> gathered = new ArrayList<>();
  private final TreeMap<Long, List<Ended>> untold = new TreeMap<>();
  private final TreeMap<Long, Letter.Report> reports = new TreeMap<>();
  private long lastReport;

  /** A lease: {@code open} are the tasks that no acknowledged report has told of. */
  private record Held(LeaseGrant grant, RoaringBitmap unstarted, RoaringBitmap open) {}

  /** An attempt that has ended. */
  private record Ended(long lease, int job, int task, int attempt, @Nullable String failure) {}

  private record JobTask(int job, int task) {}

  SimulatedNode(String name, double failing, RandomGenerator random, Mail mail, Ledger ledger) {
    this.name = name;
    this.failing = failing;
    this.random = random;
    this.mail = mail;
    this.ledger = ledger;
  }

  String name() {
    return name;
  }

  boolean isIdle() {
    return leases.values().stream().allMatch(lease -> lease.unstarted().isEmpty());
  }

  void take(Letter.ToNode letter) {
    switch (letter) {
      case Letter.Granted(_, var grant) ->
          leases.putIfAbsent(
              grant.number(),
              new Held(grant, grant.tasks().bits().clone(), grant.tasks().bits().clone()));
      case Letter.Acknowledged(_, var number, var refused) -> acknowledged(number, refused);
      case Letter.GiveBack(_, var lease, var keep) -> giveBack(lease, keep);
      case Letter.Drop(_, var jobs) -> {
        leases.values().removeIf(lease -> jobs.contains(lease.grant().job()));
        gathered.removeIf(ended -> jobs.contains(ended.job()));
      }
    }
  }

  /** Runs at most so many tasks of one lease. */
  void run(int most) {
    var ready = leases.values().stream().filter(lease -> !lease.unstarted().isEmpty()).toList();
    if (ready.isEmpty()) {
      return;
    }
    var lease = ready.get(random.nextInt(ready.size()));
    var grant = lease.grant();
    var begun = lease.unstarted().limit(most);
    lease.unstarted().andNot(begun);
    for (int task : begun) {
      int attempt = grant.failedAttempts().getOrDefault(task, 0) + 1;
      var failure = random.nextDouble() < failing ? KINDS[random.nextInt(KINDS.length)] : null;
      gathered.add(new Ended(grant.number(), grant.job(), task, attempt, failure));
    }
  }

  /** Tells of what has ended: each task at most once in a report. */
  void report() {
    var told = new ArrayList<Ended>();
    Set<JobTask> seen = new HashSet<>();
    gathered.removeIf(ended -> seen.add(new JobTask(ended.job(), ended.task())) && told.add(ended));
    if (!told.isEmpty()) {
      long number = ++lastReport;
      untold.put(number, told);
      reports.put(number, new Letter.Report(name, number, store(told)));
      mail.send(reports.get(number));
    }
  }

  /** Tells again of what nobody has acknowledged. */
  void repeat() {
    reports.values().forEach(mail::send);
  }

  void sayWhatIsHeld() {
    mail.send(
        new Letter.Holding(
            name,
            leases.values().stream()
                .map(
                    lease ->
                        new Letter.Held(
                            lease.grant().number(),
                            lease.grant().job(),
                            TaskSet.copyOf(lease.open()),
                            lease.unstarted().getCardinality()))
                .toList()));
  }

  private List<JobReport> store(List<Ended> told) {
    var byJob = new TreeMap<Integer, List<Ended>>();
    told.forEach(ended -> byJob.computeIfAbsent(ended.job(), _ -> new ArrayList<>()).add(ended));
    return byJob.entrySet().stream().map(job -> store(job.getKey(), job.getValue())).toList();
  }

  private JobReport store(int job, List<Ended> told) {
    var succeeded = new RoaringBitmap();
    var failures = new ArrayList<Failure>();
    for (var ended : told) {
      if (ended.failure() == null) {
        succeeded.add(ended.task());
      } else {
        boolean permanent = ended.failure().equals("bad_input");
        failures.add(
            new Failure(ended.task(), ended.attempt(), ended.failure(), "failed", permanent));
      }
    }
    var counters = new TreeMap<>(Map.of("processed", (long) succeeded.getCardinality()));
    counters.put("matches", random.nextLong(1_000));
    int first = told.stream().mapToInt(Ended::task).min().orElseThrow();
    int last = told.stream().mapToInt(Ended::task).max().orElseThrow();
    var id = new UUID(random.nextLong(), random.nextLong());
    var report =
        new JobReport(
            job,
            new SegmentRef(id, first, last, told.size()),
            TaskSet.owning(succeeded),
            failures,
            counters,
            random.nextLong(1, 20_000) * told.size());
    ledger.stored(report);
    return report;
  }

  private void acknowledged(long number, Map<Integer, TaskSet> refused) {
    reports.remove(number);
    var told = untold.remove(number);
    if (told == null) {
      return;
    }
    for (var ended : told) {
      var known = refused.get(ended.job());
      if (refused.isEmpty() || (known != null && known.contains(ended.task()))) {
        forget(ended);
      } else {
        gathered.add(ended);
      }
    }
  }

  private void forget(Ended ended) {
    var lease = leases.get(ended.lease());
    if (lease != null) {
      lease.open().remove(ended.task());
      if (lease.open().isEmpty()) {
        leases.remove(ended.lease());
      }
    }
  }

  private void giveBack(long number, int keep) {
    var lease = leases.get(number);
    if (lease != null) {
      // One it will begin itself: two nodes would else send the last task to and fro for ever.
      int kept = Math.max(keep, 1);
      var given = RoaringBitmap.andNot(lease.unstarted(), lease.unstarted().limit(kept));
      lease.unstarted().andNot(given);
      lease.open().andNot(given);
      mail.send(new Letter.GaveBack(name, number, lease.grant().job(), TaskSet.owning(given)));
    }
  }
}
