package io.gristworks.store.segment;

import io.gristworks.core.task.Outcome;
import io.gristworks.core.task.TaskError;
import io.gristworks.store.bytes.ByteSource;
import io.gristworks.store.bytes.CorruptBytes;
import io.gristworks.store.bytes.Frame;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of attempts of one job, unpacked: in ascending order of task and attempt, any of
 * them at hand by its place, from 0.
 *
 * <pre>
 *   results and errors, end to end | steps between tasks | marks | micros | lengths | node | counters | trailer
 *   mark: attempt × 4 + (0 succeeded, 1 failed, 3 failed for good)
 *   node and names of counters: length, text; counters: name and value (8 bytes), ascending
 *   trailer: entries (4 bytes), bytes of results and errors (4)
 * </pre>
 *
 * <p>Column by column, because equal things side by side compress to next to nothing. Threads:
 * immutable, as long as nobody writes to {@link #bytes}.
 */
public final class OutcomeBlock {
  static final int LAYOUT = 1;
  static final int TRAILER_BYTES = 8;
  static final int FAILED = 1;
  static final int FAILED_FOR_GOOD = 3;

  private final byte[] bytes;
  private final int[] tasks;
  private final int[] marks;
  private final long[] micros;
  private final int[] offsets;
  private final String node;
  private final TreeMap<String, Long> counters = new TreeMap<>();

  private OutcomeBlock(byte[] bytes, int entries, int dataBytes) {
    var columns = new ByteSource(bytes, dataBytes, bytes.length - TRAILER_BYTES);
    if (entries < 0 || entries > columns.remaining()) {
      throw new CorruptBytes(bytes.length + " bytes that claim " + entries + " outcomes");
    }
    this.bytes = bytes;
    this.tasks = new int[entries];
    this.marks = new int[entries];
    this.micros = new long[entries];
    this.offsets = new int[entries + 1];
    for (int at = 0, task = 0; at < entries; at++) {
      task += columns.nextUpTo(Integer.MAX_VALUE - task);
      tasks[at] = task;
    }
    for (int at = 0; at < entries; at++) {
      marks[at] = columns.nextUpTo(Integer.MAX_VALUE);
    }
    for (int at = 0; at < entries; at++) {
      micros[at] = columns.nextVarint();
    }
    for (int at = 0; at < entries; at++) {
      offsets[at + 1] = offsets[at] + columns.nextUpTo(dataBytes - offsets[at]);
    }
    this.node = columns.nextText(columns.nextUpTo(columns.remaining()));
    while (columns.remaining() > 0) {
      var name = columns.nextText(columns.nextUpTo(columns.remaining()));
      long high = columns.nextInt();
      counters.put(name, (high << 32) | (columns.nextInt() & 0xffff_ffffL));
    }
    if (offsets[entries] != dataBytes) {
      throw new CorruptBytes("outcomes of " + offsets[entries] + " bytes, not " + dataBytes);
    }
  }

  /**
   * Unpacks what an {@link OutcomePacker} packed.
   *
   * @throws CorruptBytes if the bytes are not that
   */
  public static OutcomeBlock read(byte[] payload) {
    var raw = Frame.unpack(LAYOUT, payload);
    var trailer = new ByteSource(raw, Math.max(0, raw.length - TRAILER_BYTES), raw.length);
    int entries = trailer.nextInt();
    return new OutcomeBlock(raw, entries, trailer.nextInt());
  }

  /** How many attempts it tells of. */
  public int entries() {
    return tasks.length;
  }

  /** The worker node that ran them. */
  public String node() {
    return node;
  }

  /** What the handlers counted, all attempts together. */
  public SortedMap<String, Long> counters() {
    return Collections.unmodifiableSortedMap(counters);
  }

  /** The place of the first entry of {@code task} or of a later one; {@link #entries} if none. */
  public int firstAtOrAfter(int task) {
    int place = Arrays.binarySearch(tasks, task);
    if (place < 0) {
      return -place - 1;
    }
    while (place > 0 && tasks[place - 1] == task) {
      place--;
    }
    return place;
  }

  /** The task of the entry at {@code place}. */
  public int task(int place) {
    return tasks[place];
  }

  /** Its attempt, from 1. */
  public int attempt(int place) {
    return marks[place] >>> 2;
  }

  /** Whether it succeeded. */
  public boolean succeeded(int place) {
    return (marks[place] & FAILED) == 0;
  }

  /** How long its handler ran, in microseconds. */
  public long micros(int place) {
    return micros[place];
  }

  /** What {@link #offset} points into. Not a copy: for reading only. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the result begins; of a success only. */
  public int offset(int place) {
    return offsets[place];
  }

  /** How many bytes the result has; of a success only. */
  public int length(int place) {
    return offsets[place + 1] - offsets[place];
  }

  /** What went wrong; null where nothing did. */
  public @Nullable TaskError error(int place) {
    if (succeeded(place)) {
      return null;
    }
    var source = new ByteSource(bytes, offsets[place], offsets[place + 1]);
    var kind = source.nextText(source.nextUpTo(source.remaining()));
    var message = source.nextText(source.nextUpTo(source.remaining()));
    var detail =
        source.remaining() == 0 ? null : source.nextText(source.nextUpTo(source.remaining()));
    return new TaskError(kind, message, detail, (marks[place] & 3) == FAILED_FOR_GOOD);
  }

  /** The entry at {@code place} as a value of its own. */
  public Outcome outcome(int place) {
    boolean succeeded = succeeded(place);
    return new Outcome(
        tasks[place],
        attempt(place),
        succeeded ? Outcome.Kind.SUCCEEDED : Outcome.Kind.FAILED,
        succeeded ? Arrays.copyOfRange(bytes, offsets[place], offsets[place + 1]) : null,
        error(place),
        micros[place],
        node);
  }
}
