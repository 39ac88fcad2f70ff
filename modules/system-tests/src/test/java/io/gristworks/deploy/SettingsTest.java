package io.gristworks.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.gristworks.rules.Checkout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {

  static List<String> deployments() {
    var files = new ArrayList<>(List.of("deploy/Dockerfile", "deploy/docker-compose.yml"));
    Manifests.shipped().files().keySet().forEach(file -> files.add("k8s/base/" + file));
    return files;
  }

  @ParameterizedTest
  @MethodSource("deployments")
  void whatADeploymentSetsIsDocumented(String file) {
    var documented = KnownSettings.namedIn(Checkout.text("deploy/README.md"));

    assertThat(documented).containsAll(KnownSettings.namedIn(Checkout.text(file)));
  }

  @ParameterizedTest
  @MethodSource("deployments")
  void whatADeploymentSetsIsReadByTheNode(String file) {
    var read = KnownSettings.read();
    assumeThat(read).as("the configuration is there").isNotEmpty();

    assertThat(read).containsAll(KnownSettings.namedIn(Checkout.text(file)));
  }

  @Test
  void whatIsDocumentedIsReadByTheNode() {
    var read = KnownSettings.read();
    assumeThat(read).as("the configuration is there").isNotEmpty();

    assertThat(read).containsAll(KnownSettings.namedIn(Checkout.text("deploy/README.md")));
  }

  @Test
  void namesAreFoundInAnyText() {
    assertThat(KnownSettings.namedIn("a = ${?GRIST_ROLES}\nGRIST_DATA: x, NOT_GRIST_A, GRIST_"))
        .isEqualTo(new TreeSet<>(Set.of("GRIST_ROLES", "GRIST_DATA")));
  }
}
