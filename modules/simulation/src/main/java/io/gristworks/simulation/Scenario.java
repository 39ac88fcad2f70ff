package io.gristworks.simulation;

import io.gristworks.simulation.world.Network.NetworkFaults;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What a simulated day is like.
 *
 * @param machines how many there are, each with coordinators, maybe the pool, and a worker node
 * @param workers how many workers a node has
 * @param cpuWorkers how many of them may be CPU-bound
 * @param storm how the wires are while faults last
 * @param faultsFor how long they last
 * @param calm how long everything may take to end when they have ended
 * @param crashes how often, on average, a machine dies; zero for never
 * @param partitions how often machines are cut off from others; zero for never
 * @param journalTrouble how often the journal is slow or failing; zero for never
 * @param moves how often a coordinator, or the pool, is moved; zero for never
 * @param skew how far clocks are wrong at most
 * @param snapshotEvery how many events lie between snapshots
 * @param work what is submitted
 */
public record Scenario(
    int machines,
    int workers,
    int cpuWorkers,
    NetworkFaults storm,
    Duration faultsFor,
    Duration calm,
    Duration crashes,
    Duration partitions,
    Duration journalTrouble,
    Duration moves,
    Duration skew,
    int snapshotEvery,
    Work work) {

  /** How much queues, tenants, operations and jobs may have at a time. */
  public enum Limits {
    /** As much as there is, but for some jobs. */
    NONE,
    /** Some have less than there is. */
    WIDE,
    /**
     * Most have much less than there is, and tasks take seconds: what is out under a limit is out
     * for longer than the pool needs to move.
     */
    TIGHT
  }

  /** What is submitted. */
  public sealed interface Work {
    /**
     * Batches as people send them: of several jobs, appended, cancelled, sent twice.
     *
     * @param batches how many, one after the other
     * @param mostTasks the most tasks of one job
     * @param poison how many times some tasks kill their node before they run well; {@link #ALWAYS}
     *     and more for such as never do
     * @param chained whether jobs take their tasks from others, or reduce them, and batches wait
     * @param limits which limits there are, and whether queues and tenants have weights
     */
    record Varied(int batches, int mostTasks, int poison, boolean chained, Limits limits)
        implements Work {
      /** More deaths than any task is allowed. */
      public static final int ALWAYS = 4;
    }

    /**
     * Large batches of equal tasks.
     *
     * @param tasks in all; no job has more than ten million
     * @param taskTime what each takes
     */
    record Bulk(long tasks, Duration taskTime) implements Work {}

    /**
     * Tenants that all want more than there is.
     *
     * @param tenants how many; the weight of the n-th is n
     * @param queues whether each is in a queue of its own, which has the same weight
     * @param tasks of each
     * @param taskTime what each takes
     */
    record Contest(int tenants, boolean queues, int tasks, Duration taskTime) implements Work {}
  }

  /**
   * A day of that seed: everything is possible, and on no day does everything happen. On one in
   * four machines die and coordinators move, and nothing else goes wrong: then more must hold. On
   * three of five jobs are chained to each other by their results, and batches wait for batches. On
   * one of three there are limits. One day in sixteen is about limits and the pool alone.
   */
  public static Scenario varied(long seed) {
    if (new SplittableRandom(seed * 0x9e3779b97f4a7c15L + 7).nextInt(16) == 0) {
      return tight(seed);
    }
    boolean chained = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + 2).nextInt(5) > 1;
    boolean limited = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + 3).nextInt(3) == 0;
    return varied(seed, chained, limited);
  }

  /**
   * A day on which more is wanted than limits allow, and the pool moves: its host dies, hands over,
   * or is not heard by another one for a while. What is said to it and of it may be lost, late or
   * doubled; nothing else is, so limits must hold exactly.
   */
  static Scenario tight(long seed) {
    var random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + 5);
    return new Scenario(
        random.nextInt(4, 8),
        random.nextInt(2, 6),
        random.nextInt(1, 3),
        new NetworkFaults(
            random.nextLong(100_000, 5_000_000),
            often(random, 0.2),
            often(random, 0.2),
            often(random, 0.2),
            random.nextLong(1, 4_000_000_000L)),
        Duration.ofSeconds(random.nextInt(40, 100)),
        Duration.ofSeconds(1_200),
        every(random, 10, 40),
        Duration.ZERO,
        Duration.ZERO,
        every(random, 3, 20),
        Duration.ZERO,
        random.nextInt(2, 40),
        new Work.Varied(random.nextInt(3, 7), 30, 0, false, Limits.TIGHT));
  }

  /** The same without, or with, what chains jobs and batches, and without limits. */
  static Scenario varied(long seed, boolean chained) {
    return varied(seed, chained, false);
  }

  private static Scenario varied(long seed, boolean chained, boolean limited) {
    var random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + 1);
    boolean reliable = random.nextInt(4) == 0;
    long latency = random.nextLong(100_000, 5_000_000);
    var storm =
        new NetworkFaults(
            latency,
            reliable ? 0 : often(random, 0.1),
            reliable ? 0 : often(random, 0.1),
            reliable ? 0 : often(random, 0.1),
            random.nextLong(1, 4_000_000_000L));
    return new Scenario(
        random.nextInt(3, 8),
        random.nextInt(1, 7),
        random.nextInt(1, 4),
        storm,
        Duration.ofSeconds(random.nextInt(20, 120)),
        Duration.ofSeconds(1_200),
        every(random, 5, 40),
        reliable ? Duration.ZERO : every(random, 5, 40),
        reliable ? Duration.ZERO : every(random, 5, 40),
        every(random, 3, 30),
        reliable || random.nextBoolean()
            ? Duration.ZERO
            : Duration.ofMillis(random.nextInt(1, 300_000)),
        random.nextInt(2, 40),
        new Work.Varied(
            random.nextInt(1, 5),
            (int) Math.exp(random.nextDouble() * Math.log(3_000)) + 2,
            random.nextInt(3) == 0 ? random.nextInt(1, Work.Varied.ALWAYS + 2) : 0,
            chained,
            limited ? Limits.WIDE : Limits.NONE));
  }

  /** A fair day on which a cluster of that size works through that many tasks. */
  public static Scenario bulk(int machines, long tasks, Duration taskTime) {
    return fair(machines, 8, new Work.Bulk(tasks, taskTime));
  }

  /** A fair day on which tenants contend. */
  public static Scenario contest(
      int machines, int tenants, boolean queues, int tasks, Duration taskTime) {
    return fair(machines, 4, new Work.Contest(tenants, queues, tasks, taskTime));
  }

  private static Scenario fair(int machines, int workers, Work work) {
    return new Scenario(
        machines,
        workers,
        workers,
        NetworkFaults.FAIR,
        Duration.ZERO,
        Duration.ofDays(1),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        300,
        work);
  }

  /** Whether limits are tight, and the pool moves again and again. */
  public boolean isTight() {
    return work instanceof Work.Varied varied && varied.limits() == Limits.TIGHT;
  }

  /**
   * Whether nothing is ever lost, late or cut off but what the pool is told and told of, so that
   * everybody else hears everything in time.
   */
  public boolean isReliable() {
    return (isTight() || isCalm())
        && partitions.isZero()
        && journalTrouble.isZero()
        && skew.isZero();
  }

  private boolean isCalm() {
    return storm.loss() == 0 && storm.twice() == 0 && storm.late() == 0;
  }

  /** Whether machines die of the tasks that they run alone, and are back within a second. */
  public boolean isGentle() {
    return isReliable() && crashes.isZero() && faultsFor.compareTo(Duration.ofSeconds(1)) < 0;
  }

  /** Whether what one says to another arrives in that order and once, as the transport promises. */
  public boolean isOrderly() {
    return storm.twice() == 0 && storm.late() == 0;
  }

  private static double often(RandomGenerator random, double most) {
    return random.nextInt(3) == 0 ? random.nextDouble() * most : 0;
  }

  private static Duration every(RandomGenerator random, int least, int most) {
    int seconds = random.nextInt(least, most);
    return random.nextInt(2) == 0 ? Duration.ofSeconds(seconds) : Duration.ZERO;
  }
}
