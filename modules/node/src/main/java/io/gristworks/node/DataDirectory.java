package io.gristworks.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A node's own directory, held by a lock for as long as the node lives. */
final class DataDirectory implements AutoCloseable {
  private final FileChannel lock;
  private final String id;

  private DataDirectory(FileChannel lock, String id) {
    this.lock = lock;
    this.id = id;
  }

  /** A name that no other directory has, the same through all lives of its nodes. */
  String id() {
    return id;
  }

  /**
   * Makes the directory, readable by its owner alone, and takes it.
   *
   * @throws CannotStart if it cannot be made, or another node has it
   */
  static DataDirectory take(Path directory) {
    try {
      if (!Files.isDirectory(directory)) {
        if (directory.getParent() != null) {
          Files.createDirectories(directory.getParent());
        }
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.createDirectory(
              directory,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
          Files.createDirectory(directory);
        }
      }
      Files.createDirectories(directory.resolve("scratch"));
      var channel =
          FileChannel.open(
              directory.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locks(channel)) {
        channel.close();
        throw new CannotStart(
            "the data directory "
                + directory
                + " is in use by another node; give this one its own (grist up --data DIR)");
      }
      return new DataDirectory(channel, idOf(directory.resolve("node.id")));
    } catch (IOException e) {
      throw new CannotStart("cannot use the data directory " + directory + ": " + e, e);
    }
  }

  private static String idOf(Path file) throws IOException {
    var id = Files.exists(file) ? Files.readString(file).strip() : "";
    if (id.isEmpty()) {
      id = UUID.randomUUID().toString();
      Files.writeString(file, id);
    }
    return id;
  }

  private static boolean locks(FileChannel channel) throws IOException {
    try {
      @Nullable Object held = channel.tryLock();
      return held != null;
    } catch (OverlappingFileLockException e) {
      return false; // another node of this very JVM
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
