package io.gristworks.gateway.results;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.task.InputPart;
import io.gristworks.engine.protocol.Cluster;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.store.segment.InputBlock;
import io.gristworks.store.segment.SegmentStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of one job by the index of the task; of a reduce job there are none. Keeps the last
 * few segments unpacked. Blocks; one thread at a time.
 */
final class Inputs {
  private static final int KEPT = 8;
  private static final byte[] NONE = {'n', 'u', 'l', 'l'};

  private final SegmentStore store;
  private final List<Place> places = new ArrayList<>();
  private final List<InputPart> parts;
  private final Map<Place, InputBlock> blocks =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, InputBlock> eldest) {
          return size() > KEPT;
        }
      };

  /** Where one segment's tasks are in the job. */
  private record Place(String upload, int segment, int firstTask, int end) {}

  Inputs(SegmentStore store, List<InputPart> parts) {
    this.store = store;
    this.parts = parts;
    int next = 0;
    for (var part : parts) {
      for (int segment = 0; segment < part.segmentTasks().size(); segment++) {
        int end = next + part.segmentTasks().get(segment);
        places.add(new Place(part.upload(), segment, next, end));
        next = end;
      }
    }
  }

  /**
   * Where the inputs of a job are, as its coordinator says; blocks.
   *
   * @throws ProblemFound where it refuses
   */
  static List<InputPart> parts(Cluster cluster, BatchId batch, String job) {
    var parts = new ArrayList<InputPart>();
    for (int from = 0; from >= 0; ) {
      var page =
          switch (Replies.await(cluster.inputs(batch, job, from))) {
            case CoordinatorReply.InputPage it -> it;
            case CoordinatorReply.Refused(var why) -> throw new ProblemFound(Problem.of(why));
          };
      parts.addAll(page.parts());
      from = page.next();
    }
    return parts;
  }

  /** The submitter's id of the task; null where it has none. */
  @Nullable String customId(int task) {
    if (parts.isEmpty()) {
      return null;
    }
    var place = place(task);
    return block(place).customId(task - place.firstTask());
  }

  /** The task's input: JSON text, {@code null} where it has none. */
  byte[] input(int task) {
    if (parts.isEmpty()) {
      return NONE.clone();
    }
    var place = place(task);
    return block(place).input(task - place.firstTask());
  }

  /** The index of the first task with this id, or -1. */
  int find(String customId) {
    int before = 0;
    for (var part : parts) {
      int found = store.findCustomId(part.upload(), customId);
      if (found >= 0) {
        return before + found;
      }
      before += part.tasks();
    }
    return -1;
  }

  private Place place(int task) {
    int low = 0;
    int high = places.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (places.get(middle).firstTask() <= task) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    if (places.isEmpty() || task < 0 || task >= places.get(low).end()) {
      throw new SegmentStore.MissingSegment("no segment holds the input of task " + task);
    }
    return places.get(low);
  }

  private InputBlock block(Place place) {
    var kept = blocks.get(place);
    if (kept == null) {
      kept = InputBlock.read(store.readInput(place.upload(), place.segment()).payload());
      blocks.put(place, kept);
    }
    return kept;
  }
}
