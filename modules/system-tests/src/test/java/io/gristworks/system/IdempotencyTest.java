package io.gristworks.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.client.GristClient;
import io.gristworks.client.RequestRefused;
import io.gristworks.client.Submission;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same key twice is the same batch once. */
final class IdempotencyTest {
  private static final int TASKS = 1_000;
  private static final int ROUNDS = 5;
  private static final Duration SOON = Duration.ofMinutes(1);

  @RegisterExtension final Nodes nodes = new Nodes();

  @Test
  void twoClientsAtOnceWithOneKeyMakeOneBatch() throws Exception {
    var plan = nodes.plan("only");
    nodes.start(plan).awaitReady();
    var file = nodes.directory().resolve("executions");
    try (var one = GristClient.at(plan.gateway());
        var two = GristClient.at(plan.gateway())) {
      for (int round = 0; round < ROUNDS; round++) {
        var options =
            Batches.append(file, Duration.ZERO).withIdempotencyKey("round " + round + "/2");
        var tasks = Collections.nCopies(TASKS, 0L);
        var both = atOnce(() -> one.submit(options, tasks), () -> two.submit(options, tasks));
        assertThat(both).extracting(Submission::repeated).containsExactlyInAnyOrder(false, true);
        assertThat(both.getFirst().id()).isEqualTo(both.getLast().id());
        assertThat(both).allMatch(each -> each.status().counts().total() == TASKS);

        assertThatThrownBy(() -> one.submit(options, Collections.nCopies(TASKS, 1L)))
            .isInstanceOfSatisfying(
                RequestRefused.class,
                refused -> assertThat(refused.problem().status()).isEqualTo(422));
        var id = both.getFirst().id();
        Batches.await(one, id, SOON, it -> it.state().isFinal());
        Batches.assertExact(one, id, TASKS);
        assertThat(Executions.of(file, id.batch().value()).total()).isEqualTo(TASKS);
        assertThat(two.submit(options, tasks).repeated()).as("after its end").isTrue();
      }
    }
  }

  private static List<Submission> atOnce(Callable<Submission> first, Callable<Submission> second)
      throws Exception {
    var together = new CyclicBarrier(2);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var one = threads.submit(() -> after(together, first));
      var two = threads.submit(() -> after(together, second));
      return List.of(
          one.get(SOON.toSeconds(), TimeUnit.SECONDS), two.get(SOON.toSeconds(), TimeUnit.SECONDS));
    }
  }

  private static Submission after(CyclicBarrier together, Callable<Submission> call)
      throws Exception {
    together.await(SOON.toSeconds(), TimeUnit.SECONDS);
    return call.call();
  }
}
