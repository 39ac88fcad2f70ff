package io.gristworks.core.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.share.Division.Wish;
import io.gristworks.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DivisionTest {
  private static Wish wish(long want, long kept) {
    return new Wish(want, kept, 0, 0);
  }

  private static long[] divide(long total, Wish... wishes) {
    return Division.of(total, List.of(wishes), 1);
  }

  @Test
  void whoWantsMoreThanThereIsGetsAll() {
    assertThat(divide(4, wish(100, 0))).containsExactly(4);
  }

  @Test
  void theModestGetWhatTheyWantAndTheOthersTheSame() {
    assertThat(divide(12, wish(100, 12), wish(2, 0), wish(6, 0))).containsExactly(5, 2, 5);
  }

  @Test
  void whatNobodyNeedsIsWithThoseWhoHaveWork() {
    assertThat(divide(10, wish(0, 10), wish(1, 0))).containsExactly(0, 10);
    assertThat(divide(10, wish(1, 9), wish(1, 0))).containsExactly(9, 1);
  }

  @Test
  void whereNobodyHasWorkAllStaysWhereItIs() {
    assertThat(divide(10, wish(0, 7), wish(0, 3))).containsExactly(7, 3);
  }

  @Test
  void whatDoesNotDivideIsWithTheOneThatHasHadLeast() {
    var had = new Wish(9, 0, 5, 0);
    assertThat(divide(3, had, wish(9, 0))).containsExactly(1, 2);
  }

  @Test
  void whoHasItKeepsItForATurn() {
    assertThat(divide(1, new Wish(9, 1, 0.9, 0), wish(9, 0))).containsExactly(1, 0);
    assertThat(divide(1, new Wish(9, 1, 1.1, 0), wish(9, 0))).containsExactly(0, 1);
  }

  @Test
  void amongEqualsTheOneThatWaitsLongestComesFirst() {
    assertThat(divide(1, new Wish(9, 0, 3, 20), new Wish(9, 0, 3, 10))).containsExactly(0, 1);
  }

  @Seeds(500)
  void noMoreIsGivenThanThereIsAndNothingIsLeftWhileAnybodyWants(RandomGenerator random) {
    long total = random.nextLong(1, 40);
    var wishes = new ArrayList<Wish>();
    for (int at = random.nextInt(1, 12); at > 0; at--) {
      long want = random.nextBoolean() ? random.nextLong(10) : 100;
      wishes.add(new Wish(want, random.nextLong(10), random.nextDouble(5), random.nextLong(9)));
    }
    var parts = Division.of(total, wishes, 1);
    long given = LongStream.of(parts).sum();
    assertThat(given).isLessThanOrEqualTo(total);
    boolean anyWork = wishes.stream().anyMatch(wish -> wish.want() > 0);
    assertThat(anyWork && given < total).isFalse();
    for (int one = 0; one < parts.length; one++) {
      for (int other = 0; other < parts.length; other++) {
        boolean envies = parts[one] < wishes.get(one).want() && parts[other] > parts[one] + 1;
        assertThat(envies).isFalse();
      }
    }
  }
}
