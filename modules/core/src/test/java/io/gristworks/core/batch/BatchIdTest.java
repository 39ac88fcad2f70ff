package io.gristworks.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BatchIdTest {

  @Test
  void theSameTenantAndKeyMeetTheSameBatchForEver() {
    // Fixed: were this to change, a repeated submission would start a second batch.
    assertThat(BatchId.of("acme", "order-4711").value()).isEqualTo("b1ckbn1jt3kmt7a1sbcgs");
  }

  @Test
  void tenantAndKeyDoNotRunIntoEachOther() {
    assertThat(BatchId.of("ab", "c")).isNotEqualTo(BatchId.of("a", "bc"));
    assertThat(BatchId.of("a", "k")).isNotEqualTo(BatchId.of("b", "k"));
  }

  @Test
  void freshIdsAreWellFormedAndDiffer() {
    var random = new SplittableRandom(1);
    var seen = new HashSet<BatchId>();
    for (int at = 0; at < 10_000; at++) {
      seen.add(BatchId.fresh(random));
    }
    assertThat(seen).hasSize(10_000);
    assertThat(seen).allSatisfy(id -> assertThat(id.value()).matches("b[0-9a-v]{20}"));
  }

  @Test
  void everyBitOfAnIdVaries() {
    var random = new SplittableRandom(2);
    for (int place = 1; place <= 20; place++) {
      var deadLetters = new HashSet<Character>();
      for (int at = 0; at < 1_000; at++) {
        deadLetters.add(BatchId.fresh(random).value().charAt(place));
      }
      assertThat(deadLetters).as("letters at place %d", place).hasSize(32);
    }
  }

  @Test
  void whatIsNotAnIdIsRefused() {
    assertThat(BatchId.isWellFormed("b0123456789abcdefghij")).isTrue();
    assertThat(BatchId.isWellFormed("b0123456789abcdefghiw")).isFalse();
    assertThat(BatchId.isWellFormed("b0123456789abcdefghi")).isFalse();
    assertThat(BatchId.isWellFormed("b0123456789ABCDEFGHIJ")).isFalse();
    assertThat(BatchId.isWellFormed("b0123456789abcdefghij\n")).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchId("../../etc/passwd"))
        .withMessageContaining("not a batch id");
  }
}
