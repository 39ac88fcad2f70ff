package io.gristworks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The {@code grist} script, in a copy of the house with Javas and a Maven that only pretend. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class StartScriptTest {
  @TempDir private Path temporary = Path.of("");
  private Path house = Path.of("");
  private Path tools = Path.of("");

  @BeforeEach
  void build() throws IOException {
    house = Files.createDirectories(temporary.resolve("a house with blanks"));
    tools = Files.createDirectories(temporary.resolve("tools"));
    Files.copy(script(), house.resolve("grist"));
    makeExecutable(house.resolve("grist"));
    for (var module : List.of("cli", "client")) {
      var source = Files.createDirectories(house.resolve("modules/" + module + "/src/main"));
      written(source.resolve("A.java"), 120);
    }
    written(house.resolve("pom.xml"), 120);
    for (var tool :
        List.of("sh", "sed", "head", "find", "dirname", "readlink", "cat", "stty", "touch")) {
      Files.createSymbolicLink(tools.resolve(tool), which(tool));
    }
    pretendToBeBuilt();
  }

  @Test
  void anOldJavaIsNamedWithWhatToDo() throws Exception {
    var old = java("jdk 17", "17.0.15");

    var ran = run(Map.of("JAVA_HOME", old.toString()), "status");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err())
        .isEqualTo(
            "grist: Gristworks needs Java 25 or newer; found Java 17 at "
                + old
                + "; install a JDK 25 (e.g. Temurin) or set JAVA_HOME.\n");
  }

  @Test
  void withoutAnyJavaItSaysWhatToDo() throws Exception {
    var ran = run(Map.of(), "status");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("needs Java 25 or newer; found none; install a JDK 25");
  }

  @Test
  void anOldJavaAskedForDoesNotHideANewOne() throws Exception {
    var old = java("jdk1.8", "1.8.0_392");
    java("jvms/a 21", "21.0.1");
    java("jvms/b 26", "26-ea");

    var ran =
        run(
            Map.of("JAVA_HOME", old.toString(), "GRIST_JVM_DIRS", ":" + temporary.resolve("jvms")),
            "status",
            "a b");

    assertThat(ran.exitCode()).isEqualTo(7);
    assertThat(ran.out().lines().findFirst()).contains("java 26-ea");
    assertThat(ran.out().lines())
        .contains("-Dgristworks.home=" + house.toRealPath(), "io.gristworks.cli.Main", "a b");
  }

  @Test
  void aJavaOnThePathIsFoundThroughItsLinksAndSoIsTheHouse() throws Exception {
    var jdk = java("jdk 25", "25.0.3");
    Files.createSymbolicLink(tools.resolve("java"), jdk.resolve("bin/java"));
    var link = Files.createSymbolicLink(temporary.resolve("g"), house.resolve("grist"));

    var ran = run(link, Map.of(), "version");

    assertThat(ran.out())
        .startsWith("java 25.0.3")
        .contains("-Dgristworks.home=" + house.toRealPath());
  }

  @Test
  void aJavaWithoutAReleaseFileIsAsked() throws Exception {
    var jdk = java("jdk", "25");
    Files.delete(jdk.resolve("release"));

    assertThat(run(Map.of("JAVA_HOME", jdk.toString()), "version").exitCode()).isEqualTo(7);
  }

  @Test
  void itBuildsWhenASourceIsNewerAndOnlyThen() throws Exception {
    var jdk = java("jdk", "25");
    maven("exit 0");
    var environment = Map.of("JAVA_HOME", jdk.toString());

    var fresh = run(environment, "version");
    written(house.resolve("modules/client/src/main/A.java"), 30);
    var stale = run(environment, "version");
    var again = run(environment, "version");

    assertThat(fresh.err()).isEmpty();
    assertThat(stale.err())
        .contains("building Gristworks", "-pl modules/cli -am package", "built.");
    assertThat(stale.exitCode()).isEqualTo(7);
    assertThat(again.err()).isEmpty();
  }

  @Test
  void theSimulationIsBuiltWhenItIsWanted() throws Exception {
    maven("exit 0");
    var environment = Map.of("JAVA_HOME", java("jdk", "25").toString());

    var ran = run(environment, "simulate", "--seeds", "5");

    assertThat(ran.err()).contains("-pl modules/simulation,modules/cli -am package", "built.");
    assertThat(ran.out().lines()).containsSubsequence("simulate", "--seeds", "5");
    assertThat(ran.exitCode()).isEqualTo(7);
  }

  @Test
  void anOldClassPathIsNoBuild() throws Exception {
    Files.writeString(built(), "/gone/a.jar");
    maven("exit 1");

    var ran = run(Map.of("JAVA_HOME", java("jdk", "25").toString()), "version");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("the build failed");
  }

  @Test
  void theClassPathOfAnotherCopyIsNoBuild() throws Exception {
    var other = Files.createDirectories(temporary.resolve("other/modules/client/target"));
    var jar = Files.writeString(other.resolve("client.jar"), "");
    Files.writeString(built(), jar.toString());
    maven("exit 1");

    var ran = run(Map.of("JAVA_HOME", java("jdk", "25").toString()), "version");

    assertThat(ran.err()).contains("the build failed");
  }

  @Test
  void withoutMavenItSaysSo() throws Exception {
    Files.delete(built());

    var ran = run(Map.of("JAVA_HOME", java("jdk", "25").toString()), "version");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("not built yet and Maven (mvn) is missing");
  }

  private Path built() {
    return house.resolve("modules/cli/target/runtime.classpath");
  }

  private void pretendToBeBuilt() throws IOException {
    Files.createDirectories(built().getParent());
    Files.writeString(built().resolveSibling("gristworks-cli-1.jar"), "");
    Files.writeString(built(), built().resolveSibling("gristworks-cli-1.jar").toString());
    Files.setLastModifiedTime(built(), FileTime.from(Instant.now().minusSeconds(60)));
  }

  private static void written(Path file, int secondsAgo) throws IOException {
    Files.writeString(file, "");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(secondsAgo)));
  }

  /** A Java that says its version and its arguments, a line each, and ends with 7. */
  private Path java(String name, String version) throws IOException {
    var home = temporary.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "X=1\nJAVA_VERSION=\"" + version + "\"\n");
    var java = home.resolve("bin/java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        if [ "$1" = -version ]; then echo 'openjdk version "VERSION" 2025-04-15' >&2; exit 0; fi
        echo 'java VERSION'
        printf '%s\\n' "$@"
        exit 7
        """
            .replace("VERSION", version));
    makeExecutable(java);
    return home;
  }

  private void maven(String script) throws IOException {
    var maven = tools.resolve("mvn");
    Files.writeString(maven, "#!/bin/sh\necho \"$@\"\n" + script + "\n");
    makeExecutable(maven);
  }

  private Ran run(Map<String, String> environment, String... arguments) throws Exception {
    return run(house.resolve("grist"), environment, arguments);
  }

  private Ran run(Path script, Map<String, String> environment, String... arguments)
      throws Exception {
    var builder = new ProcessBuilder(script.toString());
    builder.command().addAll(List.of(arguments));
    builder.directory(temporary.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("GRIST_JVM_DIRS", "");
    builder.environment().putAll(environment);
    var err = temporary.resolve("err");
    var process = builder.redirectError(err.toFile()).start();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), out, Files.readString(err));
  }

  private static void makeExecutable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path which(String tool) {
    return List.of("/bin/", "/usr/bin/").stream()
        .map(directory -> Path.of(directory + tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  private static Path script() {
    var here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("grist"))) {
      here = Objects.requireNonNull(here.getParent());
    }
    return here.resolve("grist");
  }
}
