package io.gristworks.cli.node;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the built modules lie.
 *
 * @param root the directory with {@code modules}
 */
public record Installation(Path root) {

  /**
   * The class path of {@code module}: its own jar and what the build wrote down besides.
   *
   * @throws IOException where it has not been built; the message says how to
   */
  public String classPath(String module) throws IOException {
    var target = root.resolve("modules").resolve(module).resolve("target");
    var written = target.resolve("runtime.classpath");
    if (!Files.isRegularFile(written)) {
      throw new IOException(
          "modules/%s is not built: run `mvn -q -DskipTests -pl modules/%s -am package` in %s"
              .formatted(module, module, root));
    }
    return jar(target, module) + File.pathSeparator + Files.readString(written).strip();
  }

  /** The file with Java's options for a node, the same wherever one starts. */
  Path nodeOptions() {
    return root.resolve("deploy").resolve("node.options");
  }

  private static Path jar(Path target, String module) throws IOException {
    var prefix = "gristworks-" + module + "-";
    try (var files = Files.newDirectoryStream(target, prefix + "*.jar")) {
      for (var file : files) {
        var name = file.getFileName().toString();
        if (!name.endsWith("-tests.jar") && !name.endsWith("-sources.jar")) {
          return file;
        }
      }
    }
    throw new IOException("there is no " + prefix + "*.jar in " + target + ": build it again");
  }
}
