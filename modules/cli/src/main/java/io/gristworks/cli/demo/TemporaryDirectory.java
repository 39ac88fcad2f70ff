package io.gristworks.cli.demo;

import io.gristworks.cli.node.ChildProcess;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A directory that goes with the command, Ctrl-C included, unless it is kept. */
final class TemporaryDirectory implements AutoCloseable {
  private final Path path;
  private volatile boolean kept;
  private @Nullable Thread hook;

  private TemporaryDirectory(Path path) {
    this.path = path;
  }

  static TemporaryDirectory create(String prefix) throws IOException {
    return new TemporaryDirectory(Files.createTempDirectory(prefix));
  }

  Path path() {
    return path;
  }

  /** Removes it also when this process is stopped; after {@code user}, which still writes in it. */
  void removeAtExitAfter(ChildProcess user) {
    hook =
        new Thread(
            () -> {
              if (!kept) {
                user.close();
                remove();
              }
            },
            "remove-" + path.getFileName());
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** From now on it stays. */
  void keep() {
    kept = true;
  }

  boolean isKept() {
    return kept;
  }

  @Override
  public void close() {
    remove();
    if (hook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException _) {
        // This process is ending: the hook runs already, and finds nothing more.
      }
    }
  }

  private void remove() {
    try {
      Files.walkFileTree(path, new Removal());
    } catch (IOException _) {
      // In the system's own temporary directory: what resists goes with the rest of it.
    }
  }

  /** Files first, then the directories that held them. */
  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE; // gone already: the node tidies up as well
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
        throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
