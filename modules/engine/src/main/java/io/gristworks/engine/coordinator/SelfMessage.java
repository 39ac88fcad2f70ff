package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.AwaitedEnd;
import io.gristworks.core.batch.ResultFeed;
import io.gristworks.core.coordinator.CoordinatorInput;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.NodeCommand;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a coordinator says to itself. */
sealed interface SelfMessage extends CoordinatorCommand.Inner {

  /** Something that needs no more than to be decided on. */
  record Input(CoordinatorInput input) implements SelfMessage {}

  /** A little time has passed. */
  record Tick() implements SelfMessage {}

  /** Recovery is over. */
  record Recovered() implements SelfMessage {}

  /** These worker nodes are known. */
  record NodesKnown(Set<ActorRef<NodeCommand>> nodes) implements SelfMessage {}

  /** A worker node has ended. */
  record NodeGone(String node) implements SelfMessage {}

  /** The rows for lists were written, or not. */
  record ViewWritten(BatchStatus status, @Nullable Throwable failure) implements SelfMessage {}

  /** Something else beside the journal was written, or not. */
  record RecordWritten(String what, @Nullable Throwable failure) implements SelfMessage {}

  /** Results of one job were stored as inputs of another, or not. */
  record Derived(int job, ResultFeed feed, @Nullable InputPart part, @Nullable Throwable failure)
      implements SelfMessage {}

  /** Some of what is stored was listed, or read. */
  record Searched(CoordinatorInput found) implements SelfMessage {}

  /** It was not. */
  record SearchFailed(long search, @Nullable Throwable failure) implements SelfMessage {}

  /** It was looked whether another batch has ended. */
  record OtherSeen(@Nullable AwaitedEnd end) implements SelfMessage {}

  /** Nobody has asked for long. */
  record Idle() implements SelfMessage {}

  /** The shard wants it to end, here. */
  record Stop() implements SelfMessage {}
}
