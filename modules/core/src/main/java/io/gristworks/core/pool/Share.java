package io.gristworks.core.pool;

import io.gristworks.core.share.LimitKey;
import io.gristworks.core.share.Need;
import io.gristworks.core.share.Part;
import org.jspecify.annotations.Nullable;

/** A pool's part of a limit that holds in the whole cluster. */
final class Share {
  final LimitKey key;
  final Gate gate;

  /** The first claim that names it: a part that was given before is not meant for it. */
  final long since;

  /** How many units may be acted on. */
  long units;

  /** The number of the part that was given last. */
  long number;

  /**
   * The most units that were out since the last look; at least {@code units} where they are new.
   */
  long peak;

  /** Tokens given up for ever. */
  double returned;

  /** What the divider was told last; null where nothing. */
  @Nullable Need told;

  /** Since when there is nothing under it. */
  long idleSince;

  private long of;

  Share(LimitKey key, Gate gate, long since, long now) {
    this.key = key;
    this.gate = gate;
    this.since = since;
    this.idleSince = now;
  }

  /** Acts on this part. */
  void take(Part part, long total) {
    number = part.number();
    units = part.units();
    of = part.of();
    limit(total);
    peak = Math.max(peak, units);
  }

  /**
   * There are so many units in all. Where they have become fewer, everybody has fewer at once: the
   * sum is right before the divider has heard of it.
   */
  void limit(long total) {
    if (total < of) {
      units = units * total / of;
      of = total;
    }
  }
}
