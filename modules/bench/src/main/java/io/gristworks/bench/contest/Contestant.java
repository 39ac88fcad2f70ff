package io.gristworks.bench.contest;

import java.util.OptionalLong;

/**
 * One system under measurement, alone in its own JVM with its own fresh database.
 *
 * <pre>
 *   prepare ─▶ submit ─▶ drain ─▶ (again, the measured time) submit ─▶ drain ─▶ verify ─▶ close
 *              └── warm-up ──┘                               └─ measured ─┘
 * </pre>
 *
 * <p>The harness holds the watch. All methods are called by one thread, in the order above; the
 * pair submit/drain any number of times, with ids that never repeat. Whatever is thrown ends the
 * run as failed: no figure is reported.
 */
public interface Contestant extends AutoCloseable {

  /**
   * Builds tables, pools and threads; not measured.
   *
   * @param database an empty database of this contestant's own
   * @param scenario what will be asked of it, so that it can be tuned for that
   */
  void prepare(JdbcUrl database, Scenario scenario) throws Exception;

  /** Version and settings that matter, in one line for the report. */
  String description();

  /** Hands in all tasks; on return each of them would survive a crash. */
  void submit(TaskSet tasks) throws Exception;

  /** Returns as soon as each task handed in has its result stored, committed and readable. */
  void drain() throws Exception;

  /**
   * When work on the last set began, as {@link System#nanoTime()}, for a contestant that works
   * while it is still taking tasks; empty for one that begins in {@link #drain()}.
   */
  default OptionalLong workBegan() {
    return OptionalLong.empty();
  }

  /**
   * Counts the stored results of all sets, in the storage and not in memory.
   *
   * @return the number of distinct tasks that have a result
   */
  long verify() throws Exception;

  /** Ends every thread and connection that was made. */
  @Override
  void close();
}
