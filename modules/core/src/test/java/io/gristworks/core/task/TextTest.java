package io.gristworks.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextTest {
  private static final String MIXED = "aé中😀".repeat(1_000);

  @Test
  void bytesAreThoseOfUtf8() {
    assertThat(Text.bytes(MIXED)).isEqualTo(MIXED.getBytes(StandardCharsets.UTF_8).length);
    assertThat(Text.bytes("\ud83d")).isEqualTo(3);
  }

  @Test
  void whatIsTooLongIsCutBetweenCharacters() {
    for (int most = 3; most < 40; most++) {
      var cut = Text.cut(MIXED, most);
      assertThat(Text.bytes(cut)).isLessThanOrEqualTo(most);
      assertThat(cut).endsWith("…");
      assertThat(MIXED).startsWith(cut.substring(0, cut.length() - 1));
      assertThat(Character.isHighSurrogate(cut.charAt(Math.max(0, cut.length() - 2)))).isFalse();
    }
  }

  @Test
  void whatFitsStaysAsItIs() {
    assertThat(Text.cut("中".repeat(10), 30)).isEqualTo("中".repeat(10));
    assertThat(Text.cut("", 3)).isEmpty();
  }

  @Test
  void halvesOfSurrogatePairsAreReplacedAndNothingElse() {
    assertThat(Text.wellFormed(MIXED)).isSameAs(MIXED);
    assertThat(Text.wellFormed("a\ud83d")).isEqualTo("a\ufffd");
    assertThat(Text.wellFormed("\ude00\ud83d b 😀\ud83d\ud83d\ude00"))
        .isEqualTo("\ufffd\ufffd b 😀\ufffd😀");
    assertThat(Text.isWellFormed("中😀")).isTrue();
    assertThat(Text.isWellFormed("\ude00")).isFalse();
    var error = new TaskError("k\ud83d", "m\ud83d", "d\ud83d", false);
    assertThat(error).isEqualTo(new TaskError("k\ufffd", "m\ufffd", "d\ufffd", false));
  }

  @Test
  void whatAHandlerSaysOfAFailureIsBoundedInBytes() {
    var error = new TaskError("错".repeat(500), "错".repeat(2_000), "错".repeat(16_000), false);
    assertThat(error.bytes())
        .isLessThanOrEqualTo(
            TaskError.KIND_BYTES_MAX + TaskError.MESSAGE_BYTES_MAX + TaskError.DETAIL_BYTES_MAX);
  }
}
