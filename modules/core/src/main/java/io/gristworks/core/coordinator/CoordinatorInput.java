package io.gristworks.core.coordinator;

import io.gristworks.core.batch.AppendKey;
import io.gristworks.core.batch.AwaitedEnd;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.batch.Reports.StoredReport;
import io.gristworks.core.batch.ResultFeed;
import io.gristworks.core.message.HoldingPart;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.TaskSet;
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

  // From the pool.

  /**
   * A pool wants a lease of a job's tasks for a node.
   *
   * @param grant the pool's number of this grant
   * @param workers how many workers serve the queue
   * @param mostTasks the most tasks to lease, from 1; {@link Integer#MAX_VALUE} where nothing
   *     limits them, else the pool wants to hear at once when fewer are leased
   */
  record GrantWanted(int job, long grant, String node, int workers, int mostTasks)
      implements CoordinatorInput {
    /** One that nothing limits. */
    public GrantWanted(int job, long grant, String node, int workers) {
      this(job, grant, node, workers, Integer.MAX_VALUE);
    }
  }

  /** A pool has lost sight of a job, and wants to know how it stands. */
  record OfferWanted(int job, long grant) implements CoordinatorInput {}

  /** Nothing of a job is pending, but a node is idle: a pool wants unstarted work to come back. */
  record RebalanceWanted(int job, long grant, String node) implements CoordinatorInput {}

  // From nodes.

  /** Outcomes are stored under this number of the node's. */
  record Reported(String node, long number, List<JobReport> jobs) implements CoordinatorInput {}

  /** The reports that have gathered shall be counted; see {@link CoordinatorEffect.CountSoon}. */
  record CountReports() implements CoordinatorInput {}

  /**
   * What a node holds of this batch, or a part of it.
   *
   * @param asked where it answers {@link CoordinatorEffect.AskHoldings}: the name used there
   */
  record Held(String node, HoldingPart part, @Nullable String asked) implements CoordinatorInput {}

  /** A node gives tasks back. */
  record GaveBack(long lease, int job, TaskSet tasks) implements CoordinatorInput {}

  /**
   * A node starts nothing more of these jobs.
   *
   * @param turn that of the {@link CoordinatorEffect.Drop} that this answers
   */
  record Dropped(String node, List<Integer> jobs, long turn) implements CoordinatorInput {}

  /** A node is dead, or has left. */
  record NodeGone(String node) implements CoordinatorInput {}

  /**
   * A node died, and its ledger says what it was running.
   *
   * @param node by a name that it has after no other start
   * @param alone those of {@code running} that were run alone, as no other task may be guilty
   * @param evidence what is known of it, for people
   */
  record NodeDied(String node, int job, TaskSet running, TaskSet alone, String evidence)
      implements CoordinatorInput {}

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

  /** The batch has been read from its journal. */
  record Recovered() implements CoordinatorInput {}

  /**
   * The worker nodes of the cluster, in answer to {@link CoordinatorEffect.FindNodes}, under names
   * that {@link CoordinatorEffect.AskHoldings} can use.
   */
  record NodesFound(Set<String> nodes) implements CoordinatorInput {}

  /** Enough waiting for what nodes hold. */
  record HoldingsOver() implements CoordinatorInput {}

  /** Enough waiting for nodes to confirm a cancellation. */
  record DropsOver() implements CoordinatorInput {}

  /** See what follows from how things stand; see {@link CoordinatorEffect.FollowSoon}. */
  record Follow() implements CoordinatorInput {}

  /** A little time has passed; see {@link Activity}. */
  record Ticked() implements CoordinatorInput {}
}
