package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.BatchSnapshot;
import io.gristworks.core.batch.ControlEvent.BatchRetired;
import org.apache.pekko.persistence.typed.SnapshotAdapter;

/**
 * Takes a batch as a value before it leaves its actor's thread: the batch itself goes on changing
 * while the value is written.
 */
final class BatchSnapshots implements SnapshotAdapter<Batch> {
  private final BatchId id;

  BatchSnapshots(BatchId id) {
    this.id = id;
  }

  @Override
  public Object toJournal(Batch batch) {
    var retired = batch.retirement().event();
    return retired == null ? batch.snapshot() : retired; // which is all that counts then
  }

  @Override
  public Batch fromJournal(Object stored) {
    if (stored instanceof BatchRetired retired) {
      var batch = new Batch(id);
      batch.apply(retired);
      return batch;
    }
    return new Batch(id, (BatchSnapshot) stored);
  }
}
