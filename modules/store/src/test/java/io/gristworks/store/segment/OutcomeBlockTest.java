package io.gristworks.store.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.task.Outcome;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskError;
import io.gristworks.store.bytes.CorruptBytes;
import io.gristworks.store.bytes.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeBlockTest {
  private static final BatchId BATCH = BatchId.of("ana", "nightly");

  private static Outcome success(int task, int attempt, String result, long micros) {
    return new Outcome(
        task, attempt, Outcome.Kind.SUCCEEDED, result.getBytes(UTF_8), null, micros, "node-ä");
  }

  private static Outcome failure(int task, int attempt, TaskError error, long micros) {
    return new Outcome(task, attempt, Outcome.Kind.FAILED, null, error, micros, "node-ä");
  }

  private static byte[] pack(OutcomePacker packer, List<Outcome> outcomes) {
    for (var outcome : outcomes) {
      if (outcome.error() != null) {
        packer.failed(outcome.task(), outcome.attempt(), outcome.error(), outcome.micros());
      } else {
        var noise = ("?" + new String(outcome.result(), UTF_8) + "?").getBytes(UTF_8);
        packer.succeeded(
            outcome.task(), outcome.attempt(), noise, 1, noise.length - 2, outcome.micros());
      }
    }
    return packer.pack();
  }

  private static List<Outcome> unpack(byte[] payload) {
    var block = OutcomeBlock.read(payload);
    var outcomes = new ArrayList<Outcome>();
    for (int at = 0; at < block.entries(); at++) {
      outcomes.add(block.outcome(at));
    }
    return outcomes;
  }

  private static void assertSame(List<Outcome> actual, List<Outcome> expected) {
    assertThat(actual.stream().map(OutcomeBlockTest::text).toList())
        .isEqualTo(expected.stream().map(OutcomeBlockTest::text).toList());
  }

  /** Arrays in records are compared by identity; their text is not. */
  private static String text(Outcome outcome) {
    return outcome.result() == null
        ? outcome.toString()
        : new String(outcome.result(), UTF_8)
            + new Outcome(
                outcome.task(),
                outcome.attempt(),
                outcome.kind(),
                null,
                outcome.error(),
                outcome.micros(),
                outcome.node());
  }

  @Test
  void outcomesComeBackInOrderOfTaskAndAttempt() {
    var last = success(Integer.MAX_VALUE, OutcomePacker.MAX_ATTEMPT, "", 0);
    var again = success(7, 2, "{\"n\":7}", 5_000_000_000L);
    var failed = failure(7, 1, new TaskError("timeout", "took too long: größer", null, false), 9);
    var dead = failure(3, 1, new TaskError("bad_input", "", "at line 1\nat line 2", true), 1);
    var first = success(0, 1, "[]", 12);

    assertSame(
        unpack(pack(new OutcomePacker("node-ä"), List.of(last, again, failed, first, dead))),
        List.of(first, dead, failed, again, last));
  }

  @Test
  void aTaskIsSoughtByItsIndex() {
    var block =
        OutcomeBlock.read(
            pack(
                new OutcomePacker("node-ä"),
                List.of(success(5, 2, "b", 1), success(5, 1, "a", 1), success(9, 1, "c", 1))));
    assertThat(block.firstAtOrAfter(0)).isZero();
    assertThat(block.firstAtOrAfter(5)).isZero();
    assertThat(block.firstAtOrAfter(6)).isEqualTo(2);
    assertThat(block.firstAtOrAfter(10)).isEqualTo(3);
    assertThat(block.node()).isEqualTo("node-ä");
    assertThat(new String(block.bytes(), block.offset(2), block.length(2), UTF_8)).isEqualTo("c");
  }

  @Test
  void aSealedSegmentSaysWhatItCovers() {
    var packer = new OutcomePacker("node-ä");
    pack(packer, List.of(success(9, 1, "a", 1), success(4, 1, "b", 1), success(4, 2, "c", 1)));
    var id = new UUID(1, 2);
    var segment = packer.seal(BATCH, 2, id);
    assertThat(segment.ref()).isEqualTo(new SegmentRef(id, 4, 9, 3));
    assertThat(segment.job()).isEqualTo(2);
    assertThat(packer.entries()).isZero();
    assertThat(packer.size()).isZero();
    assertThatThrownBy(() -> packer.seal(BATCH, 2, id)).hasMessage("no outcomes to seal");
    assertThat(unpack(packer.pack())).isEmpty();
  }

  @Test
  void whatHasNoRoomIsRefusedBeforeItIsTaken() {
    var packer = new OutcomePacker("node-ä");
    for (int attempt : new int[] {0, OutcomePacker.MAX_ATTEMPT + 1}) {
      assertThatThrownBy(() -> packer.succeeded(1, attempt, new byte[3], 0, 3, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> packer.succeeded(-1, 1, new byte[3], 0, 3, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(packer.size()).isZero();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void whateverIsPackedIsUnpacked(long seed) {
    var random = new Random(seed);
    var packer = new OutcomePacker("node-ä", 1 + random.nextInt(5));
    for (int round = 0; round < 4; round++) {
      var outcomes = new ArrayList<Outcome>();
      int task = 0;
      for (int at = random.nextInt(4000); at > 0; at--) {
        task += random.nextInt(3) == 0 ? 0 : random.nextInt(1000);
        outcomes.add(any(task, outcomes.size() % 4000 + 1, random));
      }
      var shuffled = new ArrayList<>(outcomes);
      Collections.shuffle(shuffled, random);
      outcomes.sort(Comparator.comparingInt(Outcome::task).thenComparingInt(Outcome::attempt));
      assertSame(unpack(pack(packer, shuffled)), outcomes);
      packer.clear();
    }
  }

  private static Outcome any(int task, int attempt, RandomGenerator random) {
    long micros = random.nextLong(1L << random.nextInt(1, 63));
    if (random.nextInt(5) > 0) {
      return success(task, attempt, "r".repeat(random.nextInt(100)), micros);
    }
    var detail = random.nextBoolean() ? "at " + task : null;
    return failure(
        task, attempt, new TaskError("kind", "m" + task, detail, random.nextBoolean()), micros);
  }

  @Test
  void damagedBytesAreNeverTakenForOutcomes() {
    var outcomes = new ArrayList<Outcome>();
    for (int at = 0; at < 300; at++) {
      outcomes.add(success(at * 3, 1, "{\"n\":" + at * 7919 + "}", at));
    }
    var payload = pack(new OutcomePacker("node-ä"), outcomes);
    for (int at = 0; at < payload.length; at++) {
      var damaged = payload.clone();
      damaged[at] ^= 0x10;
      try {
        assertSame(unpack(damaged), outcomes);
      } catch (CorruptBytes expected) {
        assertThat(expected).hasMessageMatching("(?s).+");
      }
    }
    assertThatThrownBy(() -> OutcomeBlock.read(Arrays.copyOf(payload, payload.length + 3)))
        .isInstanceOf(CorruptBytes.class);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void nonsenseInASoundFrameIsRefusedWithoutHarm(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < 5_000; round++) {
      var nonsense = new byte[random.nextInt(60)];
      random.nextBytes(nonsense);
      if (nonsense.length > 12) { // mostly small numbers, to get past the first checks
        Arrays.fill(nonsense, nonsense.length - 9, nonsense.length, (byte) 0);
        nonsense[nonsense.length - 1] = (byte) random.nextInt(20);
        nonsense[nonsense.length - 5] = (byte) random.nextInt(20);
      }
      try {
        unpack(Frame.pack(1, nonsense, nonsense.length, 1));
      } catch (CorruptBytes expected) {
        assertThat(expected).hasMessageMatching("(?s).+");
      }
      try {
        var block = InputBlock.read(Frame.pack(1, nonsense, nonsense.length, 1));
        for (int at = 0; at < block.tasks(); at++) {
          block.input(at);
          block.customId(at);
        }
      } catch (CorruptBytes expected) {
        assertThat(expected).hasMessageMatching("(?s).+");
      }
    }
  }
}
