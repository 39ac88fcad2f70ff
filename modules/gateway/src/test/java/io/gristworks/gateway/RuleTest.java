package io.gristworks.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gristworks.gateway.GatewayFixture.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shares, limits, the emergency stop, and the door that closes while too much waits. */
class RuleTest {
  private final GatewayFixture gateway = new GatewayFixture();

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Answer put(String path, String body) {
    return send(path, "PUT", body);
  }

  private Answer send(String path, String method, String body) {
    return gateway.send(
        HttpRequest.newBuilder(gateway.uri(path)).method(method, BodyPublishers.ofString(body)));
  }

  @Test
  void aTenantsShareAndLimitsArePutWholeAndDropped() {
    var put = put("/tenants/acme", "{\"weight\":4,\"maxConcurrent\":10,\"per_second\":2.5}");
    assertThat(put.status()).isEqualTo(200);
    assertThat(put.at("/weight").asInt()).isEqualTo(4);
    assertThat(put.at("/max_concurrent").asInt()).isEqualTo(10);
    assertThat(gateway.get("/tenants").at("/tenants/0/per_second").asDouble()).isEqualTo(2.5);
    assertThat(put("/tenants/acme", "{\"max_pending\":5}").at("/weight").asInt()).isEqualTo(1);
    assertThat(send("/tenants/acme", "DELETE", "").at("/max_pending").asLong()).isZero();
    assertThat(gateway.get("/tenants").at("/tenants")).isEmpty();
  }

  @Test
  void aQueuesShareIsPutWholeAndDropped() {
    assertThat(gateway.get("/queues/gpu").at("/weight").asInt()).as("the usual").isEqualTo(1);
    var put = put("/queues/gpu", "{\"weight\":1000,\"max_concurrent\":3}");
    assertThat(put.status()).isEqualTo(200);
    assertThat(put.at("/weight").asInt()).isEqualTo(1_000);
    assertThat(gateway.get("/cluster").at("/queues/0/weight").asInt()).isEqualTo(1_000);
    assertThat(put("/queues/gpu", "{\"weight\":4}").at("/max_concurrent").asInt()).isZero();
    assertThat(gateway.get("/queues/gpu").at("/weight").asInt()).isEqualTo(4);
    assertThat(send("/queues/gpu", "DELETE", "").at("/weight").asInt()).isEqualTo(1);
    assertThat(gateway.get("/cluster").at("/queues")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0          | weight must be 1 to 1000, was 0
          1001       | weight must be 1 to 1000, was 1001
          -3         | weight must be 1 to 1000, was -3
          2.5        | weight must be a whole number 1 to 1000, was 2.5
          "4"        | weight must be a whole number 1 to 1000, was "4"
          4294967297 | weight must be 1 to 1000, was 4294967297
          """,
      quoteCharacter = '`')
  void aWeightOutOfItsBoundsIsRefusedWithFieldValueAndBound(String weight, String detail) {
    for (var path : List.of("/tenants/acme", "/queues/gpu")) {
      var answer = put(path, "{\"weight\":" + weight + "}");
      assertThat(answer.status()).as(path).isEqualTo(422);
      assertThat(answer.at("/errors/0/pointer").textValue()).isEqualTo("/weight");
      assertThat(answer.at("/detail").textValue()).isEqualTo(detail);
    }
    assertThat(gateway.get("/cluster").at("/queues")).isEmpty();
  }

  @Test
  void whatMakesNoSenseIsRefusedWithAPointer() {
    var answer = put("/tenants/acme", "{\"weight\":0,\"per_second\":-1,\"colour\":\"red\"}");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at("/errors").findValuesAsText("pointer"))
        .containsExactlyInAnyOrder("/weight", "/per_second", "/colour");
    assertThat(put("/queues/gpu", "[1]").status()).isEqualTo(422);
    assertThat(put("/queues/gpu", "{").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999", "-1e999", "1e10", "1e-300", "-1"})
  void noRuleTakesARateThatIsInfiniteOrOutOfItsBounds(String rate) {
    for (var path : List.of("/tenants/acme", "/queues/gpu", "/operations/raw/limits")) {
      var answer = put(path, "{\"per_second\":" + rate + "}");
      assertThat(answer.status()).as(path).isEqualTo(422);
      assertThat(answer.at("/errors/0/pointer").textValue()).isEqualTo("/per_second");
      assertThat(answer.at("/detail").textValue())
          .isEqualTo(
              "per_second must be a number, 0 for no limit, or 0.00001 to 1000000000, was " + rate);
      for (var whole : List.of("max_concurrent", "weight", "max_pending")) {
        assertThat(put(path, "{\"" + whole + "\":1e999}").status()).as(whole).isEqualTo(422);
      }
      assertThat(put(path, "{\"per_second\":NaN}").status()).isEqualTo(400);
    }
    assertThat(gateway.get("/cluster").at("/queues")).isEmpty();
    assertThat(gateway.get("/tenants").at("/tenants")).isEmpty();
  }

  @Test
  void limitsOfQueuesAndOperationsAreToldWithTheCluster() {
    put("/queues/gpu", "{\"max_concurrent\":3}");
    put("/operations/raw/limits", "{\"per_second\":0.5}");
    var cluster = gateway.get("/cluster");
    assertThat(cluster.at("/queues/0/name").asText()).isEqualTo("gpu");
    assertThat(cluster.at("/operations/0/per_second").asDouble()).isEqualTo(0.5);
    assertThat(cluster.at("/stopped").asBoolean()).isFalse();
  }

  @Test
  void theFirstReasonToStopStaysUntilTheRelease() {
    assertThat(put("/cluster/stop", "{\"reason\":\"fire\"}").at("/stopped").asBoolean()).isTrue();
    assertThat(put("/cluster/stop", "{\"reason\":\"flood\"}").at("/stop/reason").asText())
        .isEqualTo("fire");
    assertThat(send("/cluster/stop", "DELETE", "").at("/stopped").asBoolean()).isFalse();
    assertThat(send("/cluster/stop", "DELETE", "").status()).isEqualTo(200);
  }

  @Test
  void aTenantWithTooMuchWaitingIsToldWhenToComeBackAndWhatWasAcceptedIsTold() {
    var job = "{\"operation\":\"raw\",\"tasks\":[1]}";
    gateway.post("/jobs", GatewayFixture.JSON, job, "Idempotency-Key", "again");
    gateway.cluster.waits(1_000, 20);
    put("/tenants/default", "{\"max_pending\":801}");
    await()
        .untilAsserted(
            () -> {
              var refused = gateway.post("/jobs", GatewayFixture.JSON, job);
              assertThat(refused.status()).isEqualTo(429);
              assertThat(refused.response().headers().firstValue("Retry-After")).contains("10");
              assertThat(refused.at("/type").asText()).endsWith("backlog");
            });
    var repeated = gateway.post("/jobs", GatewayFixture.JSON, job, "Idempotency-Key", "again");
    assertThat(repeated.status()).isEqualTo(200);
    var other = gateway.post("/jobs", GatewayFixture.JSON, job, "Idempotency-Key", "other");
    assertThat(other.status()).isEqualTo(429);
    var large =
        gateway.post("/jobs?operation=raw", GatewayFixture.NDJSON, "1\n".repeat(10_000_000));
    assertThat(large.status()).isEqualTo(429);
    put("/tenants/default", "{}");
    await()
        .untilAsserted(
            () ->
                assertThat(gateway.post("/jobs", GatewayFixture.JSON, job).status())
                    .isEqualTo(201));
  }

  @Test
  void theWishForWorkersIsToldForEachQueueAndInAll() {
    var queues = gateway.get("/queue/status");
    assertThat(queues.at("/desired_workers").asInt()).isEqualTo(3);
    assertThat(queues.at("/queues/0/load/desired_workers").asInt()).isEqualTo(3);
  }
}
