package io.gristworks.node;

import io.gristworks.core.ownership.ClusterOwnership;
import io.gristworks.core.ownership.Entrant;
import io.gristworks.core.ownership.MembershipView;
import io.gristworks.core.ownership.OwnerRow;
import io.gristworks.core.ownership.OwnershipStep;
import io.gristworks.core.ownership.OwnershipTimes;
import io.gristworks.store.ownership.OwnershipStore;
import io.gristworks.store.segment.SegmentStore.StoreUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries {@link ClusterOwnership} for one node: lets it found or join the cluster that owns the
 * database, renews while it belongs to it, and ends it when the database belongs to another.
 *
 * <p>Threads: one of its own from {@link #enter} to {@link #close}; all methods may be called from
 * any thread.
 */
final class Ownership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);
  private static final Duration SAY_EVERY = Duration.ofSeconds(30);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(8);

  private final OwnershipStore store;
  private final Entrant entrant;
  private final String founder = "founder-" + UUID.randomUUID();
  private final ClusterOwnership decisions;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Peers peers;
  private @Nullable Thread keeping;
  private String cluster = "";
  private boolean founded;
  private boolean again;
  private @Nullable String lost;
  private String waits = "";
  private long saidAt;

  Ownership(OwnershipStore store, Entrant entrant, OwnershipTimes times) {
    this.store = store;
    this.entrant = entrant;
    this.decisions = new ClusterOwnership(entrant, times);
  }

  /**
   * The owner under whose incarnation this node will work.
   *
   * @param founded whether this node has just claimed it, and so is its first member
   */
  record Admission(OwnerRow owner, boolean founded) {}

  /** Blocks until this node may found a cluster, or knows of a living one to join. */
  Admission enter() {
    synchronized (this) {
      again = false;
      peers = null;
      keeping = null;
    }
    while (true) {
      switch (look(MembershipView.outside(founder))) {
        case OwnershipStep.Claim(var seen) -> {
          var claimed = claim(seen);
          if (claimed.isPresent()) {
            return admit(claimed.get(), true);
          }
        }
        case OwnershipStep.Join(var owner) -> {
          return admit(owner, false);
        }
        case OwnershipStep.Wait(var reason) -> {
          waitFor(sentence(reason));
          rest();
        }
        default -> rest();
      }
    }
  }

  private static String sentence(OwnershipStep.WaitReason reason) {
    return switch (reason) {
      case DATABASE_AWAY -> "this node waits for the database, which does not answer";
      case OWNER_MAY_LIVE ->
          "this node waits: the database belongs to a cluster of which it is not known yet whether"
              + " it lives";
    };
  }

  private Optional<OwnerRow> claim(OwnerRow seen) {
    try {
      var claimed = store.claim(seen, UUID.randomUUID().toString(), founder, entrant.sole());
      claimed.ifPresent(mine -> decisions.claimed(mine, System.nanoTime()));
      return claimed;
    } catch (StoreUnavailable e) {
      LOG.warn("the database was not claimed, tried again: {}", e.getMessage());
      rest();
      return Optional.empty();
    }
  }

  private synchronized Admission admit(OwnerRow owner, boolean claimed) {
    cluster = owner.cluster();
    founded = claimed;
    LOG.info(
        "{} the cluster that owns the database: incarnation={} cluster={}",
        claimed ? "founds" : "joins",
        owner.incarnation(),
        owner.cluster());
    if (!entrant.exclusive()) { // nobody else could read what would be renewed
      var thread = Thread.ofPlatform().daemon().name("gristworks-ownership").unstarted(this::keep);
      keeping = thread;
      thread.start();
    }
    return new Admission(owner, claimed);
  }

  private void keep() {
    try {
      while (goesOn()) {
        carryOut(look(view()));
        if (goesOn()) {
          rest();
        }
      }
    } catch (RuntimeException | Error e) {
      LOG.error("this node ends: its ownership of the database is not known any more", e);
      stepDown("this node ends: its ownership of the database is not known any more: " + e);
    }
  }

  private synchronized boolean goesOn() {
    return !isClosed() && !again && lost == null && Thread.currentThread().equals(keeping);
  }

  private synchronized MembershipView view() {
    if (peers == null) {
      return founded ? MembershipView.alone(founder) : MembershipView.outside(founder);
    }
    var view = peers.view();
    // The first member renews from its claim on, however long its start takes.
    return founded && !view.belongs() ? MembershipView.alone(view.self()) : endFounding(view);
  }

  private MembershipView endFounding(MembershipView view) {
    founded = false;
    return view;
  }

  private void carryOut(OwnershipStep step) {
    try {
      switch (step) {
        case OwnershipStep.Join(var owner) -> join(owner);
        case OwnershipStep.Renew(var mine) -> store.renew(mine, view().self());
        case OwnershipStep.TakeOver(var seen) -> store.takeOver(seen, view().self());
        case OwnershipStep.EnterAgain _ -> enterAgain();
        case OwnershipStep.StepDown(var reason, var seen) -> stepDown(sentence(reason, seen));
        case OwnershipStep.Wait _, OwnershipStep.Claim _, OwnershipStep.Rest _ -> {}
      }
    } catch (StoreUnavailable e) {
      LOG.warn("the database was not reached, tried again: {}", e.getMessage());
    }
  }

  private static String sentence(OwnershipStep.StepDownReason reason, OwnerRow seen) {
    return switch (reason) {
      case CLAIMED_BY_ANOTHER ->
          "this node ends: its cluster no longer owns the database, which belongs to the cluster of"
              + " "
              + seen.holder()
              + " since incarnation "
              + seen.incarnation();
      case RENEWED_BY_A_STRANGER ->
          "this node ends: the cluster is split, and the database is held by "
              + seen.holder()
              + ", which is no member on this side";
    };
  }

  private synchronized void join(OwnerRow owner) {
    waitFor(
        "this node waits: the database belongs to the cluster of "
            + owner.holder()
            + " (incarnation "
            + owner.incarnation()
            + "), which it has not been able to join yet");
    if (peers != null) {
      peers.join(owner);
    }
  }

  private synchronized void enterAgain() {
    again = true;
  }

  private synchronized void stepDown(String why) {
    LOG.error(why);
    lost = why;
    if (peers != null) {
      peers.stepDown();
    }
  }

  private OwnershipStep look(MembershipView view) {
    Optional<OwnerRow> read;
    try {
      read = Optional.of(store.read());
    } catch (StoreUnavailable e) {
      read = Optional.empty();
    }
    return decisions.look(read, view, System.nanoTime());
  }

  private synchronized void waitFor(String sentence) {
    long now = System.nanoTime();
    if (!sentence.equals(waits) || now - saidAt >= SAY_EVERY.toNanos()) {
      LOG.warn(sentence);
      saidAt = now;
    }
    waits = sentence;
  }

  private void rest() {
    try {
      boolean _ = closed.await(decisions.pause().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted while the owner of the database was looked for", e);
    }
  }

  /** The cluster is that of these peers from now on. */
  synchronized void with(Peers those) {
    peers = those;
    if (lost != null) {
      those.stepDown();
    }
  }

  /** Whether the cluster that was to be joined is gone, and {@link #enter} must be called again. */
  synchronized boolean mustEnterAgain() {
    return again;
  }

  /** Why this node may not go on; null while it may. */
  synchronized @Nullable String lost() {
    return lost;
  }

  /** What this node waits for, in a sentence; empty before it has waited. */
  synchronized String waits() {
    return waits;
  }

  /** Gives the database back where no other member stays, so that the next start need not wait. */
  void releaseIfLast() {
    String mine;
    synchronized (this) {
      boolean last = peers == null ? founded : peers.isLast();
      if (isClosed() || lost != null || again || !last) {
        return;
      }
      closed.countDown(); // no renewal may come after
      mine = cluster;
    }
    try {
      store.release(mine);
    } catch (StoreUnavailable e) {
      LOG.warn("the database was not released: {}", e.getMessage());
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Renews no more. */
  @Override
  public void close() {
    Thread thread;
    synchronized (this) {
      closed.countDown();
      thread = keeping;
    }
    if (thread != null && !thread.equals(Thread.currentThread())) {
      try {
        boolean _ = thread.join(CLOSE_WITHIN);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    store.close();
  }
}
