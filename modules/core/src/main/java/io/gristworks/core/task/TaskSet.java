package io.gristworks.core.task;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import org.roaringbitmap.RoaringBitmap;

/**
 * A set of task indexes of one job, 0 to 2³¹-2, as a compressed bitmap (Roaring, RFC-like portable
 * form): a run of a million tasks costs a few bytes.
 *
 * <p>Immutable. Two sets are equal when they hold the same indexes.
 */
public final class TaskSet {
  private static final TaskSet EMPTY = new TaskSet(new RoaringBitmap());

  private final RoaringBitmap bits;

  private TaskSet(RoaringBitmap bits) {
    this.bits = bits;
  }

  /** No tasks. */
  public static TaskSet empty() {
    return EMPTY;
  }

  /** The tasks from {@code first} inclusive to {@code end} exclusive. */
  public static TaskSet range(int first, int end) {
    return new TaskSet(RoaringBitmap.bitmapOfRange(first, end));
  }

  /** Just these tasks. */
  public static TaskSet of(int... tasks) {
    return new TaskSet(RoaringBitmap.bitmapOf(tasks));
  }

  /** A copy of what {@code bits} holds now. */
  public static TaskSet copyOf(RoaringBitmap bits) {
    return new TaskSet(bits.clone());
  }

  /** Takes over {@code bits}, which nobody may change afterwards. */
  public static TaskSet owning(RoaringBitmap bits) {
    return new TaskSet(bits);
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if {@code bytes} are not such a set
   */
  public static TaskSet fromBytes(byte[] bytes) {
    var bits = new RoaringBitmap();
    try {
      bits.deserialize(ByteBuffer.wrap(bytes));
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not a task set: " + bytes.length + " bytes", e);
    }
    return new TaskSet(bits);
  }

  /** The portable form of the Roaring specification, with runs. */
  public byte[] toBytes() {
    var compact = bits.clone();
    compact.runOptimize();
    var buffer = ByteBuffer.allocate(compact.serializedSizeInBytes());
    compact.serialize(buffer);
    return buffer.array();
  }

  /** The bitmap itself, for reading only. */
  public RoaringBitmap bits() {
    return bits;
  }

  /** How many tasks. */
  public int size() {
    return bits.getCardinality();
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return bits.isEmpty();
  }

  /** Whether {@code task} is among them. */
  public boolean contains(int task) {
    return bits.contains(task);
  }

  /** The lowest index; the set must not be empty. */
  public int first() {
    return bits.first();
  }

  /** The highest index; the set must not be empty. */
  public int last() {
    return bits.last();
  }

  /** Calls {@code each} for every index, ascending. */
  public void forEach(IntConsumer each) {
    bits.forEach((org.roaringbitmap.IntConsumer) each::accept);
  }

  /** All of both. */
  public TaskSet or(TaskSet other) {
    return new TaskSet(RoaringBitmap.or(bits, other.bits));
  }

  /** What both hold. */
  public TaskSet and(TaskSet other) {
    return new TaskSet(RoaringBitmap.and(bits, other.bits));
  }

  /** These without those of {@code other}. */
  public TaskSet andNot(TaskSet other) {
    return new TaskSet(RoaringBitmap.andNot(bits, other.bits));
  }

  /** Whether both hold at least one task in common. */
  public boolean intersects(TaskSet other) {
    return RoaringBitmap.intersects(bits, other.bits);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TaskSet that && bits.equals(that.bits);
  }

  @Override
  public int hashCode() {
    // Not the bitmap's own: it differs between equal bitmaps that are stored as runs and as lists.
    return isEmpty() ? 0 : 31 * (31 * size() + first()) + last();
  }

  @Override
  public String toString() {
    return isEmpty() ? "{}" : "{" + size() + " tasks, " + first() + ".." + last() + "}";
  }
}
