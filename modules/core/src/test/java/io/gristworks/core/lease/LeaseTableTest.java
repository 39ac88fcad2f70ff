package io.gristworks.core.lease;

import static io.gristworks.core.batch.Sample.NOON;
import static io.gristworks.core.batch.Sample.awoke;
import static io.gristworks.core.batch.Sample.job;
import static io.gristworks.core.batch.Sample.spec;
import static io.gristworks.core.batch.Sample.submitted;
import static io.gristworks.core.batch.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.batch.BatchStory;
import io.gristworks.core.batch.CancelReason;
import io.gristworks.core.batch.ControlEvent.JobsPaused;
import io.gristworks.core.batch.PauseReason;
import io.gristworks.core.batch.Sample;
import io.gristworks.core.message.HoldingPart;
import io.gristworks.core.task.TaskSet;
import io.gristworks.testing.AnswerTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/** Every place where tasks can be, at their coordinator, meets every piece of news of them. */
class LeaseTableTest {
  private static final TaskSet ALL = TaskSet.range(0, 4);
  private static final TaskSet REST = TaskSet.range(4, 8);
  private static final TaskSet FRONT = TaskSet.range(0, 2);
  private static final TaskSet BACK = TaskSet.range(2, 4);
  private static final String MORE = "bob wants work";
  private static final long OLD = (1L << 32) + 17;
  private static final long FIRST = (2L << 32) + 1;
  private static final Instant LAPSE = NOON.plus(LeaseSettings.DEFAULT.lapseAfter());
  private static final Instant DUE = NOON.plusSeconds(30);

  /** A batch of one job with four tasks, where they are, and the lease that ana knows of. */
  private record Scene(Batch batch, TaskDispatch dispatch, long number) {
    Scene and(Consumer<Scene> more) {
      more.accept(this);
      return this;
    }

    void apply(BatchEvent event) {
      batch.apply(event);
    }

    void succeed(TaskSet tasks) {
      apply(succeeded(0, tasks.last() + 1));
      dispatch.settled(0, tasks.bits(), List.of(), 1);
    }

    void failOnce(int task) {
      apply(Sample.failedOnce(0, task, DUE));
      dispatch.settled(0, TaskSet.of(task).bits(), List.of(new Retry(TaskSet.of(task), 1, DUE)), 1);
    }

    void cancel(TaskSet tasks) {
      apply(new BatchEvent.TasksCancelled(0, tasks, NOON));
      dispatch.cancelled(0, tasks);
    }
  }

  private static Scene eight(long number) {
    var batch = BatchStory.given(submitted(spec(job("scan")), 8), awoke(2)).batch();
    return new Scene(batch, new TaskDispatch(batch, LeaseSettings.DEFAULT, NOON, NOON), number);
  }

  private static Scene pending(long number) {
    return eight(number).and(it -> it.cancel(REST));
  }

  /** A lease is half of what there is. */
  private static Scene leased() {
    return eight(FIRST).and(it -> it.dispatch.grant(0, "ana", 1, NOON)).and(it -> it.cancel(REST));
  }

  private static void end(Scene scene, @Nullable Instant grace) {
    scene.apply(new CancelRequested(List.of(0), new CancelReason.Asked("enough"), NOON, grace));
  }

  private static AnswerTable<Scene> table() {
    var table =
        new AnswerTable<Scene>(
                LeaseTableTest.class,
                "lease-command-table.md",
                "What becomes of leased tasks at their coordinator",
                """
                A job has tasks 0 to 3; where they are leased, node *ana* holds
                them. In a cell stands where the tasks without an outcome are then, and before it \
                what is asked of whom. A report is counted
                whole or not at all by `core.batch.Reports`; see the table of the job.
                """)
            .state("pending", () -> pending(FIRST))
            .state("leased", LeaseTableTest::leased)
            .state(
                "leased, asked back", () -> leased().and(it -> it.dispatch.takeBackFor(0, "eve")))
            .state("leased, 0 and 1 have ended", () -> leased().and(it -> it.succeed(FRONT)))
            .state(
                "leased, 2 and 3 were given back",
                () -> leased().and(it -> it.dispatch.gaveBack(FIRST, 0, BACK)))
            .state(
                "leased by an earlier coordinator",
                () -> pending(OLD).and(it -> it.dispatch.held("ana", OLD, 0, ALL, 4, NOON)))
            .state("lapsed", () -> leased().and(it -> Losses.lapse(it.dispatch, Set.of(), LAPSE)))
            .state(
                "lapsed, and leased to bob",
                () ->
                    leased()
                        .and(it -> Losses.lapse(it.dispatch, Set.of("ana"), NOON))
                        .and(it -> it.dispatch.grant(0, "bob", 1, NOON)))
            .state("leased, task 0 waits for its retry", () -> leased().and(it -> it.failOnce(0)))
            .state(
                "leased, paused",
                () ->
                    leased()
                        .and(
                            it ->
                                it.apply(
                                    new JobsPaused(
                                        List.of(0), new PauseReason.Asked("ana", ""), NOON))))
            .state("leased, ending with grace", () -> leased().and(it -> end(it, DUE)))
            .state("leased, ending now", () -> leased().and(it -> end(it, null)))
            .state("succeeded", () -> leased().and(it -> it.succeed(ALL)))
            .state("cancelled", () -> leased().and(it -> end(it, null)).and(it -> it.cancel(ALL)));
    news().forEach((name, what) -> table.wish(name, it -> told(it, what)));
    return table;
  }

  private static Map<String, Function<Scene, String>> news() {
    var news = new LinkedHashMap<String, Function<Scene, String>>();
    news.put(MORE, it -> granted(it));
    news.put("ana names all of the lease", it -> held(it, ALL));
    news.put("ana names 2 and 3 of it", it -> held(it, BACK));
    news.put("ana names it, without tasks", it -> held(it, TaskSet.empty()));
    news.put(
        "ana does not name it, of a job that ends",
        it -> quiet(() -> it.dispatch.releaseUnnamed("ana", 0, HoldingPart.whole(List.of()))));
    news.put("ana gives 2 and 3 back", it -> gaveBack(it, it.number));
    news.put("ana gives 2 and 3 back under another number", it -> gaveBack(it, OLD + 5));
    news.put("0 and 1 have succeeded", it -> reported(it, FRONT, () -> it.succeed(FRONT)));
    news.put(
        "0 has failed and is tried again", it -> reported(it, TaskSet.of(0), () -> it.failOnce(0)));
    news.put("ten seconds of silence", it -> lapsed(it, Set.of(), LAPSE));
    news.put("ana is gone", it -> lapsed(it, Set.of("ana"), NOON));
    news.put("half a minute passes", it -> quiet(() -> it.dispatch.releaseDue(DUE)));
    news.put("eve is idle", it -> back(it.dispatch.takeBackFor(0, "eve").stream().toList()));
    news.put("its tasks are cancelled", LeaseTableTest::cancelled);
    news.put("2 and 3 are cancelled", it -> quiet(() -> it.cancel(open(it, BACK))));
    return news;
  }

  private static String told(Scene scene, Function<Scene, String> what) {
    var answer = what.apply(scene);
    return answer + (answer.isEmpty() ? "" : "; ") + places(scene);
  }

  private static String quiet(Runnable news) {
    news.run();
    return "";
  }

  private static String granted(Scene scene) {
    return scene
        .dispatch
        .grant(0, "bob", 1, NOON)
        .map(grant -> "leases " + span(grant.tasks().bits()))
        .orElse("leases nothing");
  }

  private static String held(Scene scene, TaskSet tasks) {
    boolean known = scene.dispatch.nodes().contains("ana");
    if (known && !tasks.isEmpty() && !tasks.intersects(TaskSet.copyOf(scene.dispatch.leased(0)))) {
      return "cannot come";
    }
    scene.dispatch.held("ana", scene.number, 0, tasks, tasks.size(), NOON);
    return "";
  }

  private static String gaveBack(Scene scene, long number) {
    scene.dispatch.gaveBack(number, 0, BACK);
    return "";
  }

  private static String reported(Scene scene, TaskSet tasks, Runnable counted) {
    var job = scene.batch.jobs().getFirst();
    if (!job.settledAmong(tasks.bits()).isEmpty() || job.failedAttempts(tasks.first()) > 0) {
      return "known, refused whole";
    }
    counted.run();
    return "";
  }

  private static String lapsed(Scene scene, Set<String> lost, Instant now) {
    return Losses.lapse(scene.dispatch, lost, now) + " lapse";
  }

  private static String back(List<TakeBack> asked) {
    return asked.isEmpty()
        ? "asks nobody"
        : String.join(
            ", ", asked.stream().map(it -> it.node() + " shall keep " + it.keep()).toList());
  }

  private static String cancelled(Scene scene) {
    scene.cancel(open(scene, ALL));
    return "";
  }

  private static TaskSet open(Scene scene, TaskSet tasks) {
    var unsettled = scene.batch.jobs().getFirst().unsettled();
    return TaskSet.owning(RoaringBitmap.and(unsettled, tasks.bits()));
  }

  private static String places(Scene scene) {
    var told = new ArrayList<String>();
    for (var node : scene.dispatch.nodes()) {
      var held = new RoaringBitmap();
      for (int task = 0; task < 4; task++) {
        if (scene.dispatch.holderOf(0, task).filter(node::equals).isPresent()) {
          held.add(task);
        }
      }
      told.add(node + " holds " + span(held));
    }
    if (!scene.dispatch.pending(0).isEmpty()) {
      told.add("pending " + span(scene.dispatch.pending(0)));
    }
    if (!scene.dispatch.waiting(0).isEmpty()) {
      told.add("waiting " + span(scene.dispatch.waiting(0)));
    }
    if (!scene.dispatch.leased(0).isEmpty()) {
      told.add(scene.dispatch.unstarted(0) + " unstarted");
    }
    return told.isEmpty() ? "none is left" : String.join("; ", told);
  }

  private static String span(RoaringBitmap tasks) {
    return tasks.stream().mapToObj(String::valueOf).reduce((a, b) -> a + " " + b).orElse("none");
  }

  @Test
  void everyPlaceMeetsAllNews() {
    table().isAsWritten();
  }

  @Test
  void everyTaskWithoutAnOutcomeIsInExactlyOnePlaceAndNewsTwiceChangeNothingMore() {
    table()
        .states()
        .forEach(
            (state, fresh) ->
                news()
                    .forEach(
                        (name, what) -> {
                          var scene = fresh.get();
                          told(scene, what);
                          if (name.equals(MORE)) {
                            return; // who asks twice has room for both
                          }
                          var once = places(scene);
                          assertWhole(scene, name + ", where " + state);
                          told(scene, what);
                          assertThat(places(scene))
                              .as("%s once more, where %s", name, state)
                              .isEqualTo(once);
                        }));
  }

  private static void assertWhole(Scene scene, String what) {
    var dispatch = scene.dispatch;
    var all = new RoaringBitmap();
    int sum = 0;
    for (var place : List.of(dispatch.pending(0), dispatch.leased(0), dispatch.waiting(0))) {
      all.or(place);
      sum += place.getCardinality();
    }
    assertThat(all).as(what).isEqualTo(scene.batch.jobs().getFirst().unsettled());
    assertThat(sum).as(what).isEqualTo(all.getCardinality());
  }
}
