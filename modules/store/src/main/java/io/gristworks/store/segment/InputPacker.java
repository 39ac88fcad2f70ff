package io.gristworks.store.segment;

import io.gristworks.store.bytes.ByteSink;
import io.gristworks.store.bytes.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Gathers inputs and packs them into the payload of an {@link InputBlock}. Made to be used again
 * and again: a task costs no object. One thread at a time.
 */
public final class InputPacker {
  private static final int USUAL_BYTES = 256 << 10;

  private final int level;
  private final ByteSink inputs = new ByteSink(USUAL_BYTES);
  private final ByteSink lengths = new ByteSink(4096);
  private final ByteSink idLengths = new ByteSink(0);
  private final ByteSink ids = new ByteSink(0);
  private final CustomIdIndex hashes = new CustomIdIndex();
  private int tasks;
  private boolean withIds;

  /** Compresses fast. */
  public InputPacker() {
    this(Frame.FAST);
  }

  /**
   * Compresses as told.
   *
   * @param level zstd's level, 1 to 19
   */
  public InputPacker(int level) {
    this.level = level;
  }

  /**
   * Adds the next task.
   *
   * @param source holds its input, JSON text in UTF-8, which is copied
   * @param customId the submitter's id, null where there is none
   */
  public void add(byte[] source, int offset, int length, @Nullable String customId) {
    inputs.put(source, offset, length);
    lengths.putVarint(length);
    if (customId != null) {
      addId(customId);
    } else if (withIds) {
      idLengths.putVarint(0);
    }
    tasks++;
  }

  private void addId(String customId) {
    if (!withIds) {
      withIds = true;
      for (int before = 0; before < tasks; before++) {
        idLengths.putVarint(0);
      }
    }
    int start = ids.size();
    int length = ids.putText(customId);
    idLengths.putVarint(length + 1L);
    hashes.add(ids.array(), start, length);
  }

  /** How many bytes have gathered, before compression. */
  public int size() {
    return inputs.size() + lengths.size() + idLengths.size() + ids.size();
  }

  /** How many tasks have gathered. */
  public int tasks() {
    return tasks;
  }

  /** The payload of what has gathered so far; nothing is forgotten. */
  public byte[] pack() {
    int inputBytes = inputs.size();
    inputs.put(lengths);
    inputs.put(idLengths);
    inputs.put(ids);
    inputs.putInt(tasks);
    inputs.putInt(inputBytes);
    inputs.put((byte) (withIds ? 1 : 0));
    try {
      return Frame.pack(InputBlock.LAYOUT, inputs.array(), inputs.size(), level);
    } finally {
      inputs.truncate(inputBytes);
    }
  }

  /** Sorted hashes of the ids that have gathered, as {@link InputSegment#idHashes} wants them. */
  public byte[] idHashes() {
    return hashes.toBytes();
  }

  /**
   * Packs what has gathered into a segment, and is empty again.
   *
   * @param firstTask the index, within the upload, of the first task that has gathered
   */
  public InputSegment seal(String upload, int segment, int firstTask) {
    var sealed = new InputSegment(upload, segment, firstTask, tasks, pack(), idHashes());
    clear();
    return sealed;
  }

  /** Forgets what has gathered. */
  public void clear() {
    inputs.truncate(0);
    lengths.truncate(0);
    idLengths.truncate(0);
    ids.truncate(0);
    hashes.clear();
    tasks = 0;
    withIds = false;
  }
}
