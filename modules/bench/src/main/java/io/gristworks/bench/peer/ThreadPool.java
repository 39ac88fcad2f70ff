package io.gristworks.bench.peer;

import io.gristworks.bench.contest.Contestant;
import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.bench.contest.Scenario;
import io.gristworks.bench.contest.TaskSet;
import io.gristworks.bench.contest.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The floor: a plain {@link java.util.concurrent.ThreadPoolExecutor} that keeps everything in
 * memory and promises nothing. What the others cost beyond it is the price of durability.
 */
public final class ThreadPool implements Contestant {
  private final Map<Long, String> results = new ConcurrentHashMap<>();
  private final List<Callable<@Nullable String>> submitted = new ArrayList<>();
  private int threads = 1;
  private ExecutorService pool = Executors.newFixedThreadPool(threads);

  @Override
  public void prepare(JdbcUrl database, Scenario scenario) {
    pool.shutdown();
    threads = scenario.workersOr(Runtime.getRuntime().availableProcessors());
    pool = Executors.newFixedThreadPool(threads);
  }

  @Override
  public String description() {
    return "java.util.concurrent, " + threads + " threads, nothing kept";
  }

  @Override
  public void submit(TaskSet tasks) {
    submitted.clear();
    for (int i = 0; i < tasks.count(); i++) {
      long id = tasks.id(i);
      String input = tasks.input(i);
      submitted.add(() -> results.put(id, Workload.run(input)));
    }
  }

  @Override
  public void drain() throws Exception {
    for (Future<@Nullable String> done : pool.invokeAll(submitted)) {
      done.get();
    }
  }

  @Override
  public long verify() {
    return results.size();
  }

  @Override
  public void close() {
    pool.close();
  }
}
