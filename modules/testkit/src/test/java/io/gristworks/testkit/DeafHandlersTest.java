package io.gristworks.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.testkit.example.WordCount;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DeafHandlersTest {
  private final HttpClient http = HttpClient.newHttpClient();

  /** Each of them would hold a carrier, if handlers ran on virtual threads. */
  @Test
  void handlersThatComputeWhereTheyShouldWaitKeepNoOtherBatchAndNoRequestWaiting()
      throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    var begun = new CountDownLatch(cores);
    var go = new CountDownLatch(1);
    var script = new ScriptedOperation();
    try (var grist = TestNode.start(script, new WordCount())) {
      var deaf =
          grist.submit(
              TestNode.options(
                  "script",
                  script.scene(
                      (n, _) -> {
                        begun.countDown();
                        while (go.getCount() > 0) {
                          Thread.onSpinWait();
                        }
                        return n;
                      })),
              SharedNode.numbers(cores));
      begun.await();
      var words = grist.submit("word-count", new WordCount.Parameters(1), "a b", "a", "b c");
      assertThat(words.await(SharedNode.LONG).succeeded()).isEqualTo(3);
      assertThat(deaf.state().isFinal()).isFalse();
      var management = grist.node().managementUri();
      assertThat(status(management.resolve("/ready"))).isEqualTo(200);
      assertThat(status(management.resolve("/alive"))).isEqualTo(200);
      go.countDown();
      assertThat(deaf.await(SharedNode.LONG).succeeded()).isEqualTo(cores);
    }
  }

  private int status(URI uri) throws Exception {
    var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }
}
