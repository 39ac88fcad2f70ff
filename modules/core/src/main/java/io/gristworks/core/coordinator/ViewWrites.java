package io.gristworks.core.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.Status;
import io.gristworks.core.coordinator.CoordinatorInput.FromNode;
import io.gristworks.core.coordinator.CoordinatorInput.FromPool;
import io.gristworks.core.message.ToCoordinator.Report;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When a coordinator writes the rows by which lists tell of its batch. One write at a time; what
 * was not written is written again. Times are those of a clock that only goes forward.
 */
public final class ViewWrites {
  /** Only that a job begins to run may wait so long: many batches are over by then. */
  private static final Duration SOON = Duration.ofMillis(200);

  private final Duration every;
  private @Nullable List<Status> writtenStatus;
  private long writtenRevision = -1;
  private Instant writtenAt = Instant.MIN;
  private boolean writing;

  /**
   * Nothing is known to be written.
   *
   * @param every how often rows are written of which only counts have changed
   */
  public ViewWrites(Duration every) {
    this.every = every;
  }

  /**
   * Whether rows may change, or fall due, with this where it has no event; other input is frequent,
   * and changes none.
   */
  public static boolean mayFollow(CoordinatorInput input) {
    return switch (input) {
      case FromPool _, FromNode(_, Report _) -> false;
      case FromNode _,
          CoordinatorInput.FromClient _,
          CoordinatorInput.NodeGone _,
          CoordinatorInput.Derived _,
          CoordinatorInput.NotDerived _,
          CoordinatorInput.OtherEnded _,
          CoordinatorInput.SegmentsListed _,
          CoordinatorInput.SegmentsRead _,
          CoordinatorInput.SegmentsNotListed _,
          CoordinatorInput.CountReports _,
          CoordinatorInput.Recovered _,
          CoordinatorInput.NodesFound _,
          CoordinatorInput.HoldingsOver _,
          CoordinatorInput.DropsOver _,
          CoordinatorInput.Follow _,
          CoordinatorInput.Ticked _ ->
          true;
    };
  }

  /**
   * The rows to be written now, at once where a status has changed; answered with {@link #written}.
   * Those of a batch whose time is over are being deleted.
   */
  public Optional<BatchStatus> due(Batch batch, Supplier<BatchStatus> current, Instant now) {
    if (writing || !batch.exists() || batch.retirement().hasCome()) {
      return Optional.empty();
    }
    var status = current.get();
    boolean late = !now.isBefore(writtenAt.plus(every));
    boolean changed = !statuses(status).equals(writtenStatus);
    boolean begins = status.status() == Status.RUNNING && now.isBefore(writtenAt.plus(SOON));
    if ((changed && !begins) || (late && status.revision() != writtenRevision)) {
      writing = true;
      return Optional.of(status);
    }
    return Optional.empty();
  }

  /** A write has ended; one that has failed may have written all the same. */
  public void written(BatchStatus status, boolean failed, Instant now) {
    writing = false;
    writtenAt = now;
    if (!failed) {
      writtenStatus = statuses(status);
      writtenRevision = status.revision();
    }
  }

  /** Whether the rows lag what is. */
  public boolean owes(long revision) {
    return writing || writtenRevision != revision;
  }

  private static List<Status> statuses(BatchStatus status) {
    return Stream.concat(Stream.of(status.status()), status.jobs().stream().map(JobStatus::status))
        .toList();
  }
}
