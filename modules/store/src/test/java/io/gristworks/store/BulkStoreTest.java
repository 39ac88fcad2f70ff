package io.gristworks.store;

import static io.gristworks.store.Samples.NOON;
import static io.gristworks.store.Samples.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchCommand.Selection;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.batch.Status;
import io.gristworks.core.bulk.BulkAction;
import io.gristworks.core.bulk.BulkAnswer;
import io.gristworks.core.bulk.BulkFilter;
import io.gristworks.core.bulk.BulkId;
import io.gristworks.core.bulk.BulkOperation;
import io.gristworks.core.bulk.BulkPage;
import io.gristworks.core.bulk.BulkPosition;
import io.gristworks.core.bulk.BulkRequest;
import io.gristworks.core.bulk.BulkState;
import io.gristworks.core.bulk.BulkTarget;
import io.gristworks.core.bulk.JobFilter;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.Counts;
import io.gristworks.core.view.JobDetail;
import io.gristworks.core.view.JobReason;
import io.gristworks.core.view.JobStatus;
import io.gristworks.store.bulk.BulkStore;
import io.gristworks.store.bulk.BulkStore.TooMany;
import io.gristworks.store.view.BatchViews.InvalidCursor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BulkStoreTest extends OnEachDatabase {
  private static final Instant MIDNIGHT = NOON.plus(Duration.ofHours(12));

  private BulkStore store;
  private String tenant;

  @BeforeEach
  void openStore() {
    store = new JdbcBulkStore(database);
    tenant = "tenant-" + batch();
    for (var left : store.open(1_000)) {
      store.settle(left.cancelled(NOON).orElseThrow());
    }
    store.forget(Instant.parse("2999-01-01T00:00:00Z"), 1_000);
  }

  private BatchId written(String name, Status status, String operation, Instant createdAt) {
    return written(name, status, operation, createdAt, 0);
  }

  private BatchId written(
      String name, Status status, String operation, Instant createdAt, long failed) {
    return written(name, status, createdAt, job("j", operation, status, failed));
  }

  private static JobStatus job(String name, String operation, Status status, long failed) {
    var counts = new Counts(10, 10 - failed, 0, 0, 0, failed, 0);
    return new JobStatus(
        name,
        operation,
        operation + "-queue",
        Priority.NORMAL,
        List.of(),
        status,
        new JobReason.AllSucceeded(),
        counts,
        null,
        null,
        0,
        0,
        0,
        -1,
        new TreeMap<>(),
        List.of(),
        JobDetail.NONE);
  }

  private BatchId written(String name, Status status, Instant createdAt, JobStatus... jobs) {
    var id = batch();
    new JdbcBatchViews(database)
        .write(
            new BatchStatus(
                id.value(),
                tenant,
                name,
                new TreeMap<>(),
                status,
                createdAt,
                null,
                null,
                1,
                List.of(jobs),
                List.of()));
    return id;
  }

  private BulkFilter filter(
      List<Status> statuses,
      @Nullable String operation,
      @Nullable String queue,
      @Nullable String name,
      List<BatchId> batches) {
    return new BulkFilter(tenant, statuses, operation, queue, name, null, null, batches);
  }

  private BulkRequest pause(BulkFilter filter) {
    return new BulkRequest(
        BulkAction.PAUSE, List.of(new BatchCommand.Pause(null, "ana", "hot")), filter, "hot");
  }

  private BulkOperation created(BulkRequest wish, Instant acceptedAt) {
    var operation =
        BulkOperation.accepted(
            new BulkId("o" + batch().value().substring(1)), tenant, "ana", wish, acceptedAt, 3);
    assertThat(store.create(operation)).isEmpty();
    return operation;
  }

  private List<BulkTarget> targets(BulkRequest wish) {
    var matched = store.first(wish, MIDNIGHT, 100).stream().map(BulkStore.Match::target).toList();
    assertThat(store.count(wish, MIDNIGHT)).isEqualTo(matched.size());
    assertThat(store.page(created(wish, NOON), MIDNIGHT, 100).matched()).isEqualTo(matched);
    return matched;
  }

  private List<BatchId> matched(BulkRequest wish) {
    return targets(wish).stream().map(BulkTarget::batch).toList();
  }

  @Test
  void everyWishComesBackAsItWas() {
    var all =
        new BulkFilter(
            tenant,
            List.of(Status.RUNNING, Status.QUEUED),
            "scan",
            "gpu",
            "nightly*",
            NOON,
            MIDNIGHT,
            List.of(batch(), batch()),
            new JobFilter(List.of(Status.PAUSED), "scan", "gpu", "s*"));
    List<BatchCommand> commands =
        List.of(
            new BatchCommand.Pause(null, "ana", "ü"),
            new BatchCommand.Resume(null, "ana"),
            new BatchCommand.Cancel(null, "old", Duration.ofMillis(1500)),
            new BatchCommand.Cancel(null, "old", null),
            new BatchCommand.SetPriority(null, Priority.HIGH, "ana"),
            new BatchCommand.SetLimits(null, new JobLimits(3, 0.5), "ana"),
            new BatchCommand.SetDeadline(null, NOON.plusNanos(1), "ana"),
            new BatchCommand.SetDeadline(null, null, "ana"),
            new BatchCommand.RetryFailed(null, new Selection.All(), 0, "ana"),
            new BatchCommand.RetryFailed(null, new Selection.OfGroup("timeout-1"), 5, "ana"));

    var operation = created(new BulkRequest(BulkAction.CHANGE, commands, all, "for people"), NOON);

    assertThat(store.find(tenant, operation.id())).contains(operation);
    assertThat(store.find("other", operation.id())).isEmpty();
  }

  @Test
  void anIdIsCreatedOnce() {
    var operation = created(pause(BulkFilter.all(tenant)), NOON);
    var again = BulkOperation.accepted(operation.id(), tenant, "bo", operation.wish(), MIDNIGHT, 7);

    assertThat(store.create(again)).contains(operation);
    assertThat(store.open(10)).containsExactly(operation);
  }

  @Test
  void aStepHoldsOnlyOnTheOneBefore() {
    var operation = created(pause(BulkFilter.all(tenant)), NOON);
    var matched = batch();
    var page = BulkPage.of(List.of(matched), new BulkPosition(NOON, matched), true);
    var refused =
        List.<BulkAnswer>of(
            new BulkTarget(matched, "scan").refused(new Refusal.AlreadyEnded("scan")));
    var done = operation.after(page, refused, NOON, NOON.plusSeconds(3));

    assertThat(store.settle(done)).isTrue();

    assertThat(store.settle(operation.cancelled(MIDNIGHT).orElseThrow())).isFalse();
    assertThat(store.find(tenant, operation.id())).contains(done);
    assertThat(store.open(10)).isEmpty();
  }

  @Test
  void openOnesComeInTheOrderOfTheirAcceptance() {
    var second = created(pause(BulkFilter.all(tenant)), NOON.plusSeconds(1));
    var first = created(pause(BulkFilter.all(tenant)), NOON);
    var third = created(pause(BulkFilter.all(tenant)), NOON.plusSeconds(2));
    store.settle(second.cancelled(MIDNIGHT).orElseThrow());

    assertThat(store.open(10)).containsExactly(first, third);
    assertThat(store.open(1)).containsExactly(first);
  }

  @Test
  void aTenantHasOnlySoManyOpen() {
    IntStream.range(0, BulkStore.MOST_OPEN)
        .forEach(nth -> created(pause(BulkFilter.all(tenant)), NOON.plusSeconds(nth)));

    assertThatThrownBy(() -> created(pause(BulkFilter.all(tenant)), NOON))
        .isInstanceOf(TooMany.class);

    store.settle(store.open(1).getFirst().cancelled(NOON).orElseThrow());
    created(pause(BulkFilter.all(tenant)), NOON);
  }

  @Test
  void listsHaveTheLatestFirstAndPages() {
    var ids =
        IntStream.range(0, 5)
            .mapToObj(nth -> created(pause(BulkFilter.all(tenant)), NOON.plusSeconds(nth / 2)))
            .sorted(
                Comparator.comparing(BulkOperation::acceptedAt)
                    .reversed()
                    .thenComparing(it -> it.id().value()))
            .toList();

    var seen = new ArrayList<BulkOperation>();
    String cursor = null;
    do {
      var page = store.list(tenant, cursor, 2);
      seen.addAll(page.operations());
      cursor = page.next().orElse(null);
    } while (cursor != null);

    assertThat(seen).isEqualTo(ids);
    assertThat(store.list("other", null, 2).operations()).isEmpty();
    assertThatThrownBy(() -> store.list(tenant, "x", 2)).isInstanceOf(InvalidCursor.class);
  }

  @Test
  void aFilterMatchesWhatIsSoInEveryRespect() {
    var scan = written("nightly_1", Status.RUNNING, "scan", NOON.plusSeconds(3), 2);
    var embed = written("nightlyX1", Status.PAUSED, "embed", NOON.plusSeconds(2));
    var ended = written("nightly_2", Status.COMPLETED, "scan", NOON.plusSeconds(1), 1);
    var clean = written("daily", Status.COMPLETED, "scan", NOON);
    var here = tenant;
    tenant = "tenant-" + batch();
    written("nightly_1", Status.RUNNING, "scan", NOON);
    tenant = here;

    assertThat(matched(pause(BulkFilter.all(tenant)))).containsExactly(embed, scan);
    assertThat(matched(pause(filter(List.of(Status.COMPLETED), null, null, null, List.of()))))
        .containsExactly(clean, ended);
    assertThat(matched(pause(filter(List.of(), "scan", null, null, List.of()))))
        .containsExactly(scan);
    assertThat(matched(pause(filter(List.of(), null, "embed-queue", null, List.of()))))
        .containsExactly(embed);
    assertThat(matched(pause(filter(List.of(), null, null, "nightly_*", List.of()))))
        .as("an underscore is no wildcard")
        .containsExactly(scan);
    assertThat(matched(pause(filter(List.of(), null, null, "nightlyX1", List.of()))))
        .containsExactly(embed);
    assertThat(matched(pause(filter(List.of(), null, null, null, List.of(clean, embed)))))
        .containsExactly(clean, embed);
    var times =
        new BulkFilter(
            tenant,
            List.of(),
            null,
            null,
            null,
            NOON.plusSeconds(1),
            NOON.plusSeconds(3),
            List.of());
    assertThat(matched(pause(times))).containsExactly(embed);
    var retry = new BatchCommand.RetryFailed(null, new Selection.All(), 0, "ana");
    var all = BulkFilter.all(tenant);
    assertThat(matched(new BulkRequest(BulkAction.RETRY, List.of(retry), all, "")))
        .containsExactly(ended, scan);
  }

  @Test
  void jobsAreMatchedByThemselves() {
    var one =
        written(
            "nightly",
            Status.RUNNING,
            NOON,
            job("load", "copy", Status.COMPLETED, 1),
            job("scan_1", "scan", Status.RUNNING, 0),
            job("scanX2", "scan", Status.PAUSED, 2));
    var other =
        written(
            "daily", Status.RUNNING, NOON.plusSeconds(1), job("scan_1", "scan", Status.QUEUED, 0));
    written(
        "weekly",
        Status.COMPLETED,
        NOON.plusSeconds(2),
        job("scan_1", "scan", Status.COMPLETED, 0));
    var first = new BulkTarget(one, "scan_1");
    var second = new BulkTarget(one, "scanX2");
    var third = new BulkTarget(other, "scan_1");
    var ofScan = BulkFilter.all(tenant).with(new JobFilter(List.of(), "scan", null, null));

    assertThat(targets(pause(ofScan))).containsExactly(first, second, third);
    assertThat(store.first(pause(ofScan), MIDNIGHT, 2))
        .containsExactly(
            new BulkStore.Match(first, "nightly", Status.RUNNING),
            new BulkStore.Match(second, "nightly", Status.PAUSED));
    var paused = new JobFilter(List.of(Status.PAUSED), "scan", "scan-queue", null);
    assertThat(targets(pause(BulkFilter.all(tenant).with(paused)))).containsExactly(second);
    var named = new JobFilter(List.of(), null, null, "scan_*");
    assertThat(targets(pause(filter(List.of(), null, null, "dai*", List.of()).with(named))))
        .containsExactly(third);
    assertThat(targets(pause(filter(List.of(), null, null, null, List.of(one)).with(named))))
        .containsExactly(first);
    var any = new JobFilter(List.of(), null, null, "*");
    var retry = new BatchCommand.RetryFailed(null, new Selection.All(), 0, "ana");
    assertThat(
            targets(
                new BulkRequest(
                    BulkAction.RETRY, List.of(retry), BulkFilter.all(tenant).with(any), "")))
        .containsExactly(new BulkTarget(one, "load"), second);
  }

  @Test
  void pagesAreBoundedByWhatIsLookedAtAndMeetEachBatchOnce() {
    var wanted =
        IntStream.range(0, 23)
            .mapToObj(
                nth ->
                    written(
                        "n",
                        nth % 5 == 0 ? Status.RUNNING : Status.COMPLETED,
                        "scan",
                        NOON.plusSeconds(nth / 4)))
            .toList();
    var late = written("n", Status.RUNNING, "scan", NOON.plusSeconds(60));
    var operation = created(pause(BulkFilter.all(tenant)), NOON.plusSeconds(59));

    var seen = new ArrayList<BatchId>();
    int pages = 0;
    while (!operation.progress().state().isFinal()) {
      var page = store.page(operation, operation.acceptedAt(), 7);
      page.matched().forEach(target -> seen.add(target.batch()));
      var answers =
          Stream.<BulkAnswer>generate(BulkAnswer.Changed::new).limit(page.matched().size());
      operation = operation.after(page, answers.toList(), operation.acceptedAt(), MIDNIGHT);
      assertThat(store.settle(operation)).isTrue();
      pages++;
    }

    assertThat(seen).hasSize(5).doesNotHaveDuplicates().isSubsetOf(wanted).doesNotContain(late);
    assertThat(pages).isEqualTo(4);
    assertThat(operation.progress().state()).isEqualTo(BulkState.DONE);
  }

  @Test
  void whatEndedLongAgoIsForgottenAFewAtATime() {
    var open = created(pause(BulkFilter.all(tenant)), NOON);
    for (int nth = 0; nth < 3; nth++) {
      var ended = created(pause(BulkFilter.all(tenant)), NOON);
      store.settle(ended.cancelled(NOON.plusSeconds(nth)).orElseThrow());
    }

    assertThat(store.forget(NOON.plusSeconds(2), 1)).isEqualTo(1);
    assertThat(store.forget(NOON.plusSeconds(2), 10)).isEqualTo(1);
    assertThat(store.forget(NOON.plusSeconds(2), 10)).isZero();
    assertThat(store.list(tenant, null, 10).operations()).hasSize(2).contains(open);
  }
}
