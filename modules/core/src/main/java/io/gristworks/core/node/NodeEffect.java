package io.gristworks.core.node;

import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.task.TaskSet;
import java.util.List;
import java.util.Optional;

/**
 * What a worker node must do, as data. What is said to a coordinator may be lost on its way. Where
 * no coordinator is named, it goes to whoever serves the batch, woken if nobody does.
 *
 * @param <C> the address of a coordinator
 * @param <A> attempts that have ended
 */
public sealed interface NodeEffect<C, A extends EndedAttempts> {

  /**
   * Attempts of one lease that are to be reported.
   *
   * @param refused tasks among them that must not be reported: others of their outcomes count
   */
  record Chunk<A extends EndedAttempts>(HeldLease lease, A attempts, TaskSet refused) {
    /** The tasks that are to be reported. */
    public TaskSet tasks() {
      return refused.isEmpty() ? attempts.tasks() : attempts.tasks().andNot(refused);
    }

    /** The highest number of a lease that any of them is of: what their segment is named after. */
    public static <A extends EndedAttempts> long lastLease(List<Chunk<A>> chunks) {
      return chunks.stream().mapToLong(it -> it.lease().terms().number()).max().orElseThrow();
    }
  }

  /** Have workers run it. */
  record Begin<C, A extends EndedAttempts>(HeldLease lease) implements NodeEffect<C, A> {}

  /** Interrupt what runs of it. */
  record Interrupt<C, A extends EndedAttempts>(HeldLease lease) implements NodeEffect<C, A> {}

  /** Nothing of it runs, is to be run or to be reported any more. */
  record Over<C, A extends EndedAttempts>(HeldLease lease) implements NodeEffect<C, A> {}

  /** Store these outcomes, a segment for each job and all in one commit, and say so. */
  record Store<C, A extends EndedAttempts>(String batch, List<Chunk<A>> chunks)
      implements NodeEffect<C, A> {}

  /**
   * These attempts need no more reporting: they were counted, or others of their tasks were.
   *
   * @param refused whether they were not
   */
  record Settled<C, A extends EndedAttempts>(String batch, int job, TaskSet tasks, boolean refused)
      implements NodeEffect<C, A> {}

  /** A report was answered so long after it was said first. */
  record Answered<C, A extends EndedAttempts>(long afterNanos) implements NodeEffect<C, A> {}

  /** Tell the coordinator of a batch something. */
  record SendToCoordinator<C, A extends EndedAttempts>(
      Optional<C> coordinator, String batch, ToCoordinator.FromNode message)
      implements NodeEffect<C, A> {}
}
