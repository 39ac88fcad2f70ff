package io.gristworks.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLauncherTest {
  @TempDir private Path root;

  @Test
  void aNodeRunsWithTheOptionsOfEveryNodeAndTheUsersCanOverruleThem() throws IOException {
    var target = Files.createDirectories(root.resolve("modules/node/target"));
    Files.writeString(target.resolve("gristworks-node-1.jar"), "");
    Files.writeString(target.resolve("runtime.classpath"), "more.jar");
    var launcher =
        new NodeLauncher(
            new Installation(root), Map.of("GRIST_JAVA_OPTS", "-XX:-ExitOnOutOfMemoryError"));
    var settings =
        new NodeSettings(
            root, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
    assertThat(launcher.node(settings).command())
        .containsSubsequence(
            "@" + root.resolve("deploy/node.options"),
            "-XX:-ExitOnOutOfMemoryError",
            "io.gristworks.node.Main");
  }
}
