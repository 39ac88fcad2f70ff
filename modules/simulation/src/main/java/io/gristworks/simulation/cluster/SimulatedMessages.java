package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.AwaitedEnd;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToPool;
import io.gristworks.core.message.ToPoolMember;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.OutcomePage;
import io.gristworks.simulation.world.Address;
import org.jspecify.annotations.Nullable;

/** What is said that the core has no words for; everything else travels as the core's own news. */
final class SimulatedMessages {
  private SimulatedMessages() {}

  /** Whether something is said to the pool, or of it. */
  static boolean isOfThePool(Object words) {
    return words instanceof ToPool || words instanceof ToPoolMember || words instanceof PoolIs;
  }

  /** A client wishes something; the answer goes to where the message came from. */
  record Wish(String what, ToCoordinator.FromClient message) {
    @Override
    public String toString() {
      return what;
    }
  }

  /**
   * A pool announces itself, or is announced to who believes in an earlier one.
   *
   * @param pool where it is
   */
  record PoolIs(ToPoolMember.PoolIs message, Address pool) {}

  /** It is so. */
  record Granted(boolean repeated) {}

  /** It is not so. */
  record Denied(Refusal why) {}

  /** Another coordinator wants to know whether a batch has ended. */
  record EndAsked() {}

  /**
   * Whether it has.
   *
   * @param end how; null while it goes on
   */
  record EndTold(@Nullable AwaitedEnd end) {}

  /** A sweep asks whether the batch owns this upload. */
  record OwnerAsked(String upload) {}

  /** Whether it does. */
  record OwnerTold(String upload, boolean owned) {}

  /** Somebody asks for the segments with results of a job, from the one of that place on. */
  record ResultsAsked(int job, int from) {}

  /** These they are, at that revision of the batch. */
  record ResultsTold(long revision, OutcomePage page) {}

  /** Somebody looks how a batch stands. */
  record Look() {}

  /**
   * How it does.
   *
   * @param status null where there is no such batch
   */
  record Told(@Nullable BatchStatus status) {}
}
