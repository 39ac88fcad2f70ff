package io.gristworks.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestsTest {

  @ParameterizedTest
  @EnumSource(Rule.class)
  void theManifestsKeepTheRule(Rule rule) {
    assertThat(rule.breaches(Manifests.shipped())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("plants")
  void aPlantedErrorIsFound(PlantedError plant) {
    var spoilt = Manifests.shipped().replacing(plant.file(), plant.piece(), plant.error());

    assertThat(plant.rule().breaches(spoilt))
        .anySatisfy(breach -> assertThat(breach).contains(plant.says()));
  }

  static List<PlantedError> plants() {
    return PlantedError.all();
  }

  @Test
  void everyRuleHasBeenSeenToFail() {
    var failing = PlantedError.all().stream().map(PlantedError::rule).collect(Collectors.toSet());

    assertThat(failing).isEqualTo(EnumSet.allOf(Rule.class));
  }

  @Test
  void theBaseHasThreeDeploymentsAndOneJob() {
    assertThat(Manifests.shipped().workloads())
        .extracting(Workload::title)
        .containsExactlyInAnyOrder(
            "Deployment gristworks-coordinator",
            "Deployment gristworks-gateway",
            "Deployment gristworks-worker",
            "Job gristworks-migrate");
  }
}
