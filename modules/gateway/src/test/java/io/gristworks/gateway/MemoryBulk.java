package io.gristworks.gateway;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Status;
import io.gristworks.core.bulk.BulkId;
import io.gristworks.core.bulk.BulkOperation;
import io.gristworks.core.bulk.BulkPage;
import io.gristworks.core.bulk.BulkRequest;
import io.gristworks.core.bulk.BulkTarget;
import io.gristworks.store.bulk.BulkStore;
import io.gristworks.store.view.BatchViews.InvalidCursor;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bulk operations in memory, with one batch that every wish matches. */
final class MemoryBulk implements BulkStore {
  static final String MATCH = "b" + "0".repeat(20);

  private final Map<BulkId, BulkOperation> operations = new LinkedHashMap<>();
  volatile boolean isFull;

  synchronized int size() {
    return operations.size();
  }

  @Override
  public synchronized Optional<BulkOperation> create(BulkOperation operation) {
    if (isFull) {
      throw new TooMany();
    }
    return Optional.ofNullable(operations.putIfAbsent(operation.id(), operation));
  }

  @Override
  public synchronized Optional<BulkOperation> find(String tenant, BulkId id) {
    return Optional.ofNullable(operations.get(id)).filter(it -> it.tenant().equals(tenant));
  }

  @Override
  public synchronized Page list(String tenant, @Nullable String cursor, int limit) {
    if (cursor != null) {
      throw new InvalidCursor(cursor, null);
    }
    var all = List.copyOf(operations.values()).reversed();
    return new Page(
        all.stream().limit(limit).toList(),
        all.size() > limit ? Optional.of("next") : Optional.empty());
  }

  @Override
  public List<BulkOperation> open(int most) {
    return List.of();
  }

  @Override
  public synchronized boolean settle(BulkOperation next) {
    return operations.replace(next.id(), next) != null;
  }

  @Override
  public long count(BulkRequest wish, Instant until) {
    return 1;
  }

  @Override
  public List<Match> first(BulkRequest wish, Instant until, int most) {
    var job = wish.filter().jobs() == null ? null : "scan";
    var target = new BulkTarget(new BatchId(MATCH), job);
    return List.of(new Match(target, "nightly", Status.RUNNING));
  }

  @Override
  public BulkPage page(BulkOperation operation, Instant until, int most) {
    return new BulkPage(List.of(), null, true);
  }

  @Override
  public int forget(Instant endedBefore, int most) {
    return 0;
  }
}
