package io.gristworks.bench.peer;

import com.zaxxer.hikari.HikariDataSource;
import io.gristworks.bench.contest.Contestant;
import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.bench.contest.Scenario;
import io.gristworks.bench.contest.TaskSet;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.launch.support.JobOperatorFactoryBean;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Spring Batch as its scaling chapter advises: chunks of 2,000 (1,000 and 500 were slower), cursor
 * readers, a JDBC batch writer that the driver rewrites to multi-row inserts, and a {@code
 * JobRepository} in the same database. Submitting is inserting the input rows; draining is one run
 * of the job over them. Which of its ways to use several threads is the faster depends on the
 * scenario, see {@link SpringBatchSteps}.
 */
public final class SpringBatch implements Contestant {
  private static final int ROWS_PER_BATCH = 1_000;

  private final HikariDataSource pool = new HikariDataSource();
  private final ThreadPoolTaskExecutor threads = new ThreadPoolTaskExecutor();
  private String shape = "";
  private @Nullable JobOperator operator;
  private @Nullable Function<TaskSet, Job> job;
  private @Nullable TaskSet submitted;

  @Override
  public void prepare(JdbcUrl database, Scenario scenario) throws Exception {
    int workers = scenario.workersOr(2 * Runtime.getRuntime().availableProcessors());
    threads.setCorePoolSize(workers);
    threads.setMaxPoolSize(workers);
    threads.initialize();
    pool.setJdbcUrl(database.with("reWriteBatchedInserts", "true").value());
    pool.setMaximumPoolSize(2 * workers + 4);
    new ResourceDatabasePopulator(
            new ClassPathResource("org/springframework/batch/core/schema-postgresql.sql"))
        .execute(pool);
    new JdbcTemplate(pool)
        .execute(
            "CREATE TABLE input (id bigint PRIMARY KEY, input text NOT NULL);"
                + "CREATE TABLE result (id bigint PRIMARY KEY, result text NOT NULL)");
    var transactions = new JdbcTransactionManager(pool);
    var repository = repository(transactions);
    var steps = new SpringBatchSteps(pool, transactions, repository, threads, workers);
    boolean partitioned = scenario == Scenario.W1;
    job =
        tasks ->
            new JobBuilder("bench", repository)
                .start(
                    partitioned
                        ? steps.partitioned(tasks.firstId(), tasks.endId())
                        : steps.multiThreaded(tasks.firstId(), tasks.endId()))
                .build();
    operator = operator(repository, transactions);
    shape =
        "Spring Batch 6.0.0, chunks of %d, %s %d threads"
            .formatted(
                SpringBatchSteps.CHUNK,
                partitioned ? "partitioned over" : "concurrent on",
                workers);
  }

  @Override
  public String description() {
    return shape;
  }

  @Override
  public void submit(TaskSet tasks) throws SQLException {
    submitted = tasks;
    try (var connection = pool.getConnection();
        var insert = connection.prepareStatement("INSERT INTO input (id, input) VALUES (?, ?)")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < tasks.count(); i++) {
        insert.setLong(1, tasks.id(i));
        insert.setString(2, tasks.input(i));
        insert.addBatch();
        if ((i + 1) % ROWS_PER_BATCH == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
      connection.commit();
    }
  }

  @Override
  public void drain() throws Exception {
    if (operator == null || job == null || submitted == null) {
      throw new IllegalStateException("prepare and submit first");
    }
    var parameters =
        new JobParametersBuilder()
            .addLong("first", submitted.firstId())
            .addLong("end", submitted.endId())
            .toJobParameters();
    var execution = operator.start(job.apply(submitted), parameters);
    if (execution.getStatus() != BatchStatus.COMPLETED) {
      throw new IllegalStateException(
          "the job ended as " + execution.getStatus() + ": " + execution.getAllFailureExceptions());
    }
  }

  @Override
  public long verify() {
    Long count = new JdbcTemplate(pool).queryForObject("SELECT count(*) FROM result", Long.class);
    return count == null ? 0 : count;
  }

  @Override
  public void close() {
    threads.shutdown();
    pool.close();
  }

  private JobRepository repository(JdbcTransactionManager transactions) throws Exception {
    var factory = new JdbcJobRepositoryFactoryBean();
    factory.setDataSource(pool);
    factory.setTransactionManager(transactions);
    factory.afterPropertiesSet();
    return factory.getObject();
  }

  private static JobOperator operator(JobRepository repository, JdbcTransactionManager transactions)
      throws Exception {
    var factory = new JobOperatorFactoryBean();
    factory.setJobRepository(repository);
    factory.setTransactionManager(transactions);
    factory.setJobRegistry(new MapJobRegistry());
    factory.setTaskExecutor(new SyncTaskExecutor());
    factory.afterPropertiesSet();
    return factory.getObject();
  }
}
