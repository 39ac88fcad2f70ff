package io.gristworks.core.coordinator;

import io.gristworks.core.batch.AppendKey;
import io.gristworks.core.batch.AwaitedEnd;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.Reports.StoredReport;
import io.gristworks.core.batch.ResultFeed;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.task.InputPart;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a coordinator hears. Nodes are named, askers are numbered by whoever carries the news. */
public sealed interface CoordinatorInput {

  // Wishes.

  /** What somebody wants, and waits to have answered. */
  sealed interface Wish extends CoordinatorInput {
    /** Who, as a number given by whoever carries the news. */
    long asker();
  }

  /** Someone hands the batch in. */
  record Submitted(BatchSpec spec, boolean open, List<InputPart> inputs, long asker)
      implements Wish {}

  /** Someone hands in more tasks, maybe under a key of their own. */
  record Appended(String job, InputPart part, @Nullable AppendKey key, long asker)
      implements Wish {}

  /** Someone closes the batch to further tasks, and says how many each job should have. */
  record Sealed(SortedMap<String, Long> expected, long asker) implements Wish {}

  /** Someone wants an end of a job; of all where {@code job} is null. */
  record CancelWanted(@Nullable String job, String reason, long asker) implements Wish {}

  /**
   * Someone wants to delete all of the batch, if it ended before that moment; answered with {@link
   * CoordinatorEffect.Retire}.
   */
  record RetireWanted(Instant finishedBefore, long asker) implements Wish {}

  /** Someone wants the batch to be otherwise. */
  record Commanded(BatchCommand command, long asker) implements Wish {}

  // From the pool and from nodes.

  /** A pool has said something. */
  record FromPool(ToCoordinator.FromPool message) implements CoordinatorInput {}

  /** A worker node has said something. */
  record FromNode(String node, ToCoordinator.FromNode message) implements CoordinatorInput {}

  /** A node is dead, or has left. */
  record NodeGone(String node) implements CoordinatorInput {}

  // From those who ran an errand.

  /** Results were stored as inputs, in answer to {@link CoordinatorEffect.Derive}. */
  record Derived(InputPart part, ResultFeed feed) implements CoordinatorInput {}

  /** They could not be stored. */
  record NotDerived(int job) implements CoordinatorInput {}

  /** A batch that this one waits for has ended, in answer to {@link CoordinatorEffect.AskEnd}. */
  record OtherEnded(AwaitedEnd end) implements CoordinatorInput {}

  /**
   * Segments of outcomes that are stored, in answer to {@link CoordinatorEffect.ListSegments}.
   *
   * @param isLast whether there are no more behind these; where there are, this is not empty
   */
  record SegmentsListed(long search, List<UUID> segments, boolean isLast)
      implements CoordinatorInput {
    /** Copies the list. */
    public SegmentsListed {
      segments = List.copyOf(segments);
    }
  }

  /** What stored segments tell, in answer to {@link CoordinatorEffect.ReadSegments}. */
  record SegmentsRead(long search, List<StoredReport> reports) implements CoordinatorInput {
    /** Copies the list. */
    public SegmentsRead {
      reports = List.copyOf(reports);
    }
  }

  /** They could not be listed, or read. */
  record SegmentsNotListed(long search) implements CoordinatorInput {}

  // From itself.

  /** The reports that have gathered shall be counted. */
  record CountReports() implements CoordinatorInput {}

  /** The batch has been read from its journal. */
  record Recovered() implements CoordinatorInput {}

  /**
   * The worker nodes of the cluster, in answer to {@link CoordinatorEffect.FindNodes}, under names
   * that {@link CoordinatorEffect.SendToNode} can use.
   */
  record NodesFound(Set<String> nodes) implements CoordinatorInput {}

  /** Enough waiting for what nodes hold. */
  record HoldingsOver() implements CoordinatorInput {}

  /** Enough waiting for nodes to confirm a cancellation. */
  record DropsOver() implements CoordinatorInput {}

  /** See what follows from how things stand. */
  record Follow() implements CoordinatorInput {}

  /** A little time has passed; see {@link Activity}. */
  record Ticked() implements CoordinatorInput {}
}
