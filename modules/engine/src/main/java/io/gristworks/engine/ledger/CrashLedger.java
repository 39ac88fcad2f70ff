package io.gristworks.engine.ledger;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The tasks in execution on this node, one slot for each worker, kept where a crash of the process
 * leaves it. Read by the next life of the node: who was running when it died is a suspect.
 */
public final class CrashLedger implements AutoCloseable {
  /** The file's form; a file of another form is begun anew. */
  private static final long FORM = 0x4752_4953_5401L;

  private static final int HEAD = 128;
  private static final int SLOT = 128;
  private static final int NAME_BYTES = 64;
  private static final int AT_COUNT = 0;
  private static final int AT_FIRST = 4;
  private static final int AT_JOB = 8;
  private static final int AT_ALONE = 12;
  private static final int AT_BATCH = 16;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final MemorySegment file;
  private final List<Entry> left;

  /**
   * What was in execution when an earlier life of this node ended without a goodbye.
   *
   * @param node the name of the node in that life
   * @param job the job's place in the batch
   * @param first the first task of the group that ran
   * @param count how many, from 1
   * @param alone whether it ran as a suspect, beside no other such
   */
  public record Entry(String node, String batch, int job, int first, int count, boolean alone) {}

  /** One worker's place in the ledger. */
  public interface Slot {
    /** Where nothing is kept. */
    Slot NONE =
        new Slot() {
          @Override
          public void begin(int first, int count) {}

          @Override
          public void end() {}
        };

    /** The worker begins the {@code count} tasks from {@code first}. */
    void begin(int first, int count);

    /** It runs nothing. */
    void end();
  }

  private CrashLedger(MemorySegment file, List<Entry> left) {
    this.file = file;
    this.left = left;
  }

  /**
   * Opens the ledger, reads what an earlier life left in it, and begins a new life.
   *
   * @param path the file; made where there is none
   * @param node the node's name in this life, at most 60 bytes of it are kept
   * @param slots how many things can run at once, from 1
   * @throws IOException where the file cannot be made or mapped
   */
  public static CrashLedger open(Path path, String node, int slots) throws IOException {
    var directory = path.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    var left = Files.exists(path) ? read(path) : List.<Entry>of();
    long bytes = HEAD + (long) SLOT * slots;
    try (var channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
      var file = channel.map(MapMode.READ_WRITE, 0, bytes, Arena.ofAuto());
      file.fill((byte) 0);
      file.set(LONG, 8, slots);
      name(file, 16, node);
      VarHandle.releaseFence();
      file.set(LONG, 0, FORM);
      return new CrashLedger(file, left);
    }
  }

  private static List<Entry> read(Path path) throws IOException {
    var bytes = MemorySegment.ofArray(Files.readAllBytes(path));
    var entries = new ArrayList<Entry>();
    var words = ValueLayout.JAVA_LONG_UNALIGNED;
    if (bytes.byteSize() < HEAD || bytes.get(words, 0) != FORM) {
      return entries;
    }
    long slots = Math.min(bytes.get(words, 8), (bytes.byteSize() - HEAD) / SLOT);
    var node = name(bytes, 16);
    for (int slot = 0; slot < slots; slot++) {
      long at = HEAD + (long) slot * SLOT;
      int count = bytes.get(ValueLayout.JAVA_INT_UNALIGNED, at + AT_COUNT);
      if (count > 0) {
        entries.add(
            new Entry(
                node,
                name(bytes, at + AT_BATCH),
                bytes.get(ValueLayout.JAVA_INT_UNALIGNED, at + AT_JOB),
                bytes.get(ValueLayout.JAVA_INT_UNALIGNED, at + AT_FIRST),
                count,
                bytes.get(ValueLayout.JAVA_INT_UNALIGNED, at + AT_ALONE) != 0));
      }
    }
    return entries;
  }

  /** What an earlier life left, by slot. Empty after an orderly end. */
  public List<Entry> left() {
    return List.copyOf(left);
  }

  /**
   * The place of a worker that turns to a job; nothing of it runs yet.
   *
   * @param alone whether it will run a suspect
   */
  public Slot turnTo(int slot, String batch, int job, boolean alone) {
    long at = at(slot);
    file.set(INT, at + AT_COUNT, 0);
    VarHandle.releaseFence();
    file.set(INT, at + AT_JOB, job);
    file.set(INT, at + AT_ALONE, alone ? 1 : 0);
    name(file, at + AT_BATCH, batch);
    VarHandle.releaseFence();
    return new Mapped(file, at);
  }

  private record Mapped(MemorySegment file, long at) implements Slot {
    @Override
    public void begin(int first, int count) {
      file.set(INT, at + AT_FIRST, first);
      VarHandle.releaseFence();
      file.set(INT, at + AT_COUNT, count);
    }

    @Override
    public void end() {
      file.set(INT, at + AT_COUNT, 0);
    }
  }

  private static long at(int slot) {
    return HEAD + (long) slot * SLOT;
  }

  private static void name(MemorySegment file, long at, String name) {
    var bytes = name.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, NAME_BYTES - 4);
    file.set(ValueLayout.JAVA_INT_UNALIGNED, at, length);
    MemorySegment.copy(bytes, 0, file, ValueLayout.JAVA_BYTE, at + 4, length);
  }

  private static String name(MemorySegment file, long at) {
    int length = Math.clamp(file.get(ValueLayout.JAVA_INT_UNALIGNED, at), 0, NAME_BYTES - 4);
    return new String(
        file.asSlice(at + 4, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /** An orderly end: the next life finds nothing, whatever a deaf thread still writes. */
  @Override
  public void close() {
    file.set(LONG, 0, 0L);
  }
}
