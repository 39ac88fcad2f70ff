package io.gristworks.engine.cluster;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.store.segment.InputPacker;
import io.gristworks.store.segment.InputSegment;
import io.gristworks.store.segment.OutcomeBlock;
import io.gristworks.store.segment.SegmentStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Stores the results of one job as inputs of another. What is stored is garbage, and collected as
 * such, until the coordinator has taken it. One use; blocks.
 */
final class TaskDerivation {
  private static final int SEGMENT_BYTES = 256 << 10;
  private static final int SEGMENT_TASKS = 65_536;
  private static final int GROUP_SEGMENTS = 8;

  private final SegmentStore store;
  private final BatchId batch;
  private final String upload;
  private final InputPacker packer = new InputPacker();
  private final List<Integer> segmentTasks = new ArrayList<>();
  private final List<InputSegment> group = new ArrayList<>();
  private int stored;

  /**
   * Begins an upload.
   *
   * @param upload its id, which nobody else has
   */
  TaskDerivation(SegmentStore store, BatchId batch, String upload) {
    this.store = store;
    this.batch = batch;
    this.upload = upload;
  }

  /** Stores the successes in {@code results}, in their order, as inputs of {@code job}. */
  InputPart store(int job, List<SegmentRef> results, Instant now) {
    boolean opened = false;
    for (var ref : results) {
      var block = OutcomeBlock.read(store.readOutcomes(batch, ref).payload());
      for (int place = 0; place < block.entries(); place++) {
        if (block.succeeded(place)) {
          if (!opened) {
            store.openUpload(upload, batch, now);
            opened = true;
          }
          add(block, place);
        }
      }
    }
    if (packer.tasks() > 0) {
      endSegment();
    }
    writeGroup();
    return new InputPart(job, upload, segmentTasks);
  }

  private void add(OutcomeBlock block, int place) {
    int length = block.length(place);
    boolean full = packer.size() + length > SEGMENT_BYTES || packer.tasks() == SEGMENT_TASKS;
    if (packer.tasks() > 0 && full) {
      endSegment();
    }
    packer.add(block.bytes(), block.offset(place), length, null);
  }

  private void endSegment() {
    int tasks = packer.tasks();
    group.add(packer.seal(upload, segmentTasks.size(), stored));
    segmentTasks.add(tasks);
    stored += tasks;
    if (group.size() == GROUP_SEGMENTS) {
      writeGroup();
    }
  }

  private void writeGroup() {
    if (!group.isEmpty()) {
      store.writeInputs(group);
      group.clear();
    }
  }
}
