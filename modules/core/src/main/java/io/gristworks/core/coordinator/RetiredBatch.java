package io.gristworks.core.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Decision;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.coordinator.CoordinatorInput.FromClient;
import io.gristworks.core.coordinator.CoordinatorInput.FromNode;
import io.gristworks.core.message.ToCoordinator.Blame;
import io.gristworks.core.message.ToCoordinator.Report;
import io.gristworks.core.message.ToCoordinator.Retire;
import io.gristworks.core.message.ToCoordinator.Submit;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.message.ToNode.Acknowledged;
import io.gristworks.core.message.ToNode.Blamed;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a coordinator does whose batch's time is over: it refuses, and nothing ever changes. */
final class RetiredBatch {
  private RetiredBatch() {}

  /** Whether it is. */
  static Transition decide(Batch batch, Retire wish, long asker, Instant now) {
    return switch (batch.retirement().decide(wish.finishedBefore(), now)) {
      case Decision.Accepted(var events) -> new Transition(events, List.of(retire(asker)));
      case Decision.AlreadyTrue _ -> Transition.of(List.of(retire(asker)));
      case Decision.Refused(var why) -> refused(asker, why);
    };
  }

  private static CoordinatorEffect retire(long asker) {
    return new CoordinatorEffect.Retire(asker);
  }

  static Transition handle(BatchId batch, CoordinatorInput news) {
    return switch (news) {
      case FromClient(var asker, Retire _) -> Transition.of(List.of(retire(asker)));
      case FromClient(var asker, Submit _) ->
          refused(asker, new Refusal.BeingPurged(batch.value()));
      case FromClient(var asker, _) -> refused(asker, new Refusal.BatchRetired(batch.value()));
      // There is nothing left in which it could count; its node may forget it.
      case FromNode(var node, Report(var number, _)) ->
          told(node, new Acknowledged(batch.value(), number, Map.of(), 0));
      case FromNode(var node, Blame blame) -> told(node, new Blamed(batch.value(), blame.job()));
      case CoordinatorInput _ -> Transition.of(List.of());
    };
  }

  private static Transition told(String node, ToNode.FromCoordinator answer) {
    return Transition.of(List.of(new CoordinatorEffect.SendToNode(node, answer)));
  }

  private static Transition refused(long asker, Refusal why) {
    return Transition.of(List.of(new CoordinatorEffect.Refuse(asker, why)));
  }
}
