package io.gristworks.core.message;

import java.util.ArrayList;
import java.util.List;

/**
 * The leases of one batch that a node holds, or a part of them where all would not fit into one
 * message. A part stands for itself: of the leases whose numbers it covers, these are held and no
 * others. So a part that is lost leaves open only what it would have covered.
 *
 * @param after the highest lease number that the parts before it cover; 0 for the first part
 * @param leases by number, ascending
 * @param last whether it covers all higher numbers; if not, it covers those up to its last lease
 */
public record HoldingPart(long after, List<LeaseHolding> leases, boolean last) {
  /** What a lease takes in a message beside its tasks, at most, in bytes. */
  private static final int LEASE_BYTES = 64;

  /** Copies the list. */
  public HoldingPart {
    leases = List.copyOf(leases);
    if (leases.isEmpty() && !last) {
      throw new IllegalArgumentException("a part without leases must be the last");
    }
  }

  /** All that is held, in one part. */
  public static HoldingPart whole(List<LeaseHolding> leases) {
    return new HoldingPart(0, leases, true);
  }

  /**
   * All that is held, in as few parts as there may be.
   *
   * @param leases by number, ascending
   * @param bytes the most bytes of a part; one lease goes into a part however large it is
   */
  public static List<HoldingPart> of(List<LeaseHolding> leases, int bytes) {
    var parts = new ArrayList<HoldingPart>();
    long after = 0;
    int from = 0;
    long size = 0;
    for (int at = 0; at < leases.size(); at++) {
      long more = LEASE_BYTES + (long) leases.get(at).tasks().bits().serializedSizeInBytes();
      if (at > from && size + more > bytes) {
        var part = new HoldingPart(after, leases.subList(from, at), false);
        parts.add(part);
        after = part.upTo();
        from = at;
        size = 0;
      }
      size += more;
    }
    parts.add(new HoldingPart(after, leases.subList(from, leases.size()), true));
    return parts;
  }

  /** The highest lease number that it covers. */
  public long upTo() {
    return last ? Long.MAX_VALUE : leases.getLast().number();
  }

  /** Whether it says of a lease of this number that it is held, or that it is not. */
  public boolean covers(long number) {
    return number > after && number <= upTo();
  }
}
