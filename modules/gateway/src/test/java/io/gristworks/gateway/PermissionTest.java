package io.gristworks.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.gateway.submit.Limits;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.japi.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What only admins may, by every way in. An admin is who sits at this machine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PermissionTest {
  private static final String CRITICAL =
      "{'name':'a','operation':'raw','priority':'critical','tasks':[1]}";

  private GatewayFixture gateway;
  private Function<HttpRequest, CompletionStage<HttpResponse>> routes;

  @BeforeAll
  void start() {
    gateway = new GatewayFixture();
    var settings =
        new GatewaySettings(
            "127.0.0.1", 0, Duration.ofSeconds(20), Duration.ofMillis(200), Limits.DEFAULT);
    var sealed = new ApiRoutes(gateway.ports(), gateway.system, settings).sealed(List.of());
    routes = sealed.function(gateway.system);
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  private int ask(String from, HttpMethod method, String path, String json) throws Exception {
    var request =
        HttpRequest.create("/api/v1/batch" + path)
            .withMethod(method)
            .withEntity(ContentTypes.APPLICATION_JSON, json.replace('\'', '"'))
            .addAttribute(
                AttributeKeys.remoteAddress, RemoteAddress.create(InetAddress.getByName(from)));
    return routes.apply(request).toCompletableFuture().join().status().intValue();
  }

  private void onlyAdminsMay(HttpMethod method, String path, String json) throws Exception {
    assertThat(ask("192.0.2.1", method, path, json)).as(path).isEqualTo(403);
    assertThat(ask("192.0.2.1", method, path, json.replace("critical", "high")))
        .as(path)
        .isBetween(200, 299);
    assertThat(ask("127.0.0.1", method, path, json.replaceAll("'n(\\d)'", "'m$1'")))
        .as(path)
        .isBetween(200, 299);
  }

  @Test
  void priorityCriticalIsGivenByAdminsAloneWhicheverTheWay() throws Exception {
    onlyAdminsMay(HttpMethods.POST, "/jobs", CRITICAL);
    onlyAdminsMay(HttpMethods.POST, "/batches", "{'jobs':[" + CRITICAL + "]}");
    onlyAdminsMay(
        HttpMethods.POST, "/schedules", "{'name':'n1','cron':'@daily','job':" + CRITICAL + "}");
    onlyAdminsMay(
        HttpMethods.POST,
        "/schedules",
        "{'name':'n2','cron':'@daily','batch':{'jobs':[" + CRITICAL + "]}}");
    onlyAdminsMay(
        HttpMethods.POST, "/operations", "{'action':'change','all':true,'priority':'critical'}");
    var open =
        gateway.post(
            "/batches",
            GatewayFixture.JSON,
            "{\"open\":true,\"jobs\":[{\"name\":\"x\",\"operation\":\"raw\"}]}");
    var batch = "/batches/" + open.at("/id").textValue();
    onlyAdminsMay(HttpMethods.POST, batch + "/jobs", CRITICAL.replace("'a'", "'n1'"));
    onlyAdminsMay(HttpMethods.PATCH, batch, "{'priority':'critical'}");
    onlyAdminsMay(
        HttpMethods.PATCH, batch.replace("batches", "jobs") + ".x", "{'priority':'critical'}");
  }
}
