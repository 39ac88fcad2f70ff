package io.gristworks.core.share;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.share.LimitKey.Measure;
import io.gristworks.core.share.LimitKey.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Divides the limits of tenants and operations between the pools with work under them.
 *
 * <p>One that begins knows nothing: it listens until every pool has had the time to say what it
 * has, and lets all keep that meanwhile; likewise for a limit that is new. A pool that is silent is
 * given nothing more; what it has is free again when another pool has taken over its queue and
 * knows what is out, or when all that may be out must have lapsed.
 *
 * <p>Threads: one at a time. Time is in nanoseconds from any origin and never runs backwards.
 */
public final class Divider {
  /** How long a new limit listens: longer than rules take to come round, and two claims. */
  private static final Duration NEWS = Duration.ofSeconds(3);

  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final long settleNanos;
  private final long lapseNanos;
  private final Map<String, Holder> holders = new TreeMap<>();
  private final Map<LimitKey, Split> splits = new TreeMap<>();
  private final Map<LimitKey, JobLimits> limits = new TreeMap<>();
  private long epoch;
  private long opensAt;
  private boolean knowsRules;
  private boolean strangers;
  private long number;

  /**
   * One that begins.
   *
   * @param settle how long it listens; longer than pools take to begin, and coordinators to say
   *     what is out
   * @param lapse after which nothing is out any more by a pool that nobody hears of
   * @param epoch higher than that of the one before
   */
  public Divider(Duration settle, Duration lapse, long epoch, long now) {
    this.settleNanos = settle.toNanos();
    this.lapseNanos = lapse.toNanos();
    this.epoch = epoch;
    this.opensAt = now + settleNanos;
  }

  /** From now on these rules hold. */
  public List<Allotment> follow(ClusterRules rules, long now) {
    var wanted = new TreeMap<LimitKey, JobLimits>();
    rules.tenants().forEach((name, rule) -> note(wanted, Scope.TENANT, name, rule.limits()));
    rules.operations().forEach((name, limit) -> note(wanted, Scope.OPERATION, name, limit));
    limits.keySet().retainAll(wanted.keySet());
    limits.putAll(wanted);
    splits.forEach(
        (key, split) -> {
          if (!limits.containsKey(key)) {
            split.limit(Units.NONE, now, now);
          }
        });
    long newOpensAt = knowsRules ? now + Math.min(settleNanos, NEWS.toNanos()) : now + settleNanos;
    opensAt = knowsRules ? opensAt : newOpensAt;
    knowsRules = true;
    limits.forEach((key, _) -> limit(split(key), key, latest(opensAt, newOpensAt), now));
    return divide(splits.keySet(), queue -> false, now);
  }

  private static void note(
      Map<LimitKey, JobLimits> into, Scope scope, String name, JobLimits limits) {
    for (var measure : Measure.values()) {
      if (Units.of(limits, measure).isLimit()) {
        into.put(new LimitKey(scope, name, measure), limits);
      }
    }
  }

  private static long latest(long one, long other) {
    return one - other > 0 ? one : other;
  }

  private void limit(Split split, LimitKey key, long from, long now) {
    var limit = limits.get(key);
    if (limit != null) {
      split.limit(Units.of(limit, key.measure()), from, now);
    }
  }

  private Split split(LimitKey key) {
    return splits.computeIfAbsent(key, Split::new);
  }

  /** Takes in what a pool says, and returns what is to be told to it and to others. */
  public List<Allotment> hear(Claim claim, long now) {
    if (claim.epoch() > epoch) {
      restart(claim.epoch() + 1, now); // its clock was ahead of this one's
    }
    if (claim.epoch() != epoch) {
      return List.of(
          new Allotment(epoch, claim.queue(), claim.incarnation(), claim.sequence(), List.of()));
    }
    var holder = holder(claim);
    if (claim.incarnation() != holder.incarnation || claim.sequence() <= holder.sequence) {
      return List.of();
    }
    holder.sequence = claim.sequence();
    holder.settled |= claim.settled();
    holder.heardAt = now;
    holder.gone = false;
    return divide(changed(claim, holder, now), claim.queue()::equals, now);
  }

  private void restart(long higher, long now) {
    epoch = higher;
    holders.clear();
    splits.clear();
    opensAt = now + settleNanos;
    limits.forEach((key, _) -> limit(split(key), key, opensAt, now));
  }

  /** By which pools tell it from the one before. */
  public long epoch() {
    return epoch;
  }

  /** Whether this claim was taken in, as one of a pool that goes by this divider. */
  public boolean knows(Claim claim) {
    var holder = holders.get(claim.queue());
    return holder != null
        && holder.incarnation == claim.incarnation()
        && holder.sequence >= claim.sequence();
  }

  private Holder holder(Claim claim) {
    var known = holders.get(claim.queue());
    if (known != null && known.incarnation >= claim.incarnation()) {
      return known;
    }
    var holder = new Holder(claim.incarnation());
    holders.put(claim.queue(), holder);
    splits.values().forEach(split -> split.moved(claim.queue()));
    return holder;
  }

  private Set<LimitKey> changed(Claim claim, Holder holder, long now) {
    var changed = new TreeSet<LimitKey>();
    var named = new HashSet<LimitKey>();
    for (var need : claim.needs()) {
      named.add(need.key());
      if (split(need.key()).hear(claim.queue(), need, holder.settled, now)) {
        changed.add(need.key());
      }
    }
    if (holder.settled) {
      splits.forEach(
          (key, split) -> {
            if (!named.contains(key) && split.release(claim.queue(), now)) {
              changed.add(key);
            }
          });
    }
    return changed;
  }

  /**
   * Whether there are pools that have said nothing yet in this epoch: what they have out is
   * unknown, so nothing is divided that was not before.
   */
  public void awaits(boolean silentPools) {
    strangers = silentPools;
  }

  /** What to ask such pools; empty where no limit is to be divided. */
  public Optional<Allotment> question() {
    return limits.isEmpty() ? Optional.empty() : Optional.of(Allotment.question(epoch));
  }

  /** The pool of a queue has stopped, if it is still this one. */
  public void gone(String queue, long incarnation) {
    var holder = holders.get(queue);
    if (holder != null && holder.incarnation == incarnation) {
      holder.gone = true;
    }
  }

  /** Some time has passed: about half a second. */
  public List<Allotment> tick(long now) {
    for (var each : List.copyOf(holders.entrySet())) {
      if (each.getValue().gone && now - each.getValue().heardAt > lapseNanos) {
        holders.remove(each.getKey());
        splits.values().forEach(split -> split.release(each.getKey(), now));
      }
    }
    splits.values().removeIf(split -> split.isEmpty() && !split.isLimit());
    var told = divide(splits.keySet(), queue -> isPresent(queue, now), now);
    holders.forEach(
        (queue, holder) -> {
          if (!holder.gone && !isPresent(queue, now) && hasStake(queue)) {
            told.add(allotment(queue, List.of())); // it may have given up what it has
          }
        });
    return told;
  }

  private boolean hasStake(String queue) {
    return splits.values().stream().anyMatch(split -> split.hasStake(queue));
  }

  private boolean isPresent(String queue, long now) {
    var holder = holders.get(queue);
    return holder != null && !holder.gone && now - holder.heardAt <= SILENCE.toNanos();
  }

  /**
   * Divides these limits anew.
   *
   * @param again to which queues' pools it is said again what they have not confirmed
   */
  private List<Allotment> divide(Collection<LimitKey> keys, Predicate<String> again, long now) {
    var unsettled =
        holders.entrySet().stream()
            .filter(each -> !each.getValue().settled)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    var parts = new TreeMap<String, List<Part>>();
    for (var key : keys) {
      var split = split(key);
      if (split.isOpen(unsettled, strangers, now)) {
        for (var told : split.divide(queue -> isPresent(queue, now), again, () -> ++number, now)) {
          parts.computeIfAbsent(told.queue(), _ -> new ArrayList<>()).add(told.part());
        }
      }
    }
    var allotments = new ArrayList<Allotment>();
    parts.forEach((queue, told) -> allotments.add(allotment(queue, told)));
    return allotments;
  }

  private Allotment allotment(String queue, List<Part> parts) {
    var holder = holders.get(queue);
    if (holder == null) {
      throw new IllegalStateException("no pool for queue " + queue);
    }
    return new Allotment(epoch, queue, holder.incarnation, holder.sequence, parts);
  }
}
