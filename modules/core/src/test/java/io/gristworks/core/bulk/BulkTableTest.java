package io.gristworks.core.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchId;
import io.gristworks.testing.AnswerTable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every state of a bulk operation meets every page, and what else may come. */
class BulkTableTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant LATER = NOON.plusSeconds(5);
  private static final BatchId ONE = BatchId.of("mill", "one");
  private static final BatchId TWO = BatchId.of("mill", "two");
  private static final BulkAnswer CHANGED = new BulkAnswer.Changed();
  private static final BulkAnswer ALREADY = new BulkAnswer.Already();
  private static final BulkAnswer REFUSED = BulkTarget.of(TWO).silent();

  /** An operation, and how it stood one step before, where there was one. */
  private record Scene(BulkOperation now, @Nullable BulkOperation before) {
    Scene then(BulkOperation next) {
      return new Scene(next, now);
    }
  }

  private static Scene accepted() {
    var wish =
        new BulkRequest(
            BulkAction.PAUSE,
            List.of(new BatchCommand.Pause(null, "ana", "")),
            BulkFilter.all("mill"),
            "");
    var id = BulkId.fresh(new SplittableRandom(7));
    return new Scene(BulkOperation.accepted(id, "mill", "ana", wish, NOON, 4), null);
  }

  private static Scene running() {
    var scene = accepted();
    return scene.then(
        scene.now.after(page(false, ONE, TWO), List.of(CHANGED, ALREADY), NOON, NOON));
  }

  private static Map<String, Supplier<Scene>> states() {
    var states = new LinkedHashMap<String, Supplier<Scene>>();
    states.put("accepted", BulkTableTest::accepted);
    states.put("running, two have answered", BulkTableTest::running);
    states.put(
        "done",
        () -> {
          var scene = running();
          return scene.then(scene.now.after(page(true), List.of(), NOON, LATER));
        });
    states.put(
        "cancelled",
        () -> {
          var scene = running();
          return scene.then(scene.now.cancelled(LATER).orElseThrow());
        });
    return states;
  }

  private static BulkPage page(boolean last, BatchId... matched) {
    var end = matched.length == 0 ? null : new BulkPosition(NOON, matched[matched.length - 1]);
    return BulkPage.of(List.of(matched), end, last);
  }

  private static AnswerTable<Scene> table() {
    var table =
        new AnswerTable<Scene>(
            BulkTableTest.class,
            "bulk-command-table.md",
            "What a bulk operation answers, state by state",
            """
            In a cell stands how it stands then: its state, and how many
            batches were *changed*, were so *already*, *refused*. A step is stored only on the \
            one that it was made on; whoever made it on an
            earlier one reads anew. What has ended takes no page: whoever carries it asks that first.
            """);
    states().forEach(table::state);
    table
        .wish("cancel", it -> it.now.cancelled(LATER).map(BulkTableTest::told).orElse("so already"))
        .wish(
            "a page of two, more may come", it -> next(it, page(false, ONE, TWO), CHANGED, CHANGED))
        .wish("the last page, of two", it -> next(it, page(true, ONE, TWO), CHANGED, CHANGED))
        .wish(
            "a page that was cut, carried again by who took over",
            it -> next(it, page(false, ONE, TWO), ALREADY, ALREADY))
        .wish("a page with a refusal", it -> next(it, page(false, ONE, TWO), CHANGED, REFUSED))
        .wish("an empty page", it -> next(it, page(false)))
        .wish("an empty last page", it -> next(it, page(true)))
        .wish(
            "the last page, before all rows must have come",
            it -> next(it, page(true, ONE), NOON.minusMillis(1), CHANGED))
        .wish("a page of which one has not answered", it -> next(it, page(true, ONE, TWO), CHANGED))
        .wish("a page carried on how it stood a step before", BulkTableTest::late)
        .wish(
            "a cancel decided on how it stood a step before",
            it ->
                it.before == null
                    ? "cannot come"
                    : held(it, it.before.cancelled(LATER).orElseThrow()));
    return table;
  }

  private static String next(Scene scene, BulkPage page, BulkAnswer... answers) {
    return next(scene, page, NOON, answers);
  }

  private static String next(Scene scene, BulkPage page, Instant horizon, BulkAnswer... answers) {
    try {
      return told(scene.now.after(page, List.of(answers), horizon, LATER));
    } catch (IllegalStateException defect) {
      return scene.now.progress().state().isFinal()
          ? "*takes no page*"
          : "*a defect: is not counted*";
    }
  }

  private static String late(Scene scene) {
    return scene.before == null
        ? "cannot come"
        : held(scene, scene.before.after(page(false, ONE), List.of(CHANGED), NOON, LATER));
  }

  /** As the store decides it. */
  private static String held(Scene scene, BulkOperation made) {
    boolean holds = made.progress().revision() - 1 == scene.now.progress().revision();
    return holds ? told(made) : "does not hold";
  }

  private static String told(BulkOperation operation) {
    var progress = operation.progress();
    return "%s; %d changed, %d already, %d refused"
        .formatted(
            progress.state().name().toLowerCase(Locale.ROOT),
            progress.changed(),
            progress.already(),
            progress.refused());
  }

  @Test
  void everyStateAnswersEverything() {
    table().isAsWritten();
  }

  @Test
  void everyStateIsMet() {
    assertThat(states().values().stream().map(fresh -> fresh.get().now.progress().state()))
        .containsExactlyInAnyOrder(BulkState.values());
  }
}
