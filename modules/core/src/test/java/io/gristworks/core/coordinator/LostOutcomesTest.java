package io.gristworks.core.coordinator;

import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.awoke;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchStory;
import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.batch.Reports.StoredReport;
import io.gristworks.core.batch.Sample;
import io.gristworks.core.coordinator.CoordinatorEffect.Answer;
import io.gristworks.core.coordinator.CoordinatorEffect.ListSegments;
import io.gristworks.core.coordinator.CoordinatorEffect.LostSearched;
import io.gristworks.core.coordinator.CoordinatorEffect.ReadSegments;
import io.gristworks.core.coordinator.CoordinatorEffect.SendToNode;
import io.gristworks.core.coordinator.CoordinatorInput.CountReports;
import io.gristworks.core.coordinator.CoordinatorInput.FromNode;
import io.gristworks.core.coordinator.CoordinatorInput.NodeGone;
import io.gristworks.core.coordinator.CoordinatorInput.NodesFound;
import io.gristworks.core.coordinator.CoordinatorInput.Recovered;
import io.gristworks.core.coordinator.CoordinatorInput.SegmentsListed;
import io.gristworks.core.coordinator.CoordinatorInput.SegmentsNotListed;
import io.gristworks.core.coordinator.CoordinatorInput.SegmentsRead;
import io.gristworks.core.coordinator.CoordinatorInput.Ticked;
import io.gristworks.core.lease.LeaseSettings;
import io.gristworks.core.message.HoldingPart;
import io.gristworks.core.message.LeaseHolding;
import io.gristworks.core.message.ToCoordinator.Holding;
import io.gristworks.core.message.ToCoordinator.Report;
import io.gristworks.core.message.ToNode.Acknowledged;
import io.gristworks.core.message.ToNode.Lease;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.SegmentIds;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a lost node had stored and not reported is counted, once, and does not run again. */
class LostOutcomesTest extends CoordinatorStory {
  private static final SortedMap<Integer, TaskSet> FIRST = new TreeMap<>();

  private final SplittableRandom random = new SplittableRandom(7);

  LostOutcomesTest() {
    batch = BatchStory.given(submitted(spec(job("load")), 100)).batch();
    coordinator = coordinatorOf(batch, false);
  }

  @Test
  void whatALostNodeHadStoredIsCountedAndTheRestRunsAgain() {
    var lease = grant("ana");
    int leased = lease.tasks().size();
    assertThat(handle(new NodeGone("ana")))
        .contains(new ListSegments(1, SegmentIds.before(lease.number())));
    var stored = segment(lease.number());
    assertThat(handle(listed(1, true, stored))).contains(new ReadSegments(1, List.of(stored)));
    assertThat(coordinator.dispatch().leased(0).getCardinality())
        .as("nobody else has them before")
        .isEqualTo(leased);
    assertThat(handle(read(1, success(stored, TaskSet.range(0, 9)))))
        .contains(new LostSearched(1, leased - 9, true));
    assertThat(batch.jobs().getFirst().succeeded().getCardinality()).isEqualTo(9);
    assertThat(grant("bob").tasks().first()).isEqualTo(9);
  }

  @Test
  void aNodeThatLivesAndReportsItLateIsToldThatItIsKnown() {
    var lease = grant("ana");
    now = now.plus(LeaseSettings.DEFAULT.lapseAfter());
    assertThat(handle(new Ticked())).contains(new ListSegments(1, before(lease)));
    var stored = segment(lease.number());
    handle(listed(1, true, stored));
    var told = success(stored, TaskSet.range(0, 9));
    handle(read(1, told));
    handle(new FromNode("ana", new Report(4, List.of(told.report()))));
    assertThat(handle(new CountReports()))
        .contains(
            new SendToNode(
                "ana", new Acknowledged(batch.id().value(), 4, Map.of(0, TaskSet.range(0, 9)), 0)));
    assertThat(batch.jobs().getFirst().attempts()).isEqualTo(9);
    assertThat(batch.jobs().getFirst().segments()).hasSize(1);
  }

  @Test
  void nothingIsReadWhereNothingIsLost() {
    var lease = grant("ana");
    assertThat(searches(handle(new NodeGone("bob")))).isEmpty();
    assertThat(searches(handle(new Ticked()))).isEmpty();
    var all = success(segment(lease.number()), lease.tasks()).report();
    handle(new FromNode("ana", new Report(1, List.of(all))));
    assertThat(searches(handle(new CountReports()))).isEmpty();
    assertThat(searches(handle(new NodeGone("ana")))).as("it holds nothing").isEmpty();
  }

  @Test
  void aTakeoverOfWhatHasNotBegunReadsNothing() {
    batch = BatchStory.given(submitted(spec(job("load"), job("join", "load")), 0, 5)).batch();
    coordinator = coordinatorOf(batch, true);
    handle(new Recovered());
    assertThat(searches(handle(new NodesFound(Set.of())))).isEmpty();
  }

  @Test
  void aTakeoverCountsWhatWasStoredBeforeItGrants() {
    batch = BatchStory.given(submitted(spec(job("load")), 100), awoke(1)).batch();
    coordinator = coordinatorOf(batch, true);
    handle(new Recovered());
    assertThat(handle(new NodesFound(Set.of()))).contains(new ListSegments(1, null));
    var stored = segment(5);
    handle(listed(1, true, stored));
    assertThat(granted("bob")).isEmpty();
    handle(Sample.cancel(3, "load"));
    assertThat(handle(read(1, success(stored, TaskSet.range(0, 9)))))
        .as("also who came too early is answered")
        .contains(new LostSearched(1, 0, true), new Answer(3, false));
    assertThat(batch.jobs().getFirst().succeeded().getCardinality()).isEqualTo(9);
    assertThat(batch.jobs().getFirst().cancelled().getCardinality()).isEqualTo(91);
  }

  @Test
  void aTakeoverSearchesAlsoForTasksThatWaitByItsClock() {
    var batch = submitted(spec(job("load")), 1);
    takesOver(batch, awoke(1), Sample.failedOnce(0, 0, NOON.plusSeconds(5)));
    handle(new Recovered());
    assertThat(handle(new NodesFound(Set.of()))).contains(new ListSegments(1, null));
  }

  @Test
  void whatCannotBeReadIsTriedAgainAndNotWaitedForForEver() {
    var lease = grant("ana");
    int leased = lease.tasks().size();
    handle(new NodeGone("ana"));
    handle(new SegmentsNotListed(1));
    assertThat(handle(new Ticked())).contains(new ListSegments(1, before(lease)));
    assertThat(searches(handle(new Ticked()))).as("it is under way").isEmpty();
    var stored = segment(lease.number());
    handle(listed(1, true, stored));
    handle(new SegmentsNotListed(1));
    assertThat(handle(new Ticked())).contains(new ReadSegments(1, List.of(stored)));
    now = now.plus(LostOutcomes.WITHIN);
    assertThat(handle(new Ticked())).contains(new LostSearched(0, leased, false));
    assertThat(grant("bob").tasks().first()).isZero();
    assertThat(handle(read(1, success(stored, TaskSet.range(0, 9))))).as("too late").isEmpty();
  }

  @Test
  void anEarlierAttemptIsNotCountedForALaterOne() {
    var lease = grant("ana");
    var failed = new Failure(3, 1, "io", "broken pipe", false);
    handle(
        new FromNode("bob", new Report(1, List.of(report(segment(9), TaskSet.empty(), failed)))));
    handle(new CountReports());
    handle(new NodeGone("ana"));
    var first = segment(lease.number());
    var second = segment(lease.number());
    handle(listed(1, true, first, second));
    var attempts = new TreeMap<>(Map.of(2, TaskSet.of(3)));
    handle(
        read(
            1,
            success(first, TaskSet.of(2, 3)),
            new StoredReport(report(second, TaskSet.of(3)), attempts)));
    assertThat(batch.jobs().getFirst().succeeded().toArray()).containsExactly(3);
    assertThat(batch.jobs().getFirst().segments())
        .extracting(SegmentRef::id)
        .doesNotContain(first)
        .contains(second);
  }

  @Test
  void onlyWhatNoLivingNodeWillReportIsRead() {
    var lost = grant("ana");
    var living = grant("bob");
    var counted = segment(lost.number());
    handle(new FromNode("ana", new Report(1, List.of(report(counted, TaskSet.of(0))))));
    handle(new CountReports());
    handle(new NodeGone("ana"));
    var stored = segment(lost.number());
    assertThat(searches(handle(listed(1, true, counted, stored, segment(living.number())))))
        .containsExactly(new ReadSegments(1, List.of(stored)));
  }

  @Test
  void pagesAreListedAndReadOneAfterTheOther() {
    var lease = grant("ana");
    handle(new NodeGone("ana"));
    var many = Stream.generate(() -> segment(lease.number())).limit(20).toArray(UUID[]::new);
    var asked = searches(handle(listed(1, false, many)));
    assertThat(asked).singleElement().isInstanceOf(ReadSegments.class);
    assertThat(((ReadSegments) asked.getFirst()).segments()).hasSize(16);
    asked = searches(handle(read(1)));
    assertThat(((ReadSegments) asked.getFirst()).segments()).hasSize(4);
    asked = searches(handle(read(1)));
    assertThat(asked).singleElement().isInstanceOf(ListSegments.class);
    assertThat(handle(listed(1, true))).contains(new LostSearched(0, lease.tasks().size(), true));
  }

  @Test
  void aNodeThatSpeaksAgainKeepsItsLeases() {
    var lease = grant("ana");
    now = now.plus(LeaseSettings.DEFAULT.lapseAfter());
    handle(new Ticked());
    var held = new LeaseHolding(lease.number(), 0, lease.tasks(), 1);
    handle(new FromNode("ana", new Holding(HoldingPart.whole(List.of(held)), null)));
    assertThat(handle(listed(1, true))).contains(new LostSearched(0, 0, true));
    assertThat(coordinator.dispatch().leased(0).getCardinality()).isEqualTo(lease.tasks().size());
  }

  @Test
  void aNodeThatIsLostMeanwhileIsSearchedForNext() {
    var ana = grant("ana");
    var bob = grant("bob");
    handle(new NodeGone("ana"));
    assertThat(searches(handle(new NodeGone("bob")))).as("one at a time").isEmpty();
    assertThat(handle(listed(1, true)))
        .contains(new LostSearched(0, ana.tasks().size(), true), new ListSegments(2, before(bob)));
    assertThat(handle(listed(1, true))).as("an echo").isEmpty();
    assertThat(handle(listed(2, true))).contains(new LostSearched(0, bob.tasks().size(), true));
  }

  // The story's means.

  private UUID segment(long lease) {
    return SegmentIds.ofLease(lease, random);
  }

  private static UUID before(Lease lease) {
    return SegmentIds.before(lease.number());
  }

  private static JobReport report(UUID segment, TaskSet succeeded, Failure... failures) {
    var ref = new SegmentRef(segment, 0, 99, succeeded.size() + failures.length);
    return new JobReport(0, ref, succeeded, List.of(failures), new TreeMap<>(), 1_000);
  }

  private static StoredReport success(UUID segment, TaskSet succeeded) {
    return new StoredReport(report(segment, succeeded), FIRST);
  }

  private static SegmentsListed listed(long search, boolean isLast, UUID... segments) {
    return new SegmentsListed(search, List.of(segments), isLast);
  }

  private static SegmentsRead read(long search, StoredReport... reports) {
    return new SegmentsRead(search, List.of(reports));
  }

  private static List<CoordinatorEffect> searches(List<CoordinatorEffect> effects) {
    return effects.stream()
        .filter(each -> each instanceof ListSegments || each instanceof ReadSegments)
        .toList();
  }
}
