package io.gristworks.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.client.GristClient;
import io.gristworks.client.WorkId;
import io.gristworks.system.Executions.Execution;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** P1 and P2: one node with the embedded database, killed again and again. */
final class KillTest {
  private static final int TASKS = 20_000;
  private static final Duration TASK = Duration.ofMillis(10);
  private static final Duration SOON = Duration.ofSeconds(90);

  @RegisterExtension final Nodes nodes = new Nodes();

  /**
   * How it stood when the node was killed.
   *
   * @param succeeded what the status said last
   * @param visible the tasks whose results could be read before
   * @param ran what had been executed by then
   */
  private record Kill(long succeeded, BitSet visible, Executions ran) {

    /** What may have to run again: it ran, and nobody could know. */
    long unseen() {
      return ran.tasks().stream().filter(task -> !visible.get(task)).count();
    }
  }

  @Test
  void aBatchOutlivesEveryKillOfItsOnlyNodeAndRepeatsNothingThatWasReported() throws Exception {
    var file = nodes.directory().resolve("executions");
    var plan = nodes.plan("only").with("gristworks.engine.worker.workers", "16");
    var node = nodes.start(plan).awaitReady();
    try (var client = node.client()) {
      var id = client.submit(Batches.append(file, TASK), Collections.nCopies(TASKS, 0L)).id();
      var kills = new ArrayList<Kill>();
      node.killNow(); // right after the 201
      kills.add(new Kill(0, new BitSet(), Executions.of(file, id.batch().value())));
      for (double share : new double[] {0.2, 0.6, 0.95}) {
        node = restart(plan, client, id, kills.getLast());
        Batches.await(client, id, SOON, it -> it.counts().succeeded() >= share * TASKS);
        kills.add(kill(node, client, id, file));
      }
      restart(plan, client, id, kills.getLast());
      Batches.await(client, id, SOON, it -> it.state().isFinal());
      Batches.assertExact(client, id, TASKS);
      assertNothingReportedRanAgain(kills, Executions.of(file, id.batch().value()));
    }
  }

  private static Kill kill(NodeProcess node, GristClient client, WorkId id, Path file)
      throws IOException, InterruptedException {
    var visible = Batches.results(client, id);
    var succeeded = client.status(id).counts().succeeded();
    node.killNow();
    return new Kill(succeeded, visible, Executions.of(file, id.batch().value()));
  }

  private NodeProcess restart(NodeSpec plan, GristClient client, WorkId id, Kill last)
      throws IOException {
    long began = System.nanoTime();
    var node = nodes.start(plan).awaitReady();
    long ready = System.nanoTime();
    var first = Batches.await(client, id, SOON, _ -> true);
    assertThat(first.counts().succeeded()).isGreaterThanOrEqualTo(last.succeeded());
    assertThat(first.counts().total()).isEqualTo(TASKS);
    Batches.await(client, id, SOON, it -> it.counts().succeeded() > first.counts().succeeded());
    System.out.printf(
        "killed at %d of %d (%d executed, %d not yet seen as done): ready again after %d ms, the"
            + " next outcome %d ms later%n",
        last.succeeded(),
        TASKS,
        last.ran().total(),
        last.unseen(),
        (ready - began) / 1_000_000,
        (System.nanoTime() - ready) / 1_000_000);
    return node;
  }

  private static void assertNothingReportedRanAgain(List<Kill> kills, Executions atTheEnd) {
    for (var kill : kills) {
      kill.visible().stream()
          .forEach(
              task ->
                  assertThat(atTheEnd.times(task))
                      .as("executions of task %s, whose result could be read", task)
                      .isEqualTo(kill.ran().times(task)));
    }
    assertThat(atTheEnd.tasks()).hasSize(TASKS);
    int again = atTheEnd.total() - TASKS;
    long unseen = kills.stream().mapToLong(Kill::unseen).sum();
    System.out.printf("executed again: %d of at most %d%n", again, unseen);
    assertThat((long) again).isLessThanOrEqualTo(unseen);
    for (var executions : atTheEnd.byTask().values()) {
      assertThat(executions).extracting(Execution::attempt).containsOnly(1);
      assertThat(executions).extracting(Execution::lease).isSorted().doesNotHaveDuplicates();
    }
  }
}
