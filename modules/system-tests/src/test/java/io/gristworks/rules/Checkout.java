package io.gristworks.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The source tree this build was made from. */
public final class Checkout {

  private Checkout() {}

  /** The directory of the root {@code pom.xml}, wherever in the tree the build was started. */
  public static Path root() {
    var place = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(place.resolve("modules/handler-api"))) {
      var above = place.getParent();
      if (above == null) {
        throw new IllegalStateException("not inside a checkout: " + Path.of("").toAbsolutePath());
      }
      place = above;
    }
    return place;
  }

  /** A file of the checkout, as text. */
  public static String text(String path) {
    return text(root().resolve(path));
  }

  /** The files under {@code directory} whose names end so, sorted; none where there is no such. */
  public static List<Path> files(Path directory, String ending) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(directory)) {
      return found
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().endsWith(ending))
          .filter(file -> !named(file).contains("/target/"))
          .sorted()
          .toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** All Java files of all modules, but for what the build generates. */
  static List<SourceFile> sources() {
    return files(root().resolve("modules"), ".java").stream()
        .map(file -> new SourceFile(named(file), text(file)))
        .toList();
  }

  /** A file's path from the root, with slashes. */
  static String named(Path file) {
    return root().relativize(file).toString().replace('\\', '/');
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
