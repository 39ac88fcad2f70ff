package io.gristworks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gristworks.cli.session.Screen;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DemoTest {
  @TempDir private Path home = Path.of("");

  @BeforeEach
  void install() throws IOException {
    FakeInstallation.in(home.resolve("nowhere"));
  }

  @Test
  void itTellsWhatItFoundAndThatPricesAreSimulated() {
    var ran = Ran.grist(home, "demo", "--symbols", "3");

    assertThat(ran.exitCode()).isEqualTo(2); // one of the three failed
    assertThat(ran.out())
        .contains("Scanning 3 made-up symbols", "Prices are simulated")
        .contains("processed   3 symbols", "errors      1\n", "matches     2 days in 1 symbol")
        .contains("SIM00001        2  2021-03-04")
        .contains("Where to look next", "grist demo --keep")
        .doesNotContain("http://"); // the node is gone, and its address with it
    assertThat(ran.err()).isEqualToNormalizingNewlines("starting a node of its own ...\n");
  }

  @Test
  void itLeavesNothingBehind() throws IOException {
    var ran = Ran.grist(home, "demo", "--output", "json");

    var document = new JsonMapper().readTree(ran.out());
    assertThat(document.path("prices").asText()).isEqualTo("simulated");
    assertThat(directory(document)).doesNotExist();
    assertThat(ProcessHandle.of(pid(document))).isEmpty();
    assertThat(home.resolve(".gristworks")).doesNotExist();
  }

  @Test
  void whatIsKeptRunsOnAndItIsSaidHowToEndIt() throws Exception {
    var ran = Ran.grist(home, "demo", "--keep", "--output", "json");
    var document = new JsonMapper().readTree(ran.out());
    var node = ProcessHandle.of(pid(document)).orElseThrow();
    try {
      var directory = directory(document);
      assertThat(node.isAlive()).isTrue();
      assertThat(ran.err()).contains("kill " + node.pid() + " && rm -r " + directory);
      assertThat(directory.resolve("node.log")).exists();
      assertThat(directory.resolve("data/db")).exists();
    } finally {
      node.destroy();
      node.onExit().get();
      remove(directory(document));
    }
  }

  @Test
  void aNodeThatDoesNotStartShowsItsLog() {
    var ran =
        Ran.grist(
            home, Map.of("GRIST_JAVA_OPTS", " -Dfake=fails -Dx=y"), Screen.none(), "", "demo");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("the node did not start", "boom: no database");
  }

  @Test
  void stoppedInTheMiddleItCleansUpAllTheSame() throws Exception {
    var temporary = Files.createDirectory(home.resolve("tmp"));
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + temporary,
            "-Dgristworks.home=" + home.resolve("nowhere"),
            "-cp",
            System.getProperty("java.class.path"),
            "io.gristworks.cli.Main",
            "demo");
    builder.environment().put("GRIST_JAVA_OPTS", "-Dfake=stays");
    var demo = builder.redirectError(home.resolve("err").toFile()).start();
    try (var out =
        new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.lines().anyMatch(line -> line.startsWith("b1.demo  running"))).isTrue();
      var node = demo.children().findFirst().orElseThrow();

      demo.destroy();

      assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(node.isAlive()).isFalse();
      assertThat(temporary).isEmptyDirectory();
    } finally {
      demo.destroyForcibly();
    }
  }

  @Test
  void withoutABuildItSaysHowToBuild() throws IOException {
    Files.delete(home.resolve("nowhere/modules/node/target/runtime.classpath"));

    var ran = Ran.grist(home, "up", "--data", home.resolve("data").toString());

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("modules/node is not built: run `mvn");
  }

  private static Path directory(JsonNode document) {
    var data = Path.of(document.path("status").path("reason").asText().split("\\|", -1)[0]);
    return Objects.requireNonNull(data.getParent());
  }

  private static long pid(JsonNode document) {
    return Long.parseLong(document.path("status").path("reason").asText().split("\\|", -1)[1]);
  }

  private static void remove(Path directory) throws IOException {
    Files.delete(directory.resolve("data/db"));
    Files.delete(directory.resolve("data"));
    Files.delete(directory.resolve("node.log"));
    Files.delete(directory);
  }
}
