package io.gristworks.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.node.CannotStart;
import io.gristworks.node.NodeSettings;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A number that is none stops the start, and says which. */
class BadSettingTest {
  @ParameterizedTest
  @CsvSource({
    "gristworks.limits.queues.gpu.per-second, 1e999, finite number",
    "gristworks.limits.operations.embed.per-second, NaN, finite number",
    "gristworks.tenants.acme.per-second, -1, 0 to 1000000000",
    "gristworks.tenants.acme.weight, 0, 1 to 1000",
    "gristworks.worker.pressure.memory-high, Infinity, finite number",
  })
  void aNumberThatNoSettingCanHaveIsNamed(String path, String value, String why) {
    assertThatThrownBy(() -> NodeSettings.with(Map.of(path, value)))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining(why)
        .satisfies(
            refused ->
                assertThat(String.valueOf(refused.getMessage()).replace("\"", ""))
                    .startsWith(path.substring(0, path.lastIndexOf('.'))));
  }
}
