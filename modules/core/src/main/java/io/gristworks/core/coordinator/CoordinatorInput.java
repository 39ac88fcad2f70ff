package io.gristworks.core.coordinator;

import io.gristworks.core.batch.AwaitedEnd;
import io.gristworks.core.batch.Reports.StoredReport;
import io.gristworks.core.batch.ResultFeed;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.task.InputPart;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What a coordinator hears. Nodes are named, askers are numbered by whoever carries the news. */
public sealed interface CoordinatorInput {

  // From others.

  /**
   * A client has said something, and waits for the answer.
   *
   * @param asker who, as a number given by whoever carries the news
   */
  record FromClient(long asker, ToCoordinator.FromClient message) implements CoordinatorInput {}

  /** A pool has said something. */
  record FromPool(ToCoordinator.FromPool message) implements CoordinatorInput {}

  /** A worker node has said something. */
  record FromNode(String node, ToCoordinator.FromNode message) implements CoordinatorInput {}

  /** A node is dead, or has left. */
  record NodeGone(String node) implements CoordinatorInput {}

  // Results of what was asked for.

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
