package io.gristworks.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;

/** Directories that live as long as a node. */
final class TemporaryDirectories {
  private TemporaryDirectories() {}

  static Path create() {
    try {
      return Files.createTempDirectory("gristworks-test-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes it with all that is in it; one that is gone already is no matter. */
  static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (var inside = Files.walk(directory)) {
      for (var path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      // somebody tidies with us
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
