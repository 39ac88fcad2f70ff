package io.gristworks.engine.worker.outcome;

import io.gristworks.core.task.TaskError;
import io.gristworks.core.task.TaskSet;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Attempts that have ended, in the order in which they did: results end to end, columns of numbers
 * beside them. A success costs no object. As a stream it takes the next result. One thread at a
 * time.
 */
public final class Outcomes extends OutputStream {
  private static final int STRIDE = 4; // task, attempt, offset, length (of a success)
  private static final int ENTRY_BYTES = 24;
  private static final int COUNTER_BYTES = 12;
  private static final TaskError[] NO_ERRORS = {};

  private final int resultMax;
  private byte[] bytes = new byte[512];
  private int length;
  private int mark;
  private boolean overflowed;
  private int[] rows = new int[8 * STRIDE];
  private long[] micros = new long[8];
  private @Nullable TaskError[] errors = NO_ERRORS;
  private int size;
  private int failures;
  private long textBytes; // of errors and of the names of counters
  private long busyMicros;
  private long firstEndedAt;
  private final List<Counted> counted = new ArrayList<>(0);

  private record Counted(int entry, Map<String, Long> counters) {}

  /** Empty; refuses results of more than {@code resultMax} bytes. */
  public Outcomes(int resultMax) {
    this.resultMax = resultMax;
  }

  @Override
  public void write(int one) throws IOException {
    room(1);
    bytes[length++] = (byte) one;
  }

  @Override
  public void write(byte[] source, int offset, int count) throws IOException {
    room(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  private void room(int more) throws IOException {
    if (more > resultMax - (length - mark)) {
      overflowed = true;
      throw new IOException("a result is more than " + resultMax + " bytes long");
    }
    ensureBytes(more);
  }

  /** Whether the result being written has become too long. */
  public boolean overflowed() {
    return overflowed;
  }

  /** What was written since the last entry is the result of a success. */
  public void succeeded(int task, int attempt, long tookMicros) {
    row(task, attempt, mark, length - mark, tookMicros);
    mark = length;
  }

  /** An attempt failed; what was written since the last entry is forgotten. */
  public void failed(int task, int attempt, TaskError error, long tookMicros) {
    length = mark;
    overflowed = false;
    row(task, attempt, mark, 0, tookMicros);
    if (errors.length < size) {
      errors = Arrays.copyOf(errors, micros.length);
    }
    errors[size - 1] = error;
    failures++;
    textBytes += error.bytes();
  }

  private void row(int task, int attempt, int offset, int count, long tookMicros) {
    if (size == micros.length) {
      rows = Arrays.copyOf(rows, 2 * rows.length);
      micros = Arrays.copyOf(micros, 2 * size);
    }
    int at = size * STRIDE;
    rows[at] = task;
    rows[at + 1] = attempt;
    rows[at + 2] = offset;
    rows[at + 3] = count;
    micros[size] = tookMicros;
    size++;
    busyMicros += tookMicros;
  }

  /** What the handler counted in the attempt that {@link #succeeded} last. */
  public void count(Map<String, Long> counters) {
    counted.add(new Counted(size - 1, counters));
    counters.keySet().forEach(name -> textBytes += COUNTER_BYTES + name.length());
  }

  /** Adds all of {@code other}, which ended then by the clock for durations. */
  public void append(Outcomes other, long endedAt) {
    endedAt(endedAt);
    ensureBytes(other.mark);
    System.arraycopy(other.bytes, 0, bytes, length, other.mark);
    int base = length;
    int before = size;
    length += other.mark;
    mark = length;
    for (int at = 0; at < other.size; at++) {
      var error = other.error(at);
      int row = at * STRIDE;
      if (error == null) {
        row(
            other.rows[row],
            other.rows[row + 1],
            base + other.rows[row + 2],
            other.rows[row + 3],
            other.micros[at]);
      } else {
        failed(other.rows[row], other.rows[row + 1], error, other.micros[at]);
      }
    }
    for (var more : other.counted) {
      counted.add(new Counted(before + more.entry, more.counters));
    }
    textBytes += other.textBytes - other.errorBytes();
  }

  private long errorBytes() {
    long bytes = 0;
    for (int at = 0; failures > 0 && at < size; at++) {
      var error = error(at);
      bytes += error == null ? 0 : error.bytes();
    }
    return bytes;
  }

  /**
   * The same in parts of about {@code most} bytes: a part has as much at the least, but the last,
   * and more by one entry at the most. What many tasks of one call said is else one piece, and no
   * report takes half of it.
   */
  public List<Outcomes> parts(long most) {
    if (bytes() <= most) {
      return List.of(this);
    }
    var parts = new ArrayList<Outcomes>();
    var part = new Outcomes(resultMax);
    int nextCounted = 0;
    for (int at = 0; at < size; at++) {
      part.take(this, at);
      while (nextCounted < counted.size() && counted.get(nextCounted).entry == at) {
        part.count(counted.get(nextCounted++).counters);
      }
      if (part.bytes() >= most) {
        parts.add(part);
        part = new Outcomes(resultMax);
      }
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  private void take(Outcomes other, int at) {
    int row = at * STRIDE;
    var error = other.error(at);
    if (error == null) {
      int count = other.rows[row + 3];
      ensureBytes(count);
      System.arraycopy(other.bytes, other.rows[row + 2], bytes, length, count);
      length += count;
      succeeded(other.rows[row], other.rows[row + 1], other.micros[at]);
    } else {
      failed(other.rows[row], other.rows[row + 1], error, other.micros[at]);
    }
  }

  private void ensureBytes(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  /** Entries begin that ended then, by the clock for durations. */
  public void endedAt(long now) {
    if (size == 0) {
      firstEndedAt = now;
    }
  }

  /** When the first entry ended, by the clock for durations. */
  long firstEndedAt() {
    return firstEndedAt;
  }

  /** Forgets all. */
  public void clear() {
    if (failures > 0) {
      Arrays.fill(errors, null);
    }
    length = 0;
    mark = 0;
    overflowed = false;
    size = 0;
    failures = 0;
    textBytes = 0;
    busyMicros = 0;
    counted.clear();
  }

  /** Gives all entries to {@code draft}, but those of {@code refused} tasks. */
  public void pour(JobDraft draft, TaskSet refused) {
    boolean all = refused.isEmpty();
    for (int at = 0; at < size; at++) {
      int row = at * STRIDE;
      if (all || !refused.contains(rows[row])) {
        var error = error(at);
        if (error == null) {
          draft.succeeded(
              rows[row], rows[row + 1], bytes, rows[row + 2], rows[row + 3], micros[at]);
        } else {
          draft.failed(rows[row], rows[row + 1], error, micros[at]);
        }
      }
    }
    for (var each : counted) {
      if (!refused.contains(task(each.entry))) {
        draft.count(each.counters);
      }
    }
  }

  /** All tasks. */
  RoaringBitmap tasks() {
    var all = new RunsOfTasks();
    for (int at = 0; at < size; at++) {
      all.add(rows[at * STRIDE]);
    }
    return all.bits();
  }

  /** Why the entry at {@code at} failed; null if it did not. */
  @Nullable TaskError error(int at) {
    return at < errors.length ? errors[at] : null;
  }

  int task(int at) {
    return rows[at * STRIDE];
  }

  /** How many attempts have ended. */
  public int size() {
    return size;
  }

  /** How many of them have failed. */
  public int failures() {
    return failures;
  }

  /** How many of the failures are timeouts. */
  public int timeouts() {
    int found = 0;
    for (int at = 0; at < size; at++) {
      var error = error(at);
      if (error != null && error.kind().equals(Failures.TIMEOUT)) {
        found++;
      }
    }
    return found;
  }

  /** Whether none has ended. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** About how much memory the entries take. */
  public long bytes() {
    return length + textBytes + (long) ENTRY_BYTES * size;
  }

  /** How long they took in all, in microseconds. */
  public long busyMicros() {
    return busyMicros;
  }

  /** What a result may have at most, in bytes. */
  public int resultMax() {
    return resultMax;
  }
}
