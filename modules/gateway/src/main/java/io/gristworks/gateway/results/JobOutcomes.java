package io.gristworks.gateway.results;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.OutcomePage;
import io.gristworks.core.view.OutcomePage.Quarantined;
import io.gristworks.engine.protocol.Cluster;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import java.util.ArrayList;
import java.util.List;

/**
 * Which tasks of a job had their outcome at one moment, and where the outcomes are.
 *
 * @param name the job
 * @param segments in the order of acceptance; maybe a few more than at that moment
 * @param wanted the tasks to tell of
 * @param successes whether they have succeeded, or have been given up
 * @param quarantined those of the given up of which no segment tells
 */
record JobOutcomes(
    BatchId batch,
    String name,
    List<SegmentRef> segments,
    TaskSet wanted,
    boolean successes,
    List<InputPart> inputs,
    List<Quarantined> quarantined) {

  /**
   * Asks the coordinator; blocks.
   *
   * @throws ProblemFound where it refuses
   */
  static JobOutcomes ask(Cluster cluster, BatchId batch, String job, boolean successes) {
    var first = page(cluster, batch, job, 0);
    var wanted = successes ? first.succeeded() : first.failed();
    var quarantined = new ArrayList<>(first.quarantined());
    for (int next = first.next(); next >= 0; ) {
      var page = page(cluster, batch, job, next);
      wanted = wanted.or(successes ? page.succeeded() : page.failed());
      quarantined.addAll(page.quarantined());
      next = page.next();
    }
    return new JobOutcomes(
        batch,
        job,
        first.next() < 0 ? first.segments() : segments(cluster, batch, job),
        wanted,
        successes,
        Inputs.parts(cluster, batch, job),
        successes ? List.of() : quarantined);
  }

  /** All of them, after the tasks were told: of each of those a segment is among them. */
  private static List<SegmentRef> segments(Cluster cluster, BatchId batch, String job) {
    var segments = new ArrayList<SegmentRef>();
    List<SegmentRef> more;
    do {
      more = page(cluster, batch, job, segments.size()).segments();
      segments.addAll(more);
    } while (!more.isEmpty());
    return segments;
  }

  private static OutcomePage page(Cluster cluster, BatchId batch, String job, int from) {
    return switch (Replies.await(cluster.segments(batch, job, from))) {
      case CoordinatorReply.SegmentPage page -> page.outcomes();
      case CoordinatorReply.Refused(var refusal) -> throw new ProblemFound(Problem.of(refusal));
    };
  }
}
