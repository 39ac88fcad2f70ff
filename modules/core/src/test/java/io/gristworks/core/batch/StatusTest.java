package io.gristworks.core.batch;

import static io.gristworks.core.batch.BatchStory.given;
import static io.gristworks.core.batch.Sample.appended;
import static io.gristworks.core.batch.Sample.cancelRequested;
import static io.gristworks.core.batch.Sample.cancelled;
import static io.gristworks.core.batch.Sample.failed;
import static io.gristworks.core.batch.Sample.failedOnce;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.opened;
import static io.gristworks.core.batch.Sample.sealed;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static io.gristworks.core.batch.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class StatusTest {
  private static final BatchSpec SCAN = spec(job("scan"));

  private record Row(String story, Status expected, boolean handedOut, BatchEvent... past) {
    void check() {
      var batch = given(past).batch();
      assertThat(batch.jobs().getFirst().status(batch.isOpen(), handedOut)).isEqualTo(expected);
      assertThat(batch.isFinished()).isEqualTo(expected.isFinal());
    }
  }

  @TestFactory
  Stream<DynamicTest> aJobStandsWhereItsTasksStand() {
    var two = submitted(SCAN, 2);
    return Stream.of(
            new Row("open and empty", Status.CREATED, false, opened(SCAN)),
            new Row("open", Status.CREATED, false, opened(SCAN), appended(0, 2, "k")),
            new Row("sealed", Status.QUEUED, false, opened(SCAN), appended(0, 2, "k"), sealed()),
            new Row("nothing handed out", Status.QUEUED, false, two),
            new Row("something handed out", Status.RUNNING, true, two),
            new Row("something told", Status.RUNNING, false, two, succeeded(0, 1)),
            new Row("waits for a retry", Status.RUNNING, false, two, failedOnce(0, 1, Sample.NOON)),
            new Row("all succeeded", Status.COMPLETED, false, two, succeeded(0, 2)),
            new Row("one failed", Status.COMPLETED, false, two, succeeded(0, 1), failed(0, 1)),
            new Row("all failed", Status.FAILED, false, two, failed(0, 0, 1)),
            new Row("ending", Status.RUNNING, true, two, cancelRequested("x", 0)),
            new Row(
                "cancelled",
                Status.CANCELLED,
                false,
                two,
                succeeded(0, 1),
                cancelRequested("x", 0),
                cancelled(0, 1)),
            new Row(
                "cancelled when all was done",
                Status.COMPLETED,
                false,
                two,
                cancelRequested("x", 0),
                succeeded(0, 2)),
            new Row(
                "cancelled empty", Status.CANCELLED, false, opened(SCAN), cancelRequested("x", 0)))
        .map(row -> DynamicTest.dynamicTest(row.story() + " is " + row.expected(), row::check));
  }
}
