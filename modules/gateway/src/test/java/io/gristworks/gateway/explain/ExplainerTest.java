package io.gristworks.gateway.explain;

import static io.gristworks.gateway.explain.Scene.NOON;
import static io.gristworks.gateway.explain.Scene.node;
import static io.gristworks.gateway.explain.Scene.queue;
import static io.gristworks.gateway.explain.Scene.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.Awaited;
import io.gristworks.core.batch.CanaryState;
import io.gristworks.core.batch.CancelReason;
import io.gristworks.core.batch.Condition;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.Pause;
import io.gristworks.core.batch.PauseReason;
import io.gristworks.core.batch.Status;
import io.gristworks.core.view.Counts;
import io.gristworks.core.view.JobReason;
import io.gristworks.core.view.LoadReason;
import io.gristworks.core.view.NodeLoad;
import io.gristworks.core.view.QueueStatus;
import io.gristworks.gateway.explain.Reason.Kind;
import io.gristworks.gateway.explain.TaskFacts.Place;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExplainerTest {
  private final Scene scene = new Scene();

  private static void check(List<Reason> why, Kind kind, String sentence) {
    assertThat(why.getFirst().kind()).isEqualTo(kind);
    assertThat(why.getFirst().sentence()).isEqualTo(sentence);
  }

  private static TaskFacts task(Place place, @Nullable String suspicion) {
    return new TaskFacts(7, place, 2, NOON.plusSeconds(40), "ana", suspicion);
  }

  @Test
  void whatHasEndedSaysHow() {
    scene.status = Status.COMPLETED;
    scene.reason = new JobReason.AllSucceeded();
    check(scene.why(), Kind.FINISHED, "it has ended: every task succeeded");
    scene.batchStatus = Status.CANCELLED;
    check(Explainer.batch(scene.batch()), Kind.FINISHED, "it has ended: cancelled");
  }

  @Test
  void whatIsBeingCancelledSaysWhatStillRuns() {
    scene.reason = new JobReason.Cancelling(new CancelReason.DeadlinePassed());
    scene.counts = new Counts(10, 0, 1, 0, 9, 0, 0);
    check(
        scene.why(), Kind.ENDING, "it is being cancelled (deadline); 1 task is still with workers");
  }

  @Test
  void anOpenBatchIsWaitedForToBeSealed() {
    scene.batchStatus = Status.CREATED;
    check(
        scene.why(),
        Kind.OPEN,
        "its batch is open and still takes tasks; it runs once the batch is sealed");
    assertThat(Explainer.batch(scene.batch()).getFirst().kind()).isEqualTo(Kind.OPEN);
  }

  @Test
  void aPausedJobSaysByWhomWhenAndWhy() {
    scene.paused = new Pause(new PauseReason.Asked("ana", "too hot"), NOON.minusSeconds(10));
    scene.counts = new Counts(10, 8, 2, 0, 0, 0, 0);
    check(scene.why(), Kind.PAUSED, "it was paused by ana at 2026-01-01T11:59:50Z: too hot");
    assertThat(scene.why().getLast().sentence())
        .isEqualTo("2 tasks are with workers from before, and may end");
  }

  @Test
  void aJobThatWaitsForOthersSaysHowFarTheyAre() {
    scene.counts = new Counts(100, 58, 2, 0, 40, 0, 0);
    scene.status = Status.RUNNING;
    scene.others.add(scene.job("fetch"));
    scene.counts = new Counts(10, 10, 0, 0, 0, 0, 0);
    scene.status = Status.QUEUED;
    scene.waitingFor =
        List.of(
            new Awaited.Job("fetch", Condition.SUCCEEDED),
            new Awaited.OtherBatch("b2", Condition.COMPLETED));
    check(
        scene.why(),
        Kind.WAITS_FOR_JOB,
        "it waits for job fetch to succeed, which is running, 40 of 100 tasks done");
    assertThat(scene.why().getFirst().figures())
        .containsEntry("completed", 40L)
        .containsEntry("job", "fetch");
    assertThat(scene.why().get(1))
        .isEqualTo(
            new Reason(
                Kind.WAITS_FOR_BATCH,
                "it waits for batch b2 to complete",
                java.util.Map.of("batch", "b2")));
    assertThat(scene.why()).as("nothing else matters then").hasSize(2);
  }

  @Test
  void aBatchSaysForWhichBatchItWaitsAndHowItsJobsStand() {
    scene.batchStatus = Status.QUEUED;
    scene.waitingForBatches = List.of("b2");
    scene.others.add(scene.job("fetch"));
    check(Explainer.batch(scene.batch()), Kind.WAITS_FOR_BATCH, "it waits for batch b2");
    assertThat(Explainer.batch(scene.batch()).getLast().sentence())
        .isEqualTo("of its 2 jobs 2 are queued");
  }

  @Test
  void aStartTimeIsTold() {
    scene.startAt = NOON.plusSeconds(7_500);
    check(scene.why(), Kind.START_TIME, "it starts at 2026-01-01T14:05:00Z, in 2 h 5 min");
  }

  @Test
  void anOperationThatNoNodeRunsIsNamed() {
    scene.nodes.set(0, node("ana", 4, 0, false, "embed"));
    check(scene.why(), Kind.NO_WORKER, "no worker node runs operation scan; there is 1 node");
    scene.nodes.set(0, node("ana", 4, 0, true, "scan"));
    check(
        scene.why(),
        Kind.WORKERS_DRAIN,
        "every worker node that runs scan is draining and takes no more work");
  }

  @Test
  void aResourceThatNoNodeHasFreeIsNamed() {
    scene.nodes.set(0, Scene.node("ana", 4, 1, false, "scan").with(gpus(2, 0)));
    check(scene.why(), Kind.NO_RESOURCE, "no node has gpu free for scan; 1 node has 2 in all");
    scene.nodes.add(Scene.node("bob", 4, 1, false, "scan").with(gpus(1, 0)));
    check(scene.why(), Kind.NO_RESOURCE, "no node has gpu free for scan; 2 nodes have 3 in all");
    scene.nodes.set(1, Scene.node("bob", 4, 1, false, "scan").with(gpus(1, 1)));
    assertThat(scene.why()).extracting(Reason::kind).doesNotContain(Kind.NO_RESOURCE);
  }

  @Test
  void aResourceThatThereIsNotIsNamed() {
    scene.nodes.set(0, Scene.node("ana", 4, 1, false, "scan").with(gpus(0, 0)));
    check(scene.why(), Kind.NO_RESOURCE, "no node that runs scan has any gpu");
  }

  @Test
  void whatAllNodesSufferFromIsTold() {
    scene.nodes.set(
        0, Scene.node("ana", 4, 1, false, "scan").with(pressed(new LoadReason.Throttled(2, 0.5))));
    check(
        scene.why(),
        Kind.NODES_PRESSED,
        "the only node that runs scan takes less: 2 CPU-bound workers rest: the host stopped the"
            + " node in 50 % of the latest CPU periods");
    scene.nodes.add(Scene.node("bob", 4, 1, false, "scan"));
    assertThat(scene.why()).extracting(Reason::kind).doesNotContain(Kind.NODES_PRESSED);
  }

  private static NodeLoad gpus(int units, int free) {
    return load(
        List.of(),
        new TreeMap<>(Map.of("gpu", units)),
        new TreeMap<>(Map.of("gpu", free)),
        new TreeMap<>(Map.of("scan", Map.of("gpu", 1))));
  }

  private static NodeLoad pressed(LoadReason why) {
    return load(List.of(why), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
  }

  private static NodeLoad load(
      List<LoadReason> takesLess,
      SortedMap<String, Integer> resources,
      SortedMap<String, Integer> free,
      SortedMap<String, Map<String, Integer>> needs) {
    return new NodeLoad(
        takesLess,
        null,
        null,
        null,
        null,
        null,
        null,
        4,
        4,
        resources,
        free,
        needs,
        new TreeMap<>());
  }

  @Test
  void aLimitThatIsReachedIsTold() {
    scene.limits = new JobLimits(2, 0.5);
    scene.counts = new Counts(10, 8, 2, 0, 0, 0, 0);
    assertThat(scene.why())
        .extracting(Reason::sentence)
        .containsExactly(
            "2 tasks are with workers; the job runs since 2026-01-01T11:59:00Z",
            "at most 2 tasks of it may go on at once, and do",
            "at most 0.5 tasks of it are handed out a second");
    assertThat(scene.why().get(1).kind()).isEqualTo(Kind.LIMIT_REACHED);
  }

  @Test
  void thePlaceInTheQueueIsToldAndWhoIsAhead() {
    scene.nodes.set(0, node("ana", 4, 4, false, "scan"));
    scene.queues.add(
        queue(9, waiting("b7", 0, 16, 1_200), waiting("b8", 3, 4, 5), waiting("b1", 0, 4, 10)));
    check(
        scene.why(),
        Kind.QUEUE_POSITION,
        "it is behind 2 jobs in queue default, with 1,205 pending tasks; 1 of them have a higher"
            + " share");
    assertThat(scene.why().get(1))
        .isEqualTo(
            new Reason(
                Kind.WORKERS_BUSY,
                "all 4 workers that run scan are busy",
                java.util.Map.of("workers", 4, "busy_workers", 4)));
  }

  private void limited(QueueStatus.LimitUse... limits) {
    var load = new QueueStatus.Load(false, 0, 0, 0, 0, List.of(), List.of(limits));
    scene.queues.add(
        new QueueStatus("default", 10, 9, 1, 0, 4, List.of(waiting("b1", 0, 4, 10)), load));
  }

  @Test
  void theLimitsOfItsTenantOperationAndQueueAreNamed() {
    limited(
        new QueueStatus.LimitUse("queue", "default", "max_concurrent", 9, 9, true),
        new QueueStatus.LimitUse("tenant", "acme", "max_concurrent", 4, 4, true),
        new QueueStatus.LimitUse("operation", "scan", "per_second", 20, 1, true));
    assertThat(scene.why())
        .extracting(Reason::sentence)
        .containsExactly(
            "at most 9 tasks of queue default may go on at once, and do",
            "at most 4 tasks of tenant acme may go on at once, and do",
            "at most 20.0 tasks of operation scan are handed out a second");
    assertThat(scene.why()).allMatch(reason -> reason.kind() == Kind.LIMIT_REACHED);
  }

  @Test
  void aLimitOfOthersOrWithRoomLeftIsNoReason() {
    limited(
        new QueueStatus.LimitUse("tenant", "other", "max_concurrent", 4, 4, true),
        new QueueStatus.LimitUse("operation", "embed", "max_concurrent", 4, 4, true),
        new QueueStatus.LimitUse("tenant", "acme", "max_concurrent", 4, 3, true));
    check(scene.why(), Kind.TO_BE_HANDED_OUT, "10 pending tasks of it come next in queue default");
  }

  @Test
  void aNewPoolSaysThatItIsCounting() {
    limited(new QueueStatus.LimitUse("tenant", "acme", "max_concurrent", 1, 0, false));
    check(
        scene.why(),
        Kind.LIMIT_REACHED,
        "at most 1 task of tenant acme may go on at once, and a new work pool is counting how many"
            + " do");
  }

  @Test
  void whatComesNextSaysSo() {
    scene.queues.add(queue(9, waiting("b1", 0, 4, 10)));
    check(scene.why(), Kind.TO_BE_HANDED_OUT, "10 pending tasks of it come next in queue default");
  }

  @Test
  void aRetryIsToldWithItsTime() {
    scene.counts = new Counts(10, 0, 0, 3, 7, 0, 0);
    scene.nextRetry = NOON.plusSeconds(90);
    check(
        scene.why(),
        Kind.RETRY_DUE,
        "3 failed tasks wait for the next attempt, the first is due at 2026-01-01T12:01:30Z,"
            + " in 1 min");
  }

  @Test
  void aJobWithoutTasksWaitsForResults() {
    scene.counts = Counts.NONE;
    scene.reason = new JobReason.WaitsForResults("fetch");
    check(scene.why(), Kind.WAITS_FOR_RESULTS, "it waits for results of job fetch");
  }

  @Test
  void aCanaryIsTold() {
    scene.counts = new Counts(10, 0, 2, 0, 3, 5, 0);
    scene.canary = new CanaryState.UnderWay(2, 5);
    assertThat(scene.why().getLast())
        .extracting(Reason::kind, Reason::sentence)
        .containsExactly(Kind.CANARY, "of its failed tasks 2 are tried first, 5 wait");
  }

  @Test
  void suspectsAndQuarantineAreToldWithTheEvidence() {
    scene.suspects = 1;
    scene.quarantined = 2;
    scene.errors =
        List.of(
            new ErrorGroup(ErrorGroup.POISON, 2, 9, "took down 3 nodes: ana, bob", "", NOON, NOON));
    var why = scene.why();
    assertThat(why.get(why.size() - 2).sentence())
        .isEqualTo("1 task must run alone, because a node died that ran it");
    assertThat(why.getLast().sentence())
        .isEqualTo(
            "2 tasks are quarantined, because nodes died that ran them; task 9 took down 3 nodes:"
                + " ana, bob");
  }

  @Test
  void aTaskSaysWhereItIs() {
    check(
        scene.why(task(Place.LEASED, null)),
        Kind.RUNNING,
        "it is with worker node ana, and runs there or will next");
    check(
        scene.why(task(Place.WAITING_RETRY, null)),
        Kind.RETRY_DUE,
        "it failed 2 times and may be tried again at 2026-01-01T12:00:40Z, in 40 s");
    check(scene.why(task(Place.SUCCEEDED, null)), Kind.FINISHED, "it has succeeded");
    check(scene.why(task(Place.CANCELLED, null)), Kind.FINISHED, "it was cancelled");
    check(
        scene.why(task(Place.FAILED, null)),
        Kind.FINISHED,
        "it was given up after 2 failed attempts");
  }

  @Test
  void aTaskThatTookDownNodesSaysSo() {
    check(
        scene.why(task(Place.FAILED, "took down 3 nodes: ana, bob")),
        Kind.QUARANTINED,
        "it is quarantined, because it took down 3 nodes: ana, bob");
    assertThat(scene.why(task(Place.PENDING, "took down 1 nodes: ana")).getLast())
        .extracting(Reason::kind, Reason::sentence)
        .containsExactly(Kind.SUSPECT, "it must run alone, because it took down 1 nodes: ana");
  }

  @Test
  void aPendingTaskSaysWhatKeepsItsJob() {
    scene.paused = new Pause(new PauseReason.Asked("ana", ""), NOON);
    check(
        scene.why(task(Place.PENDING, null)),
        Kind.PAUSED,
        "it was paused by ana at 2026-01-01T12:00:00Z");
    scene.paused = null;
    scene.nodes.clear();
    assertThat(scene.why(task(Place.PENDING, null)).getFirst().kind()).isEqualTo(Kind.NO_WORKER);
  }

  @Test
  void whateverIsAskedHasAReason() {
    for (var status : Status.values()) {
      scene.status = status;
      scene.batchStatus = status;
      assertThat(scene.why()).isNotEmpty();
      assertThat(Explainer.batch(scene.batch())).isNotEmpty();
      for (var place : Place.values()) {
        assertThat(scene.why(task(place, null))).isNotEmpty();
      }
    }
  }
}
