package io.gristworks.core.coordinator;

import io.gristworks.core.batch.Refusal;
import io.gristworks.core.batch.ResultFeed;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.message.ToPool;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a coordinator wants done. */
public sealed interface CoordinatorEffect {

  // Answers.

  /**
   * Tell the asker how the batch stands.
   *
   * @param repeated whether the wish had been granted before
   */
  record Answer(long asker, boolean repeated) implements CoordinatorEffect {}

  /** Tell the asker why not. */
  record Refuse(long asker, Refusal why) implements CoordinatorEffect {}

  /**
   * Tell the asker that nothing of the batch is needed any more, and end: there is nothing left to
   * do.
   */
  record Retire(long asker) implements CoordinatorEffect {}

  // To the pool.

  /** Tell something to the pool that counts. */
  record SendToPool(ToPool.FromCoordinator message) implements CoordinatorEffect {}

  /** Tell it to the pool that has said what this follows from. */
  record AnswerPool(ToPool.FromCoordinator message) implements CoordinatorEffect {}

  // To nodes.

  /** Tell a node something. It may be lost on its way. */
  record SendToNode(String node, ToNode.FromCoordinator message) implements CoordinatorEffect {}

  // To the store, and to other batches.

  /**
   * Have the successes in some segments of one job stored as inputs of {@code job}; answered by
   * {@link CoordinatorInput.Derived} or {@link CoordinatorInput.NotDerived}.
   */
  record Derive(int job, ResultFeed feed) implements CoordinatorEffect {}

  /** Find out whether a batch has ended; answered by {@link CoordinatorInput.OtherEnded}. */
  record AskEnd(String batch) implements CoordinatorEffect {}

  /**
   * List some of the stored segments of outcomes of the batch, whoever stored them and whether they
   * were counted or not; answered by {@link CoordinatorInput.SegmentsListed} or {@link
   * CoordinatorInput.SegmentsNotListed}.
   *
   * @param search to be named in the answer
   * @param after only those behind this one, in the order of the store; null for the first
   */
  record ListSegments(long search, @Nullable UUID after) implements CoordinatorEffect {}

  /**
   * Read what these stored segments tell, as far as they are there; answered by {@link
   * CoordinatorInput.SegmentsRead} or {@link CoordinatorInput.SegmentsNotListed}.
   *
   * @param search to be named in the answer
   */
  record ReadSegments(long search, List<UUID> segments) implements CoordinatorEffect {
    /** Copies the list. */
    public ReadSegments {
      segments = List.copyOf(segments);
    }
  }

  /** Delete exactly these stored segments of outcomes. Nobody needs to know whether it succeeds. */
  record DeleteSegments(List<UUID> segments) implements CoordinatorEffect {
    /** Copies the list. */
    public DeleteSegments {
      segments = List.copyOf(segments);
    }
  }

  /** Delete the checkpoints that tasks of the batch have kept under leases of lower numbers. */
  record DeleteCheckpoints(long leasesBefore) implements CoordinatorEffect {}

  /** Mark uploads as adopted by the batch. What fails is made good by {@code UploadSweep}. */
  record AdoptUploads(List<String> uploads) implements CoordinatorEffect {
    /** Copies the list. */
    public AdoptUploads {
      uploads = List.copyOf(uploads);
    }
  }

  // To itself.

  /** Find out which worker nodes there are, and end the wait for what they hold in good time. */
  record FindNodes() implements CoordinatorEffect {}

  /** All nodes were heard, or had their time. */
  record HoldingsKnown() implements CoordinatorEffect {}

  /** Hear this once what is under way has come. */
  record TellSelf(CoordinatorInput input) implements CoordinatorEffect {}

  /** End the wait for confirmations of a cancellation in good time. */
  record EndDropsSoon() implements CoordinatorEffect {}

  /** Look again after that, at the latest; the wait is short enough for any timer. */
  record LookAgainIn(Duration time) implements CoordinatorEffect {}

  // For people.

  /** A node that held tasks is gone, or silent; {@code node} is empty for silence. */
  record LeasesLost(String node, int tasks) implements CoordinatorEffect {}

  /**
   * What lost nodes had stored and not reported was searched.
   *
   * @param segments how many were counted
   * @param pending how many tasks of the nodes are pending again
   * @param isWhole whether all could be read in time; else some tasks may run again in vain
   */
  record LostSearched(int segments, int pending, boolean isWhole) implements CoordinatorEffect {}
}
