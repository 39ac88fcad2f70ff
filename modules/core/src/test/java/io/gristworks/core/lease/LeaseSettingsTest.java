package io.gristworks.core.lease;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseSettingsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TEN = Duration.ofSeconds(10);

  @Test
  void badValuesAreNamed() {
    refused("lease.shortest", Duration.ZERO, SECOND, 1, 1, TEN);
    refused("lease.shortest", TEN, SECOND, 1, 1, TEN);
    refused("lease.probe", SECOND, SECOND, 0, 1, TEN);
    refused("lease.probe", SECOND, SECOND, 2, 1, TEN);
    refused("lease.lapse-after", SECOND, SECOND, 1, 1, Duration.ofMillis(2_999));
  }

  private static void refused(
      String named, Duration shortest, Duration longest, int probe, int most, Duration lapse) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LeaseSettings(shortest, longest, probe, most, lapse))
        .withMessageContaining(named);
  }
}
