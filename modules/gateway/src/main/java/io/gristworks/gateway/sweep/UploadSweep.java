package io.gristworks.gateway.sweep;

import io.gristworks.core.batch.BatchId;
import io.gristworks.gateway.http.Replies;
import io.gristworks.store.segment.SegmentStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects orphans: uploads begun long ago that no batch has adopted. The batch's coordinator is
 * asked first, for the gateway may have died between its answer and the adoption. Safe to run on
 * several gateways at once.
 */
public final class UploadSweep {
  /** The age at which an upload is looked at, where nobody says otherwise. */
  public static final Duration USUAL_AGE = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(UploadSweep.class);
  private static final int AT_ONCE = 100;

  private final SegmentStore store;
  private final BiFunction<BatchId, String, CompletionStage<Boolean>> owns;
  private final Duration age;

  /**
   * A sweep.
   *
   * @param owns whether a batch's coordinator owns an upload
   * @param age older ones are looked at; must be longer than any upload may take
   */
  public UploadSweep(
      SegmentStore store,
      BiFunction<BatchId, String, CompletionStage<Boolean>> owns,
      Duration age) {
    this.store = store;
    this.owns = owns;
    this.age = age;
  }

  /**
   * What a sweep came to.
   *
   * @param adopted uploads that a batch owned
   * @param discarded uploads that nobody owned
   * @param undecided uploads of which nobody could tell; the next sweep asks again
   */
  public record Swept(int adopted, int discarded, int undecided) {
    private Swept plus(Swept other) {
      return new Swept(
          adopted + other.adopted, discarded + other.discarded, undecided + other.undecided);
    }
  }

  /**
   * Looks at the oldest hundred. Blocks, so not for a dispatcher's thread.
   *
   * @throws SegmentStore.StoreUnavailable if the store cannot be asked at all
   */
  public Swept sweep(Instant now) {
    var swept = new Swept(0, 0, 0);
    for (var upload : store.unadopted(now.minus(age), AT_ONCE)) {
      swept = swept.plus(settle(upload));
    }
    if (swept.adopted() + swept.discarded() + swept.undecided() > 0) {
      LOG.info(
          "uploads swept: adopted={} discarded={} undecided={}",
          swept.adopted(),
          swept.discarded(),
          swept.undecided());
    }
    return swept;
  }

  private Swept settle(SegmentStore.Upload upload) {
    try {
      if (Replies.await(owns.apply(upload.batch(), upload.upload()))) {
        store.adopt(upload.upload());
        return new Swept(1, 0, 0);
      }
      return new Swept(0, store.discardUpload(upload.upload()) ? 1 : 0, 0);
    } catch (SegmentStore.MissingSegment gone) { // another gateway swept it
      return new Swept(0, 0, 0);
    } catch (RuntimeException e) { // no answer is no verdict
      LOG.warn("upload={} batch={} stays undecided", upload.upload(), upload.batch(), e);
      return new Swept(0, 0, 1);
    }
  }
}
