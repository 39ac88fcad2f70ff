package io.gristworks.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchId;
import org.junit.jupiter.api.Test;

class RecentlyEndedTest {
  private static final BatchId ONE = BatchId.of("mill", "one");
  private static final BatchId TWO = BatchId.of("mill", "two");
  private static final BatchId THREE = BatchId.of("mill", "three");

  @Test
  void theEldestLeavesForOneTooMany() {
    var latest = new RecentlyEnded(2);
    assertThat(latest.add(ONE)).isEmpty();
    assertThat(latest.add(TWO)).isEmpty();
    assertThat(latest.add(ONE)).isEmpty();
    assertThat(latest.add(THREE)).contains(ONE);
    assertThat(latest.add(ONE)).contains(TWO);
  }

  @Test
  void whoLeavesByItselfMakesRoom() {
    var latest = new RecentlyEnded(1);
    latest.add(ONE);
    latest.remove(ONE);
    assertThat(latest.add(TWO)).isEmpty();
  }

  @Test
  void withoutRoomNobodyStays() {
    assertThat(new RecentlyEnded(0).add(ONE)).contains(ONE);
  }
}
