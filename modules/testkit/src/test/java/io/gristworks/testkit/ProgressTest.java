package io.gristworks.testkit;

import static io.gristworks.testkit.SharedNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProgressTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final GristTest grist = SharedNode.NODE;

  @Test
  void progressNeverGoesBackAndEndsAtTheTotal() throws Exception {
    var run =
        SharedNode.play(
            400,
            (number, _) -> {
              Thread.sleep(10);
              return number;
            });
    var raw = rawEvents(run);
    run.await(LONG);

    assertThat(raw.size()).as("some on the way").isGreaterThan(2);
    assertThat(raw).isSortedAccordingTo((a, b) -> Long.compare(a.completed(), b.completed()));
    assertThat(raw).allSatisfy(each -> assertThat(each.total()).isEqualTo(400));
    assertThat(raw.getLast()).isEqualTo(new Progress(400, 400));
    assertThat(run.progress().getLast()).isEqualTo(new Progress(400, 400));
  }

  /** The stream as it is, before the client's watermark: it must not need one. */
  private static List<Progress> rawEvents(Run run) throws Exception {
    var uri = URI.create(grist.uri() + "/api/v1/batch/jobs/" + run.id() + "/events");
    try (var http = HttpClient.newHttpClient()) {
      var lines = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofLines()).body();
      return lines
          .filter(line -> line.startsWith("data: "))
          .map(line -> progress(line.substring("data: ".length())))
          .toList();
    }
  }

  private static Progress progress(String data) {
    try {
      var counts = JSON.readTree(data).path("counts");
      long completed =
          counts.path("succeeded").asLong()
              + counts.path("failed").asLong()
              + counts.path("cancelled").asLong();
      return new Progress(completed, counts.path("total").asLong());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
