package io.gristworks.store;

import static io.gristworks.store.Samples.NOON;
import static io.gristworks.store.Samples.batch;
import static io.gristworks.store.Samples.inputs;
import static io.gristworks.store.Samples.outcomes;
import static io.gristworks.store.Samples.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.CoordinatorAwoke;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.ControlEvent.BatchRetired;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.Status;
import io.gristworks.core.retention.BatchPart;
import io.gristworks.core.retention.EndedBatch;
import io.gristworks.core.retention.PurgeRun.Removed;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.Counts;
import io.gristworks.core.view.JobDetail;
import io.gristworks.core.view.JobReason;
import io.gristworks.core.view.JobStatus;
import io.gristworks.store.checkpoint.Checkpoints.Owner;
import io.gristworks.store.journal.EventCodec;
import io.gristworks.store.retention.BatchDeletion;
import io.gristworks.store.segment.OutcomeSegment;
import io.gristworks.store.segment.SegmentStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchDeletionTest extends OnEachDatabase {
  private static final List<String> ALL_TABLES =
      List.of(
          "outcome_segment",
          "task_checkpoint",
          "input_segment",
          "input_upload",
          "snapshot",
          "event_journal",
          "job_view",
          "batch_view");

  /** Two of outcomes, two of inputs, one of snapshots, two of events, and the end. */
  private static final int STEPS = 8;

  private BatchDeletion remains;
  private SegmentStore segments;

  @BeforeEach
  void openRemains() {
    remains = new JdbcBatchDeletion(database);
    segments = new JdbcSegmentStore(database);
  }

  @Test
  void aStepDeletesABoundedNumberOfRows() {
    var ended = new Ended(450, 2, 230, 3, 230);
    ended.retire();
    // The checkpoint goes with the outcomes.
    assertThat(steps(ended.id, BatchPart.OUTCOMES)).containsExactly(200, 200, 51);
    // Each upload has a row of its own besides its segments.
    assertThat(steps(ended.id, BatchPart.INPUTS)).containsExactly(200, 200, 62);
    assertThat(steps(ended.id, BatchPart.SNAPSHOTS)).containsExactly(3);
    assertThat(steps(ended.id, BatchPart.EVENTS)).containsExactly(200, 30);
    assertThat(ended.rows("event_journal")).isEqualTo(1);
  }

  @Test
  void aStepDeletesABoundedNumberOfBytes() {
    var ended = new Ended(0, 0, 0, 0, 1);
    for (int at = 0; at < 3; at++) {
      var ref = new SegmentRef(UUID.randomUUID(), 0, 0, 1);
      segments.writeOutcomes(List.of(new OutcomeSegment(ended.id, 0, ref, new byte[10 << 20])));
    }
    ended.retire();
    // The last one with the checkpoint.
    assertThat(steps(ended.id, BatchPart.OUTCOMES)).containsExactly(2, 2);
  }

  @Test
  void manySmallUploadsGoTogetherButNotAllAtOnce() {
    var ended = new Ended(0, 120, 1, 0, 1);
    ended.retire();
    assertThat(steps(ended.id, BatchPart.INPUTS)).containsExactly(100, 100, 40);
    assertThat(ended.rows("input_upload")).isZero();
  }

  @Test
  void everythingOfABatchGoesAndNothingOfItsNeighbour() {
    var neighbour = new Ended(3, 1, 2, 1, 4);
    neighbour.retire();
    var before = neighbour.allRows();
    var ended = new Ended(3, 1, 2, 1, 4);
    ended.retire();
    assertThat(ended.allRows().values()).doesNotContain(0L);
    for (var part : BatchPart.values()) {
      steps(ended.id, part);
    }
    assertThat(ended.allRows().values()).containsOnly(0L);
    assertThat(neighbour.allRows()).isEqualTo(before);
  }

  @Test
  void aPurgeThatIsCutAnywhereLeavesABatchThatIsFoundOrNothing() {
    for (int cut = 0; cut <= STEPS; cut++) {
      var ended = new Ended(250, 1, 210, 1, 210);
      ended.retire();
      purge(ended, cut);
      if (cut < STEPS) {
        assertThat(ended.rows("batch_view")).as("found after a cut at " + cut).isEqualTo(1);
        assertThat(ended.lastEvent()).isEqualTo(EventCodec.RETIRED);
        purge(ended, Integer.MAX_VALUE);
      }
      assertThat(ended.allRows().values()).as("gone after a cut at " + cut).containsOnly(0L);
    }
  }

  @Test
  void nothingOfABatchIsDeletedWhoseJournalDoesNotEndWithItsRetirement() {
    var living = new Ended(3, 1, 2, 1, 4);
    var before = living.allRows();
    for (var part : BatchPart.values()) {
      assertThatThrownBy(() -> remains.remove(living.id, part, 0))
          .isInstanceOf(BatchDeletion.StillNeeded.class)
          .hasMessageContaining(living.id.value());
    }
    assertThat(living.allRows()).isEqualTo(before);
  }

  @Test
  void rowsOfListsThatOutlivedTheirJournalGoToo() {
    var id = batch();
    new JdbcBatchViews(database).write(status(id, NOON, NOON.plusSeconds(9)));
    for (var part : BatchPart.values()) {
      steps(id, part);
    }
    assertThat(count("batch_view", "batch", id.value())).isZero();
  }

  @Test
  void whatEndedIsListedByAgeAPageAtATimeAndWhatRunsIsNot() {
    var views = new JdbcBatchViews(database);
    var old = NOON.minusSeconds(1_000_000_000);
    var ids = Stream.generate(Samples::batch).limit(6).toList();
    views.write(status(ids.get(0), old, old.plusSeconds(5)));
    views.write(status(ids.get(1), old, old.plusSeconds(9)));
    views.write(status(ids.get(2), old.minusSeconds(100), null));
    views.write(status(ids.get(3), old.minusSeconds(1), old));
    views.write(status(ids.get(4), old, old.plusSeconds(10)));
    views.write(status(ids.get(5), old.plusSeconds(2), old.plusSeconds(3)));

    var all = new ArrayList<EndedBatch>();
    EndedBatch after = null;
    do {
      var page = remains.ended(old.plusSeconds(10), after, 2);
      all.addAll(page);
      after = page.isEmpty() ? null : page.getLast();
    } while (after != null);
    assertThat(all).extracting(EndedBatch::createdAt).isSorted();
    assertThat(all)
        .extracting(EndedBatch::id)
        .startsWith(ids.get(3))
        .endsWith(ids.get(5))
        .containsExactlyInAnyOrder(ids.get(0), ids.get(1), ids.get(3), ids.get(5));
  }

  /** How many rows each step deleted, until nothing was left. */
  private List<Integer> steps(BatchId id, BatchPart part) {
    var rows = new ArrayList<Integer>();
    Removed removed;
    int at = 0;
    do {
      removed = remains.remove(id, part, at);
      rows.add(removed.rows());
      at = removed.next();
    } while (at != Removed.NOTHING);
    return rows;
  }

  /** Steps over all parts, at most so many. */
  private void purge(Ended ended, int most) {
    int steps = 0;
    for (var part : BatchPart.values()) {
      int at = 0;
      while (at != Removed.NOTHING) {
        if (steps++ == most) {
          return;
        }
        at = remains.remove(ended.id, part, at).next();
      }
    }
  }

  private long count(String table, String column, String value) {
    return database.statement(
        "count " + table,
        connection ->
            Sql.query(
                    connection,
                    "SELECT COUNT(*) FROM " + table + " WHERE " + column + " = ?",
                    row -> row.getLong(1),
                    value)
                .getFirst());
  }

  private static BatchStatus status(BatchId id, Instant createdAt, @Nullable Instant finishedAt) {
    var job =
        new JobStatus(
            "scan",
            "symbol-scan",
            "default",
            Priority.NORMAL,
            List.of(),
            Status.COMPLETED,
            new JobReason.AllSucceeded(),
            new Counts(1, 0, 0, 0, 1, 0, 0),
            createdAt,
            finishedAt,
            1,
            0,
            0,
            0,
            new TreeMap<>(),
            List.of(),
            JobDetail.NONE);
    return new BatchStatus(
        id.value(),
        "mill",
        "nightly",
        new TreeMap<>(),
        finishedAt == null ? Status.RUNNING : Status.COMPLETED,
        createdAt,
        createdAt,
        finishedAt,
        7,
        List.of(job),
        List.of());
  }

  private record Written(int number, BatchEvent event) {}

  /** A batch that has ended, with rows in every table. */
  private final class Ended {
    private final BatchId id = batch();
    private final List<String> uploads = new ArrayList<>();
    private final int events;

    Ended(int outcomes, int uploads, int segmentsOfEach, int snapshots, int events) {
      this.events = events;
      segments.writeOutcomes(
          IntStream.range(0, outcomes).mapToObj(at -> outcomes(id, at, 1)).toList());
      new JdbcCheckpoints(database).save(new Owner(id, 0, 7), 1, new byte[100]);
      for (int at = 0; at < uploads; at++) {
        var upload = upload();
        this.uploads.add(upload);
        segments.openUpload(upload, id, NOON);
        segments.writeInputs(
            IntStream.range(0, segmentsOfEach)
                .mapToObj(segment -> inputs(upload, segment, segment, 1))
                .toList());
        segments.adopt(upload);
      }
      write(
          IntStream.rangeClosed(1, events)
              .mapToObj(at -> new Written(at, new CoordinatorAwoke(at, NOON)))
              .toList());
      for (int at = 1; at <= snapshots; at++) {
        int number = at;
        database.statement(
            "take a snapshot",
            connection ->
                Sql.update(
                    connection,
                    "INSERT INTO snapshot (persistence_id, sequence_number, created,"
                        + " snapshot_ser_id, snapshot_ser_manifest, snapshot_payload)"
                        + " VALUES (?, ?, 0, 1, 'batch-snapshot.1', ?)",
                    journal(),
                    number,
                    new byte[100]));
      }
      new JdbcBatchViews(database).write(status(id, NOON, NOON.plusSeconds(9)));
    }

    private String journal() {
      return "batch|" + id.value();
    }

    void retire() {
      write(List.of(new Written(events + 1, new BatchRetired(uploads, NOON))));
    }

    private void write(List<Written> written) {
      database.transaction(
          "write events",
          connection ->
              Sql.batch(
                  connection,
                  "INSERT INTO event_journal (persistence_id, sequence_number, writer,"
                      + " write_timestamp, adapter_manifest, event_payload, event_ser_id,"
                      + " event_ser_manifest) VALUES (?, ?, 'w', 0, '', ?, 1, ?)",
                  written,
                  each ->
                      Sql.values(
                          journal(),
                          each.number(),
                          EventCodec.encode(each.event()),
                          EventCodec.manifest(each.event()))));
    }

    String lastEvent() {
      return database.statement(
          "read the last event",
          connection ->
              Sql.query(
                      connection,
                      "SELECT event_ser_manifest FROM event_journal WHERE persistence_id = ?"
                          + " ORDER BY sequence_number DESC LIMIT 1",
                      row -> row.getString(1),
                      journal())
                  .getFirst());
    }

    long rows(String table) {
      return switch (table) {
        case "snapshot", "event_journal" -> count(table, "persistence_id", journal());
        case "input_segment" ->
            uploads.stream().mapToLong(upload -> count(table, "upload", upload)).sum();
        default -> count(table, "batch", id.value());
      };
    }

    Map<String, Long> allRows() {
      var rows = new TreeMap<String, Long>();
      ALL_TABLES.forEach(table -> rows.put(table, rows(table)));
      return rows;
    }
  }
}
