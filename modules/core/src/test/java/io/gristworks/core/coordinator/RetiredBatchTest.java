package io.gristworks.core.coordinator;

import static io.gristworks.core.batch.Sample.ID;
import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.part;
import static io.gristworks.core.batch.Sample.report;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static io.gristworks.core.batch.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.BatchStory;
import io.gristworks.core.batch.ControlEvent.BatchRetired;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.batch.Sample;
import io.gristworks.core.coordinator.CoordinatorEffect.Refuse;
import io.gristworks.core.coordinator.CoordinatorEffect.Retire;
import io.gristworks.core.coordinator.CoordinatorEffect.SendToNode;
import io.gristworks.core.coordinator.CoordinatorInput.FromClient;
import io.gristworks.core.coordinator.CoordinatorInput.FromNode;
import io.gristworks.core.message.HoldingPart;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToCoordinator.Holding;
import io.gristworks.core.message.ToCoordinator.Report;
import io.gristworks.core.message.ToNode.Acknowledged;
import io.gristworks.core.task.TaskSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RetiredBatchTest {
  private static final BatchSpec ONE = spec(job("scan"));
  private static final BatchEvent RETIRED = new BatchRetired(List.of("upload-0"), NOON);

  @Test
  void theOneWhoAskedHearsOfItOnceItIsDurableAndNothingElseFollows() {
    var coordinator = coordinatorOf(submitted(ONE, 3), succeeded(0, 3));
    var turn =
        coordinator.handle(
            new FromClient(7, new ToCoordinator.Retire(NOON.plusSeconds(1))), Sample.time(NOON));
    assertThat(turn.events()).containsExactly(RETIRED);
    turn.events().forEach(coordinator.batch()::apply);
    assertThat(coordinator.written(turn, Sample.time(NOON))).containsExactly(new Retire(7));
  }

  @Test
  void whatRunsDoesNotRetireAndGoesOn() {
    var coordinator = coordinatorOf(submitted(ONE, 3));
    assertThat(
            effects(coordinator, new FromClient(7, new ToCoordinator.Retire(NOON.plusSeconds(1)))))
        .contains(new Refuse(7, new Refusal.NotFinished(ID.value())));
    assertThat(coordinator.batch().retirement().hasCome()).isFalse();
  }

  @Test
  void everyWishIsRefusedForGood() {
    for (var retired :
        List.of(coordinatorOf(submitted(ONE, 3), succeeded(0, 3), RETIRED), headless())) {
      var gone = new Refusal.BatchRetired(ID.value());
      assertThat(
              effects(
                  retired,
                  new FromClient(1, new ToCoordinator.Append("scan", part(0, 1), Sample.key("k")))))
          .containsExactly(new Refuse(1, gone));
      assertThat(effects(retired, new FromClient(2, new ToCoordinator.Seal(new TreeMap<>()))))
          .containsExactly(new Refuse(2, gone));
      assertThat(effects(retired, Sample.cancel(3, null))).containsExactly(new Refuse(3, gone));
      assertThat(
              effects(retired, new FromClient(4, new ToCoordinator.Submit(ONE, false, List.of()))))
          .containsExactly(new Refuse(4, new Refusal.BeingPurged(ID.value())));
      assertThat(effects(retired, new FromClient(5, new ToCoordinator.Retire(NOON))))
          .containsExactly(new Retire(5));
    }
  }

  @Test
  void aLateReportIsAcknowledgedSoThatItsNodeForgetsIt() {
    assertThat(
            effects(
                headless(),
                new FromNode("ana", new Report(9, List.of(report(0, TaskSet.range(0, 3), 0))))))
        .containsExactly(new SendToNode("ana", new Acknowledged(ID.value(), 9, Map.of(), 0)));
  }

  @Test
  void nothingHappensByItself() {
    for (var news :
        List.of(
            new CoordinatorInput.Recovered(),
            new CoordinatorInput.Ticked(),
            new CoordinatorInput.Follow(),
            new CoordinatorInput.CountReports(),
            new CoordinatorInput.NodeGone("ana"),
            new FromNode("ana", new Holding(HoldingPart.whole(List.of()), null)))) {
      assertThat(effects(headless(), news)).isEmpty();
    }
  }

  /** All that is left of the journal is its end. */
  private static Coordinator headless() {
    return coordinatorOf(RETIRED);
  }

  private static Coordinator coordinatorOf(BatchEvent... past) {
    return CoordinatorStory.coordinatorOf(BatchStory.given(past).batch(), false);
  }

  private static List<CoordinatorEffect> effects(Coordinator coordinator, CoordinatorInput news) {
    var turn = coordinator.handle(news, Sample.time(NOON));
    assertThat(turn.events()).isEmpty();
    return turn.effects();
  }
}
