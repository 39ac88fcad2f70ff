package io.gristworks.testkit.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gristworks.testkit.GristTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WordCountTest {
  @RegisterExtension
  static final GristTest grist = GristTest.node().workers(4).operation(new WordCount());

  @Test
  void wordsAreCountedAndAnEmptyTextHarmsNoOther() {
    var run =
        grist
            .submit("word-count", new WordCount.Parameters(3), "all is grist", "  ", "to the mill")
            .await(Duration.ofSeconds(30));

    assertEquals(
        List.of(new WordCount.Result(2, "grist"), new WordCount.Result(2, "mill")),
        run.results(WordCount.Result.class));
    assertEquals(1, run.failed());
    assertEquals("empty_text", run.errors().getFirst().failure().kind());
    assertEquals(4, run.counters().get("words"));
  }
}
