package io.gristworks.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The same seed is the same day, whenever and wherever it is lived through. */
class RepeatTest {
  private static final List<Long> SEEDS = List.of(2L, 3L, 5L, 7L, 11L);

  @Test
  void theSameSeedIsTheSameDay() {
    for (long seed : SEEDS) {
      var once = Simulation.run(seed, Mutation.NONE);
      var again = Simulation.retrace(seed, Mutation.NONE, 10);
      assertThat(again.hash()).as("seed %d", seed).isEqualTo(once.hash());
      assertThat(again.steps()).isEqualTo(once.steps());
      assertThat(again.trace()).hasSize(10);
    }
  }

  @Test
  void differentSeedsAreDifferentDays() {
    assertThat(SEEDS.stream().map(seed -> Simulation.run(seed, Mutation.NONE).hash()).distinct())
        .hasSameSizeAs(SEEDS);
  }

  @Test
  void anotherJvmLivesThroughTheSameDays() throws IOException, InterruptedException {
    var here = new LinkedHashMap<Long, String>();
    SEEDS.forEach(seed -> here.put(seed, Days.hashOf(seed)));
    assertThat(elsewhere()).isEqualTo(here);
  }

  private static Map<Long, String> elsewhere() throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var jvm =
        new ProcessBuilder(
                java,
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Days.class.getName(),
                String.join(",", SEEDS.stream().map(String::valueOf).toList()))
            .redirectErrorStream(true)
            .start();
    var said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(jvm.waitFor()).as(said).isZero();
    var there = new LinkedHashMap<Long, String>();
    said.lines()
        .map(line -> line.split(" ", -1))
        .forEach(words -> there.put(Long.parseLong(words[0]), words[1]));
    return there;
  }
}
