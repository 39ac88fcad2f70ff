package io.gristworks.core.lease;

import io.gristworks.core.message.HoldingPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** The leases of one batch that have not ended, and which nodes hold them. */
final class Leases {
  private final TreeMap<Long, Lease> byNumber = new TreeMap<>();
  private final TreeMap<String, TreeMap<Long, Lease>> byNode = new TreeMap<>();
  private final LeasesByTask byTask = new LeasesByTask();

  /** Those whose node is gone or silent, and whose end waits for what it had stored. */
  private final TreeMap<Long, Lease> lost = new TreeMap<>();

  /** Those that have ended here though their node may hold them still. */
  private final Set<Long> doubtful = new HashSet<>();

  /** Those of them whose node is not known to be gone: it may begin tasks of them still. */
  private final TreeMap<Long, Lease> silent = new TreeMap<>();

  /** Those of earlier coordinators that a node has named. */
  private final Set<Long> met = new HashSet<>();

  private long earlierUpTo;

  /** Counted along: it is asked for with every offer. */
  private final Map<Integer, Long> unstarted = new HashMap<>();

  void add(Lease lease) {
    byNumber.put(lease.number, lease);
    byNode.computeIfAbsent(lease.node, _ -> new TreeMap<>()).put(lease.number, lease);
    byTask.add(lease);
    count(lease.job, lease.unstarted);
  }

  @Nullable Lease of(long number) {
    return byNumber.get(number);
  }

  /** Leases up to this number were given by earlier coordinators, later ones by this. */
  void earlierUpTo(long number) {
    earlierUpTo = number;
  }

  /** A lease has ended, and its node may not know it. */
  void doubt(Lease lease) {
    doubtful.add(lease.number);
    if (!lease.gone) {
      silent.put(lease.number, lease);
    }
  }

  /** These nodes are gone: nothing begins there any more. */
  void gone(Set<String> nodes) {
    if (!nodes.isEmpty()) {
      silent.values().removeIf(lease -> nodes.contains(lease.node));
    }
  }

  /**
   * Whether a lease that a node names, and that is not among these, is to be taken in: where an
   * earlier coordinator gave it, once; or where it ended in doubt. Any other has ended for good,
   * and what the node said is older than that: its tasks may be waiting for another attempt, and
   * would wait for a lease that nobody holds.
   */
  boolean takesIn(long number) {
    silent.remove(number);
    return doubtful.remove(number) || (number <= earlierUpTo && met.add(number));
  }

  /** How many tasks of a lease are not known to have been started. */
  void unstarted(Lease lease, int tasks) {
    int now = Math.clamp(tasks, 0, lease.tasks.getCardinality());
    count(lease.job, now - (long) lease.unstarted);
    lease.unstarted = now;
  }

  /** A node has given back so many of the unstarted tasks of a lease. */
  void gaveBack(Lease lease, int tasks) {
    lease.askedBack = false;
    unstarted(lease, lease.unstarted - tasks);
  }

  /** How many tasks of a job are leased and not known to have been started. */
  long unstarted(int job) {
    return unstarted.getOrDefault(job, 0L);
  }

  private void count(int job, long more) {
    unstarted.merge(job, more, Long::sum);
  }

  /** Takes tasks out of all leases. */
  void shrinkAll(int job, RoaringBitmap told) {
    byTask.near(job, told).forEach(lease -> shrinkOne(lease, told));
  }

  /** Takes tasks out of one lease, which ends when none is left. */
  void shrinkOne(Lease lease, RoaringBitmap tasks) {
    if (!RoaringBitmap.intersects(lease.tasks, tasks)) {
      return;
    }
    var out = RoaringBitmap.and(lease.tasks, tasks);
    lease.tasks.andNot(out);
    unstarted(lease, lease.unstarted);
    if (lease.tasks.isEmpty()) {
      byNumber.remove(lease.number);
      lost.remove(lease.number);
      var others = byNode.get(lease.node);
      if (others != null && others.remove(lease.number) != null && others.isEmpty()) {
        byNode.remove(lease.node);
      }
    }
    byTask.left(lease, out);
  }

  private Collection<Lease> of(String node) {
    var leases = byNode.get(node);
    return leases == null ? List.of() : leases.values();
  }

  /** Those of a node for a job of which a part of what it holds says that they are not held. */
  List<Lease> unnamed(String node, int job, HoldingPart part) {
    var named = new HashSet<Long>();
    part.leases().forEach(lease -> named.add(lease.number()));
    return of(node).stream()
        .filter(lease -> lease.job == job && part.covers(lease.number))
        .filter(lease -> !named.contains(lease.number))
        .toList();
  }

  /**
   * Those of nodes that are gone, and those of which nothing has been heard for too long, as far as
   * they were not lost before.
   */
  List<Lease> lose(Set<String> gone, Instant now) {
    gone(gone);
    var news = new ArrayList<Lease>();
    for (var lease : byNumber.values()) {
      boolean isGone = gone.contains(lease.node);
      lease.gone |= isGone;
      if (!lease.lost && (isGone || !now.isBefore(lease.lapsesAt))) {
        lease.lost = true;
        lost.put(lease.number, lease);
        unstarted(lease, 0);
        news.add(lease);
      }
    }
    return news;
  }

  /** The node of a lease has spoken of it. */
  void found(Lease lease) {
    lease.lost = false;
    lease.gone = false;
    lease.search = 0;
    lost.remove(lease.number);
  }

  /** Those that are lost, by number. */
  List<Lease> lost() {
    return List.copyOf(lost.values());
  }

  /** See {@link TaskDispatch#takeBackFor}. */
  Optional<TakeBack> takeBackFor(int job, String idle) {
    var rests = new ArrayList<Lease>();
    var byNode = new HashMap<String, Integer>();
    for (var lease : byNumber.values()) {
      if (lease.job == job && !lease.node.equals(idle) && !lease.askedBack && lease.unstarted > 0) {
        rests.add(lease);
        byNode.merge(lease.node, lease.unstarted, Integer::sum);
      }
    }
    return rests.stream()
        .max(
            Comparator.comparingInt((Lease lease) -> byNode.getOrDefault(lease.node, 0))
                .thenComparing(lease -> lease.node)
                .thenComparingInt(lease -> lease.unstarted)
                .thenComparingLong(lease -> lease.number))
        .map(lease -> askBack(lease, lease.unstarted / 2));
  }

  private static TakeBack askBack(Lease lease, int keep) {
    lease.askedBack = true;
    return new TakeBack(lease.number, lease.node, keep);
  }

  /** A node has been heard of: it may be asked for work again. */
  void heard(String node) {
    of(node).forEach(lease -> lease.askedBack = false);
  }

  /** The node that holds {@code task}, if one does. */
  Optional<String> holderOf(int job, int task) {
    return byTask.near(job, RoaringBitmap.bitmapOf(task)).stream()
        .filter(lease -> lease.tasks.contains(task))
        .map(lease -> lease.node)
        .findFirst();
  }

  /** How many nodes hold leases. */
  int nodeCount() {
    return byNode.size();
  }

  /** The nodes that hold leases, by name. */
  Set<String> nodes() {
    return new TreeSet<>(byNode.keySet());
  }

  /** Those that hold leases of any of these jobs, or may hold them. */
  Set<String> nodesWith(List<Integer> jobs) {
    var nodes = new TreeSet<String>();
    if (!jobs.isEmpty()) { // asked after each event
      for (var leases : List.of(byNumber.values(), silent.values())) {
        for (var lease : leases) {
          if (jobs.contains(lease.job) && !lease.gone) {
            nodes.add(lease.node);
          }
        }
      }
    }
    return nodes;
  }
}
