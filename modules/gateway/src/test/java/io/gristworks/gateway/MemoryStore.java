package io.gristworks.gateway;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.retention.StoredUpload;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.store.segment.InputBlock;
import io.gristworks.store.segment.InputSegment;
import io.gristworks.store.segment.OutcomeSegment;
import io.gristworks.store.segment.SegmentStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A segment store that forgets everything at its end, and watches how it is used. */
final class MemoryStore implements SegmentStore {
  final Map<String, StoredUpload> uploads = new ConcurrentSkipListMap<>();
  final Set<String> adopted = ConcurrentHashMap.newKeySet();
  final AtomicInteger segmentsBeingWritten = new AtomicInteger();
  final AtomicInteger mostSegmentsBeingWritten = new AtomicInteger();
  volatile Runnable beforeEachWrite = () -> {};
  private final Map<String, Map<Integer, InputSegment>> inputs = new ConcurrentHashMap<>();
  private final Map<UUID, OutcomeSegment> outcomes = new ConcurrentHashMap<>();

  @Override
  public void openUpload(String upload, BatchId batch, Instant now) {
    uploads.put(upload, new StoredUpload(upload, batch, now));
    inputs.put(upload, new ConcurrentHashMap<>());
  }

  @Override
  public void writeInputs(List<InputSegment> segments) {
    int writing = segmentsBeingWritten.addAndGet(segments.size());
    mostSegmentsBeingWritten.accumulateAndGet(writing, Math::max);
    try {
      beforeEachWrite.run();
      for (var segment : segments) {
        var upload = inputs.get(segment.upload());
        if (upload == null) {
          throw new MissingSegment("upload " + segment.upload() + " was never begun");
        }
        upload.put(segment.segment(), segment);
      }
    } finally {
      segmentsBeingWritten.addAndGet(-segments.size());
    }
  }

  /** The inputs of a part as text, in order. */
  List<String> texts(InputPart part) {
    var texts = new ArrayList<String>();
    for (int segment = 0; segment < part.segmentTasks().size(); segment++) {
      var block = InputBlock.read(readInput(part.upload(), segment).payload());
      for (int place = 0; place < block.tasks(); place++) {
        var id = block.customId(place);
        var text = new String(block.input(place), StandardCharsets.UTF_8);
        texts.add(id == null ? text : id + "=" + text);
      }
    }
    return texts;
  }

  @Override
  public void adopt(String upload) {
    if (!uploads.containsKey(upload)) {
      throw new MissingSegment("no upload " + upload);
    }
    adopted.add(upload);
  }

  @Override
  public InputSegment readInput(String upload, int segment) {
    var found = inputs.getOrDefault(upload, Map.of()).get(segment);
    if (found == null) {
      throw new MissingSegment("no segment " + segment + " of upload " + upload);
    }
    return found;
  }

  @Override
  public int findCustomId(String upload, String customId) {
    for (var segment : new TreeMap<>(inputs.getOrDefault(upload, Map.of())).values()) {
      int place = InputBlock.read(segment.payload()).find(customId);
      if (place >= 0) {
        return segment.firstTask() + place;
      }
    }
    return -1;
  }

  @Override
  public List<StoredUpload> unadopted(@Nullable StoredUpload after, int limit) {
    var order = Comparator.comparing(StoredUpload::openedAt).thenComparing(StoredUpload::upload);
    return uploads.values().stream()
        .filter(each -> !adopted.contains(each.upload()))
        .filter(each -> after == null || order.compare(each, after) > 0)
        .sorted(order)
        .limit(limit)
        .toList();
  }

  @Override
  public boolean discardUpload(String upload) {
    if (adopted.contains(upload)) {
      return false;
    }
    deleteUpload(upload);
    return true;
  }

  @Override
  public void deleteUpload(String upload) {
    inputs.remove(upload);
    uploads.remove(upload);
  }

  @Override
  public void writeOutcomes(List<OutcomeSegment> segments) {
    segments.forEach(segment -> outcomes.put(segment.ref().id(), segment));
  }

  @Override
  public OutcomeSegment readOutcomes(BatchId batch, SegmentRef ref) {
    var found = outcomes.get(ref.id());
    if (found == null) {
      throw new MissingSegment("no outcomes " + ref);
    }
    return found;
  }

  @Override
  public List<UUID> listOutcomes(BatchId batch, @Nullable UUID after, int limit) {
    throw new UnsupportedOperationException("gateways do not list outcomes");
  }

  @Override
  public List<OutcomeSegment> readOutcomes(BatchId batch, List<UUID> segments) {
    throw new UnsupportedOperationException("gateways do not read by id");
  }

  @Override
  public void deleteOutcomes(BatchId batch, List<UUID> segments) {
    throw new UnsupportedOperationException("gateways do not delete outcomes");
  }
}
