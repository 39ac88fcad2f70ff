package io.gristworks.simulation.check;

import static io.gristworks.simulation.check.InvariantViolation.unless;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.ControlEvent;
import io.gristworks.core.lease.TaskDispatch;
import io.gristworks.core.message.ToNode.Lease;
import io.gristworks.core.task.InputSlice;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.BatchStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** All books of a simulated cluster: whoever does something says so here, and is checked. */
public final class Oracles {
  private final TreeMap<String, BatchOracle> batches = new TreeMap<>();
  private final TreeMap<String, RetentionOracle> retention = new TreeMap<>();
  private final Records records;
  private final boolean reliable;
  private final Map<String, String> batchOfKey = new TreeMap<>();

  /** By batch and job, what runs right now, and where. */
  private final Map<String, TreeMap<String, RoaringBitmap>> running = new HashMap<>();

  /** The same, wherever it is; may miss what runs twice, and never what runs once. */
  private final Map<String, RoaringBitmap> everywhere = new HashMap<>();

  /** By batch and job, once a cancellation was answered: the nodes that had not confirmed it. */
  private final Map<String, Set<String>> quiet = new HashMap<>();

  private final Map<String, Runnable> atEnd = new HashMap<>(); // asked by key only
  private final Map<String, Long> read = new HashMap<>(); // asked by key only
  private final Set<String> wrote = new HashSet<>(); // asked by name only
  private String writing = "";
  private final LongSupplier today;
  private final NodeDeaths deaths;
  private final FenceOracle fences;
  private boolean countsOnly;
  private long starts;

  /**
   * Empty books.
   *
   * @param records what is durable beside the journal
   * @param reliable whether running work must not be run a second time, as nobody is out of reach
   * @param gentle whether nodes die of poison alone, and are back before that is noticed
   * @param now the time of the simulation, in nanoseconds
   * @param today the time of day, in nanoseconds, by a clock that is right
   */
  public Oracles(
      Records records, boolean reliable, boolean gentle, LongSupplier now, LongSupplier today) {
    this.today = today;
    this.records = records;
    this.reliable = reliable;
    this.deaths = new NodeDeaths(gentle);
    this.fences = new FenceOracle(now);
  }

  /** The book of a batch. */
  public BatchOracle of(String batch) {
    return batches.computeIfAbsent(batch, id -> new BatchOracle(id, records, !countsOnly));
  }

  /** All of them. */
  public Collection<BatchOracle> all() {
    return batches.values();
  }

  /**
   * I3: a coordinator asks nodes what they hold.
   *
   * @param latest whether it has heard of all that is written
   */
  public void asksHoldings(String batch, String coordinator, long earlierUpTo, boolean latest) {
    unless(
        !latest || earlierUpTo == of(batch).incarnation() << 32,
        "I3",
        "%s takes leases up to %d for those of earlier ones",
        coordinator,
        earlierUpTo);
    fences.raised(coordinator, earlierUpTo);
  }

  /** Which leases come too late. */
  public FenceOracle fences() {
    return fences;
  }

  /** How many tasks have their outcome by what is written. */
  public long ended() {
    return batches.values().stream().mapToLong(BatchOracle::ended).sum();
  }

  /** Tasks given up as poison. */
  public long quarantined() {
    return batches.values().stream().mapToLong(BatchOracle::quarantined).sum();
  }

  /** Tasks begun. */
  public long starts() {
    return starts;
  }

  /** I6: once a cluster has written after another, the other never writes again. */
  public void writtenBy(String cluster) {
    if (!cluster.equals(writing)) {
      unless(wrote.add(cluster), "I6", "%s writes again after %s", cluster, writing);
      writing = cluster;
    }
  }

  /** I6: these events are durable from now on. */
  public void journalled(String batch, long sequence, long before, List<BatchEvent> events) {
    unless(sequence == before + 1, "I6", "%s: event %d after event %d", batch, sequence, before);
    boolean hadEnded = of(batch).isFinished();
    long number = sequence;
    for (var event : events) {
      if (event instanceof ControlEvent.AwaitedBatchEnded(var end, _)) {
        unless(of(end.batch()).hasEnded(end), "I20", "%s never ended so: %s", end.batch(), end);
      }
      retention(batch).journalled(event, today.getAsLong());
      of(batch).journalled(event, number++, deaths);
      of(batch).release();
      if (event instanceof BatchEvent.FailedRetried again) {
        goesOn(key(batch, again.job()), again.tasks());
      }
    }
    of(batch).suspectsAreFew();
    if (!hadEnded && of(batch).isFinished()) {
      retention(batch).ended(today.getAsLong());
      atEnd.getOrDefault(batch, () -> {}).run();
    }
  }

  /** Whenever this batch ends, this happens at once. */
  public void atEnd(String batch, Runnable happens) {
    atEnd.put(batch, happens);
  }

  /**
   * I3, I5: a coordinator has given a lease out.
   *
   * @param latest whether it has heard of all that is written
   * @param leased how many tasks of the job are leased, with these
   * @param now what its clock shows; null where clocks differ
   */
  public void granted(
      String batch, Lease grant, boolean latest, int leased, @Nullable Instant now) {
    of(batch).granted(grant, latest, leased, now);
  }

  /** I18, I19: what a node is told to read for a lease, of inputs and of results of other jobs. */
  public void reads(
      String batch, Lease grant, List<InputSlice> slices, Map<Integer, List<SegmentRef>> fanIn) {
    of(batch).reads(grant, slices, fanIn);
  }

  /** The day is over: what must hold of it as a whole. */
  public void check() {
    batches.values().forEach(BatchOracle::check);
    retention.values().forEach(RetentionOracle::check);
  }

  private RetentionOracle retention(String batch) {
    return retention.computeIfAbsent(batch, id -> new RetentionOracle(id, records));
  }

  /** I16: segments of outcomes of this batch are deleted. */
  public void segmentsDeleted(String batch, Collection<UUID> segments) {
    retention(batch).segmentsDeleted(segments);
  }

  /** Whether the retention of a batch is over. */
  public boolean isRetired(String batch) {
    return retention(batch).isRetired();
  }

  /**
   * I24: lists tell this of a batch from now on.
   *
   * @param before what they told until now
   */
  public void showsInLists(BatchStatus status, @Nullable BatchStatus before) {
    unless(
        before == null || before.revision() <= status.revision(),
        "I24",
        "lists go back from %s to %s",
        before,
        status);
    told(status, false);
  }

  /** I16: an upload that was begun for this batch is deleted. */
  public void inputsDeleted(String batch, String upload) {
    retention(batch).inputsDeleted(upload);
  }

  /** I23: a command was granted by somebody who knows all that is written. */
  public void answered(String batch, BatchCommand command) {
    of(batch).commands().answered(command);
  }

  /** I23: what follows from a retry, decided by somebody who knows all that is written. */
  public void retried(String batch, BatchCommand.RetryFailed wish, List<BatchEvent> events) {
    of(batch).commands().retried(wish, events);
  }

  /**
   * I24: somebody is told how a batch stands.
   *
   * @param latest whether by somebody who knows all that is written
   */
  public void told(BatchStatus status, boolean latest) {
    of(status.id()).told(status, latest);
  }

  /** The latest revision of a batch that any client has read. */
  public long lastRead(String batch) {
    return read.getOrDefault(batch, 0L);
  }

  /** I24: what clients read never goes back, whichever gateway they ask. */
  public void read(String batch, long revision, long readBefore) {
    unless(
        revision >= readBefore,
        "I24",
        "%s was read at revision %d after it had been read at %d",
        batch,
        revision,
        readBefore);
    read.merge(batch, revision, Math::max);
  }

  /** I1, I7: a coordinator has had its turn. */
  public void stands(Batch batch, TaskDispatch dispatch, boolean latest) {
    if (batch.exists()) {
      of(batch.id().value()).stands(batch, dispatch, latest);
    }
  }

  /** P2: a node has forgotten outcomes. */
  public void settled(String batch, int job, TaskSet tasks) {
    of(batch).settled(job, tasks);
  }

  // Running.

  private static String key(String batch, int job) {
    return batch + "." + job;
  }

  /**
   * From now on what runs where is only counted, and of segments only that they are stored: for
   * long days on which nobody dies or cancels, and a segment can be found once.
   */
  public void countRunsOnly() {
    countsOnly = true;
  }

  /**
   * Failed tasks are tried again: their job may have been cancelled, and goes on; and one that was
   * given up for the deaths of its nodes may still run on another.
   */
  private void goesOn(String key, TaskSet again) {
    quiet.remove(key);
    running.getOrDefault(key, new TreeMap<>()).values().forEach(busy -> busy.andNot(again.bits()));
    everywhere.getOrDefault(key, new RoaringBitmap()).andNot(again.bits());
  }

  /** I10, and P2 where nobody is out of reach: a node begins tasks of a lease. */
  public void started(String node, Lease terms, TaskSet tasks) {
    starts += tasks.size();
    if (countsOnly) {
      return;
    }
    fences.begins(node, terms);
    var key = key(terms.batch(), terms.job());
    var loud = quiet.get(key);
    unless(
        loud == null || loud.contains(node),
        "I10",
        "%s started %s of job %d of %s after its cancellation was answered",
        node,
        tasks,
        terms.job(),
        terms.batch());
    var here = running.computeIfAbsent(key, _ -> new TreeMap<>());
    var anywhere = everywhere.computeIfAbsent(key, _ -> new RoaringBitmap());
    if (reliable && RoaringBitmap.intersects(anywhere, tasks.bits())) {
      here.forEach(
          (other, busy) ->
              unless(
                  !RoaringBitmap.intersects(busy, tasks.bits()),
                  "P2",
                  "%s started %s of job %d of %s, which runs on %s",
                  node,
                  tasks,
                  terms.job(),
                  terms.batch(),
                  other));
    }
    here.computeIfAbsent(node, _ -> new RoaringBitmap()).or(tasks.bits());
    anywhere.or(tasks.bits());
  }

  /** Tasks do not run any more. */
  public void stopped(String node, Lease terms, TaskSet tasks) {
    if (countsOnly) {
      return;
    }
    var key = key(terms.batch(), terms.job());
    var here = running.get(key);
    var busy = here == null ? null : here.get(node);
    var anywhere = everywhere.get(key);
    if (busy != null && anywhere != null) {
      busy.andNot(tasks.bits());
      anywhere.andNot(tasks.bits());
    }
  }

  /** A task kills its node. */
  public void poisoned(String node, Lease terms, int task) {
    deaths.poisoned(node, new ExecutingTask(terms, task));
  }

  /** A node has died, and was running that. */
  public void died(String node, List<ExecutingTask> atWork) {
    deaths.died(node, atWork);
    running.forEach(
        (key, here) -> {
          if (here.remove(node) != null) {
            var rest = new RoaringBitmap();
            here.values().forEach(rest::or);
            everywhere.put(key, rest);
          }
        });
  }

  /**
   * I10: a cancellation was answered.
   *
   * @param unconfirmed the nodes that held leases and have not confirmed in time
   */
  public void cancelAnswered(String batch, int job, Set<String> unconfirmed) {
    unless(of(batch).isEnding(job), "I10", "answered, but not written: the end of %s", batch);
    quiet.putIfAbsent(key(batch, job), new TreeSet<>(unconfirmed));
  }

  // Clients.

  /** I11, P1: a submission was answered with a batch. */
  public void submitted(String key, String batch, BatchSpec spec, List<Integer> tasks) {
    var known = batchOfKey.putIfAbsent(key, batch);
    unless(known == null || known.equals(batch), "I11", "key %s: %s and %s", key, known, batch);
    var written = of(batch).spec();
    unless(written != null, "P1", "answered, but not written: the submission of %s", batch);
    unless(written == null || written.equals(spec), "I11", "%s is another batch", batch);
    for (int job = 0; job < tasks.size(); job++) {
      unless(
          tasks.get(job) < 0 || of(batch).total(job) == tasks.get(job),
          "I11",
          "job %d of %s has %d tasks, not %d",
          job,
          batch,
          of(batch).total(job),
          tasks.get(job));
    }
  }

  /** Whether somebody knows that this batch exists. */
  public boolean isAnswered(String batch) {
    return batchOfKey.containsValue(batch);
  }

  /** I11: at most one batch for a key. */
  public void submissionsOf(String key, List<String> ids) {
    long exist = ids.stream().distinct().filter(id -> of(id).spec() != null).count();
    unless(exist <= 1, "I11", "key %s has become %d batches", key, exist);
  }
}
