package io.gristworks.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.rules.Checkout;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposeTest {

  private static final String FILE = Checkout.text("deploy/docker-compose.yml");

  @Test
  void theComposeFileKeepsTheRules() {
    assertThat(breaches(FILE)).isEmpty();
  }

  @Test
  void itRunsADatabaseACoordinatorAGatewayAndTwoWorkers() {
    assertThat(services(FILE).keySet())
        .containsExactly("coordinator", "database", "gateway", "migrate", "worker-1", "worker-2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "read_only: true | read_only: false | writable root",
        "cap_drop: [ALL] | cap_drop: [] | capabilities",
        "no-new-privileges:true | apparmor:x | new privileges",
        "postgres:18.1 | postgres:latest | no version",
        "gristworks:0.1.0 | gristworks | no version",
        "127.0.0.1:7070:7070 | 7070:7070 | published widely",
        "GRIST_ROLES: gateway | GRIST_ROLES: worker | unplayed",
        "pg_isready | pg_ready | not looked after",
        "mem_limit: 2g | mem_reservation: 2g | memory limit",
        "stop_grace_period: 150s | stop_grace_period: 10s | killed early",
        "GRIST_CLUSTER_HOST: worker-2 | GRIST_CLUSTER_HOST: worker-1 | another's address",
        "hostname: worker-2 | hostname: worker | another's address",
        "worker-2:25520 | worker-3:25520 | unknown seed",
        "migrate: { condition: | database: { condition: | before the migration",
        "POSTGRES_PASSWORD: ${GRIST_STORE_PASSWORD | POSTGRES_PASSWORD: x${GRIST | in the open",
      })
  void aPlantedErrorIsFound(String piece, String error, String says) {
    assertThat(FILE).contains(piece);

    assertThat(breaches(FILE.replace(piece, error)))
        .anySatisfy(breach -> assertThat(breach).contains(says));
  }

  private static SortedMap<String, Tree> services(String yaml) {
    return Tree.documents(yaml).getFirst().at("services").fields();
  }

  private static List<String> breaches(String yaml) {
    var breaches = new Violations();
    var unplayed = new TreeSet<>(List.of("coordinator", "gateway", "worker"));
    var services = services(yaml);
    services.forEach(
        (name, service) -> {
          everyService(breaches, name, service);
          if (service.at("image").text().startsWith("gristworks")) {
            ours(breaches, name, service);
          }
          if (service.at("environment", "GRIST_ROLES").exists()) {
            unplayed.remove(service.at("environment", "GRIST_ROLES").text());
            node(breaches, name, service, services.keySet().stream().toList());
          }
        });
    breaches.unless(unplayed.isEmpty(), "the cluster", "leaves roles unplayed: " + unplayed);
    return breaches.found();
  }

  private static void everyService(Violations breaches, String name, Tree service) {
    breaches.unless(
        service.at("image").text().matches("[a-z/.]+:\\d[0-9a-z.-]*"), name, "has no version");
    var health = service.at("healthcheck");
    breaches.unless(
        health.at("disable").is(true)
            || String.join(" ", health.at("test").texts()).matches(".*(/ready|pg_isready).*"),
        name,
        "is not looked after");
    service
        .at("environment")
        .words()
        .forEach(
            (key, value) ->
                breaches.unless(
                    !key.endsWith("PASSWORD") || value.startsWith("${GRIST_STORE_PASSWORD:?"),
                    name,
                    "holds a password in the open: " + key));
    for (var port : service.at("ports").texts()) {
      breaches.unless(port.startsWith("127.0.0.1:"), name, "is published widely: " + port);
    }
  }

  private static void ours(Violations breaches, String name, Tree service) {
    breaches.unless(service.at("read_only").is(true), name, "has a writable root");
    breaches.unless(service.at("cap_drop").texts().contains("ALL"), name, "keeps capabilities");
    breaches.unless(
        service.at("security_opt").texts().contains("no-new-privileges:true"),
        name,
        "can gain new privileges");
    breaches.unless(service.at("mem_limit").exists(), name, "has no memory limit");
    breaches.unless(
        String.join(" ", service.at("tmpfs").texts()).contains("/tmp:exec"),
        name,
        "cannot load native libraries");
  }

  private static void node(Violations breaches, String name, Tree service, List<String> names) {
    var environment = service.at("environment").words();
    breaches.unless(
        service.at("hostname").is(name)
            && name.equals(environment.get("GRIST_CLUSTER_HOST"))
            && name.equals(environment.get("GRIST_MANAGEMENT_HOST")),
        name,
        "listens at another's address");
    for (var seed : environment.getOrDefault("GRIST_CLUSTER_SEEDS", ":").split(",", -1)) {
      breaches.unless(
          names.contains(seed.substring(0, seed.indexOf(':'))),
          name,
          "has an unknown seed " + seed);
    }
    var grace = service.at("stop_grace_period").text().replace("s", "");
    breaches.unless(
        grace.matches("\\d+") && Integer.parseInt(grace) >= 90, name, "is killed early");
    var before = new ArrayList<>(service.at("depends_on").fields().keySet());
    breaches.unless(
        before.contains("migrate") || before.contains("coordinator"),
        name,
        "starts before the migration");
  }
}
