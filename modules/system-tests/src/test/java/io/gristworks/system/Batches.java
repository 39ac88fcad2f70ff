package io.gristworks.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.client.GristClient;
import io.gristworks.client.JobOptions;
import io.gristworks.client.RequestRefused;
import io.gristworks.client.ServerUnreachable;
import io.gristworks.client.WorkId;
import io.gristworks.client.WorkState;
import io.gristworks.client.WorkStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** What the tests ask of batches. */
final class Batches {
  private static final Duration POLL = Duration.ofMillis(50);

  private Batches() {}

  /** A job of {@link Append}. */
  static JobOptions append(Path file, Duration each) {
    return JobOptions.of("append")
        .withParameter("file", file.toString())
        .withParameter("millis", each.toMillis());
  }

  /** Waits until the status is so, whatever the server is doing meanwhile. */
  static WorkStatus await(
      GristClient client, WorkId id, Duration within, Predicate<WorkStatus> wanted) {
    return Awaitility.await("status of " + id)
        .atMost(within)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(() -> statusNow(client, id), status -> status.filter(wanted).isPresent())
        .orElseThrow();
  }

  /** The status, if the server can tell it now. */
  static Optional<WorkStatus> statusNow(GristClient client, WorkId id)
      throws IOException, InterruptedException {
    try {
      return Optional.of(client.status(id));
    } catch (ServerUnreachable e) {
      return Optional.empty();
    } catch (RequestRefused e) {
      if (e.problem().status() == 503) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The tasks whose result can be read now; fails where one is told twice. */
  static BitSet results(GristClient client, WorkId id) throws IOException, InterruptedException {
    var tasks = new BitSet();
    try (var outcomes = client.results(id)) {
      for (var outcome : outcomes) {
        int task = Math.toIntExact(outcome.task());
        assertThat(tasks.get(task)).as("outcome of task %s told before", task).isFalse();
        var result = outcome.result();
        assertThat(result == null ? -1 : result.path("task").asInt()).isEqualTo(task);
        tasks.set(task);
      }
    }
    return tasks;
  }

  /** Everything succeeded, was counted once, and can be read once. */
  static void assertExact(GristClient client, WorkId id, int tasks)
      throws IOException, InterruptedException {
    var status = client.status(id);
    assertThat(status.state()).isEqualTo(WorkState.COMPLETED);
    assertThat(status.counts()).isEqualTo(new WorkStatus.Counts(tasks, 0, 0, 0, tasks, 0, 0));
    assertThat(status.counters()).containsEntry("appended", (long) tasks);
    assertThat(results(client, id).cardinality()).isEqualTo(tasks);
  }
}
