package io.gristworks.core.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.roaringbitmap.RoaringBitmap;

class LeasesByTaskTest {
  private static final int TASKS = 20_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whoeverHoldsATaskIsFoundAndNobodyWhoHoldsNothing(long seed) {
    var random = new SplittableRandom(seed);
    var leases = new Leases();
    var all = new ArrayList<Lease>();
    int next = 0;
    for (long number = 1; next < TASKS; number++) {
      var tasks = new RoaringBitmap();
      for (int count = random.nextInt(1, 300); count > 0; count--) {
        next += random.nextInt(8) == 0 ? random.nextInt(1_500) : 1; // gaps, over blocks
        tasks.add(next);
      }
      var lease = new Lease(number, 0, "node-" + number % 7, tasks, Instant.EPOCH);
      leases.add(lease);
      all.add(lease);
    }
    for (int turn = 0; turn < 400; turn++) {
      int from = random.nextInt(TASKS);
      leases.shrinkAll(0, RoaringBitmap.bitmapOfRange(from, from + random.nextInt(1, 200)));
      int task = random.nextInt(TASKS);
      var holder = all.stream().filter(lease -> lease.tasks.contains(task)).findFirst();
      assertThat(leases.holderOf(0, task)).isEqualTo(holder.map(lease -> lease.node));
      assertThat(leases.holderOf(1, task)).isEmpty();
    }
    leases.shrinkAll(0, RoaringBitmap.bitmapOfRange(0, 2 * TASKS));
    assertThat(all).allMatch(lease -> lease.tasks.isEmpty() && leases.of(lease.number) == null);
    assertThat(leases.nodes()).isEmpty();
    assertThat(leases.unstarted(0)).isZero();
  }
}
