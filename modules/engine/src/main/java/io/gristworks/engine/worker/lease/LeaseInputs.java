package io.gristworks.engine.worker.lease;

import io.gristworks.core.task.InputSlice;
import io.gristworks.store.segment.InputBlock;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The unpacked inputs of a lease. Immutable; each thread walks it with a cursor of its own. */
public final class LeaseInputs {
  private final InputSlice[] slices;
  private final InputBlock[] blocks;

  /** The slices with what {@code load} gives for each; blocks the thread. */
  LeaseInputs(List<InputSlice> slices, Function<InputSlice, InputBlock> load) {
    this.slices =
        slices.stream()
            .sorted(Comparator.comparingInt(InputSlice::firstTask))
            .toArray(InputSlice[]::new);
    this.blocks = new InputBlock[this.slices.length];
    for (int at = 0; at < blocks.length; at++) {
      blocks[at] = load.apply(this.slices[at]);
    }
  }

  /** Points at one task's input. Moving to a near task costs a comparison or two. */
  public final class Cursor {
    private int slice;
    private int place;

    /**
     * Moves to {@code task}.
     *
     * @throws IllegalStateException if no slice of the lease holds it
     */
    public void moveTo(int task) {
      if (slice < slices.length && task < slices[slice].firstTask()) {
        slice = 0;
      }
      while (slice < slices.length && task - slices[slice].firstTask() >= slices[slice].tasks()) {
        slice++;
      }
      if (slice == slices.length || task < slices[slice].firstTask()) {
        slice = 0;
        throw new IllegalStateException("the lease brought no input for task " + task);
      }
      place = task - slices[slice].firstTask();
    }

    /** The block that the input of the task lies in; not to be changed. */
    public byte[] bytes() {
      return blocks[slice].bytes();
    }

    /** Where the input begins in {@link #bytes()}. */
    public int offset() {
      return blocks[slice].offset(place);
    }

    /** How many bytes the input has. */
    public int length() {
      return blocks[slice].length(place);
    }
  }

  /** The submitter's id of {@code task}, if there is one; a reduce task has no input, and none. */
  public @Nullable String customId(int task) {
    if (slices.length == 0) {
      return null;
    }
    var cursor = new Cursor();
    cursor.moveTo(task);
    return blocks[cursor.slice].customId(cursor.place);
  }
}
