package io.gristworks.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** I9: shares are those of the weights. */
class ContestTest {
  private static final int TENANTS = 4;
  private static final int TASKS = 200_000;
  private static final double PART_OFF_MAX = 0.05;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void tenantsHaveTheirSharesWhileAllWantMore(long seed) {
    checkShares(seed, false);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void queuesHaveTheirSharesWhileAllWantMore(long seed) {
    checkShares(seed, true);
  }

  private static void checkShares(long seed, boolean queues) {
    var scenario = Scenario.contest(6, TENANTS, queues, TASKS, Duration.ofMillis(20));
    var simulation = new Simulation(seed, scenario, Mutation.NONE, 0);
    // The first to come has the whole cluster for a moment, and that is not taken from it again.
    assertThat(simulation.runUntil(Duration.ofSeconds(20).toNanos())).isTrue();
    var before = ended(simulation);
    assertThat(simulation.runUntil(Duration.ofMinutes(2).toNanos())).isTrue();
    var after = ended(simulation);
    double all = 0;
    for (int tenant = 0; tenant < TENANTS; tenant++) {
      all += after.get(tenant) - before.get(tenant);
    }
    double weights = TENANTS * (TENANTS + 1) / 2.0;
    for (int tenant = 0; tenant < TENANTS; tenant++) {
      double share = (after.get(tenant) - before.get(tenant)) / all;
      assertThat(share / ((tenant + 1) / weights))
          .as("tenant %d had %.4f of all", tenant + 1, share)
          .isBetween(1 - PART_OFF_MAX, 1 + PART_OFF_MAX);
    }
  }

  private static List<Long> ended(Simulation simulation) {
    var ended = new ArrayList<Long>();
    for (int tenant = 1; tenant <= TENANTS; tenant++) {
      var id = BatchId.of("tenant-" + tenant, "key-" + tenant).value();
      ended.add(simulation.world().oracles().of(id).ended());
    }
    return ended;
  }

  @Test
  void aLargeBatchIsDoneOnceAndWhole() {
    var scenario = Scenario.bulk(20, 1_000_000, Duration.ofMillis(10));
    var outcome = new Simulation(1, scenario, Mutation.NONE, 0).run();
    assertThat(outcome.broken()).isNull();
    assertThat(outcome.starts()).isEqualTo(1_000_000);
  }
}
