package io.gristworks.core.share;

import io.gristworks.core.share.Division.Wish;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One limit, and who has how much of it.
 *
 * <p>What nobody may use is the divider's own: of a rate, its tokens gather here as they would with
 * a pool, and go out with the units.
 */
final class Split {
  private static final double NANOS = 1e9;

  /** How long one keeps a unit that others wait for, too: 1 s, or the time of a token. */
  private static final double TURN_SECONDS = 1;

  /** Something to be told to the pool of a queue. */
  record Told(String queue, Part part) {}

  private final LimitKey key;
  private final Map<String, Stake> stakes = new TreeMap<>();
  private Units units = Units.NONE;
  private boolean open;
  private long opensAt;
  private @Nullable Set<String> awaited;
  private double tokens;
  private long accruedAt;

  Split(LimitKey key) {
    this.key = key;
  }

  /**
   * From now on there are so many units.
   *
   * @param opensAt if the limit is new: until then, pools say what they have out under it
   */
  void limit(Units others, long opensAt, long now) {
    accrue(now);
    if (!units.isLimit()) {
      this.opensAt = opensAt;
      this.open = false;
      this.awaited = null;
    }
    units = others;
    capTokens();
  }

  boolean isLimit() {
    return units.isLimit();
  }

  boolean isEmpty() {
    return stakes.isEmpty();
  }

  boolean hasStake(String queue) {
    return stakes.containsKey(queue);
  }

  /**
   * Whether it is known who has what, so that it can be divided.
   *
   * @param unsettled the queues whose pools do not know yet what is out
   * @param strangers whether there are pools that have said nothing yet
   */
  boolean isOpen(Set<String> unsettled, boolean strangers, long now) {
    if (!isLimit()) {
      return false;
    }
    if (open || strangers || now - opensAt < 0) {
      return open;
    }
    if (awaited == null) {
      awaited = new TreeSet<>(unsettled);
    }
    awaited.retainAll(unsettled);
    open = awaited.isEmpty();
    accruedAt = now;
    return open;
  }

  /** Takes in what a pool says; returns whether it is news. */
  boolean hear(String queue, Need need, boolean settled, long now) {
    var stake = stakes.computeIfAbsent(queue, _ -> new Stake());
    if (stake.hasHeard(need) && settled) {
      return false;
    }
    accrue(now);
    tokens += stake.hear(need, settled);
    capTokens();
    return true;
  }

  /** Another pool acts for the queue. */
  void moved(String queue) {
    var stake = stakes.get(queue);
    if (stake != null) {
      stake.moved();
    }
  }

  /** A pool acts on nothing here, and has nothing out. Returns whether that is news. */
  boolean release(String queue, long now) {
    if (!stakes.containsKey(queue)) {
      return false;
    }
    accrue(now);
    stakes.remove(queue);
    return true;
  }

  /**
   * Divides anew.
   *
   * @param present whether a queue's pool is there to act on anything
   * @param again to which queues' pools it is said again what they have not confirmed
   * @param numbers for parts
   */
  List<Told> divide(
      Predicate<String> present, Predicate<String> again, LongSupplier numbers, long now) {
    accrue(now);
    var wishes = wishes(present, now);
    var parts = Division.of(units.count(), wishes, turn());
    var told = new ArrayList<Told>();
    var more = new ArrayList<Growth>();
    int at = 0;
    for (var each : stakes.entrySet()) {
      var stake = each.getValue();
      long part = parts[at++];
      if (part < stake.units) {
        told.add(tell(each.getKey(), stake, part, numbers.getAsLong()));
      } else if (part > stake.units && present.test(each.getKey())) {
        more.add(new Growth(each.getKey(), stake, part));
      } else if (stake.last != null && !stake.isConfirmed() && again.test(each.getKey())) {
        told.add(new Told(each.getKey(), stake.last)); // it may have been lost
      }
    }
    more.sort(Growth.ORDER);
    for (var growth : more) {
      long part = Math.min(growth.part, growth.stake.bound + free());
      if (part > growth.stake.units) {
        told.add(tell(growth.queue, growth.stake, part, numbers.getAsLong()));
      }
    }
    return told;
  }

  private record Growth(String queue, Stake stake, long part) {
    static final Comparator<Growth> ORDER =
        Comparator.<Growth>comparingLong(it -> it.stake.units)
            .thenComparingDouble(it -> it.stake.had);
  }

  private List<Wish> wishes(Predicate<String> present, long now) {
    var wishes = new ArrayList<Wish>();
    stakes.forEach((queue, stake) -> wishes.add(wish(stake, present.test(queue))));
    long level = Division.level(units.count(), wishes);
    double lowest =
        stakes.values().stream()
            .filter(stake -> stake.hungry)
            .mapToDouble(stake -> stake.had)
            .min()
            .orElse(0);
    int at = 0;
    for (var stake : stakes.values()) {
      boolean hungry = wishes.get(at).want() > level;
      if (hungry && !stake.hungry) {
        // Neither does it pay for what it had while nobody else wanted it, nor is it owed anything.
        stake.had = lowest;
        stake.hungrySince = now;
      }
      stake.hungry = hungry;
      wishes.set(at, wish(stake, hungry || wishes.get(at).want() > 0));
      at++;
    }
    return wishes;
  }

  private static Wish wish(Stake stake, boolean wanting) {
    return new Wish(wanting ? stake.want : 0, stake.units, stake.had, stake.hungrySince);
  }

  private double turn() {
    return units.perSecond() > 0 ? Math.max(TURN_SECONDS, 1 / units.perSecond()) : TURN_SECONDS;
  }

  private Told tell(String queue, Stake stake, long count, long number) {
    long taken = Math.max(0, count - stake.bound);
    double given = taken > 0 ? tokens * taken / free() : 0;
    tokens -= given;
    var part = new Part(key, number, count, units.count(), given);
    stake.tell(part);
    return new Told(queue, part);
  }

  /** How many units are with nobody. */
  private long free() {
    long free = units.count();
    for (var stake : stakes.values()) {
      free -= stake.bound;
    }
    return Math.max(0, free);
  }

  private void accrue(long now) {
    double passed = (now - accruedAt) / NANOS;
    accruedAt = now;
    if (open && isLimit()) {
      tokens += passed * units.perSecond() * free();
      capTokens();
      stakes.values().forEach(stake -> stake.had += passed * stake.bound);
    }
  }

  private void capTokens() {
    tokens = Math.min(tokens, units.burst() * free());
  }
}
