package io.gristworks.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gristworks.testkit.example.WordCount;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestNodeTest {
  private static final WordCount.Parameters ANY = new WordCount.Parameters(1);

  @Test
  void nodesFollowEachOtherInOneJvmAndLeaveNothingBehind() {
    for (int turn = 0; turn < 2; turn++) {
      var grist = TestNode.start(new WordCount());
      var directory = grist.node().settings().dataDirectory();
      try (grist) {
        assertThat(grist.submit("word-count", ANY, "a b").await(SharedNode.LONG).succeeded())
            .isEqualTo(1);
        assertThat(Files.exists(directory)).isTrue();
      }
      assertThat(Files.exists(directory.getParent())).isFalse();
    }
  }

  @Test
  void twoNodesLiveBesideEachOther() {
    try (var one = TestNode.start(new WordCount());
        var other = TestNode.start(new WordCount())) {
      assertThat(one.uri()).isNotEqualTo(other.uri());
      assertThat(one.submit("word-count", ANY, "a").await(SharedNode.LONG).succeeded())
          .isEqualTo(1);
      assertThat(other.submit("word-count", ANY, "a").await(SharedNode.LONG).succeeded())
          .isEqualTo(1);
      assertThat(one.refusal("scan", ANY, "a").detail()).contains("'scan' is unknown");
      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(() -> one.submit("scan", ANY, "a"))
          .withMessageContaining("the gateway refused");
      var job = Map.of("operation", "word-count", "parameters", ANY);
      var open = one.submitBatch(Map.of("open", true, "jobs", List.of(job)));
      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(() -> open.await(Duration.ofMillis(10)))
          .withMessageContaining("has not finished within PT0.01S: created");
    }
  }
}
