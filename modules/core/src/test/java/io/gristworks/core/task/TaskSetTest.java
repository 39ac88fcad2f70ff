package io.gristworks.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

class TaskSetTest {

  @Test
  void whatIsWrittenIsRead() {
    for (var set : samples()) {
      assertThat(TaskSet.fromBytes(set.toBytes())).as(set.toString()).isEqualTo(set);
    }
  }

  @Test
  void equalSetsAreEqualHoweverTheyCameToBe() {
    for (var set : samples()) {
      var again = TaskSet.fromBytes(set.toBytes());
      var oneByOne = new RoaringBitmap();
      set.forEach(oneByOne::add);
      assertThat(TaskSet.owning(oneByOne)).isEqualTo(set).hasSameHashCodeAs(set);
      assertThat(again).hasSameHashCodeAs(set);
    }
  }

  @Test
  void aRunOfTenMillionTakesFewBytes() {
    assertThat(TaskSet.range(0, 10_000_000).toBytes()).hasSizeLessThan(2_500);
  }

  @Test
  void aSetIsNotChangedByItsSource() {
    var bits = RoaringBitmap.bitmapOf(1, 2);
    var copy = TaskSet.copyOf(bits);
    bits.add(3);
    assertThat(copy).isEqualTo(TaskSet.of(1, 2));
  }

  @Test
  void setsCombineAndLeaveTheirPartsAsTheyWere() {
    var low = TaskSet.range(0, 5);
    var high = TaskSet.range(3, 8);
    assertThat(low.or(high)).isEqualTo(TaskSet.range(0, 8));
    assertThat(low.and(high)).isEqualTo(TaskSet.of(3, 4));
    assertThat(low.andNot(high)).isEqualTo(TaskSet.range(0, 3));
    assertThat(low.intersects(high)).isTrue();
    assertThat(low.intersects(TaskSet.of(5))).isFalse();
    assertThat(low).isEqualTo(TaskSet.of(0, 1, 2, 3, 4));
  }

  @Test
  void tasksAreVisitedInOrder() {
    var seen = new ArrayList<Integer>();
    TaskSet.of(70_000, 3, 65_536).forEach(seen::add);
    assertThat(seen).containsExactly(3, 65_536, 70_000);
    assertThat(TaskSet.of(70_000, 3).first()).isEqualTo(3);
    assertThat(TaskSet.of(70_000, 3).last()).isEqualTo(70_000);
  }

  @Test
  void aSetSaysInFewWordsWhatItHolds() {
    assertThat(TaskSet.empty()).hasToString("{}");
    assertThat(TaskSet.of(5, 9, 700)).hasToString("{3 tasks, 5..700}");
  }

  @Test
  void bytesThatAreNoSetAreRefusedAndNothingElseHappens() {
    assertThatIllegalArgumentException().isThrownBy(() -> TaskSet.fromBytes(new byte[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> TaskSet.fromBytes(new byte[] {1, 2, 3}));
    for (var set : samples()) {
      var whole = set.toBytes();
      for (int cut = 0; cut < whole.length; cut += Math.max(1, whole.length / 50)) {
        var part = Arrays.copyOf(whole, cut);
        assertThatIllegalArgumentException()
            .as("%s cut to %d of %d bytes", set, cut, whole.length)
            .isThrownBy(() -> TaskSet.fromBytes(part));
      }
    }
  }

  private static List<TaskSet> samples() {
    var samples = new ArrayList<TaskSet>();
    samples.add(TaskSet.empty());
    samples.add(TaskSet.of(0));
    samples.add(TaskSet.of(Integer.MAX_VALUE - 1));
    samples.add(TaskSet.range(0, 10));
    samples.add(TaskSet.range(65_530, 65_540));
    samples.add(TaskSet.range(0, 10_000));
    samples.add(TaskSet.range(0, 200_000));
    for (int seed = 0; seed < 50; seed++) {
      samples.add(random(new SplittableRandom(seed)));
    }
    return samples;
  }

  private static TaskSet random(RandomGenerator random) {
    var bits = new RoaringBitmap();
    int pieces = random.nextInt(1, 6);
    for (int piece = 0; piece < pieces; piece++) {
      int from = random.nextInt(300_000);
      if (random.nextBoolean()) {
        bits.add((long) from, from + random.nextLong(1, 100_000));
      } else {
        random.ints(random.nextInt(6_000), from, from + 80_000).forEach(bits::add);
      }
    }
    return TaskSet.owning(bits);
  }
}
