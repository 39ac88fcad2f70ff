package io.gristworks.core.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.core.task.TaskSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HoldingPartTest {
  private static LeaseHolding lease(long number, int tasks) {
    return new LeaseHolding(number, 0, TaskSet.range(0, tasks), 0);
  }

  @Test
  void nothingIsOnePartThatCoversEverything() {
    var parts = HoldingPart.of(List.of(), 1_000);
    assertThat(parts).containsExactly(HoldingPart.whole(List.of()));
    assertThat(parts.getFirst().covers(Long.MAX_VALUE)).isTrue();
  }

  @Test
  void aLeaseThatIsLargerThanAPartIsAPartOfItsOwn() {
    assertThat(HoldingPart.of(List.of(lease(3, 5), lease(7, 5)), 1))
        .containsExactly(
            new HoldingPart(0, List.of(lease(3, 5)), false),
            new HoldingPart(3, List.of(lease(7, 5)), true));
  }

  @Test
  void aPartWithoutLeasesIsTheLast() {
    assertThatThrownBy(() -> new HoldingPart(3, List.of(), false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void thePartsHoldEachLeaseOnceAndCoverEachNumberOnce() {
    for (long seed = 0; seed < 200; seed++) {
      var random = new SplittableRandom(seed);
      var leases = new ArrayList<LeaseHolding>();
      long number = 0;
      for (int left = random.nextInt(30); left > 0; left--) {
        number += random.nextInt(1, 4);
        leases.add(lease(number, random.nextInt(1, 100)));
      }
      var parts = HoldingPart.of(leases, random.nextInt(1, 2_000));
      var told = parts.stream().flatMap(part -> part.leases().stream()).toList();
      assertThat(told).as("seed %s", seed).isEqualTo(leases);
      for (long each = 1; each <= number + 2; each++) {
        long asked = each;
        assertThat(parts).as("seed %s", seed).filteredOn(part -> part.covers(asked)).hasSize(1);
      }
    }
  }
}
