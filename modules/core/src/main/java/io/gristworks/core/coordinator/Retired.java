package io.gristworks.core.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Decision;
import io.gristworks.core.batch.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a coordinator does whose batch's time is over: it refuses, and nothing ever changes. */
final class Retired {
  private Retired() {}

  /** Whether it is. */
  static Turn decide(Batch batch, CoordinatorNews.RetireWanted wish, Instant now) {
    return switch (batch.retirement().decide(wish.finishedBefore(), now)) {
      case Decision.Accepted(var events) -> new Turn(events, List.of(retire(wish)));
      case Decision.AlreadyTrue _ -> Turn.of(List.of(retire(wish)));
      case Decision.Refused(var why) -> refused(wish, why);
    };
  }

  private static CoordinatorEffect retire(CoordinatorNews.RetireWanted wish) {
    return new CoordinatorEffect.Retire(wish.asker());
  }

  static Turn hear(BatchId batch, CoordinatorNews news) {
    return switch (news) {
      case CoordinatorNews.RetireWanted wish -> Turn.of(List.of(retire(wish)));
      case CoordinatorNews.Submitted wish -> refused(wish, new Refusal.BeingPurged(batch.value()));
      case CoordinatorNews.Wish wish -> refused(wish, new Refusal.BatchRetired(batch.value()));
      // There is nothing left in which it could count; its node may forget it.
      case CoordinatorNews.Reported report ->
          Turn.of(
              List.of(
                  new CoordinatorEffect.Acknowledge(report.node(), report.number(), Map.of(), 0)));
      case CoordinatorNews _ -> Turn.of(List.of());
    };
  }

  private static Turn refused(CoordinatorNews.Wish wish, Refusal why) {
    return Turn.of(List.of(new CoordinatorEffect.Refuse(wish.asker(), why)));
  }
}
