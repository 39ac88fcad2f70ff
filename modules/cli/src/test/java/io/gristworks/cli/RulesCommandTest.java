package io.gristworks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gristworks.client.FakeGateway;
import io.gristworks.client.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code grist rules}: what it sends, and what it says of the answer. */
class RulesCommandTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String QUEUE =
      "{\"name\":\"gpu\",\"weight\":4,\"max_concurrent\":32,\"per_second\":0.0}";
  private static final String TENANT =
      "{\"tenant\":\"a@b\",\"weight\":2,\"max_concurrent\":0,\"per_second\":2.5,\"max_pending\":9000}";
  private static final String OPERATION =
      "{\"name\":\"echo\",\"max_concurrent\":0,\"per_second\":0.0}";

  @TempDir private Path home = Path.of("");
  private final FakeGateway gateway = FakeGateway.start();

  @BeforeEach
  void script() {
    gateway
        .on(
            "GET /cluster",
            Reply.json(
                200,
                "{\"queues\":[%s],\"tenants\":[%s],\"operations\":[%s]}"
                    .formatted(QUEUE, TENANT, OPERATION)))
        .on("PUT /queues/gpu", Reply.json(200, QUEUE))
        .on("DELETE /queues/gpu", Reply.json(200, QUEUE))
        .on("PUT /tenants/a@b", Reply.json(200, TENANT))
        .on("DELETE /tenants/a@b", Reply.json(200, TENANT))
        .on("PUT /operations/echo/limits", Reply.json(200, OPERATION))
        .on("DELETE /operations/echo/limits", Reply.json(200, OPERATION));
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private Ran run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", gateway.base().toString()));
    return Ran.grist(home, all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rules",
        "rules queue gpu --weight 4",
        "rules queue gpu --drop",
        "rules tenant a@b --max-pending 9000",
        "rules tenant a@b --drop",
        "rules operation echo --per-second 1",
        "rules operation echo --drop"
      })
  void forProgramsTheOutputIsOneDocument(String line) throws IOException {
    var ran = run((line + " --output json").split(" ", -1));
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isZero();
    assertThat(JSON.readTree(ran.out()).isObject()).isTrue();
  }

  @Test
  void allRulesAreListed() {
    assertThat(run("rules").out())
        .containsPattern("FOR +NAME +WEIGHT +AT ONCE +A SECOND +MAX PENDING")
        .containsPattern("queue +gpu +4 +32 +- +-")
        .containsPattern("tenant +a@b +2 +- +2\\.5 +9,000")
        .containsPattern("operation +echo +- +- +- +-");
  }

  @Test
  void aRuleIsPutWholeAndWhatHoldsThenIsSaid() {
    assertThat(run("rules", "queue", "gpu", "--weight", "4", "--max-concurrent", "32").out())
        .isEqualToNormalizingNewlines("queue gpu: weight 4, at most 32 tasks at once\n");
    assertThat(gateway.only("PUT /queues/gpu").body())
        .isEqualTo("{\"max_concurrent\":32,\"per_second\":0.0,\"weight\":4}");
    assertThat(run("rules", "tenant", "a@b", "--max-pending", "9000").out())
        .isEqualToNormalizingNewlines(
            "tenant a@b: weight 2, at most 2.5 tasks a second, at most 9000 waiting tasks\n");
    assertThat(gateway.only("PUT /tenants/a@b").body())
        .as("what is not named is as usual")
        .isEqualTo("{\"max_concurrent\":0,\"per_second\":0.0,\"weight\":1,\"max_pending\":9000}");
    assertThat(run("rules", "operation", "echo", "--per-second", "0").out())
        .isEqualToNormalizingNewlines("operation echo: no limits\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rules queue gpu",
        "rules queue gpu --drop --weight 3",
        "rules tenant a@b",
        "rules operation echo --per-second NaN",
        "rules operation echo --weight 3"
      })
  void whatSaysNothingOrTwoThingsIsWrongUsage(String line) {
    assertThat(run(line.split(" ", -1)).exitCode()).isEqualTo(64);
    assertThat(gateway.requests()).isEmpty();
  }

  @Test
  void whyTheServerRefusesIsShown() {
    var problem =
        "{\"title\":\"The request is not valid\",\"detail\":\"weight must be 1 to 1000, was 0\"}";
    gateway.on("PUT /queues/low", Reply.json(422, problem));
    var ran = run("rules", "queue", "low", "--weight", "0");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("weight must be 1 to 1000, was 0");
  }
}
