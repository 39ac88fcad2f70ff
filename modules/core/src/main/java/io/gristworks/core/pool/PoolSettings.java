package io.gristworks.core.pool;

import java.time.Duration;
import java.util.Map;

/**
 * How a pool behaves. Read once at start: a bad value stops the node before it joins.
 *
 * @param offerLapse an offer not repeated for so long is void
 * @param grantTimeout a grant not answered for so long is void, and its credit free again
 * @param linger how long a credit waits for work before it is given back; the price of a credit
 *     that is held is nothing, that of giving it back is three messages for the next small job
 * @param callEvery how often nodes are told again of work that nobody takes
 * @param backoffMin how long a job that answered "nothing" is left alone at first
 * @param backoffMax how long at most; the time doubles in between
 * @param worthwhile moving less than this much expected work to an idle node does not pay
 * @param tenantWeights the tenants' shares, from 1, until other rules are heard; who is not named
 *     has 1
 * @param tick how often {@link PoolInput.Ticked} is said
 * @param queueShown how long a queue is shown that has no work any more
 * @param leaseLapse what was leased of a job whose coordinator has been silent for so long no
 *     longer counts; nor does what a node may hold that has not said so to a new pool for so long
 * @param workers how many workers to wish for
 */
public record PoolSettings(
    Duration offerLapse,
    Duration grantTimeout,
    Duration linger,
    Duration callEvery,
    Duration backoffMin,
    Duration backoffMax,
    Duration worthwhile,
    Map<String, Integer> tenantWeights,
    Duration tick,
    Duration queueShown,
    Duration leaseLapse,
    WorkerTarget workers) {

  /** Checks the bounds. */
  public PoolSettings {
    requirePositive("offerLapse", offerLapse);
    requirePositive("grantTimeout", grantTimeout);
    requirePositive("linger", linger);
    requirePositive("callEvery", callEvery);
    requirePositive("backoffMin", backoffMin);
    requirePositive("worthwhile", worthwhile);
    requirePositive("tick", tick);
    requirePositive("queueShown", queueShown);
    if (leaseLapse.compareTo(offerLapse) < 0) {
      throw new IllegalArgumentException(
          "leaseLapse must be at least offerLapse: " + leaseLapse + " < " + offerLapse);
    }
    if (backoffMax.compareTo(backoffMin) < 0) {
      throw new IllegalArgumentException(
          "backoffMax must be at least backoffMin: " + backoffMax + " < " + backoffMin);
    }
    tenantWeights.forEach(
        (tenant, weight) -> {
          if (weight < 1) {
            throw new IllegalArgumentException(
                "weight of tenant " + tenant + " must be at least 1, was " + weight);
          }
        });
    tenantWeights = Map.copyOf(tenantWeights);
  }

  /** What suits a cluster of any size. */
  public static PoolSettings standard() {
    return new PoolSettings(
        Duration.ofSeconds(15),
        Duration.ofSeconds(3),
        Duration.ofMillis(200),
        Duration.ofSeconds(1),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofMillis(20),
        Map.of(),
        Duration.ofMillis(50),
        Duration.ofMinutes(2),
        Duration.ofMinutes(2),
        WorkerTarget.USUAL);
  }

  /** The same with other shares. */
  public PoolSettings withTenantWeights(Map<String, Integer> weights) {
    return new PoolSettings(
        offerLapse,
        grantTimeout,
        linger,
        callEvery,
        backoffMin,
        backoffMax,
        worthwhile,
        weights,
        tick,
        queueShown,
        leaseLapse,
        workers);
  }

  /** The same with other wishes for workers. */
  public PoolSettings with(WorkerTarget wishes) {
    return new PoolSettings(
        offerLapse,
        grantTimeout,
        linger,
        callEvery,
        backoffMin,
        backoffMax,
        worthwhile,
        tenantWeights,
        tick,
        queueShown,
        leaseLapse,
        wishes);
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " must be positive, was " + value);
    }
  }
}
