package io.gristworks.store;

import static io.gristworks.store.Samples.NOON;
import static io.gristworks.store.Samples.batch;
import static io.gristworks.store.Samples.inputs;
import static io.gristworks.store.Samples.outcomes;
import static io.gristworks.store.Samples.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.core.retention.StoredUpload;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.worker.SegmentIds;
import io.gristworks.store.segment.InputBlock;
import io.gristworks.store.segment.OutcomeBlock;
import io.gristworks.store.segment.OutcomeSegment;
import io.gristworks.store.segment.SegmentStore;
import io.gristworks.store.segment.SegmentStore.MissingSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SegmentStoreTest extends OnEachDatabase {
  private SegmentStore store;

  @BeforeEach
  void openStore() {
    store = new JdbcSegmentStore(database);
  }

  private String openUpload() {
    var upload = upload();
    store.openUpload(upload, batch(), NOON);
    return upload;
  }

  @Test
  void inputsAreReadAsTheyWereWritten() {
    var upload = openUpload();
    store.writeInputs(List.of(inputs(upload, 0, 0, 3), inputs(upload, 1, 3, 2)));

    var second = store.readInput(upload, 1);
    assertThat(second).usingRecursiveComparison().isEqualTo(inputs(upload, 1, 3, 2));
    assertThat(InputBlock.read(second.payload()).input(1)).asString().isEqualTo("{\"n\":4}");
  }

  @Test
  void aWholeUploadIsThereAtOnceAndOnce() {
    var upload = upload();
    for (int again = 0; again < 2; again++) {
      store.writeWhole(
          upload, batch(), NOON, List.of(inputs(upload, 0, 0, 3), inputs(upload, 1, 3, 2)));
      assertThat(store.readInput(upload, 0).tasks()).isEqualTo(3);
      assertThat(store.readInput(upload, 1).tasks()).isEqualTo(2);
    }
    assertThat(store.discardUpload(upload)).isTrue();
    assertThatThrownBy(() -> store.readInput(upload, 0)).isInstanceOf(MissingSegment.class);
  }

  @Test
  void writingTheSameSegmentsAgainChangesNothing() {
    var upload = openUpload();
    store.writeInputs(List.of(inputs(upload, 0, 0, 3)));
    store.writeInputs(List.of(inputs(upload, 0, 0, 3), inputs(upload, 1, 3, 2)));
    store.writeInputs(List.of(inputs(upload, 0, 0, 99)));
    assertThat(store.readInput(upload, 0).tasks()).isEqualTo(3);
    assertThat(store.readInput(upload, 1).tasks()).isEqualTo(2);

    var outcomes = outcomes(batch(), 0, 10);
    store.writeOutcomes(List.of(outcomes));
    store.writeOutcomes(List.of(outcomes, outcomes(outcomes.batch(), 10, 5)));
    assertThat(store.readOutcomes(outcomes.batch(), outcomes.ref()).payload())
        .isEqualTo(outcomes.payload());
  }

  @Test
  void writersOfTheSameSegmentAtTheSameTimeAllSucceed() throws Exception {
    var upload = openUpload();
    var outcomes = List.of(outcomes(batch(), 0, 10), outcomes(batch(), 0, 10));
    var gate = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var writers =
          IntStream.range(0, 8)
              .<Future<?>>mapToObj(
                  _ ->
                      threads.submit(
                          () -> {
                            gate.await();
                            store.writeInputs(
                                List.of(inputs(upload, 0, 0, 3), inputs(upload, 1, 3, 2)));
                            store.writeOutcomes(outcomes);
                            return null;
                          }))
              .toList();
      gate.countDown();
      for (var writer : writers) {
        writer.get();
      }
    }
    assertThat(store.readInput(upload, 0).tasks()).isEqualTo(3);
  }

  @Test
  void nothingToWriteIsNothing() {
    store.writeInputs(List.of());
    store.writeOutcomes(List.of());
    var old = new StoredUpload(upload(), batch(), NOON.plusSeconds(999_999));
    assertThat(store.unadopted(old, 10)).isEmpty();
  }

  @Test
  void whatIsNotThereIsMissing() {
    var upload = openUpload();
    assertThatThrownBy(() -> store.readInput(upload, 0)).isInstanceOf(MissingSegment.class);
    assertThatThrownBy(() -> store.adopt("nobody's")).isInstanceOf(MissingSegment.class);
    var ref = new SegmentRef(UUID.randomUUID(), 0, 1, 2);
    assertThatThrownBy(() -> store.readOutcomes(batch(), ref)).isInstanceOf(MissingSegment.class);
  }

  @Test
  void anUploadThatWasNeverBegunTakesNoSegments() {
    var upload = upload();
    assertThatThrownBy(() -> store.writeInputs(List.of(inputs(upload, 0, 0, 3))))
        .isInstanceOf(MissingSegment.class);
    assertThatThrownBy(
            () -> store.writeInputs(List.of(inputs(upload, 0, 0, 3), inputs(upload, 1, 3, 3))))
        .isInstanceOf(MissingSegment.class);
  }

  @Test
  void aTaskIsFoundByItsCustomId() {
    var upload = openUpload();
    store.writeInputs(
        IntStream.range(0, 20).mapToObj(at -> inputs(upload, at, at * 50, 50)).toList());
    assertThat(store.findCustomId(upload, "row-0")).isEqualTo(0);
    assertThat(store.findCustomId(upload, "row-777")).isEqualTo(777);
    assertThat(store.findCustomId(upload, "row-1000")).isEqualTo(-1);
    assertThat(store.findCustomId(upload(), "row-0")).isEqualTo(-1);
  }

  @Test
  void uploadsThatNobodyAdoptedAreListedOldestFirst() {
    var batch = batch();
    var old = upload();
    var older = upload();
    var adopted = upload();
    var young = upload();
    var ages = NOON.minusSeconds(100_000);
    store.openUpload(old, batch, ages.plusSeconds(2));
    store.openUpload(older, batch, ages.plusSeconds(1));
    store.openUpload(adopted, batch, ages);
    store.openUpload(young, batch, ages.plusSeconds(3));
    store.adopt(adopted);
    store.adopt(adopted);

    assertThat(store.unadopted(null, 3))
        .containsExactly(
            new StoredUpload(older, batch, ages.plusSeconds(1)),
            new StoredUpload(old, batch, ages.plusSeconds(2)),
            new StoredUpload(young, batch, ages.plusSeconds(3)));
    var first = store.unadopted(null, 1).getFirst();
    assertThat(store.unadopted(first, 1))
        .containsExactly(new StoredUpload(old, batch, ages.plusSeconds(2)));
    for (var upload : List.of(old, older, young)) {
      store.deleteUpload(upload);
    }
  }

  @Test
  void beginningAnUploadAgainLeavesItAdopted() {
    var upload = openUpload();
    store.adopt(upload);
    store.openUpload(upload, batch(), NOON);
    assertThat(store.discardUpload(upload)).isFalse();
  }

  @Test
  void anUploadIsDiscardedWithItsSegmentsUnlessAdopted() {
    var orphan = openUpload();
    var adopted = openUpload();
    store.writeInputs(List.of(inputs(orphan, 0, 0, 3), inputs(adopted, 0, 0, 3)));
    store.adopt(adopted);

    assertThat(store.discardUpload(orphan)).isTrue();
    assertThat(store.discardUpload(orphan)).isFalse();
    assertThat(store.discardUpload(adopted)).isFalse();
    assertThatThrownBy(() -> store.readInput(orphan, 0)).isInstanceOf(MissingSegment.class);
    assertThatThrownBy(() -> store.adopt(orphan)).isInstanceOf(MissingSegment.class);
    assertThat(store.readInput(adopted, 0).tasks()).isEqualTo(3);
  }

  @Test
  void anUploadOfManySegmentsIsDeletedWhole() {
    var upload = openUpload();
    store.writeInputs(IntStream.range(0, 450).mapToObj(at -> inputs(upload, at, at, 1)).toList());
    store.adopt(upload);
    store.deleteUpload(upload);
    store.deleteUpload(upload);
    assertThatThrownBy(() -> store.readInput(upload, 449)).isInstanceOf(MissingSegment.class);
    assertThatThrownBy(() -> store.adopt(upload)).isInstanceOf(MissingSegment.class);
  }

  @Test
  void outcomesAreReadAsTheyWereWritten() {
    var written = outcomes(batch(), 100, 50);
    store.writeOutcomes(List.of(written));
    var read = store.readOutcomes(written.batch(), written.ref());
    assertThat(read).usingRecursiveComparison().isEqualTo(written);
    assertThat(OutcomeBlock.read(read.payload()).task(49)).isEqualTo(149);
  }

  @Test
  void outcomesAreDeletedByTheirIdsAndAllOthersStay() {
    var batch = batch();
    var all = IntStream.range(0, 450).mapToObj(at -> outcomes(batch, at, 1)).toList();
    var neighbour = outcomes(batch(), 0, 1);
    store.writeOutcomes(all);
    store.writeOutcomes(List.of(neighbour));
    var kept = all.get(7);
    var others = all.stream().map(each -> each.ref().id()).collect(Collectors.toList());
    others.remove(7);

    store.deleteOutcomes(batch, others);
    store.deleteOutcomes(batch, others);
    assertThat(store.listOutcomes(batch, null, 9)).containsExactly(kept.ref().id());
    assertThat(store.readOutcomes(batch, kept.ref()).job()).isZero();
    assertThat(store.readOutcomes(neighbour.batch(), neighbour.ref()).job()).isZero();
    assertThatThrownBy(() -> store.readOutcomes(batch, all.get(449).ref()))
        .isInstanceOf(MissingSegment.class);
  }

  @Test
  void outcomesAreListedPageByPageEachOnce() {
    var batch = batch();
    var all = IntStream.range(0, 25).mapToObj(at -> outcomes(batch, at, 1)).toList();
    store.writeOutcomes(all);
    store.writeOutcomes(List.of(outcomes(batch(), 0, 1)));
    var listed = new ArrayList<UUID>();
    List<UUID> page;
    do {
      page = store.listOutcomes(batch, listed.isEmpty() ? null : listed.getLast(), 10);
      listed.addAll(page);
    } while (page.size() == 10);
    assertThat(listed)
        .containsExactlyInAnyOrderElementsOf(all.stream().map(each -> each.ref().id()).toList());
  }

  @Test
  void outcomesAreListedFromALeaseOnAndReadByTheirIdsAsFarAsTheyAreThere() {
    var batch = batch();
    var random = new SplittableRandom(1);
    var all = new ArrayList<OutcomeSegment>();
    for (long lease : new long[] {1, 4_095, 4_096, 1L << 32, (1L << 32) + 1, 1L << 45}) {
      all.add(outcomes(batch, (int) lease, 1, SegmentIds.ofLease(lease, random)));
    }
    store.writeOutcomes(all);
    store.writeOutcomes(List.of(outcomes(batch(), 0, 1)));
    var listed = store.listOutcomes(batch, SegmentIds.before(4_096), 10);
    assertThat(listed)
        .containsExactlyElementsOf(
            all.subList(2, 6).stream().map(each -> each.ref().id()).toList());

    var asked = new ArrayList<>(listed.subList(1, 3));
    asked.add(UUID.randomUUID());
    assertThat(store.readOutcomes(batch, asked))
        .usingRecursiveComparison()
        .isEqualTo(all.subList(3, 5));
    assertThat(store.readOutcomes(batch, List.of())).isEmpty();
  }

  @Test
  void aPayloadOfMegabytesIsKept() {
    var batch = batch();
    var large = new byte[20 << 20];
    large[large.length - 1] = 7;
    var ref = new SegmentRef(UUID.randomUUID(), 0, 0, 1);
    store.writeOutcomes(List.of(new OutcomeSegment(batch, 0, ref, large)));
    assertThat(store.readOutcomes(batch, ref).payload()).isEqualTo(large);
  }
}
