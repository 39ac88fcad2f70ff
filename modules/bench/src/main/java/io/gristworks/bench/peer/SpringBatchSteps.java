package io.gristworks.bench.peer;

import io.gristworks.bench.contest.Workload;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.ChunkOrientedStepBuilder;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.database.JdbcBatchItemWriter;
import org.springframework.batch.infrastructure.item.database.JdbcCursorItemReader;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.infrastructure.item.database.builder.JdbcCursorItemReaderBuilder;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Two ways in which Spring Batch 6 uses several threads for chunks.
 *
 * <ul>
 *   <li><b>partitioned</b>: the ids are split into equal ranges, each a step execution that reads,
 *       runs and writes its own chunks on one thread. The faster for W1; blind to uneven tasks.
 *   <li><b>multi-threaded</b>: one thread reads and writes, each item is run on the executor.
 *       Slower for W1 (a future per item), better where tasks take time.
 * </ul>
 */
final class SpringBatchSteps {
  static final int CHUNK = 2_000;
  private static final String FIRST = "first";
  private static final String END = "end";

  private final DataSource database;
  private final PlatformTransactionManager transactions;
  private final JobRepository repository;
  private final AsyncTaskExecutor threads;
  private final int workers;

  SpringBatchSteps(
      DataSource database,
      PlatformTransactionManager transactions,
      JobRepository repository,
      AsyncTaskExecutor threads,
      int workers) {
    this.database = database;
    this.transactions = transactions;
    this.repository = repository;
    this.threads = threads;
    this.workers = workers;
  }

  /** Input or result of one task. */
  private record Row(long id, String text) {}

  Step multiThreaded(long firstId, long endId) {
    return chunks("multi-threaded", firstId, endId).taskExecutor(threads).build();
  }

  Step partitioned(long firstId, long endId) {
    return new StepBuilder("partitioned", repository)
        .partitioner("range", gridSize -> ranges(firstId, endId, gridSize))
        .step(new RangeStep())
        .gridSize(workers)
        .taskExecutor(threads)
        .build();
  }

  private static Map<String, ExecutionContext> ranges(long firstId, long endId, int parts) {
    Map<String, ExecutionContext> ranges = new HashMap<>();
    for (int i = 0; i < parts; i++) {
      var context = new ExecutionContext();
      context.putLong(FIRST, firstId + (endId - firstId) * i / parts);
      context.putLong(END, firstId + (endId - firstId) * (i + 1) / parts);
      ranges.put(Integer.toString(i), context);
    }
    return ranges;
  }

  private ChunkOrientedStepBuilder<Row, Row> chunks(String name, long firstId, long endId) {
    return new StepBuilder(name, repository)
        .<Row, Row>chunk(CHUNK)
        .transactionManager(transactions)
        .reader(reader(firstId, endId))
        .processor(row -> new Row(row.id(), Workload.run(row.text())))
        .writer(writer());
  }

  private JdbcCursorItemReader<Row> reader(long firstId, long endId) {
    return new JdbcCursorItemReaderBuilder<Row>()
        .name("input")
        .dataSource(database)
        .sql("SELECT id, input FROM input WHERE id >= ? AND id < ? ORDER BY id")
        .queryArguments(firstId, endId)
        .rowMapper((rows, _) -> new Row(rows.getLong(1), rows.getString(2)))
        .fetchSize(CHUNK)
        // PostgreSQL fetches in portions only inside a transaction.
        .connectionAutoCommit(false)
        .verifyCursorPosition(false)
        .build();
  }

  private JdbcBatchItemWriter<Row> writer() {
    var writer =
        new JdbcBatchItemWriterBuilder<Row>()
            .dataSource(database)
            .sql("INSERT INTO result (id, result) VALUES (?, ?)")
            .itemPreparedStatementSetter(
                (row, insert) -> {
                  insert.setLong(1, row.id());
                  insert.setString(2, row.text());
                })
            // A rewritten insert answers once for many rows.
            .assertUpdates(false)
            .build();
    writer.afterPropertiesSet();
    return writer;
  }

  /** Reads its range from the partition's context and runs chunks over it on its thread. */
  private final class RangeStep implements Step {
    @Override
    public String getName() {
      return "range";
    }

    @Override
    public void execute(StepExecution execution) throws JobInterruptedException {
      var context = execution.getExecutionContext();
      chunks(execution.getStepName(), context.getLong(FIRST), context.getLong(END))
          .build()
          .execute(execution);
    }
  }
}
