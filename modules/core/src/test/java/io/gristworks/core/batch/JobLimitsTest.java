package io.gristworks.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobLimitsTest {

  @ParameterizedTest
  @ValueSource(doubles = {Double.POSITIVE_INFINITY, Double.NaN, -1, Double.NEGATIVE_INFINITY, 1e10})
  void noRecordTakesARateThatIsNone(double rate) {
    assertThatThrownBy(() -> new JobLimits(0, rate))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("per_second must be 0 to 1000000000, was " + rate);
    assertThatThrownBy(() -> retrying(rate))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("restarts_per_second");
    if (rate != 1e10) {
      assertThatThrownBy(
              () -> new FailureBudget(rate, FailureBudget.Unit.TASKS, FailureBudget.Then.PAUSE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("max_failures");
    }
  }

  @Test
  void aRateThatIsTooLowCountsAsTheLowest() {
    assertThat(new JobLimits(0, 1e-300).perSecond()).isEqualTo(JobLimits.PER_SECOND_MIN);
    assertThat(new JobLimits(0, 0)).isEqualTo(JobLimits.NONE);
    assertThat(JobLimits.isRate(1e-300)).isFalse();
    assertThat(JobLimits.isRate(JobLimits.PER_SECOND_MIN)).isTrue();
  }

  private static RetryPolicy retrying(double rate) {
    return new RetryPolicy(3, Duration.ZERO, Duration.ZERO, List.of(), List.of(), rate);
  }
}
