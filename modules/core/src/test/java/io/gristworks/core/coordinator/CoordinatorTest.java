package io.gristworks.core.coordinator;

import static io.gristworks.core.batch.Sample.failed;
import static io.gristworks.core.batch.Sample.failure;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.part;
import static io.gristworks.core.batch.Sample.report;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.Sample;
import io.gristworks.core.coordinator.CoordinatorEffect.Answer;
import io.gristworks.core.coordinator.CoordinatorEffect.AnswerPool;
import io.gristworks.core.coordinator.CoordinatorEffect.LeasesLost;
import io.gristworks.core.coordinator.CoordinatorEffect.LookAgainIn;
import io.gristworks.core.coordinator.CoordinatorEffect.Refuse;
import io.gristworks.core.coordinator.CoordinatorEffect.TellSelf;
import io.gristworks.core.coordinator.CoordinatorInput.CountReports;
import io.gristworks.core.coordinator.CoordinatorInput.FromClient;
import io.gristworks.core.coordinator.CoordinatorInput.FromNode;
import io.gristworks.core.coordinator.CoordinatorInput.FromPool;
import io.gristworks.core.coordinator.CoordinatorInput.NodeGone;
import io.gristworks.core.coordinator.CoordinatorInput.Ticked;
import io.gristworks.core.lease.LeaseSettings;
import io.gristworks.core.message.HoldingPart;
import io.gristworks.core.message.LeaseHolding;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToCoordinator.GaveBack;
import io.gristworks.core.message.ToCoordinator.Grant;
import io.gristworks.core.message.ToCoordinator.Holding;
import io.gristworks.core.message.ToCoordinator.Reason;
import io.gristworks.core.message.ToCoordinator.Rebalance;
import io.gristworks.core.message.ToCoordinator.Report;
import io.gristworks.core.message.ToNode.GiveBack;
import io.gristworks.core.message.ToNode.Lease;
import io.gristworks.core.task.TaskSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CoordinatorTest extends CoordinatorStory {
  private static final BatchSpec TWO = spec(job("load"), job("scan"));

  @Test
  void nobodyIsAnsweredBeforeTheBatchIsDurable() {
    var turn =
        coordinator.handle(
            new FromClient(
                7, new ToCoordinator.Submit(TWO, false, List.of(part(0, 5), part(1, 5)))),
            time());
    assertThat(turn.events()).hasSize(1);
    assertThat(batch.exists()).isFalse();
    turn.events().forEach(batch::apply);
    var effects = coordinator.written(turn, time());
    assertThat(effects).contains(new Answer(7, false));
    assertThat(offers(effects))
        .extracting(offer -> offer.offer().pending())
        .containsExactly(5L, 5L);
  }

  @Test
  void aSecondSubmissionIsAnsweredAndNothingIsWritten() {
    runs(submitted(TWO, 5, 5));
    var turn =
        coordinator.handle(
            new FromClient(8, new ToCoordinator.Submit(TWO, false, List.of())), time());
    assertThat(turn.events()).isEmpty();
    assertThat(turn.effects()).contains(new Answer(8, true));
  }

  @Test
  void aRefusalNamesTheAsker() {
    var turn =
        coordinator.handle(
            new FromClient(9, new ToCoordinator.Submit(TWO, false, List.of())), time());
    assertThat(turn.effects())
        .singleElement()
        .isInstanceOfSatisfying(Refuse.class, refuse -> assertThat(refuse.asker()).isEqualTo(9));
  }

  @Test
  void reportsThatCameTogetherAreOneEventAndEachIsAcknowledgedAfterIt() {
    runs(submitted(TWO, 100, 5));
    var ana = grant("ana").tasks();
    var bob = grant("bob").tasks();
    assertThat(handle(new FromNode("ana", new Report(1, List.of(report(0, ana, 0))))))
        .containsExactly(new TellSelf(new CountReports()));
    assertThat(handle(new FromNode("bob", new Report(4, List.of(report(0, bob, 0)))))).isEmpty();
    var turn = coordinator.handle(new CountReports(), time());
    assertThat(turn.events()).hasSize(1);
    turn.events().forEach(batch::apply);
    assertThat(coordinator.written(turn, time()))
        .contains(acknowledged("ana", 1, Map.of(), 2), acknowledged("bob", 4, Map.of(), 2));
    assertThat(batch.jobs().getFirst().succeeded().getCardinality())
        .isEqualTo(ana.size() + bob.size());
    assertThat(coordinator.dispatch().leased(0).isEmpty()).isTrue();
  }

  @Test
  void aReportOfWhatHasItsOutcomeIsRefusedWithTheTasksNamed() {
    runs(submitted(TWO, 100, 5));
    var tasks = grant("ana").tasks();
    reported("ana", 1, report(0, tasks, 0));
    assertThat(reported("eve", 1, report(0, TaskSet.of(tasks.first()), 0)))
        .contains(acknowledged("eve", 1, Map.of(0, TaskSet.of(tasks.first())), 0));
  }

  @Test
  void aFailedAttemptIsLookedAtAgainWhenItIsDue() {
    runs(submitted(TWO, 100, 5));
    grant("ana");
    var effects = reported("ana", 1, report(0, TaskSet.empty(), 0, failure(0, 1)));
    var due =
        effects.stream()
            .filter(LookAgainIn.class::isInstance)
            .map(effect -> ((LookAgainIn) effect).time())
            .findFirst()
            .orElseThrow();
    assertThat(due).isPositive();
    int pending = coordinator.dispatch().pending(0).getCardinality();
    now = now.plus(due);
    handle(new Ticked());
    assertThat(coordinator.dispatch().pending(0).getCardinality()).isEqualTo(pending + 1);
  }

  @Test
  void whatALostNodeHeldIsOfferedAgain() {
    runs(submitted(spec(job("load")), 10));
    while (!granted("ana").isEmpty()) {
      assertThat(coordinator.dispatch().leased(0).isEmpty()).isFalse();
    }
    assertThat(handle(new NodeGone("ana"))).contains(new LeasesLost("ana", 10));
    var effects = nothingIsStored();
    assertThat(effects).contains(new CoordinatorEffect.LostSearched(0, 10, true));
    assertThat(offers(effects)).extracting(offer -> offer.offer().pending()).containsExactly(10L);
  }

  @Test
  void aBatchThatGoesOnAfterItsEndIsActiveAgainAndItsWorkIsOfferedUntilItIsDone() {
    assertThat(coordinator.activity(false)).isEqualTo(Activity.EMPTY);
    runs(submitted(spec(job("load")), 2));
    assertThat(coordinator.activity(false)).isEqualTo(Activity.ACTIVE);
    runs(failed(0, 0, 1));
    assertThat(coordinator.activity(false)).as("not swept").isEqualTo(Activity.ACTIVE);
    handle(new CoordinatorInput.SegmentsListed(1, List.of(), true));
    assertThat(coordinator.activity(true)).isEqualTo(Activity.ACTIVE);
    assertThat(coordinator.activity(false)).isEqualTo(Activity.ENDED);
    var all = new BatchCommand.Selection.All();
    var retry = new BatchCommand.RetryFailed(null, all, 0, "somebody");
    assertThat(offers(handle(Sample.command(1, retry)))).hasSize(1);
    assertThat(coordinator.activity(false)).isEqualTo(Activity.ACTIVE);
    for (int time = 0; time < 3; time++) {
      now = now.plusSeconds(4);
      assertThat(offers(handle(new Ticked())))
          .extracting(offer -> offer.offer().pending())
          .containsExactly(2L);
    }
  }

  @Test
  void silentLeasesLapseWithTime() {
    runs(submitted(spec(job("load")), 10));
    int tasks = grant("ana").tasks().size();
    now = now.plus(LeaseSettings.DEFAULT.lapseAfter());
    assertThat(handle(new Ticked())).contains(new LeasesLost("", tasks));
  }

  @Test
  void aClockThatIsSetBackStopsNeitherOffersNorLapsesNorRetries() {
    runs(submitted(spec(job("load")), 100));
    int tasks = grant("ana").tasks().size();
    handle(new Ticked());
    reported("ana", 1, report(0, TaskSet.empty(), 0, failure(0, 1)));
    clockSet = Duration.ofHours(-1);
    now = now.plusSeconds(4);
    assertThat(offers(handle(new Ticked()))).hasSize(1);
    assertThat(coordinator.dispatch().waiting(0).isEmpty()).isTrue();
    now = now.plusSeconds(7);
    assertThat(handle(new Ticked())).contains(new LeasesLost("", tasks - 1));
  }

  @Test
  void aFarMomentIsWaitedForInStepsThatATimerBears() {
    runs(submitted(TWO, 5, 5));
    var far = Instant.parse("9999-12-31T00:00:00Z");
    assertThat(handle(Sample.command(4, new BatchCommand.SetDeadline(null, far, "ana"))))
        .contains(new LookAgainIn(Duration.ofMinutes(1)));
    assertThat(handle(Sample.command(5, new BatchCommand.SetDeadline(null, Instant.MAX, "ana"))))
        .contains(new LookAgainIn(Duration.ofMinutes(1)));
    assertThat(granted("ana")).hasSize(1);
  }

  @Test
  void workIsTakenBackForAnIdleNodeAndOfferedAgain() {
    runs(submitted(spec(job("load")), 10));
    var leases = new ArrayList<Lease>();
    for (var more = granted("ana"); !more.isEmpty(); more = granted("ana")) {
      leases.addAll(more);
    }
    var effects = handle(new FromPool(new Rebalance(0, 77, "bob")));
    var sent = sent(effects).getFirst();
    var ask = (GiveBack) sent.message();
    assertThat(sent.node()).isEqualTo("ana");
    assertThat(effects).last().isInstanceOf(AnswerPool.class);
    var lease = leases.stream().filter(it -> it.number() == ask.lease()).findFirst().orElseThrow();
    var back = TaskSet.of(lease.tasks().last());
    assertThat(
            offers(
                handle(
                    new FromNode(
                        "ana", new GaveBack(ask.lease(), 0, back, Reason.OTHER_NODE_IDLE)))))
        .extracting(offer -> offer.offer().pending())
        .containsExactly(1L);
  }

  @Test
  void anOfferIsRepeatedNowAndThenAsPoolsForget() {
    runs(submitted(TWO, 5, 5));
    assertThat(offers(handle(new Ticked()))).hasSize(2);
    assertThat(offers(handle(new Ticked()))).isEmpty();
    now = now.plusSeconds(4);
    assertThat(offers(handle(new Ticked()))).hasSize(2);
  }

  @Test
  void aChangeOfPriorityOrLimitsIsOfferedAtOnce() {
    runs(submitted(TWO, 5, 5));
    handle(new Ticked());
    var first =
        handle(Sample.command(4, new BatchCommand.SetPriority("load", Priority.HIGH, "ana")));
    assertThat(offers(first))
        .singleElement()
        .satisfies(each -> assertThat(each.offer().weight()).isEqualTo(Priority.HIGH.weight()));
    var limits = new JobLimits(2, 0);
    var second = handle(Sample.command(5, new BatchCommand.SetLimits("scan", limits, "ana")));
    assertThat(offers(second))
        .singleElement()
        .satisfies(each -> assertThat(each.offer().limits()).isEqualTo(limits));
  }

  @Test
  void whatANodeHasOfABatchThatIsNotThereIsNotWanted() {
    assertThat(reported("ana", 1, report(0, TaskSet.range(0, 3), 0, failure(7, 1))))
        .containsExactly(acknowledged("ana", 1, Map.of(0, TaskSet.of(0, 1, 2, 7)), 0));
    var held = new LeaseHolding(5, 2, TaskSet.range(0, 3), 3);
    assertThat(handle(new FromNode("ana", new Holding(HoldingPart.whole(List.of(held)), null))))
        .containsExactly(drop("ana", 2, true, 0));
  }

  @Test
  void whatAPoolRemembersOfAnotherLifeIsPassedOver() {
    assertThat(handle(new FromPool(new Grant(3, 1, "ana", 4, Integer.MAX_VALUE)))).isEmpty();
    runs(submitted(TWO, 5, 5));
    assertThat(handle(new FromPool(new Rebalance(2, 1, "ana")))).isEmpty();
  }

  @Test
  void aSealNeedsTheCountsThatWereSaid() {
    handle(new FromClient(1, new ToCoordinator.Submit(spec(job("load")), true, List.of())));
    handle(new FromClient(2, new ToCoordinator.Append("load", part(0, 5), Sample.key("k"))));
    var expected = new TreeMap<>(Map.of("load", 6L));
    assertThat(handle(new FromClient(3, new ToCoordinator.Seal(expected))))
        .singleElement()
        .isInstanceOf(Refuse.class);
    expected.put("load", 5L);
    assertThat(handle(new FromClient(4, new ToCoordinator.Seal(expected))))
        .contains(new Answer(4, false));
  }
}
