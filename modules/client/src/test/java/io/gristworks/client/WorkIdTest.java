package io.gristworks.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WorkIdTest {
  @Test
  void aDotMakesItAJob() {
    assertThat(new WorkId("b1").isJob()).isFalse();
    assertThat(new WorkId("b1.scan").isJob()).isTrue();
    assertThat(new WorkId("b1.scan.v2").batch()).isEqualTo(new WorkId("b1"));
    assertThat(new WorkId("b1").job("load")).isEqualTo(new WorkId("b1.load"));
  }

  @Test
  void nothingIsNoName() {
    assertThatThrownBy(() -> new WorkId(" ")).hasMessageContaining("not the id");
    assertThatThrownBy(() -> new WorkId("b1.")).hasMessageContaining("'b1.'");
  }
}
