package io.gristworks.store.segment;

import io.gristworks.store.bytes.ByteSource;
import io.gristworks.store.bytes.CorruptBytes;
import io.gristworks.store.bytes.Frame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of consecutive tasks, unpacked: JSON text in UTF-8, any of them at hand by its place,
 * from 0.
 *
 * <pre>
 *   inputs, end to end | their lengths | [lengths of ids + 1, or 0 | ids, end to end] | trailer
 *   trailer: tasks (4 bytes), bytes of inputs (4), whether there are ids (1)
 * </pre>
 *
 * <p>Inputs come first, so that a packer need not move them. Threads: immutable, as long as nobody
 * writes to {@link #bytes}.
 */
public final class InputBlock {
  static final int LAYOUT = 1;
  static final int TRAILER_BYTES = 9;

  private final byte[] bytes;
  private final int[] offsets;
  private final int[] idOffsets;
  private final int idsBase;

  private InputBlock(byte[] bytes, int[] offsets, int[] idOffsets, int idsBase) {
    this.bytes = bytes;
    this.offsets = offsets;
    this.idOffsets = idOffsets;
    this.idsBase = idsBase;
  }

  /**
   * Unpacks what an {@link InputPacker} packed.
   *
   * @throws CorruptBytes if the bytes are not that
   */
  public static InputBlock read(byte[] payload) {
    var raw = Frame.unpack(LAYOUT, payload);
    var trailer = new ByteSource(raw, Math.max(0, raw.length - TRAILER_BYTES), raw.length);
    int tasks = trailer.nextInt();
    int inputBytes = trailer.nextInt();
    boolean withIds = trailer.next() != 0;
    var columns = new ByteSource(raw, inputBytes, raw.length - TRAILER_BYTES);
    if (tasks < 0 || tasks > columns.remaining()) {
      throw new CorruptBytes("a block of " + raw.length + " bytes that claims " + tasks + " tasks");
    }
    var offsets = new int[tasks + 1];
    for (int at = 0; at < tasks; at++) {
      offsets[at + 1] = offsets[at] + columns.nextUpTo(inputBytes - offsets[at]);
    }
    if (offsets[tasks] != inputBytes) {
      throw new CorruptBytes("inputs of " + offsets[tasks] + " bytes, not " + inputBytes);
    }
    var idOffsets = withIds ? readIdOffsets(columns, tasks) : new int[0];
    return new InputBlock(raw, offsets, idOffsets, columns.position());
  }

  /**
   * Offsets from the first id's first byte; the lowest bit says whether the id before it exists.
   */
  private static int[] readIdOffsets(ByteSource columns, int tasks) {
    var offsets = new int[tasks + 1];
    int end = 0;
    for (int at = 0; at < tasks; at++) {
      int lengthAndOne = columns.nextUpTo(columns.remaining());
      end += Math.max(0, lengthAndOne - 1);
      offsets[at + 1] = (end << 1) | (lengthAndOne == 0 ? 0 : 1);
    }
    if (end != columns.remaining()) {
      throw new CorruptBytes("custom ids of " + end + " bytes, not " + columns.remaining());
    }
    return offsets;
  }

  /** How many tasks. */
  public int tasks() {
    return offsets.length - 1;
  }

  /** What {@link #offset} points into. Not a copy: for reading only. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the input of the task at {@code place} begins. */
  public int offset(int place) {
    return offsets[place];
  }

  /** How many bytes it has. */
  public int length(int place) {
    return offsets[place + 1] - offsets[place];
  }

  /** A copy of the input of the task at {@code place}. */
  public byte[] input(int place) {
    return Arrays.copyOfRange(bytes, offsets[place], offsets[place + 1]);
  }

  /** The submitter's id of the task at {@code place}; null where there is none. */
  public @Nullable String customId(int place) {
    if (idOffsets.length == 0 || (idOffsets[place + 1] & 1) == 0) {
      return null;
    }
    int start = idOffsets[place] >>> 1;
    int length = (idOffsets[place + 1] >>> 1) - start;
    return new String(bytes, idsBase + start, length, StandardCharsets.UTF_8);
  }

  /** The place of the first task with this id, or -1. */
  public int find(String customId) {
    var wanted = customId.getBytes(StandardCharsets.UTF_8);
    for (int place = 0; place + 1 < idOffsets.length; place++) {
      int from = idsBase + (idOffsets[place] >>> 1);
      int end = idsBase + (idOffsets[place + 1] >>> 1);
      if ((idOffsets[place + 1] & 1) == 1
          && Arrays.equals(bytes, from, end, wanted, 0, wanted.length)) {
        return place;
      }
    }
    return -1;
  }
}
