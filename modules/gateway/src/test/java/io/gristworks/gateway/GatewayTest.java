package io.gristworks.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class GatewayTest {
  @Test
  void aPortThatIsTakenIsNamedInOneSentence() {
    try (var gateway = new GatewayFixture()) {
      int port = gateway.port();
      assertThatThrownBy(() -> gateway.start(GatewaySettings.DEFAULT.at("127.0.0.1", port)))
          .hasCauseInstanceOf(Gateway.CannotListen.class)
          .hasMessageContaining("port " + port + " on 127.0.0.1 is already in use");
    }
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> GatewaySettings.DEFAULT.at("127.0.0.1", 70_000))
        .hasMessageContaining("70000");
    assertThat(GatewaySettings.DEFAULT.port()).isEqualTo(7070);
  }
}
