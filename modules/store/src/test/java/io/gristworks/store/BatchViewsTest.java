package io.gristworks.store;

import static io.gristworks.store.Samples.NOON;
import static io.gristworks.store.Samples.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.Status;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.Counts;
import io.gristworks.core.view.JobDetail;
import io.gristworks.core.view.JobReason;
import io.gristworks.core.view.JobStatus;
import io.gristworks.store.view.BatchViews;
import io.gristworks.store.view.BatchViews.BatchRow;
import io.gristworks.store.view.BatchViews.Filter;
import io.gristworks.store.view.BatchViews.InvalidCursor;
import io.gristworks.store.view.BatchViews.JobRow;
import io.gristworks.store.view.BatchViews.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchViewsTest extends OnEachDatabase {
  private BatchViews views;
  private String tenant;

  @BeforeEach
  void openViews() {
    views = new JdbcBatchViews(database);
    tenant = "tenant-" + batch();
  }

  private static JobStatus job(String name, String operation, Status status, long succeeded) {
    return new JobStatus(
        name,
        operation,
        operation + "-queue",
        Priority.NORMAL,
        List.of(),
        status,
        new JobReason.AllSucceeded(),
        new Counts(10, 10 - succeeded, 0, 0, succeeded, 0, 0),
        succeeded == 0 ? null : NOON.plusSeconds(1),
        null,
        succeeded,
        0,
        0,
        -1,
        new TreeMap<>(),
        List.of(),
        JobDetail.NONE);
  }

  private BatchStatus status(
      String id, long revision, Status status, Instant createdAt, JobStatus... jobs) {
    return new BatchStatus(
        id,
        tenant,
        "nightly",
        new TreeMap<>(),
        status,
        createdAt,
        null,
        null,
        revision,
        List.of(jobs),
        List.of());
  }

  private String write(Status status, Instant createdAt, JobStatus... jobs) {
    var id = batch().value();
    views.write(status(id, 1, status, createdAt, jobs));
    return id;
  }

  private Filter filter(int limit, @Nullable String cursor) {
    return new Filter(tenant, null, null, null, limit, cursor);
  }

  private static <R> List<R> all(int limit, Function<@Nullable String, Page<R>> list) {
    var rows = new ArrayList<R>();
    var page = list.apply(null);
    rows.addAll(page.rows());
    while (page.next().isPresent()) {
      assertThat(page.rows()).hasSize(limit);
      page = list.apply(page.next().get());
      rows.addAll(page.rows());
    }
    return rows;
  }

  @Test
  void aBatchIsListedAsSoonAsItIsWritten() {
    var id =
        write(
            Status.QUEUED,
            NOON,
            job("scan", "symbol-scan", Status.QUEUED, 0),
            job("embed", "bulk_embed", Status.RUNNING, 4));

    assertThat(views.batches(filter(10, null)).rows())
        .containsExactly(
            new BatchRow(
                id,
                tenant,
                "nightly",
                Status.QUEUED,
                2,
                new Counts(20, 16, 0, 0, 4, 0, 0),
                NOON,
                null,
                null));
    assertThat(views.jobs(filter(10, null)).rows())
        .containsExactly(
            new JobRow(
                id,
                "scan",
                tenant,
                "symbol-scan",
                "symbol-scan-queue",
                Status.QUEUED,
                new Counts(10, 10, 0, 0, 0, 0, 0),
                NOON,
                null,
                null),
            new JobRow(
                id,
                "embed",
                tenant,
                "bulk_embed",
                "bulk_embed-queue",
                Status.RUNNING,
                new Counts(10, 6, 0, 0, 4, 0, 0),
                NOON,
                NOON.plusSeconds(1),
                null));
  }

  @Test
  void aBatchExistsThatIsListedAndNoOther() {
    var id = write(Status.QUEUED, NOON, job("scan", "symbol-scan", Status.QUEUED, 0));
    assertThat(views.exists(new BatchId(id))).isTrue();
    assertThat(views.exists(batch())).isFalse();
  }

  @Test
  void aLaterRevisionReplacesAndAnEarlierOneIsIgnored() {
    var id = batch().value();
    views.write(status(id, 5, Status.QUEUED, NOON, job("scan", "symbol-scan", Status.QUEUED, 0)));
    views.write(status(id, 7, Status.RUNNING, NOON, job("scan", "symbol-scan", Status.RUNNING, 7)));
    views.write(status(id, 6, Status.QUEUED, NOON, job("scan", "symbol-scan", Status.QUEUED, 1)));
    assertThat(views.batches(filter(10, null)).rows().get(0).status()).isEqualTo(Status.RUNNING);
    assertThat(views.jobs(filter(10, null)).rows().get(0).counts().succeeded()).isEqualTo(7);

    views.write(status(id, 7, Status.RUNNING, NOON, job("scan", "symbol-scan", Status.RUNNING, 8)));
    assertThat(views.jobs(filter(10, null)).rows().get(0).counts().succeeded()).isEqualTo(8);
    assertThat(views.batches(filter(10, null)).rows()).hasSize(1);
  }

  @Test
  void aJobThatWasAddedLaterIsListed() {
    var id = batch().value();
    var first = job("first", "scan", Status.RUNNING, 3);
    views.write(status(id, 1, Status.RUNNING, NOON, first));
    var second = job("second", "scan", Status.QUEUED, 0);
    views.write(status(id, 2, Status.RUNNING, NOON, first, second));
    views.write(status(id, 1, Status.RUNNING, NOON, first));
    assertThat(views.jobs(filter(10, null)).rows())
        .extracting(JobRow::job)
        .containsExactly("first", "second");
  }

  @Test
  void manyThatAreWrittenAtOnceAreAllThereInTheirLatestRevision() {
    var ids = IntStream.range(0, 200).mapToObj(_ -> batch().value()).toList();
    for (int revision = 1; revision <= 3; revision++) {
      long at = revision;
      try (var threads = Executors.newFixedThreadPool(16)) {
        ids.forEach(
            id ->
                threads.execute(
                    () ->
                        views.write(
                            status(
                                id,
                                at,
                                Status.RUNNING,
                                NOON,
                                job("scan", "scan", Status.RUNNING, at)))));
      }
    }
    var rows = views.batches(filter(1000, null)).rows();
    assertThat(rows).extracting(BatchRow::batch).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(rows).allMatch(row -> row.counts().succeeded() == 3);
    assertThat(views.jobs(filter(1000, null)).rows())
        .hasSize(200)
        .allMatch(row -> row.counts().succeeded() == 3);
  }

  @Test
  void pagesTogetherHoldEachRowOnceNewestFirst() {
    var jobs =
        IntStream.range(0, 3)
            .mapToObj(at -> job("job-" + at, "symbol-scan", Status.QUEUED, 0))
            .toArray(JobStatus[]::new);
    // Every two batches share their moment of creation, to the microsecond.
    var ids =
        IntStream.range(0, 11)
            .mapToObj(at -> write(Status.QUEUED, NOON.plusNanos(at / 2 * 1000L), jobs))
            .toList();

    var batches = all(3, cursor -> views.batches(filter(3, cursor)));
    assertThat(batches).extracting(BatchRow::batch).doesNotHaveDuplicates().hasSameElementsAs(ids);
    assertThat(batches.stream().map(BatchRow::createdAt).toList())
        .isSortedAccordingTo((a, b) -> b.compareTo(a));

    var listed = all(4, cursor -> views.jobs(filter(4, cursor)));
    assertThat(listed).hasSize(33).doesNotHaveDuplicates();
    for (int at = 0; at < 33; at++) {
      assertThat(listed.get(at).batch()).isEqualTo(batches.get(at / 3).batch());
      assertThat(listed.get(at).job()).isEqualTo("job-" + at % 3);
    }
  }

  @Test
  void aNewBatchDoesNotDisturbTheNextPage() {
    var first = write(Status.QUEUED, NOON);
    var second = write(Status.QUEUED, NOON.plusSeconds(1));
    var page = views.batches(filter(1, null));
    assertThat(page.rows()).extracting(BatchRow::batch).containsExactly(second);

    write(Status.QUEUED, NOON.plusSeconds(2));
    var next = views.batches(filter(1, page.next().orElseThrow()));
    assertThat(next.rows()).extracting(BatchRow::batch).containsExactly(first);
    assertThat(next.next()).isEmpty();
  }

  @Test
  void aListShowsOnlyWhatWasAskedFor() {
    var running =
        write(
            Status.RUNNING,
            NOON,
            job("scan", "symbol-scan", Status.RUNNING, 1),
            job("embed", "bulk_embed", Status.QUEUED, 0));
    var done = write(Status.COMPLETED, NOON, job("scan", "symbol-scan", Status.COMPLETED, 10));

    assertThat(views.batches(new Filter(tenant, Status.RUNNING, null, null, 10, null)).rows())
        .extracting(BatchRow::batch)
        .containsExactly(running);
    assertThat(views.batches(new Filter(tenant, null, "bulk_embed", null, 10, null)).rows())
        .extracting(BatchRow::batch)
        .containsExactly(running);
    assertThat(views.batches(new Filter(tenant, null, null, "symbol-scan-queue", 10, null)).rows())
        .extracting(BatchRow::batch)
        .containsExactlyInAnyOrder(running, done);
    assertThat(views.jobs(new Filter(tenant, Status.QUEUED, "bulk_embed", null, 10, null)).rows())
        .extracting(JobRow::job)
        .containsExactly("embed");
    assertThat(views.batches(new Filter("nobody", null, null, null, 10, null)).rows()).isEmpty();
  }

  @Test
  void aCursorOfSomeoneElseIsRefused() {
    for (var cursor : List.of("", "x", "AAAA", "bm90IGEgY3Vyc29yIGF0IGFsbA", "\u00e4")) {
      assertThatThrownBy(() -> views.batches(filter(10, cursor))).isInstanceOf(InvalidCursor.class);
    }
  }

  @Test
  void aPageHasAtLeastOneRowAndAtMostAThousand() {
    assertThatThrownBy(() -> filter(0, null)).hasMessageContaining("limit must be 1 to 1000");
    assertThatThrownBy(() -> filter(1001, null)).hasMessageContaining("was 1001");
  }
}
