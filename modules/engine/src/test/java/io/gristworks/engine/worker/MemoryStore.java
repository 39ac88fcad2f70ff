package io.gristworks.engine.worker;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.retention.StoredUpload;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.store.segment.InputPacker;
import io.gristworks.store.segment.InputSegment;
import io.gristworks.store.segment.OutcomeSegment;
import io.gristworks.store.segment.SegmentStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store in memory that can be told to fail, and that counts. */
final class MemoryStore implements SegmentStore {
  final Map<String, InputSegment> inputs = new ConcurrentHashMap<>();
  final Map<UUID, OutcomeSegment> outcomes = new ConcurrentHashMap<>();
  final AtomicInteger reads = new AtomicInteger();
  final AtomicInteger writes = new AtomicInteger();
  final AtomicInteger failuresToCome = new AtomicInteger();
  final AtomicInteger readFailuresToCome = new AtomicInteger();
  volatile @Nullable Error errorToCome;

  /** Stores the inputs of one segment, JSON texts. */
  void put(String upload, int segment, int firstTask, List<String> json) {
    var packer = new InputPacker();
    for (var each : json) {
      var bytes = each.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      packer.add(bytes, 0, bytes.length, null);
    }
    inputs.put(upload + "/" + segment, packer.seal(upload, segment, firstTask));
  }

  private void failIfTold() {
    if (failuresToCome.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new StoreUnavailable("as told", new IllegalStateException());
    }
  }

  @Override
  public InputSegment readInput(String upload, int segment) {
    failIfTold();
    reads.incrementAndGet();
    var found = inputs.get(upload + "/" + segment);
    if (found == null) {
      throw new MissingSegment(upload + "/" + segment);
    }
    return found;
  }

  @Override
  public void writeOutcomes(List<OutcomeSegment> segments) {
    failIfTold();
    var error = errorToCome;
    if (error != null) {
      throw error;
    }
    writes.incrementAndGet();
    segments.forEach(segment -> outcomes.put(segment.ref().id(), segment));
  }

  @Override
  public OutcomeSegment readOutcomes(BatchId batch, SegmentRef ref) {
    if (readFailuresToCome.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new StoreUnavailable("as told", new IllegalStateException());
    }
    var found = outcomes.get(ref.id());
    if (found == null) {
      throw new MissingSegment(ref.toString());
    }
    return found;
  }

  @Override
  public void openUpload(String upload, BatchId batch, Instant now) {}

  @Override
  public void writeInputs(List<InputSegment> segments) {
    segments.forEach(each -> inputs.put(each.upload() + "/" + each.segment(), each));
  }

  @Override
  public void adopt(String upload) {}

  @Override
  public int findCustomId(String upload, String customId) {
    return -1;
  }

  @Override
  public List<StoredUpload> unadopted(@Nullable StoredUpload after, int limit) {
    return List.of();
  }

  @Override
  public boolean discardUpload(String upload) {
    return false;
  }

  @Override
  public void deleteUpload(String upload) {
    inputs.keySet().removeIf(key -> key.startsWith(upload + "/"));
  }

  @Override
  public List<UUID> listOutcomes(BatchId batch, @Nullable UUID after, int limit) {
    return List.of();
  }

  @Override
  public List<OutcomeSegment> readOutcomes(BatchId batch, List<UUID> segments) {
    return List.of();
  }

  @Override
  public void deleteOutcomes(BatchId batch, List<UUID> segments) {}
}
