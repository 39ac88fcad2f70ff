package io.gristworks.core.node;

import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.message.ToNode;
import java.util.List;

/**
 * What a worker node hears.
 *
 * @param <C> the address of a coordinator, another one for each life of it
 * @param <A> attempts that have ended
 */
public sealed interface NodeInput<C, A extends EndedAttempts> {

  /**
   * The coordinator of a batch has said something.
   *
   * @param sender where it is spoken to
   */
  record FromCoordinator<C, A extends EndedAttempts>(C sender, ToNode.FromCoordinator message)
      implements NodeInput<C, A> {}

  /** A lease cannot be run here, or not now: it goes back. */
  record NotRunnable<C, A extends EndedAttempts>(HeldLease lease) implements NodeInput<C, A> {}

  /** A worker begins with a range of a lease; {@link RunEnded} says when it is through. */
  record RunBegan<C, A extends EndedAttempts>(HeldLease lease) implements NodeInput<C, A> {}

  /** Attempts have ended, and their run goes on. */
  record AttemptsEnded<C, A extends EndedAttempts>(HeldLease lease, A attempts)
      implements NodeInput<C, A> {}

  /** A run of a lease is over; its last attempts were told before. */
  record RunEnded<C, A extends EndedAttempts>(HeldLease lease) implements NodeInput<C, A> {}

  /** What {@link NodeEffect.Store} asked for is durable; a report for each job. */
  record Stored<C, A extends EndedAttempts>(String batch, List<JobReport> reports)
      implements NodeInput<C, A> {}

  /** It will never be, and never be reported: its coordinator has these tasks run again. */
  record NeverStored<C, A extends EndedAttempts>(String batch) implements NodeInput<C, A> {}

  /** A moment has passed: what lies too long is to be stored. */
  record Lingered<C, A extends EndedAttempts>() implements NodeInput<C, A> {}

  /** A second has passed: what is held is said, and what was not acknowledged is said again. */
  record Ticked<C, A extends EndedAttempts>() implements NodeInput<C, A> {}

  /** The node shall take no more, and give back what is not begun. */
  record Paused<C, A extends EndedAttempts>(Pause why) implements NodeInput<C, A> {}

  /** That reason is gone. */
  record Resumed<C, A extends EndedAttempts>(Pause why) implements NodeInput<C, A> {}

  /** Why a node takes no work. */
  enum Pause {
    /** It is to end, or a person wants it so. */
    DRAINING,
    /** A person has stopped the whole cluster. */
    STOPPED,
    /** See {@link AbandonedThreads}. */
    ABANDONED_THREADS,
    /** See {@link ReportRules}. */
    UNSTORED_OUTCOMES
  }
}
