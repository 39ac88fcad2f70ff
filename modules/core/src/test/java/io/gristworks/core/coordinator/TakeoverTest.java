package io.gristworks.core.coordinator;

import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.awoke;
import static io.gristworks.core.batch.Sample.failed;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.TasksCancelled;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.CancelReason;
import io.gristworks.core.coordinator.CoordinatorInput.FromNode;
import io.gristworks.core.coordinator.CoordinatorInput.HoldingsOver;
import io.gristworks.core.coordinator.CoordinatorInput.NodesFound;
import io.gristworks.core.coordinator.CoordinatorInput.Recovered;
import io.gristworks.core.coordinator.CoordinatorInput.Ticked;
import io.gristworks.core.message.HoldingPart;
import io.gristworks.core.message.LeaseHolding;
import io.gristworks.core.message.ToCoordinator.Holding;
import io.gristworks.core.task.TaskSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TakeoverTest extends CoordinatorStory {
  private static final BatchSpec TWO = spec(job("load"), job("scan"));

  @Test
  void aCoordinatorThatTakesOverGrantsNothingBeforeEveryNodeHasSpoken() {
    takesOver(submitted(TWO, 100, 5), awoke(1));
    assertThat(handle(new Recovered())).contains(new CoordinatorEffect.FindNodes());
    assertThat(granted("ana")).isEmpty();
    assertThat(handle(new NodesFound(Set.of("a1", "a2"))))
        .contains(asks("a1", 2L << 32), asks("a2", 2L << 32));
    handle(
        new FromNode(
            "ana",
            new Holding(
                HoldingPart.whole(List.of(new LeaseHolding(5, 0, TaskSet.range(0, 40), 3))),
                "a1")));
    assertThat(granted("ana")).isEmpty();
    assertThat(handle(new FromNode("bob", new Holding(HoldingPart.whole(List.of()), "a2"))))
        .contains(
            new CoordinatorEffect.HoldingsKnown(), new CoordinatorEffect.ListSegments(1, null));
    assertThat(granted("bob")).as("before it is known what lost nodes have stored").isEmpty();
    nothingIsStored();
    assertThat(grant("bob").tasks().first()).isEqualTo(40);
    assertThat(grant("bob").number()).isGreaterThan(2L << 32);
  }

  @Test
  void aCoordinatorThatTakesOverWaitsForAllPartsOfWhatANodeHolds() {
    takesOver(submitted(TWO, 100, 5), awoke(1));
    handle(new Recovered());
    handle(new NodesFound(Set.of("a1")));
    var first = new HoldingPart(0, List.of(new LeaseHolding(5, 0, TaskSet.range(0, 40), 3)), false);
    var second =
        new HoldingPart(5, List.of(new LeaseHolding(6, 0, TaskSet.range(40, 80), 3)), true);
    handle(new FromNode("ana", new Holding(second, "a1")));
    assertThat(granted("bob")).as("the first part was lost").isEmpty();
    handle(new FromNode("ana", new Holding(first, "a1")));
    assertThat(granted("bob")).isEmpty();
    assertThat(handle(new FromNode("ana", new Holding(second, "a1"))))
        .contains(new CoordinatorEffect.HoldingsKnown());
    nothingIsStored();
    assertThat(grant("bob").tasks().first()).isEqualTo(80);
  }

  @Test
  void aCoordinatorThatTakesOverDoesNotWaitForEverForANodeThatIsSilent() {
    takesOver(submitted(TWO, 100, 5));
    handle(new Recovered());
    handle(new NodesFound(Set.of("a1")));
    assertThat(granted("bob")).isEmpty();
    handle(new HoldingsOver());
    nothingIsStored();
    assertThat(granted("bob")).hasSize(1);
  }

  @Test
  void aCoordinatorThatTakesOverSaysOnceOfAJobThatHasEndedThatNothingOfItIsLeased() {
    takesOver(
        submitted(TWO, 1, 5),
        new CancelRequested(List.of(0), new CancelReason.Asked("not needed"), NOON, null),
        new TasksCancelled(0, TaskSet.range(0, 1), NOON));
    coordinator.poolIs(7);
    handle(new Recovered());
    handle(new NodesFound(Set.of()));
    assertThat(offers(nothingIsStored()))
        .filteredOn(each -> each.offer().job().job() == 0)
        .singleElement()
        .satisfies(each -> assertThat(each.offer().count().leased()).isZero());
    now = now.plusSeconds(4);
    assertThat(offers(handle(new Ticked())))
        .extracting(each -> each.offer().job().job())
        .containsExactly(1);
    coordinator.poolIs(8); // the earlier coordinator may have known it before this one did
    assertThat(offers(handle(new Ticked())))
        .extracting(each -> each.offer().job().job())
        .containsExactly(0, 1);
    assertThat(offers(handle(new Ticked()))).isEmpty();
  }

  @Test
  void aCoordinatorThatTookNothingOverSaysNothingToALaterPoolOfAJobThatHasEnded() {
    runs(submitted(TWO, 2, 5), failed(0, 0, 1));
    coordinator.poolIs(7);
    assertThat(offers(handle(new Ticked())))
        .extracting(each -> each.offer().job().job())
        .containsExactly(1);
  }

  @Test
  void aBatchThatCameWhileItWokeIsNotTakenOver() {
    runs(submitted(TWO, 100, 5));
    assertThat(coordinator.handle(new Recovered(), time()).events()).isEmpty();
    assertThat(granted("bob")).hasSize(1);
  }
}
