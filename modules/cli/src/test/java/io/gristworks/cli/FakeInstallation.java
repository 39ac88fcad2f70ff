package io.gristworks.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A built Gristworks whose node is the stand-in among these tests. */
final class FakeInstallation {
  private FakeInstallation() {}

  static void in(Path root) throws IOException {
    var deploy = Files.createDirectories(root.resolve("deploy"));
    Files.writeString(deploy.resolve("node.options"), "-XX:+ExitOnOutOfMemoryError\n");
    var target = Files.createDirectories(root.resolve("modules/node/target"));
    Files.writeString(target.resolve("gristworks-node-1-tests.jar"), "not this one");
    Files.writeString(target.resolve("gristworks-node-1.jar"), "");
    Files.writeString(
        target.resolve("runtime.classpath"), System.getProperty("java.class.path") + "\n");
  }
}
