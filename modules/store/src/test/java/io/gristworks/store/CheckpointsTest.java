package io.gristworks.store;

import static io.gristworks.store.Samples.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.store.checkpoint.Checkpoints;
import io.gristworks.store.checkpoint.Checkpoints.Owner;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckpointsTest extends OnEachDatabase {
  private Checkpoints checkpoints;

  @BeforeEach
  void openCheckpoints() {
    checkpoints = new JdbcCheckpoints(database);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String kept(Owner owner) {
    return checkpoints
        .read(owner)
        .map(state -> new String(state, StandardCharsets.UTF_8))
        .orElse("nothing");
  }

  @Test
  void theLastStateThatWasSavedIsRead() {
    var owner = new Owner(batch(), 1, 7);
    assertThat(kept(owner)).isEqualTo("nothing");
    assertThat(checkpoints.save(owner, 5, bytes("half"))).isTrue();
    assertThat(checkpoints.save(owner, 5, bytes("three quarters"))).isTrue();

    assertThat(kept(owner)).isEqualTo("three quarters");
    assertThat(kept(new Owner(owner.batch(), 1, 8))).isEqualTo("nothing");
    assertThat(kept(new Owner(owner.batch(), 0, 7))).isEqualTo("nothing");
    assertThat(kept(new Owner(batch(), 1, 7))).isEqualTo("nothing");
  }

  @Test
  void aLaterLeaseTakesOverAndTheEarlierOneIsRefused() {
    var owner = new Owner(batch(), 0, 0);
    assertThat(checkpoints.save(owner, 5, bytes("of 5"))).isTrue();
    assertThat(checkpoints.save(owner, 1L << 50, bytes("of a later one"))).isTrue();
    assertThat(checkpoints.save(owner, 5, bytes("of a ghost"))).isFalse();

    assertThat(kept(owner)).isEqualTo("of a later one");
  }

  @Test
  void theLargestStateAndTheEmptyOneAreKeptAsTheyAre() {
    var largest = new byte[64 << 10];
    new SplittableRandom(3).nextBytes(largest);
    var owner = new Owner(batch(), 0, 9_999_999);
    checkpoints.save(owner, 1, largest);
    assertThat(checkpoints.read(owner)).hasValueSatisfying(it -> assertThat(it).isEqualTo(largest));

    checkpoints.save(owner, 1, new byte[0]);
    assertThat(checkpoints.read(owner)).hasValueSatisfying(it -> assertThat(it).isEmpty());
  }

  @Test
  void ofManyLeasesThatSaveAtOnceTheLatestPrevails() throws Exception {
    for (int round = 0; round < 20; round++) {
      var owner = new Owner(batch(), 0, round);
      var saves =
          LongStream.rangeClosed(1, 8)
              .<Callable<Boolean>>mapToObj(
                  lease -> () -> checkpoints.save(owner, lease, bytes("of " + lease)))
              .toList();
      try (var threads = Executors.newFixedThreadPool(4)) {
        var all = threads.invokeAll(saves);
        for (var each : all) {
          each.get();
        }
        assertThat(all.getLast().get()).as("the latest is never refused").isTrue();
      }
      assertThat(kept(owner)).isEqualTo("of 8");
    }
  }

  @Test
  void whatEarlierLeasesKeptGoesAndOthersKeepTheirs() {
    var ended = batch();
    var other = new Owner(batch(), 0, 0);
    var later = new Owner(ended, 0, 7_000);
    checkpoints.save(other, 1, bytes("stays"));
    checkpoints.save(later, 2, bytes("of a retry"));
    for (int task = 0; task < 450; task++) {
      checkpoints.save(new Owner(ended, task % 2, task), 1, bytes("goes"));
    }

    assertThat(checkpoints.deleteBefore(ended, 2)).isEqualTo(450);
    assertThat(checkpoints.deleteBefore(ended, 2)).isZero();
    assertThat(kept(later)).isEqualTo("of a retry");
    assertThat(kept(new Owner(ended, 1, 1))).isEqualTo("nothing");
    assertThat(kept(other)).isEqualTo("stays");
  }
}
