package io.gristworks.gateway.submit;

import io.gristworks.core.batch.BatchId;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.gateway.upload.Upload;
import io.gristworks.gateway.upload.WriteWindow;
import io.gristworks.store.segment.SegmentStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The uploads of one request: all become part of the batch, or none. Whoever neither keeps them nor
 * leaves them undecided throws them away by closing. Used by the request's thread alone.
 */
final class Uploads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

  private final Ports ports;
  private final Offload offload;
  private final Limits limits;
  private final WriteWindow window;
  private final List<Upload> uploads = new ArrayList<>();
  private final BatchId batch;
  private final Instant begun;
  private boolean decided;

  Uploads(Ports ports, Offload offload, Limits limits, BatchId batch) {
    this.ports = ports;
    this.offload = offload;
    this.limits = limits;
    this.batch = batch;
    this.begun = ports.clock().instant();
    this.window = new WriteWindow(offload);
  }

  /** Begins one. */
  Upload begin(String id) {
    var upload = new Upload(ports.store(), window, id, batch, begun);
    uploads.add(upload);
    return upload;
  }

  /**
   * Waits until all is written.
   *
   * @throws ProblemFound 422 where that took so long that the orphan collector might come
   */
  void await() {
    window.await();
    var limit = limits.uploadWithin();
    if (ports.clock().instant().isAfter(begun.plus(limit))) {
      throw new ProblemFound(
          Problem.invalid(
              "", "the upload took longer than the limit of " + limit.toMinutes() + " minutes"));
    }
  }

  /** They are the batch's now. That they are adopted may be said a little later. */
  void keep() {
    decided = true;
    offload.run(() -> uploads.stream().filter(each -> each.tasks() > 0).forEach(this::adopt));
  }

  private void adopt(Upload upload) {
    try {
      ports.store().adopt(upload.id());
    } catch (SegmentStore.StoreUnavailable | SegmentStore.MissingSegment e) {
      LOG.warn("upload={} of batch={} is not adopted yet; the sweep will", upload.id(), batch, e);
    }
  }

  /** Nobody knows whether the batch has them: the sweep will ask again. */
  void leaveUndecided() {
    decided = true;
  }

  @Override
  public void close() {
    if (!decided) {
      offload.run(this::discard);
    }
  }

  private void discard() {
    window.settle();
    for (var upload : uploads) {
      try {
        upload.discard();
      } catch (SegmentStore.StoreUnavailable e) {
        LOG.warn("upload={} is not discarded yet; the sweep will", upload.id(), e);
      }
    }
  }
}
