package io.gristworks.core.coordinator;

import io.gristworks.core.batch.JobProgress;
import io.gristworks.core.message.ToNode.FanIn;
import io.gristworks.core.message.ToNode.Lease;
import java.util.ArrayList;
import java.util.List;

/** What the one task of a reduce job receives, in the words of a lease. */
final class ReduceInputs {
  private ReduceInputs() {}

  /**
   * What {@code job} receives of {@code jobs}, which are all of its batch; nothing where it is no
   * reduce job. With as many references as fit into a message: the node asks for those beyond.
   */
  static List<FanIn> of(JobProgress job, List<JobProgress> jobs) {
    var received = job.dependencies().fanIn();
    if (received.isEmpty()) {
      return List.of();
    }
    var parts = new ArrayList<FanIn>(received.size());
    int room = Lease.FAN_IN_REFS_MAX;
    for (var from : received) {
      var giver = jobs.get(from.job());
      int told = Math.min(room, from.segments());
      room -= told;
      var refs = List.copyOf(giver.segments().subList(0, told));
      parts.add(new FanIn(giver.spec().name(), from.segments(), refs));
    }
    return parts;
  }
}
