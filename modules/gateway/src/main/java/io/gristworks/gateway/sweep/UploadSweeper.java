package io.gristworks.gateway.sweep;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.retention.StoredUpload;
import io.gristworks.core.retention.UploadSweep;
import io.gristworks.core.retention.UploadSweep.Owner;
import io.gristworks.core.retention.UploadSweep.Step;
import io.gristworks.core.retention.UploadSweep.Swept;
import io.gristworks.gateway.http.Replies;
import io.gristworks.store.segment.SegmentStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what {@link UploadSweep} decides. Safe to run on several nodes at once. */
public final class UploadSweeper {
  private static final Logger LOG = LoggerFactory.getLogger(UploadSweeper.class);
  private static final int PAGE = 100;

  private final SegmentStore store;
  private final BiFunction<BatchId, String, CompletionStage<Boolean>> owns;
  private final UploadSweep decisions;

  /**
   * A sweeper that has looked at nothing yet.
   *
   * @param owns whether a batch's coordinator owns an upload
   * @param age what is found unadopted for so long is asked about; must be longer than any upload
   *     and its submission may take
   */
  public UploadSweeper(
      SegmentStore store,
      BiFunction<BatchId, String, CompletionStage<Boolean>> owns,
      Duration age) {
    this.store = store;
    this.owns = owns;
    this.decisions = new UploadSweep(age, PAGE);
  }

  /**
   * Looks at the uploads behind where the last sweep ended. Blocks, so not for a dispatcher's
   * thread; a second one at the same time waits.
   *
   * @param steady the time by a clock that only goes forward
   * @throws SegmentStore.StoreUnavailable if the store cannot be asked at all
   */
  public synchronized Swept sweep(Instant steady) {
    var step = decisions.begin(steady);
    while (true) {
      switch (step) {
        case Step.ListUnadopted(var after, var limit) ->
            step = decisions.listed(store.unadopted(after, limit));
        case Step.AskOwner(var upload) -> step = decisions.answered(upload, owner(upload));
        case Step.Adopt(var upload) -> {
          settle(upload, () -> store.adopt(upload.upload()));
          step = decisions.settled();
        }
        case Step.Discard(var upload) -> {
          settle(upload, () -> store.discardUpload(upload.upload()));
          step = decisions.settled();
        }
        case Step.End(var swept) -> {
          if (swept.adopted() + swept.discarded() + swept.undecided() > 0) {
            LOG.info(
                "uploads swept: adopted={} discarded={} undecided={}",
                swept.adopted(),
                swept.discarded(),
                swept.undecided());
          }
          return swept;
        }
      }
    }
  }

  private Owner owner(StoredUpload upload) {
    try {
      return Replies.await(owns.apply(upload.batch(), upload.upload()))
          ? Owner.BATCH
          : Owner.NOBODY;
    } catch (RuntimeException e) {
      LOG.warn("upload={} batch={} stays undecided", upload.upload(), upload.batch(), e);
      return Owner.UNKNOWN;
    }
  }

  private static void settle(StoredUpload upload, Runnable how) {
    try {
      how.run();
    } catch (SegmentStore.MissingSegment gone) {
      LOG.debug("upload={} was swept by another node", upload.upload());
    } catch (RuntimeException e) {
      LOG.warn("upload={} is not settled, tried again later", upload.upload(), e);
    }
  }
}
