package io.gristworks.store.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.store.bytes.CorruptBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputBlockTest {
  private record Task(String input, @Nullable String id) {}

  private static byte[] pack(InputPacker packer, List<Task> tasks) {
    for (var task : tasks) {
      var noise = ("??" + task.input() + "??").getBytes(UTF_8);
      packer.add(noise, 2, noise.length - 4, task.id());
    }
    return packer.pack();
  }

  private static List<Task> unpack(byte[] payload) {
    var block = InputBlock.read(payload);
    var tasks = new ArrayList<Task>();
    for (int at = 0; at < block.tasks(); at++) {
      var input = new String(block.bytes(), block.offset(at), block.length(at), UTF_8);
      assertThat(block.input(at)).isEqualTo(input.getBytes(UTF_8));
      tasks.add(new Task(input, block.customId(at)));
    }
    return tasks;
  }

  @Test
  void inputsAndIdsComeBackInTheirPlaces() {
    var tasks =
        List.of(
            new Task("{\"symbol\":\"A\"}", null),
            new Task("", ""),
            new Task("[1,2]", "größe-ß"),
            new Task("\"\uD83C\uDF3E\"", null),
            new Task("null", "last"));
    assertThat(unpack(pack(new InputPacker(), tasks))).isEqualTo(tasks);
  }

  @Test
  void aPackerIsEmptyAgainAfterSealing() {
    var packer = new InputPacker();
    pack(packer, List.of(new Task("{}", "one"), new Task("{}", "two")));
    var first = packer.seal("u", 0, 0);
    assertThat(first.tasks()).isEqualTo(2);
    assertThat(first.idHashes()).hasSize(8);
    assertThat(packer.size()).isZero();

    pack(packer, List.of(new Task("[]", null)));
    var second = packer.seal("u", 1, 2);
    assertThat(unpack(second.payload())).containsExactly(new Task("[]", null));
    assertThat(second.idHashes()).isEmpty();
    assertThat(second.firstTask()).isEqualTo(2);
  }

  @Test
  void packingTwiceGivesTheSame() {
    var packer = new InputPacker();
    var payload = pack(packer, List.of(new Task("{}", "one")));
    assertThat(packer.pack()).isEqualTo(payload);
    assertThat(unpack(pack(new InputPacker(), List.of()))).isEmpty();
  }

  @Test
  void anIdIsFoundOnlyWhereItIs() {
    var packer = new InputPacker();
    pack(
        packer,
        List.of(new Task("1", null), new Task("2", "a"), new Task("3", "a"), new Task("4", "ab")));
    var block = InputBlock.read(packer.pack());
    assertThat(block.find("a")).isEqualTo(1);
    assertThat(block.find("ab")).isEqualTo(3);
    assertThat(block.find("")).isEqualTo(-1);
    assertThat(block.find("b")).isEqualTo(-1);
    assertThat(CustomIdIndex.mayHold(packer.idHashes(), CustomIdIndex.hash("ab"))).isTrue();
    assertThat(CustomIdIndex.mayHold(packer.idHashes(), CustomIdIndex.hash("b"))).isFalse();
    assertThat(CustomIdIndex.mayHold(new byte[0], 0)).isFalse();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void whateverIsPackedIsUnpacked(long seed) {
    var random = new SplittableRandom(seed);
    var packer = new InputPacker(1 + random.nextInt(5));
    for (int round = 0; round < 5; round++) {
      var tasks = new ArrayList<Task>();
      int count = random.nextInt(3000);
      for (int at = 0; at < count; at++) {
        var id = random.nextInt(4) == 0 ? null : "id-é" + random.nextInt(100_000);
        tasks.add(new Task("x".repeat(random.nextInt(random.nextInt(1, 400))), id));
      }
      assertThat(unpack(pack(packer, tasks))).isEqualTo(tasks);
      packer.clear();
    }
  }

  @Test
  void damagedBytesAreNeverTakenForInputs() {
    var tasks = new ArrayList<Task>();
    for (int at = 0; at < 200; at++) {
      tasks.add(new Task("{\"n\":" + at * 7919 + "}", "id" + at));
    }
    var payload = pack(new InputPacker(), tasks);
    for (int at = 0; at < payload.length; at++) {
      for (int bit = 0; bit < 8; bit += 3) {
        var damaged = payload.clone();
        damaged[at] ^= (byte) (1 << bit);
        try {
          // A bit that zstd does not use may change nothing; it must not change the inputs.
          assertThat(unpack(damaged)).isEqualTo(tasks);
        } catch (CorruptBytes expected) {
          assertThat(expected).hasMessageMatching("(?s).+");
        }
      }
    }
    for (int length = 0; length < payload.length; length++) {
      var cut = Arrays.copyOf(payload, length);
      assertThatThrownBy(() -> InputBlock.read(cut)).isInstanceOf(CorruptBytes.class);
    }
  }
}
