package io.gristworks.core.coordinator;

import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.Sample;
import io.gristworks.core.coordinator.CoordinatorEffect.Answer;
import io.gristworks.core.coordinator.CoordinatorInput.DropsOver;
import io.gristworks.core.coordinator.CoordinatorInput.FromNode;
import io.gristworks.core.coordinator.CoordinatorInput.NodeGone;
import io.gristworks.core.coordinator.CoordinatorInput.Ticked;
import io.gristworks.core.lease.LeaseSettings;
import io.gristworks.core.message.HoldingPart;
import io.gristworks.core.message.LeaseHolding;
import io.gristworks.core.message.ToCoordinator.Dropped;
import io.gristworks.core.message.ToCoordinator.Holding;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CancellationTest extends CoordinatorStory {
  private static final BatchSpec TWO = spec(job("load"), job("scan"));

  @Test
  void aCancellationIsAnsweredWhenEveryHolderOfTheseJobsHasConfirmedThem() {
    runs(submitted(TWO, 100, 100));
    grant("ana");
    grant("bob");
    grant(1, "eve");
    var effects = handle(Sample.cancel(3, "load"));
    assertThat(effects)
        .contains(drop("ana", 0, true, 1), drop("bob", 0, true, 1))
        .doesNotContain(drop("eve", 0, true, 1), new Answer(3, false));
    assertThat(handle(new FromNode("ana", new Dropped(List.of(0), 1))))
        .doesNotContain(new Answer(3, false));
    assertThat(handle(new FromNode("bob", new Dropped(List.of(1), 1))))
        .doesNotContain(new Answer(3, false));
    assertThat(handle(new FromNode("bob", new Dropped(List.of(0), 1))))
        .contains(new Answer(3, false));
  }

  @Test
  void aHolderThatIsGoneOrTooSlowDoesNotHoldTheAnswerUp() {
    runs(submitted(TWO, 100, 100));
    grant("ana");
    grant("bob");
    handle(Sample.cancel(3, null));
    assertThat(handle(new NodeGone("ana"))).doesNotContain(new Answer(3, false));
    assertThat(handle(new DropsOver())).contains(new Answer(3, false));
  }

  @Test
  void aGracefulCancellationIsAnsweredWhenEveryHolderStartsNothingMore() {
    runs(submitted(TWO, 100, 100));
    var lease = grant("ana");
    grant("bob");
    var cancel = new BatchCommand.Cancel("load", "enough", Duration.ofMinutes(1));
    assertThat(handle(Sample.command(3, cancel)))
        .contains(drop("ana", 0, false, 1), drop("bob", 0, false, 1))
        .doesNotContain(new Answer(3, false));
    assertThat(handle(new FromNode("bob", new Dropped(List.of(0), 1))))
        .doesNotContain(new Answer(3, false));
    var held = new LeaseHolding(lease.number(), 0, lease.tasks(), 2);
    assertThat(handle(new FromNode("ana", new Holding(HoldingPart.whole(List.of(held)), null))))
        .as("said again to a node that has not understood")
        .contains(drop("ana", 0, false, 1));
    assertThat(handle(new FromNode("ana", new Dropped(List.of(0), 1))))
        .contains(new Answer(3, false));
    var running = new LeaseHolding(lease.number(), 0, lease.tasks(), 0);
    assertThat(handle(new FromNode("ana", new Holding(HoldingPart.whole(List.of(running)), null))))
        .doesNotContain(drop("ana", 0, false, 1));
  }

  @Test
  void aCancellationThatIsWishedAgainWaitsForTheNodesAsTheFirstDoes() {
    runs(submitted(TWO, 100, 100));
    grant("ana");
    handle(Sample.cancel(3, "load"));
    assertThat(handle(Sample.cancel(4, "load")))
        .contains(drop("ana", 0, true, 2))
        .doesNotContain(new Answer(4, true));
    assertThat(handle(new FromNode("ana", new Dropped(List.of(0), 2))))
        .contains(new Answer(3, false), new Answer(4, false));
  }

  @Test
  void aConfirmationOfAnEarlierCancellationIsNoneOfALaterOne() {
    runs(submitted(TWO, 100, 100));
    grant("ana");
    handle(Sample.cancel(3, "load"));
    handle(new DropsOver());
    assertThat(handle(Sample.cancel(4, "load"))).contains(drop("ana", 0, true, 2));
    assertThat(handle(new FromNode("ana", new Dropped(List.of(0), 1))))
        .doesNotContain(new Answer(4, false));
    assertThat(handle(new FromNode("ana", new Dropped(List.of(0), 2))))
        .contains(new Answer(4, false));
  }

  @Test
  void aPartOfWhatANodeHoldsEndsOnlyLeasesThatItCovers() {
    runs(submitted(TWO, 200, 100));
    long first = grant("ana").number();
    var second = grant("ana");
    var cancel = new BatchCommand.Cancel("load", "enough", Duration.ofMinutes(1));
    handle(Sample.command(3, cancel));
    int leased = coordinator.dispatch().leased(0).getCardinality();
    var held = new LeaseHolding(second.number(), 0, second.tasks(), 0);
    handle(new FromNode("ana", new Holding(new HoldingPart(first, List.of(held), true), null)));
    assertThat(coordinator.dispatch().leased(0).getCardinality()).isEqualTo(leased);
    handle(new FromNode("ana", new Holding(new HoldingPart(0, List.of(held), false), null)));
    assertThat(coordinator.dispatch().leased(0)).isEqualTo(second.tasks().bits());
  }

  @Test
  void aHolderThatFellSilentAndIsNotGoneIsAskedToo() {
    runs(submitted(TWO, 100, 100));
    grant("ana");
    now = now.plus(LeaseSettings.DEFAULT.lapseAfter());
    handle(new Ticked());
    assertThat(handle(Sample.cancel(3, "load")))
        .contains(drop("ana", 0, true, 1))
        .doesNotContain(new Answer(3, false));
    assertThat(handle(new NodeGone("ana"))).contains(new Answer(3, false));
  }

  @Test
  void aLateHolderOfACancelledJobIsToldToDropIt() {
    runs(submitted(TWO, 100, 100));
    var lease = grant("ana");
    handle(Sample.cancel(3, "load"));
    var held = new LeaseHolding(lease.number(), 0, lease.tasks(), 2);
    assertThat(handle(new FromNode("ana", new Holding(HoldingPart.whole(List.of(held)), null))))
        .contains(drop("ana", 0, true, 1));
    handle(new FromNode("ana", new Holding(HoldingPart.whole(List.of()), null)));
    assertThat(batch.jobs().getFirst().cancelled().getCardinality()).isEqualTo(100);
  }
}
