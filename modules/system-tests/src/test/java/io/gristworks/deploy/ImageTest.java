package io.gristworks.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.rules.Checkout;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageTest {

  private static final String DOCKERFILE = Checkout.text("deploy/Dockerfile");
  private static final String OPTIONS =
      Checkout.text("deploy/node.options") + Checkout.text("deploy/java.options");

  @Test
  void theImageKeepsTheRules() {
    assertThat(breaches(DOCKERFILE, OPTIONS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "USER 10001:10001 | USER root | runs as root",
        "eclipse-temurin:${JAVA}-jre-noble | eclipse-temurin | no version",
        "maven:3.9-eclipse-temurin-25 | maven:latest | no version",
        "io.gristworks.node.Main | io.gristworks.Main | runs no node",
        "STOPSIGNAL SIGTERM | STOPSIGNAL SIGKILL | killed",
        "EXPOSE 7070 7626 25520 | EXPOSE 8080 | ports",
        "@/opt/gristworks/java.options | -jar | java.options",
        "@/opt/gristworks/node.options | -jar | node.options",
      })
  void aPlantedErrorIsFound(String piece, String error, String says) {
    assertThat(DOCKERFILE).contains(piece);

    assertThat(breaches(DOCKERFILE.replace(piece, error), OPTIONS))
        .anySatisfy(breach -> assertThat(breach).contains(says));
  }

  @ParameterizedTest
  @CsvSource({"MaxRAMPercentage", "ExitOnOutOfMemoryError", "enable-native-access", "lib/*"})
  void aMissingOptionIsFound(String option) {
    var without = OPTIONS.replaceAll("(?m)^-.*" + Pattern.quote(option) + ".*$", "");

    assertThat(breaches(DOCKERFILE, without))
        .anySatisfy(breach -> assertThat(breach).contains(option));
  }

  private static List<String> breaches(String dockerfile, String options) {
    var breaches = new Violations();
    var lines = dockerfile.lines().toList();
    for (var from : lines.stream().filter(line -> line.startsWith("FROM ")).toList()) {
      breaches.unless(
          from.matches("FROM \\S+:(\\d|\\$\\{JAVA})\\S*( AS \\w+)?"), from, "names no version");
    }
    breaches.unless(dockerfile.contains("ARG JAVA=25"), "the image", "is not on Java 25");
    breaches.unless(lines.contains("USER 10001:10001"), "the image", "runs as root");
    breaches.unless(lines.contains("STOPSIGNAL SIGTERM"), "the image", "is killed");
    breaches.unless(
        lines.contains("EXPOSE 7070 7626 25520"), "the image", "names other ports than a node's");
    breaches.unless(
        lines.contains(
            "ENTRYPOINT [\"java\", \"@/opt/gristworks/node.options\","
                + " \"@/opt/gristworks/java.options\"]"),
        "the image",
        "does not read node.options and java.options");
    breaches.unless(
        lines.contains("CMD [\"io.gristworks.node.Main\"]"), "the image", "runs no node");
    var said = options.lines().filter(line -> line.startsWith("-")).toList();
    for (var flag : runFlags()) {
      breaches.unless(said.contains(flag), "java.options", "leaves out " + flag);
    }
    for (var flag :
        List.of(
            "-XX:MaxRAMPercentage=", "-XX:+ExitOnOutOfMemoryError", "-cp /opt/gristworks/lib/*")) {
      breaches.unless(
          said.stream().anyMatch(line -> line.startsWith(flag)), "java.options", "lacks " + flag);
    }
    return breaches.found();
  }

  /** What the build runs its own tests with. */
  private static List<String> runFlags() {
    var flags = Pattern.compile("<run.flags>(.*)</run.flags>").matcher(Checkout.text("pom.xml"));
    assertThat(flags.find()).isTrue();
    return List.of(flags.group(1).split(" ", -1));
  }
}
