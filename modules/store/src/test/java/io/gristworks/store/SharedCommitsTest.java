package io.gristworks.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedCommitsTest {
  private final List<List<Integer>> commits = Collections.synchronizedList(new ArrayList<>());
  private final Semaphore database = new Semaphore(0);

  private void store(List<Integer> writes) {
    commits.add(writes);
    database.acquireUninterruptibly();
    if (writes.contains(13)) {
      throw new IllegalStateException("no " + writes);
    }
  }

  private static CompletableFuture<Void> write(SharedCommits<Integer> into, int what) {
    var done = new CompletableFuture<Void>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                into.write(what);
                done.complete(null);
              } catch (RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }

  private static void waitingAre(SharedCommits<Integer> of, int count) {
    await().until(() -> of.waiting() == count);
  }

  @Test
  void writesThatFindOneUnderWayShareTheNextCommit() throws Exception {
    var shared = new SharedCommits<>(1, 10, this::store);
    var first = write(shared, 1);
    await().until(() -> commits.size() == 1);
    var second = write(shared, 2);
    waitingAre(shared, 1);
    var third = write(shared, 3);
    waitingAre(shared, 2);
    assertThat(second).isNotDone();
    database.release(1);
    first.get();
    await().until(() -> commits.size() == 2);
    assertThat(second).isNotDone();
    assertThat(third).isNotDone();
    database.release(1);
    second.get();
    third.get();
    assertThat(commits).containsExactly(List.of(1), List.of(2, 3));
  }

  @Test
  void aCommitHoldsSoManyWritesAndSoManyAreAtOnce() throws Exception {
    var shared = new SharedCommits<>(2, 3, this::store);
    var firsts = List.of(write(shared, 1), write(shared, 2));
    await().until(() -> commits.size() == 2);
    var others = new ArrayList<CompletableFuture<Void>>();
    for (int i = 3; i < 10; i++) {
      others.add(write(shared, i));
    }
    waitingAre(shared, 7);
    database.release(100);
    for (var each : firsts) {
      each.get();
    }
    for (var each : others) {
      each.get();
    }
    assertThat(commits).allMatch(commit -> commit.size() <= 3);
    assertThat(commits.stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(1, 10).boxed().toList());
    assertThat(shared.waiting()).isZero();
  }

  @Test
  void oneThatFailsFailsAlone() throws Exception {
    var shared = new SharedCommits<>(1, 10, this::store);
    var first = write(shared, 1);
    await().until(() -> commits.size() == 1);
    var good = write(shared, 2);
    waitingAre(shared, 1);
    var bad = write(shared, 13);
    waitingAre(shared, 2);
    database.release(100);
    first.get();
    good.get();
    assertThatThrownBy(bad::get)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("no [13]");
    // And those that come later are written.
    write(shared, 4).get();
    assertThat(commits).last().isEqualTo(List.of(4));
  }
}
