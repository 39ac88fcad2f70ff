package io.gristworks.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.FlushRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A coordinator gives tasks again to a node that still has them under an earlier lease. */
class OverlappingLeasesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final ReportRules RULES =
      new ReportRules(
          new FlushRule(1 << 20, Duration.ofMillis(20)),
          SECOND,
          1 << 20,
          1 << 20,
          Duration.ofSeconds(3),
          ReportRules.Parts.USUAL);

  private final WorkerNodeState<String, EndedAttempts> node =
      new WorkerNodeState<>(RULES, () -> Capacity.Want.NOTHING, _ -> false);

  private List<NodeEffect<String, EndedAttempts>> lease(long number, Duration at) {
    var lease =
        new ToNode.Lease(
            "b",
            0,
            "job",
            number,
            TaskSet.of(3),
            Map.of(),
            List.of(),
            List.of(),
            "scan",
            "{}",
            SECOND,
            1,
            "default",
            "acme",
            0,
            true);
    return node.handle(new NodeInput.FromCoordinator<>("home", lease), at.toNanos());
  }

  @Test
  void itIsGivenBackWithWhatIsHeldSoThatTheEarlierLeaseIsTakenIn() {
    lease(1, Duration.ZERO);
    assertThat(lease(2, SECOND))
        .extracting(effect -> ((NodeEffect.SendToCoordinator<?, ?>) effect).message())
        .hasExactlyElementsOfTypes(ToCoordinator.GaveBack.class, ToCoordinator.Holding.class);
  }

  @Test
  void whereThatBringsTheNextAtOnceItIsAnsweredOnceASecond() {
    lease(1, Duration.ZERO);
    lease(2, SECOND);
    assertThat(lease(3, SECOND.plusNanos(10_000))).isEmpty();
    assertThat(lease(4, SECOND.multipliedBy(2).minusNanos(1))).isEmpty();
    assertThat(lease(5, SECOND.multipliedBy(2))).isNotEmpty();
  }
}
