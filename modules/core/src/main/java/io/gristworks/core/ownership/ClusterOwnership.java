package io.gristworks.core.ownership;

import io.gristworks.core.ownership.OwnershipStep.Claim;
import io.gristworks.core.ownership.OwnershipStep.EnterAgain;
import io.gristworks.core.ownership.OwnershipStep.Join;
import io.gristworks.core.ownership.OwnershipStep.Renew;
import io.gristworks.core.ownership.OwnershipStep.Rest;
import io.gristworks.core.ownership.OwnershipStep.StepDown;
import io.gristworks.core.ownership.OwnershipStep.StepDownReason;
import io.gristworks.core.ownership.OwnershipStep.TakeOver;
import io.gristworks.core.ownership.OwnershipStep.Wait;
import io.gristworks.core.ownership.OwnershipStep.WaitReason;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One node's part in deciding which cluster owns the database, through one life of the node: it
 * enters (claims or joins), then belongs to one cluster until it ends. It never changes clusters.
 *
 * <p>Time is monotonic nanoseconds of the node; ages of the row are by the database's clock. Both
 * must say that an owner is silent before it may be replaced. One thread at a time.
 */
public final class ClusterOwnership {
  private sealed interface Phase {}

  private record Entering() implements Phase {}

  private record Joining(String cluster) implements Phase {}

  /** {@code claimedAs} is the name under which the node founded the cluster; empty if it joined. */
  private record Belonging(String cluster, String claimedAs) implements Phase {}

  private final Entrant entrant;
  private final OwnershipTimes times;
  private Phase phase = new Entering();
  private @Nullable OwnerRow last;
  private long lastChange;
  private @Nullable Long strangerSince;

  /** Of a node that has just started. */
  public ClusterOwnership(Entrant entrant, OwnershipTimes times) {
    this.entrant = entrant;
    this.times = times;
  }

  /**
   * Looks at what was read.
   *
   * @param read the row; empty where the database did not answer
   * @param view the node's view of the cluster that it founded or joined
   */
  public OwnershipStep look(Optional<OwnerRow> read, MembershipView view, long nanos) {
    if (read.isEmpty()) {
      // A member cannot write either. It goes on when the database is back and still names it.
      return phase instanceof Belonging ? new Rest() : new Wait(WaitReason.DATABASE_AWAY);
    }
    var row = read.get();
    boolean renewed = watch(row, nanos);
    return switch (phase) {
      case Entering _ -> enter(row, renewed, nanos);
      case Joining(var cluster) -> join(row, cluster, renewed, view, nanos);
      case Belonging belonging -> hold(row, belonging, renewed, view, nanos);
    };
  }

  /** The claim went well: this node is the first of the cluster that owns the database. */
  public void claimed(OwnerRow mine, long nanos) {
    phase = new Belonging(mine.cluster(), mine.holder());
    watch(mine, nanos);
  }

  /** How long to wait before the next look. */
  public Duration pause() {
    return phase instanceof Entering ? times.renewEvery().dividedBy(5) : times.renewEvery();
  }

  /** Notes what was seen; whether the owner was renewed since the last look. */
  private boolean watch(OwnerRow row, long nanos) {
    var before = last;
    boolean sameOwner = before != null && before.cluster().equals(row.cluster());
    boolean same = before != null && sameOwner && before.renewals() == row.renewals();
    if (!same) {
      lastChange = nanos;
    }
    last = row;
    return sameOwner && !same;
  }

  private OwnershipStep enter(OwnerRow row, boolean renewed, long nanos) {
    if (row.isFree() || entrant.canOnlyMeetItself(row)) {
      return new Claim(row);
    }
    if (renewed) {
      phase = new Joining(row.cluster());
      return new Join(row);
    }
    return isLapsed(row, nanos) ? new Claim(row) : new Wait(WaitReason.OWNER_MAY_LIVE);
  }

  private OwnershipStep join(
      OwnerRow row, String cluster, boolean renewed, MembershipView view, long nanos) {
    if (view.belongs()) {
      // Whatever the row says by now: it may not have been read since the node has joined.
      var belonging = new Belonging(cluster, "");
      phase = belonging;
      return hold(row, belonging, renewed, view, nanos);
    }
    if (row.cluster().equals(cluster) && !row.released() && !isLapsed(row, nanos)) {
      return new Join(row);
    }
    phase = new Entering();
    return new EnterAgain(row);
  }

  private OwnershipStep hold(
      OwnerRow row, Belonging belonging, boolean renewed, MembershipView view, long nanos) {
    if (!row.cluster().equals(belonging.cluster())) {
      return new StepDown(StepDownReason.CLAIMED_BY_ANOTHER, row);
    }
    if (!view.belongs()) {
      return new Rest();
    }
    if (row.holder().equals(view.self()) || row.holder().equals(belonging.claimedAs())) {
      return new Renew(belonging.cluster());
    }
    if (isSplit(row, renewed, view, nanos)) {
      return new StepDown(StepDownReason.RENEWED_BY_A_STRANGER, row);
    }
    var patience = view.oldest() ? times.oldestTakesOverAfter() : times.anyTakesOverAfter();
    return row.released() || silence(row, nanos) >= patience.toNanos()
        ? new TakeOver(row)
        : new Rest();
  }

  /**
   * Whether the row is renewed by a node that has not been a member here for a whole term. By then
   * a side that lost a partition has ended itself, and the news of who joined has gone round.
   */
  private boolean isSplit(OwnerRow row, boolean renewed, MembershipView view, long nanos) {
    if (view.members().contains(row.holder())) {
      strangerSince = null;
      return false;
    }
    var since = strangerSince;
    if (since == null) {
      strangerSince = nanos;
      return false;
    }
    return renewed && nanos - since >= times.term().toNanos();
  }

  private boolean isLapsed(OwnerRow row, long nanos) {
    return nanos - lastChange >= times.watch().toNanos()
        && silence(row, nanos) >= times.term().toNanos();
  }

  /** By the database's clock, or by this node's own watching: a clock that was set back lies. */
  private long silence(OwnerRow row, long nanos) {
    return Math.max(row.age().toNanos(), nanos - lastChange);
  }
}
