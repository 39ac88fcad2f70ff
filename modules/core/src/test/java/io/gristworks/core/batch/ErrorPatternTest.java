package io.gristworks.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorPatternTest {
  @Test
  void whatTellsOneCaseFromTheNextIsFolded() {
    assertThat(ErrorPattern.of("took longer than 60 s")).isEqualTo("took longer than # s");
    assertThat(ErrorPattern.of("HTTP 503 from https://api.example.org/v1?x=3 after 1,204.5 ms"))
        .isEqualTo("HTTP # from <url> after # ms");
    assertThat(ErrorPattern.of("no row 123e4567-e89b-12d3-a456-426614174000 in \"prices of X\""))
        .isEqualTo("no row <uuid> in <text>");
    assertThat(ErrorPattern.of("can't read 'EUR/USD' from /var/data/7/eur.csv"))
        .isEqualTo("can't read <text> from <path>");
    assertThat(ErrorPattern.of("bad block 0xDEADbeef, sum 9f86d081884c7d65"))
        .isEqualTo("bad block <hex>, sum <hex>");
    assertThat(ErrorPattern.of("C:\\data\\x.csv is locked")).isEqualTo("<path> is locked");
  }

  @Test
  void wordsStay() {
    assertThat(ErrorPattern.of("connection refused and/or reset by peer"))
        .isEqualTo("connection refused and/or reset by peer");
    assertThat(ErrorPattern.of("decade of facade")).isEqualTo("decade of facade");
    assertThat(ErrorPattern.of("")).isEmpty();
  }

  @Test
  void theFirstLineAloneTellsAndNotAllOfALongOne() {
    assertThat(ErrorPattern.of("boom\n at line 3")).isEqualTo("boom");
    assertThat(ErrorPattern.of("x ".repeat(5_000))).hasSizeLessThan(301);
  }

  /** An event with half of a character cannot be written, and its batch would stand for ever. */
  @Test
  void noCharacterIsCutInTwo() {
    assertThat(ErrorPattern.of("x".repeat(299) + "😀 was that")).isEqualTo("x".repeat(299));
    assertThat(ErrorPattern.of("x".repeat(298) + "😀 was that")).isEqualTo("x".repeat(298) + "😀");
  }

  @Test
  void noMessageTakesLong() {
    for (var part : List.of("'", "\"a", "/a.", "0x", "a1", "-", "a:/", "1.", "::")) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(5), () -> assertThat(ErrorPattern.of(part.repeat(1_000))).isNotNull());
    }
  }

  @Test
  void groupsAreBoundedAndTheRestIsTogether() {
    var groups = new ErrorGroups();
    for (int kind = 0; kind < 200; kind++) {
      groups.add(
          new ErrorGroup(
              "kind" + (char) ('a' + kind % 26) + kind,
              1,
              kind,
              "m" + kind,
              "",
              Instant.EPOCH,
              Instant.EPOCH));
      groups.giveUp(
          "kind" + (char) ('a' + kind % 26) + kind, io.gristworks.core.task.TaskSet.of(kind));
    }
    assertThat(groups.sums()).hasSize(ErrorGroups.MOST + 1);
    assertThat(groups.sums().stream().mapToLong(ErrorGroup::count).sum()).isEqualTo(200);
    assertThat(groups.failedIn(ErrorGroup.OTHER).getCardinality())
        .isEqualTo(200 - ErrorGroups.MOST);
  }
}
