package io.gristworks.gateway.sweep;

import io.gristworks.core.batch.BatchId;
import io.gristworks.gateway.http.Replies;
import io.gristworks.store.segment.SegmentStore;
import io.gristworks.store.segment.SegmentStore.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects orphans: uploads begun long ago that no batch has adopted. The batch's coordinator is
 * asked first, for the gateway may have died between its answer and the adoption. Safe to run on
 * several gateways at once; each looks at all of them in turn, however many stay undecided.
 */
public final class UploadSweep {
  /** The age at which an upload is looked at, where nobody says otherwise. */
  public static final Duration USUAL_AGE = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(UploadSweep.class);
  private static final int PAGE = 100;

  /** A sweep ends with so many that nobody could tell of: each of them waited for an answer. */
  private static final int UNDECIDED_MOST = 100;

  private final SegmentStore store;
  private final BiFunction<BatchId, String, CompletionStage<Boolean>> owns;
  private final Duration age;

  /** Where the last sweep ended; null where it came to the end of all. */
  private @Nullable Upload last;

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
   * Looks at those behind where the last sweep ended, oldest first. Blocks, so not for a
   * dispatcher's thread; a second one at the same time waits.
   *
   * @throws SegmentStore.StoreUnavailable if the store cannot be asked at all
   */
  public synchronized Swept sweep(Instant now) {
    var swept = new Swept(0, 0, 0);
    List<Upload> page;
    do {
      page = store.unadopted(now.minus(age), last, PAGE);
      for (var upload : page) {
        swept = swept.plus(settle(upload));
      }
      last = page.size() < PAGE ? null : page.getLast();
    } while (last != null && swept.undecided() < UNDECIDED_MOST);
    if (swept.adopted() + swept.discarded() + swept.undecided() > 0) {
      LOG.info(
          "uploads swept: adopted={} discarded={} undecided={}",
          swept.adopted(),
          swept.discarded(),
          swept.undecided());
    }
    return swept;
  }

  private Swept settle(Upload upload) {
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
