package io.gristworks.gateway.upload;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.task.InputPart;
import io.gristworks.store.segment.InputPacker;
import io.gristworks.store.segment.InputSegment;
import io.gristworks.store.segment.SegmentStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One job's tasks on their way into the store. Gathers them into segments of about {@link
 * #SEGMENT_BYTES}, and writes {@link #GROUP_SEGMENTS} of them a commit. Used by the request's
 * thread alone.
 */
public final class Upload {
  /** How many bytes of inputs make a segment; one of a single larger task is as large as that. */
  public static final int SEGMENT_BYTES = 256 << 10;

  /** How many segments are written in one commit. */
  public static final int GROUP_SEGMENTS = 8;

  private static final int SEGMENT_TASKS = 65_536;

  private final SegmentStore store;
  private final WriteWindow window;
  private final String id;
  private final BatchId batch;
  private final Instant now;
  private final List<Integer> segmentTasks = new ArrayList<>();
  private List<Full> group = new ArrayList<>();
  private InputPacker packer = new InputPacker();
  private int firstTask;
  private int tasks;
  private boolean opened;

  private record Full(InputPacker packer, int segment, int firstTask) {}

  /**
   * An upload, of which nothing is stored yet.
   *
   * @param id its id, which nobody else has
   * @param now when it begins
   */
  public Upload(SegmentStore store, WriteWindow window, String id, BatchId batch, Instant now) {
    this.store = store;
    this.window = window;
    this.id = id;
    this.batch = batch;
    this.now = now;
  }

  /** Adds the next task; its bytes are copied. Waits where too much is still to be written. */
  void add(byte[] source, int offset, int length, @Nullable String customId) {
    if (packer.tasks() > 0
        && (packer.size() + length > SEGMENT_BYTES || packer.tasks() == SEGMENT_TASKS)) {
      endSegment();
    }
    packer.add(source, offset, length, customId);
    tasks++;
  }

  /** How many tasks there are so far. */
  public int tasks() {
    return tasks;
  }

  /** The upload's id. */
  public String id() {
    return id;
  }

  private void endSegment() {
    group.add(new Full(packer, segmentTasks.size(), firstTask));
    segmentTasks.add(packer.tasks());
    firstTask = tasks;
    packer = new InputPacker();
    if (group.size() == GROUP_SEGMENTS) {
      if (!opened) { // now, because the next group may be written before this one
        opened = true;
        store.openUpload(id, batch, now);
      }
      writeGroup(false);
    }
  }

  private void writeGroup(boolean open) {
    var full = group;
    group = new ArrayList<>();
    window.start(() -> write(full, open));
  }

  private void write(List<Full> full, boolean open) {
    var segments = new ArrayList<InputSegment>();
    for (var each : full) {
      segments.add(each.packer().seal(id, each.segment(), each.firstTask()));
    }
    if (open) {
      store.writeWhole(id, batch, now, segments);
    } else {
      store.writeInputs(segments);
    }
  }

  /**
   * Ends the upload; what is left is being written, see {@link WriteWindow#await}.
   *
   * @param job the job's place in its batch
   */
  public InputPart finish(int job) {
    if (packer.tasks() > 0) {
      endSegment();
    }
    if (!group.isEmpty()) {
      boolean only = !opened;
      opened = true;
      writeGroup(only);
    }
    return new InputPart(job, id, segmentTasks);
  }

  /** Throws away what is stored of it, unless a batch has adopted it. */
  public void discard() {
    if (opened) {
      store.discardUpload(id);
    }
  }
}
