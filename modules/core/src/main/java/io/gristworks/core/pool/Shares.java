package io.gristworks.core.pool;

import io.gristworks.core.share.Allotment;
import io.gristworks.core.share.Claim;
import io.gristworks.core.share.LimitKey;
import io.gristworks.core.share.LimitKey.Measure;
import io.gristworks.core.share.LimitKey.Scope;
import io.gristworks.core.share.Need;
import io.gristworks.core.share.Units;
import io.gristworks.core.view.QueueStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pool's parts of the limits that hold in the whole cluster: what it has, and what it claims.
 *
 * <p>It claims at once when it has a use for more than it has, and had none before; within a tick
 * when it can do with less while others may wait; and each second as long as there is anything
 * under such a limit. A pool without such limits claims nothing, and looks at nothing.
 */
final class Shares {
  private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long IDLE_NANOS = Duration.ofSeconds(10).toNanos();

  /** At once means that claims of one moment go together. */
  private static final long MOMENT_NANOS = Duration.ofMillis(5).toNanos();

  private record Place(Scope scope, String name) {}

  private final String queue;
  private final long incarnation;
  private final long settledAt;
  private final Map<LimitKey, Share> all = new TreeMap<>();
  private final Map<Gate, Place> places = new HashMap<>();
  private final List<Gate> touched = new ArrayList<>();
  private long epoch;
  private long sequence;
  private long claimedAt;
  private long peaksSince;
  private long most = Long.MAX_VALUE;
  private boolean mayMatter;
  private boolean hasSettled;

  /** What is to be said: at once whatever was said just before, at once, with the next tick. */
  private boolean mustAnswer;

  private boolean isUrgent;
  private boolean isDue;

  /**
   * Of a pool that has none yet.
   *
   * @param settledAt from when on it knows what is out
   */
  Shares(String queue, long incarnation, long settledAt, long now) {
    this.queue = queue;
    this.incarnation = incarnation;
    this.settledAt = settledAt;
    this.claimedAt = now - EVERY_NANOS;
    this.peaksSince = now;
  }

  /** What it has. */
  Stream<QueueStatus.LimitPart> parts() {
    return all.values().stream()
        .map(
            share -> {
              var scope = share.key.scope().name().toLowerCase(Locale.ROOT);
              return share.gate.part(scope, share.key.name(), share.key.measure());
            });
  }

  /** Takes note of a gate whose limits are divided. */
  void know(Gate gate, Scope scope, String name) {
    places.put(gate, new Place(scope, name));
  }

  /** A gate is forgotten, with nothing out under it. */
  void forget(Gate gate) {
    places.remove(gate);
    touched.remove(gate);
    all.values().removeIf(share -> share.gate == gate);
  }

  /**
   * Other rules hold.
   *
   * @param divides whether there are limits that are divided
   * @param most how many tasks may be out whatever is divided; 0 for none
   */
  void follow(boolean divides, long most) {
    this.mayMatter = divides;
    this.most = most;
    all.values().forEach(share -> touch(share.gate));
  }

  /** Something has changed under a gate. */
  void touch(Gate gate) {
    if (!gate.touched) {
      gate.touched = true;
      touched.add(gate);
    }
  }

  /** Works out what is to be said of what was touched. */
  void look(long now) {
    if (touched.isEmpty()) {
      return;
    }
    for (var gate : touched) {
      gate.touched = false;
      look(gate, Measure.CONCURRENT, gate.concurrent, now);
      look(gate, Measure.RATE, gate.rate, now);
    }
    touched.clear();
  }

  private void look(Gate gate, Measure measure, @Nullable Share share, long now) {
    boolean limited = Units.of(gate.limits(), measure).isLimit();
    var place = places.get(gate);
    if (place == null) {
      return;
    }
    if (!limited && share != null) {
      drop(share, now);
    } else if (limited && share == null && !gate.isIdle()) {
      var key = new LimitKey(place.scope, place.name, measure);
      var fresh = new Share(key, gate, sequence + 1, now);
      all.put(key, fresh);
      gate.share(measure, fresh, now);
      weigh(fresh, now);
    } else if (limited && share != null) {
      weigh(share, now);
    }
  }

  private void drop(Share share, long now) {
    all.remove(share.key);
    share.gate.share(share.key.measure(), null, now);
  }

  private void weigh(Share share, long now) {
    var need = need(share, now);
    boolean hungry = need.want() > need.units();
    var told = share.told;
    if (told == null) {
      isUrgent |= hungry;
      isDue |= need.out() > 0;
      return;
    }
    boolean wasHungry = told.want() > told.units();
    boolean hadTooMuch = told.out() > told.units();
    isUrgent |= hungry && !wasHungry;
    isDue |= hadTooMuch && need.out() < told.out();
    isDue |= wasHungry && need.want() < told.want();
  }

  private Need need(Share share, long now) {
    boolean knows = now - settledAt >= 0 || share.key.measure() == Measure.RATE;
    return share.gate.need(share, knows ? most : 0, now);
  }

  /** Takes in what the divider says; returns the gates that may let out more, or less. */
  List<Gate> hear(Allotment allotment, long now) {
    boolean meant =
        allotment.incarnation() == incarnation || allotment.incarnation() == Allotment.ANY;
    if (!meant || allotment.epoch() < epoch) {
      return List.of();
    }
    if (allotment.epoch() > epoch) {
      epoch = allotment.epoch();
      all.values().forEach(share -> share.number = 0);
    }
    mustAnswer |= allotment.parts().isEmpty();
    var moved = new ArrayList<Gate>();
    for (var part : allotment.parts()) {
      var share = all.get(part.key());
      if (share != null && allotment.asOf() >= share.since && part.number() > share.number) {
        long before = share.units;
        share.gate.take(share, part, now);
        mustAnswer |= share.units < before; // somebody waits for it
        isDue = true;
        moved.add(share.gate);
      }
    }
    return moved;
  }

  /**
   * What is to be claimed now.
   *
   * @param tick whether some time has passed
   */
  Optional<Claim> claim(boolean tick, long now) {
    look(now);
    if (tick) {
      boolean settles = !hasSettled && mayMatter && now - settledAt >= 0;
      hasSettled |= settles;
      isDue |= settles || (!all.isEmpty() && now - claimedAt >= EVERY_NANOS);
    }
    boolean says =
        mustAnswer
            || (isUrgent && now - claimedAt >= MOMENT_NANOS)
            || (tick && (isUrgent || isDue));
    if (!says) {
      return Optional.empty();
    }
    mustAnswer = false;
    isUrgent = false;
    isDue = false;
    claimedAt = now;
    return Optional.of(claim(now));
  }

  private Claim claim(long now) {
    boolean peaksEnd = now - peaksSince >= EVERY_NANOS;
    peaksSince = peaksEnd ? now : peaksSince;
    var needs = new ArrayList<Need>();
    for (var share : List.copyOf(all.values())) {
      share.idleSince = share.gate.isIdle() ? share.idleSince : now;
      if (now - share.idleSince > IDLE_NANOS) {
        drop(share, now);
        continue;
      }
      var need = need(share, now);
      share.told = need;
      share.peak = peaksEnd ? need.out() : share.peak;
      needs.add(need);
    }
    return new Claim(queue, incarnation, ++sequence, epoch, now - settledAt >= 0, needs);
  }
}
