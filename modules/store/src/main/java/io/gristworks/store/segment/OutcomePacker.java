package io.gristworks.store.segment;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Counters;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskError;
import io.gristworks.store.bytes.ByteSink;
import io.gristworks.store.bytes.Frame;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Gathers outcomes, in any order, and packs them into the payload of an {@link OutcomeBlock}. Made
 * to be used again and again: a success costs no object. One thread at a time.
 */
public final class OutcomePacker {
  /** The highest attempt there can be. */
  public static final int MAX_ATTEMPT = (1 << 12) - 1;

  /** How many outcomes one block takes. */
  public static final int MAX_ENTRIES = 1 << 20;

  private static final int USUAL_BYTES = 64 << 10;

  private final String node;
  private final int level;
  private final ByteSink data = new ByteSink(USUAL_BYTES);
  private final ByteSink raw = new ByteSink(USUAL_BYTES);
  private final ByteSink text = new ByteSink(0);

  /** Per entry: task (31 bits), attempt (12), number of arrival (20); so sorting it sorts all. */
  private long[] order = new long[1024];

  /** Per arrival. */
  private byte[] kinds = new byte[1024];

  private long[] micros = new long[1024];
  private int[] ends = new int[1024];
  private int entries;
  private final TreeMap<String, Long> counters = new TreeMap<>();

  /** For outcomes of {@code node}; compresses fast. */
  public OutcomePacker(String node) {
    this(node, Frame.FAST);
  }

  /**
   * For outcomes of {@code node}.
   *
   * @param level zstd's level, 1 to 19
   */
  public OutcomePacker(String node, int level) {
    this.node = node;
    this.level = level;
  }

  /**
   * Adds a success.
   *
   * @param attempt 1 to {@link #MAX_ATTEMPT}
   * @param source holds the result, JSON text in UTF-8, which is copied
   * @param micros how long the handler ran, in microseconds
   */
  public void succeeded(int task, int attempt, byte[] source, int offset, int length, long micros) {
    check(task, attempt);
    data.put(source, offset, length);
    add(task, attempt, 0, micros);
  }

  /** Adds a failure; see {@link #succeeded}. */
  public void failed(int task, int attempt, TaskError error, long micros) {
    check(task, attempt);
    putText(data, error.kind());
    putText(data, error.message());
    if (error.detail() != null) {
      putText(data, error.detail());
    }
    int kind = error.permanent() ? OutcomeBlock.FAILED_FOR_GOOD : OutcomeBlock.FAILED;
    add(task, attempt, kind, micros);
  }

  /** Adds what the handlers counted. */
  public void count(Map<String, Long> more) {
    Counters.add(counters, more);
  }

  private void putText(ByteSink to, String value) {
    text.truncate(0);
    to.putVarint(text.putText(value));
    to.put(text);
  }

  private void check(int task, int attempt) {
    if (task < 0 || attempt < 1 || attempt > MAX_ATTEMPT || entries == MAX_ENTRIES) {
      throw new IllegalArgumentException(
          "no room for task " + task + ", attempt " + attempt + " after " + entries + " outcomes");
    }
  }

  private void add(int task, int attempt, int kind, long duration) {
    if (entries == order.length) {
      order = Arrays.copyOf(order, 2 * entries);
      kinds = Arrays.copyOf(kinds, 2 * entries);
      micros = Arrays.copyOf(micros, 2 * entries);
      ends = Arrays.copyOf(ends, 2 * entries);
    }
    order[entries] = ((long) task << 32) | ((long) attempt << 20) | entries;
    kinds[entries] = (byte) kind;
    micros[entries] = duration;
    ends[entries] = data.size();
    entries++;
  }

  /** How many outcomes have gathered. */
  public int entries() {
    return entries;
  }

  /** About how many bytes have gathered, before compression. */
  public int size() {
    return data.size() + 5 * entries;
  }

  /** The payload of what has gathered so far; nothing is forgotten. */
  public byte[] pack() {
    var sorted = Arrays.copyOf(order, entries);
    Arrays.sort(sorted);
    raw.truncate(0);
    for (long key : sorted) {
      int arrival = arrival(key);
      raw.put(data.array(), start(arrival), ends[arrival] - start(arrival));
    }
    for (int at = 0, before = 0; at < entries; at++) {
      raw.putVarint(task(sorted[at]) - before);
      before = task(sorted[at]);
    }
    for (long key : sorted) {
      raw.putVarint((((key >>> 20) & MAX_ATTEMPT) << 2) | kinds[arrival(key)]);
    }
    for (long key : sorted) {
      raw.putVarint(micros[arrival(key)]);
    }
    for (long key : sorted) {
      raw.putVarint(ends[arrival(key)] - start(arrival(key)));
    }
    putText(raw, node);
    counters.forEach(
        (name, count) -> {
          putText(raw, name);
          raw.putInt((int) (count >>> 32));
          raw.putInt((int) (long) count);
        });
    raw.putInt(entries);
    raw.putInt(data.size());
    return Frame.pack(OutcomeBlock.LAYOUT, raw.array(), raw.size(), level);
  }

  /**
   * Packs what has gathered, which must be at least one outcome, into a segment, and is empty
   * again.
   *
   * @param id the segment's key; nobody else may use it
   */
  public OutcomeSegment seal(BatchId batch, int job, UUID id) {
    int first = Integer.MAX_VALUE;
    int last = -1;
    for (int at = 0; at < entries; at++) {
      first = Math.min(first, task(order[at]));
      last = Math.max(last, task(order[at]));
    }
    if (last < 0) {
      throw new IllegalStateException("no outcomes to seal");
    }
    var ref = new SegmentRef(id, first, last, entries);
    var sealed = new OutcomeSegment(batch, job, ref, pack());
    clear();
    return sealed;
  }

  /** Forgets what has gathered. */
  public void clear() {
    data.truncate(0);
    entries = 0;
    counters.clear();
  }

  private int start(int arrival) {
    return arrival == 0 ? 0 : ends[arrival - 1];
  }

  private static int arrival(long key) {
    return (int) key & (MAX_ENTRIES - 1);
  }

  private static int task(long key) {
    return (int) (key >>> 32);
  }
}
