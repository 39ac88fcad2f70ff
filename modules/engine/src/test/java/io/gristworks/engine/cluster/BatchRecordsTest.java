package io.gristworks.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchId;
import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.engine.thread.NodeFailure;
import io.gristworks.store.Database;
import io.gristworks.store.JdbcBatchViews;
import io.gristworks.store.JdbcCheckpoints;
import io.gristworks.store.JdbcRuleStore;
import io.gristworks.store.JdbcSegmentStore;
import io.gristworks.store.Migrations;
import io.gristworks.store.StoreSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The coordinators' rows in the database. */
final class BatchRecordsTest {
  private static final BatchId BATCH = new BatchId("b0123456789abcdefghij");

  @TempDir private Path directory;

  private static final class NeverFails implements NodeFailure {
    @Override
    public void broken(String where, Throwable why) {
      throw new AssertionError(where, why);
    }

    @Override
    public void restart(String why) {
      throw new AssertionError(why);
    }
  }

  /** Pekko logs an error for each null that comes to a coordinator after its end. */
  @Test
  void whatIsWrittenEndsWithSomethingThatPekkoCanLog() {
    try (var database = Database.open(StoreSettings.embedded(directory));
        var waiting = Executors.newSingleThreadExecutor()) {
      Migrations.migrate(database.dataSource());
      var clock = InstantSource.system();
      var records =
          new BatchRecords(
              new Engine.Means(
                  OperationCatalog.of(),
                  new JdbcSegmentStore(database),
                  new JdbcBatchViews(database),
                  new JdbcCheckpoints(database),
                  new JdbcRuleStore(database, clock),
                  clock,
                  System::nanoTime,
                  new Random(7),
                  waiting,
                  new NeverFails()));
      assertThat(
              List.of(
                  records.deleteSegments(BATCH, List.of(new UUID(1, 2))),
                  records.deleteCheckpoints(BATCH, 7)))
          .allSatisfy(
              stage ->
                  assertThat(stage.toCompletableFuture().join()).isEqualTo(Done.getInstance()));
    }
  }
}
