package io.gristworks.gateway.results;

import io.gristworks.core.batch.BatchId;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.store.segment.OutcomeBlock;
import java.util.function.Consumer;

/** All accepted outcomes of a job, block by block, as they were accepted. */
public final class StoredOutcomes {
  private StoredOutcomes() {}

  /**
   * Hands each block on; never more than one is unpacked. Blocks.
   *
   * @throws ProblemFound where the coordinator refuses
   */
  public static void read(Ports ports, BatchId batch, String job, Consumer<OutcomeBlock> to) {
    int from = 0;
    boolean more = true;
    while (more) {
      var reply = Replies.await(ports.cluster().segments(batch, job, from));
      var page =
          switch (reply) {
            case CoordinatorReply.SegmentPage it -> it.outcomes();
            case CoordinatorReply.Refused(var why) -> throw new ProblemFound(Problem.of(why));
          };
      for (var ref : page.segments()) {
        to.accept(OutcomeBlock.read(ports.store().readOutcomes(batch, ref).payload()));
      }
      from += page.segments().size();
      more = page.next() >= 0 && !page.segments().isEmpty();
    }
  }
}
