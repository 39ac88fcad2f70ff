package io.gristworks.bench.peer;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import io.gristworks.bench.contest.Contestant;
import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.bench.contest.Scenario;
import io.gristworks.bench.contest.TaskSet;
import io.gristworks.bench.contest.Workload;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * db-scheduler as its own performance page (docs/performance.md) advises for throughput on
 * PostgreSQL: {@code lock-and-fetch} with the limits 4.0 and 20.0, which fetches a few hundred
 * executions in one statement; one-time tasks; {@code scheduleBatch}, rewritten by the driver to
 * multi-row inserts; no priority and so no index for it; a serializer that hands bytes through
 * instead of Java serialization; a connection for each thread. Each execution stores its result
 * with a statement and a commit of its own, which is what a handler can do without leaving the
 * library's model.
 */
public final class DbScheduler implements Contestant {
  private static final int THREADS = 16;
  private static final double LOWER_LIMIT = 4.0;
  private static final double UPPER_LIMIT = 20.0;
  private static final int BATCH = 1_000;

  private static final String TABLES =
      """
      CREATE TABLE scheduled_tasks (
        task_name text NOT NULL,
        task_instance text NOT NULL,
        task_data bytea,
        execution_time timestamp with time zone NOT NULL,
        picked boolean NOT NULL,
        picked_by text,
        last_success timestamp with time zone,
        last_failure timestamp with time zone,
        consecutive_failures int,
        last_heartbeat timestamp with time zone,
        version bigint NOT NULL,
        PRIMARY KEY (task_name, task_instance));
      CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time);
      CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat);
      CREATE TABLE result (id bigint PRIMARY KEY, result text NOT NULL)
      """;

  private final HikariDataSource pool = new HikariDataSource();
  private final OneTimeTask<String> task =
      Tasks.oneTime("bench", String.class)
          .execute((instance, _) -> run(instance.getId(), instance.getData()));
  private boolean holdsWhileSubmitting;
  private int threads;
  private volatile CountDownLatch unfinished = new CountDownLatch(0);
  private @Nullable Scheduler scheduler;

  @Override
  public void prepare(JdbcUrl database, Scenario scenario) throws SQLException {
    threads = scenario.workersOr(THREADS);
    // Polling while submitting was no faster end to end on two cores, and hides the drain rate.
    holdsWhileSubmitting = scenario != Scenario.W3;
    pool.setJdbcUrl(database.with("reWriteBatchedInserts", "true").value());
    pool.setMaximumPoolSize(threads + 4);
    try (var connection = pool.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(TABLES);
    }
    scheduler =
        Scheduler.create(pool, task)
            .threads(threads)
            .pollUsingLockAndFetch(LOWER_LIMIT, UPPER_LIMIT)
            .pollingInterval(Duration.ofMillis(20))
            .enableImmediateExecution()
            .serializer(new Utf8())
            .build();
    scheduler.start();
  }

  @Override
  public String description() {
    return "db-scheduler 16.0.0, lock-and-fetch %s/%s, %d threads"
        .formatted(LOWER_LIMIT, UPPER_LIMIT, threads);
  }

  @Override
  public void submit(TaskSet tasks) {
    var client = running();
    if (holdsWhileSubmitting) {
      client.pause();
    }
    unfinished = new CountDownLatch(tasks.count());
    var now = Instant.now();
    if (tasks.count() == 1) {
      client.schedule(task.instance(Long.toString(tasks.firstId()), tasks.input(0)), now);
      return;
    }
    List<TaskInstance<?>> batch = new ArrayList<>(BATCH);
    for (int i = 0; i < tasks.count(); i++) {
      batch.add(task.instance(Long.toString(tasks.id(i)), tasks.input(i)));
      if (batch.size() == BATCH || i == tasks.count() - 1) {
        client.scheduleBatch(batch, now);
        batch.clear();
      }
    }
  }

  @Override
  public void drain() throws InterruptedException {
    running().resume();
    unfinished.await();
  }

  @Override
  public long verify() throws SQLException {
    running().stop();
    try (var connection = pool.getConnection()) {
      if (count(connection, "SELECT count(*) FROM scheduled_tasks") != 0) {
        throw new IllegalStateException("db-scheduler still holds tasks after the drain");
      }
      return count(connection, "SELECT count(*) FROM result");
    }
  }

  @Override
  public void close() {
    if (scheduler != null && !scheduler.getSchedulerState().isShuttingDown()) {
      scheduler.stop();
    }
    pool.close();
  }

  private Scheduler running() {
    if (scheduler == null) {
      throw new IllegalStateException("prepare first");
    }
    return scheduler;
  }

  private void run(String id, String input) {
    String result = Workload.run(input);
    try (Connection connection = pool.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO result (id, result) VALUES (?, ?)")) {
      insert.setLong(1, Long.parseLong(id));
      insert.setString(2, result);
      insert.executeUpdate();
    } catch (SQLException lost) {
      throw new IllegalStateException("result not stored: task=" + id, lost);
    }
    unfinished.countDown();
  }

  private static long count(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Task data are strings already: Java serialization would only add to them. */
  private static final class Utf8 implements Serializer {
    @Override
    public byte[] serialize(Object data) {
      return data.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public <T> T deserialize(Class<T> type, byte[] data) {
      return type.cast(new String(data, StandardCharsets.UTF_8));
    }
  }
}
