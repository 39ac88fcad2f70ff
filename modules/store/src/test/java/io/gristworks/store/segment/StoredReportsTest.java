package io.gristworks.store.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.batch.Reports.StoredReport;
import io.gristworks.core.task.TaskError;
import io.gristworks.core.task.TaskSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StoredReportsTest {
  private static final BatchId BATCH = BatchId.of("ana", "nightly");

  @Test
  void aSegmentTellsAllThatItsNodeWouldReport() {
    var packer = new OutcomePacker("node-ä");
    var result = "17".getBytes(UTF_8);
    packer.succeeded(9, 3, result, 0, 2, 40);
    packer.succeeded(4, 1, result, 0, 2, 2);
    packer.failed(7, 2, new TaskError("io", "broken pipe: ü", "a trace", false), 300);
    packer.failed(5, 1, new TaskError("bad", "no such thing", null, true), 1_000);
    packer.count(Map.of("rows", 5L, "lost ä", -3L));
    packer.count(Map.of("rows", Long.MAX_VALUE - 5));
    var segment = packer.seal(BATCH, 6, UUID.randomUUID());

    var counters = new TreeMap<>(Map.of("rows", Long.MAX_VALUE, "lost ä", -3L));
    assertThat(StoredReports.of(segment))
        .isEqualTo(
            new StoredReport(
                new JobReport(
                    6,
                    segment.ref(),
                    TaskSet.of(4, 9),
                    List.of(
                        new Failure(5, 1, "bad", "no such thing", true),
                        new Failure(7, 2, "io", "broken pipe: ü", false)),
                    counters,
                    1_342),
                new TreeMap<>(Map.of(3, TaskSet.of(9)))));
  }

  @Test
  void whatWasCountedBeforeIsNotCountedInTheNextSegment() {
    var packer = new OutcomePacker("node-1");
    packer.count(Map.of("rows", 5L));
    packer.succeeded(1, 1, new byte[0], 0, 0, 1);
    packer.seal(BATCH, 0, UUID.randomUUID());
    packer.succeeded(2, 1, new byte[0], 0, 0, 1);
    var next = StoredReports.of(packer.seal(BATCH, 0, UUID.randomUUID()));
    assertThat(next.report().counters()).isEmpty();
    assertThat(next.later()).isEmpty();
  }
}
