package io.gristworks.testkit;

import static io.gristworks.testkit.SharedNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gristworks.handler.Handler;
import io.gristworks.handler.NoParameters;
import io.gristworks.handler.NodeContext;
import io.gristworks.handler.Operation;
import io.gristworks.handler.PermanentFailure;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.TooBusy;
import io.gristworks.handler.Traits;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node with many workers asks a service only as much at once as that bears. */
class ServiceTest {
  private static final int WORKERS = 64;
  private static final int CLERKS = 4;

  @RegisterExtension
  static final GristTest grist = GristTest.node().workers(WORKERS).operation(new Ask());

  /** Asks the service whose address is the input. */
  private static final class Ask implements Operation<NoParameters, String, Integer> {
    @Override
    public String name() {
      return "ask";
    }

    @Override
    public String description() {
      return "Asks a service over HTTP.";
    }

    @Override
    public Class<NoParameters> parametersType() {
      return NoParameters.class;
    }

    @Override
    public Class<String> inputType() {
      return String.class;
    }

    @Override
    public Traits traits() {
      return Traits.waiting().toService();
    }

    @Override
    public Handler<String, Integer> open(NoParameters parameters, NodeContext context) {
      var client = HttpClient.newHttpClient();
      return (TaskHandler<String, Integer>)
          (address, _) -> {
            var request = HttpRequest.newBuilder(URI.create(address)).build();
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            return switch (status) {
              case 200 -> status;
              case 429 -> throw new TooBusy("HTTP 429");
              default -> throw new PermanentFailure("answer", "HTTP " + status);
            };
          };
    }
  }

  private static Run ask(SlowService desk, int tasks) {
    var options = TestNode.options("ask", new NoParameters()).withRetry(50, Duration.ofMillis(10));
    return grist.submit(options, java.util.Collections.nCopies(tasks, desk.uri().toString()));
  }

  @Test
  void whenAnswersQueueTheNodeAsksLessAtOnceThanItHasWorkers() throws Exception {
    try (var desk = new SlowService(CLERKS, 20, Integer.MAX_VALUE)) {
      var run = ask(desk, 3_000);
      await().atMost(LONG).until(() -> desk.calls() >= 1_500);
      long calls = desk.calls();
      long present = desk.presentAtCalls();
      run.await(LONG);
      double mean = (double) (desk.presentAtCalls() - present) / (desk.calls() - calls);
      System.out.printf("%.1f calls at once, of a service that bears %d%n", mean, CLERKS);
      assertThat(run.succeeded()).isEqualTo(3_000);
      assertThat(mean).isBetween(CLERKS / 2.0, WORKERS / 2.0);
      assertThat(grist.client().workers().toString()).contains("\"calls_at_once\":{\"ask\":");
    }
  }

  @Test
  void whenTheServiceRefusesItIsAskedLessAndNothingFails() {
    try (var desk = new SlowService(CLERKS, 20, 2 * CLERKS)) {
      var run = ask(desk, 2_000);
      run.await(LONG);
      System.out.printf("%d of %d calls refused%n", desk.refused(), desk.calls());
      assertThat(run.succeeded()).isEqualTo(2_000);
      assertThat(desk.refused()).isLessThan(desk.calls() / 4);
    }
  }
}
