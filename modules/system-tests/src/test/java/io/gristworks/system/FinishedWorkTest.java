package io.gristworks.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.client.WorkId;
import io.gristworks.core.batch.BatchId;
import io.gristworks.store.Database;
import io.gristworks.store.JdbcSegmentStore;
import io.gristworks.store.StoreSettings;
import io.gristworks.store.segment.StoredReports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.roaringbitmap.RoaringBitmap;

/** P2: of what had ended when everything is killed, only what was not stored yet runs again. */
final class FinishedWorkTest {
  private static final int TASKS = 12_000;
  private static final Duration TASK = Duration.ofMillis(5);
  private static final Duration SOON = Duration.ofSeconds(90);

  /** 20 ms are promised, and the time that a commit takes; a busy machine stands still for long. */
  private static final long AGE_MILLIS_MAX = 2_000;

  @RegisterExtension final Nodes nodes = new Nodes();

  @Test
  void whatWasStoredWhenEverythingWasKilledDoesNotRunAgainAndWhatHadEndedLongBeforeNeither()
      throws Exception {
    var file = nodes.directory().resolve("executions");
    var plan = nodes.plan("only").with("gristworks.engine.worker.workers", "16");
    var node = nodes.start(plan).awaitReady();
    try (var client = node.client()) {
      var id = client.submit(Batches.append(file, TASK), Collections.nCopies(TASKS, 0L)).id();
      var kills = new TreeMap<Long, Long>();
      var ran = new ArrayList<Executions>();
      var stored = new ArrayList<RoaringBitmap>();
      for (double share : new double[] {0.3, 0.65}) {
        Batches.await(client, id, SOON, it -> it.counts().succeeded() >= share * TASKS);
        long before = System.currentTimeMillis();
        node.killNow();
        kills.put(System.currentTimeMillis(), before);
        stored.add(stored(plan, id));
        ran.add(Executions.of(file, id.batch().value()));
        node = nodes.start(plan).awaitReady();
      }
      Batches.await(client, id, SOON, it -> it.state().isFinal());
      Batches.assertExact(client, id, TASKS);
      var all = Executions.of(file, id.batch().value());
      for (int kill = 0; kill < stored.size(); kill++) {
        for (int task : stored.get(kill)) {
          assertThat(all.times(task))
              .as("executions of task %s, stored at kill %s", task, kill)
              .isEqualTo(ran.get(kill).times(task));
        }
      }
      var ages = agesOfWhatRanAgain(Append.ended(file), id, kills);
      Collections.sort(ages);
      System.out.printf(
          "everything killed %d times: %d tasks that had ended ran again, ms before the kill: %s;"
              + " counted of what was stored: %s%n",
          kills.size(),
          ages.size(),
          ages,
          node.log()
              .lines()
              .filter(line -> line.contains("stored outcomes of lost nodes"))
              .toList());
      assertThat(ages).allMatch(age -> age <= AGE_MILLIS_MAX);
    }
  }

  /** The tasks of whose outcomes the dead node's database has one. */
  private static RoaringBitmap stored(NodeSpec plan, WorkId id) {
    var directory = Path.of(plan.settings().getOrDefault("gristworks.node.data-directory", ""));
    try (var database = Database.open(StoreSettings.embedded(directory))) {
      var store = new JdbcSegmentStore(database);
      var tasks = new RoaringBitmap();
      var batch = new BatchId(id.batch().value());
      var segments = store.listOutcomes(batch, null, Integer.MAX_VALUE);
      for (var segment : store.readOutcomes(batch, segments)) {
        tasks.or(StoredReports.of(segment).report().succeeded().bits());
      }
      assertThat(tasks.isEmpty()).as("nothing is stored in %s", directory).isFalse();
      return tasks;
    }
  }

  /**
   * How long before the kill those had ended that ran again after it.
   *
   * @param kills when the node was dead, and when it was to be killed
   */
  private static List<Long> agesOfWhatRanAgain(
      Path ended, WorkId id, NavigableMap<Long, Long> kills) throws IOException {
    var lastEnd = new HashMap<Integer, Long>();
    var ages = new ArrayList<Long>();
    for (var line : Files.readAllLines(ended)) {
      var words = line.split(" ", -1);
      if (words[0].equals(id.batch().value())) {
        var before = lastEnd.put(Integer.valueOf(words[1]), Long.valueOf(words[2]));
        var kill = before == null ? null : kills.ceilingEntry(before);
        if (before != null && kill != null) {
          ages.add(kill.getValue() - before); // below 0 where it ended while the node was dying
        }
      }
    }
    return ages;
  }
}
