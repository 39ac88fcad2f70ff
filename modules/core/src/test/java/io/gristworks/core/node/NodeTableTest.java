package io.gristworks.core.node;

import io.gristworks.core.batch.Sample;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.node.NodeEffect.Chunk;
import io.gristworks.core.node.NodeInput.Pause;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.FlushRule;
import io.gristworks.core.worker.TaskRange;
import io.gristworks.testing.AnswerTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every state of a lease on a node meets every piece of news. */
class NodeTableTest {
  private static final String BATCH = "b-scan";
  private static final String HOME = "coordinator-1";
  private static final long LEASE = 7;
  private static final TaskSet ALL = TaskSet.range(0, 4);
  private static final FlushRule RULE = new FlushRule(1 << 20, Duration.ofMillis(20));
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final ReportRules RULES =
      new ReportRules(
          RULE, SECOND, 1 << 20, 1 << 20, Duration.ofSeconds(3), ReportRules.Parts.USUAL);

  /** Attempts that have all succeeded. */
  private record Attempts(TaskSet tasks) implements EndedAttempts {
    @Override
    public int size() {
      return tasks.size();
    }

    @Override
    public long firstEndedAt() {
      return 0;
    }

    @Override
    public long bytes() {
      return tasks.size() * 10L;
    }
  }

  /** A node, and what the shell around it would know. */
  private static final class Scene {
    private final WorkerNodeState<String, Attempts> node =
        new WorkerNodeState<>(RULES, () -> Capacity.Want.NOTHING, _ -> false);
    private HeldLease held = new HeldLease(lease(LEASE), false);
    private int runs;
    private int begun;
    private TaskRange range = new TaskRange(0, 0);
    private boolean stores;
    private long now;

    List<NodeEffect<String, Attempts>> handle(NodeInput<String, Attempts> news) {
      var effects = node.handle(news, now);
      stores |= effects.stream().anyMatch(NodeEffect.Store.class::isInstance);
      return effects;
    }

    Scene leased() {
      handle(said(lease(LEASE)));
      return this;
    }

    /** A worker is at the first tasks of it. */
    Scene running(int tasks) {
      leased();
      held = node.leases().getFirst();
      var lease = held;
      handle(new NodeInput.RunBegan<>(lease));
      runs++;
      range = lease.whole();
      range.claim(tasks);
      begun = tasks;
      return this;
    }

    /** All have ended, and so has the run; they are being stored. */
    Scene storing() {
      running(4);
      handle(new NodeInput.AttemptsEnded<>(held, new Attempts(ALL)));
      handle(new NodeInput.RunEnded<>(held));
      runs--;
      return this;
    }

    Scene firstEnded() {
      return and(new NodeInput.AttemptsEnded<>(held, new Attempts(TaskSet.of(0))));
    }

    Scene reported() {
      storing();
      handle(stored());
      stores = false;
      return this;
    }

    Scene and(NodeInput<String, Attempts> news) {
      handle(news);
      return this;
    }

    String runEnds() {
      if (runs == 0) {
        return "cannot come";
      }
      runs--;
      var rest = TaskSet.range(begun - 1, begun + range.claim(4).size());
      var effects =
          new ArrayList<>(handle(new NodeInput.AttemptsEnded<>(held, new Attempts(rest))));
      effects.addAll(handle(new NodeInput.RunEnded<>(held)));
      return told(effects);
    }

    String taskEnds() {
      var attempts = new Attempts(TaskSet.of(Math.max(0, begun - 1)));
      return runs == 0
          ? "cannot come"
          : told(handle(new NodeInput.AttemptsEnded<>(held, attempts)));
    }

    String isStored() {
      return stores ? told(handle(stored())) : "cannot come";
    }

    String isNeverStored() {
      return stores ? told(handle(new NodeInput.NeverStored<>(BATCH))) : "cannot come";
    }

    String afterQuestion(long earlierUpTo, NodeInput<String, Attempts> news) {
      handle(said(new ToNode.WhatDoYouHold(BATCH, earlierUpTo, "asked")));
      return told(handle(news));
    }

    String after(Duration time, NodeInput<String, Attempts> news) {
      now += time.toNanos();
      return told(handle(news));
    }

    String told(List<NodeEffect<String, Attempts>> effects) {
      var what = effects.stream().map(NodeTableTest::told).collect(Collectors.joining(", "));
      return (effects.isEmpty() ? "nothing" : what) + " → " + held();
    }

    String held() {
      var leases = node.leases();
      return leases.isEmpty()
          ? node.batches().isEmpty() ? "nothing held" : "nothing held, something is under way"
          : leases.stream().map(NodeTableTest::told).collect(Collectors.joining(", "));
    }
  }

  private static ToNode.Lease lease(long number) {
    return new ToNode.Lease(
        BATCH, 0, "job", number, ALL, Map.of(), List.of(), List.of(), "scan", "{}", SECOND, 1,
        "default", "acme", 0, false);
  }

  private static NodeInput<String, Attempts> said(ToNode.FromCoordinator message) {
    return new NodeInput.FromCoordinator<>(HOME, message);
  }

  private static NodeInput<String, Attempts> stored() {
    return new NodeInput.Stored<>(BATCH, List.of(Sample.report(0, ALL, 0)));
  }

  private static NodeInput<String, Attempts> drop(int job) {
    return said(new ToNode.Drop(BATCH, List.of(job), true, 1));
  }

  private static AnswerTable<Scene> table() {
    var table =
        new AnswerTable<Scene>(
                NodeTableTest.class,
                "node-command-table.md",
                "What a worker node answers about a lease, state by state",
                """
                A node may hold lease 7, of tasks 0 to 3 of job 0; no other
                worker of it is idle. In a cell stands what the node does and says, in this order, \
                and behind the arrow what it holds then:
                the tasks that are not counted yet, and how many of them nobody has begun.
                """)
            .state("nothing held", Scene::new)
            .state("held, not begun", () -> new Scene().leased())
            .state("task 0 runs", () -> new Scene().running(1))
            .state("task 0 has ended, task 1 runs", () -> new Scene().running(2).firstEnded())
            .state("run through, being stored", () -> new Scene().storing())
            .state("reported", () -> new Scene().reported())
            .state("cancelled, task 0 still runs", () -> new Scene().running(1).and(drop(0)))
            .state(
                "draining, nothing held",
                () -> new Scene().and(new NodeInput.Paused<>(Pause.DRAINING)))
            .state(
                "draining, task 0 runs",
                () -> new Scene().running(1).and(new NodeInput.Paused<>(Pause.DRAINING)))
            .state(
                "draining, reported",
                () -> new Scene().reported().and(new NodeInput.Paused<>(Pause.DRAINING)));
    news().forEach(table::wish);
    return table;
  }

  private static Map<String, Function<Scene, String>> news() {
    var news = new LinkedHashMap<String, Function<Scene, String>>();
    news.put("lease 7 comes", it -> told(it, said(lease(LEASE))));
    news.put("lease 8 of the same tasks comes", it -> told(it, said(lease(8))));
    news.put(
        "lease 8 comes, granted by a pool before the one that the node follows",
        it -> {
          it.node.poolIs(1);
          return told(it, said(lease(8)));
        });
    news.put("all but one are wanted back", it -> told(it, giveBack(LEASE)));
    news.put("those of lease 9 are wanted back", it -> told(it, giveBack(9)));
    news.put("its job is cancelled", it -> told(it, drop(0)));
    news.put(
        "its job is cancelled, and what runs may end",
        it -> told(it, said(new ToNode.Drop(BATCH, List.of(0), false, 1))));
    news.put("another job is cancelled", it -> told(it, drop(5)));
    news.put(
        "its coordinator asks what is held",
        it -> told(it, said(new ToNode.WhatDoYouHold(BATCH, 0, "asked"))));
    news.put(
        "a new coordinator asks what is held",
        it ->
            told(
                it,
                new NodeInput.FromCoordinator<>(
                    "coordinator-2", new ToNode.WhatDoYouHold(BATCH, 0, "asked"))));
    news.put(
        "one asks that came after lease 20, and lease 20 comes",
        it -> it.afterQuestion(20, said(lease(20))));
    news.put(
        "one asks that came after lease 20, and lease 21 comes",
        it -> it.afterQuestion(20, said(lease(21))));
    news.put("the task that runs ends", Scene::taskEnds);
    news.put("all that is left of it runs, and ends", Scene::runEnds);
    news.put("the outcomes are stored", Scene::isStored);
    news.put("report 1 was counted", it -> told(it, answered(Map.of())));
    news.put("report 1 was refused for task 0", it -> told(it, answered(Map.of(0, TaskSet.of(0)))));
    news.put("20 ms pass", it -> it.after(RULE.linger(), new NodeInput.Lingered<>()));
    news.put("a second passes", it -> it.after(SECOND, new NodeInput.Ticked<>()));
    news.put("its inputs cannot be read", it -> told(it, new NodeInput.NotRunnable<>(it.held)));
    news.put("the outcomes can never be stored", Scene::isNeverStored);
    news.put(
        "more than three seconds pass without the store",
        it -> it.after(SECOND.multipliedBy(4), new NodeInput.Lingered<>()));
    news.put("the node shall drain", it -> told(it, new NodeInput.Paused<>(Pause.DRAINING)));
    news.put(
        "the node need not drain any more, and lease 8 of the same tasks comes",
        it -> {
          it.handle(new NodeInput.Resumed<>(Pause.DRAINING));
          return told(it, said(lease(8)));
        });
    return news;
  }

  private static NodeInput<String, Attempts> giveBack(long lease) {
    return said(new ToNode.GiveBack(BATCH, 0, lease, 1));
  }

  private static NodeInput<String, Attempts> answered(Map<Integer, TaskSet> refused) {
    return said(new ToNode.Acknowledged(BATCH, 1, refused, 1));
  }

  private static String told(Scene scene, NodeInput<String, Attempts> news) {
    return scene.told(scene.handle(news));
  }

  private static String told(HeldLease lease) {
    var held = lease.held();
    return "%d%s: %s, %d not begun"
        .formatted(
            held.number(),
            lease.isDropped() ? " (dropped)" : "",
            told(held.tasks()),
            held.unstarted());
  }

  private static String told(TaskSet tasks) {
    return tasks.isEmpty()
        ? "none"
        : tasks.bits().stream().mapToObj(String::valueOf).collect(Collectors.joining(" "));
  }

  private static String told(NodeEffect<String, Attempts> effect) {
    return switch (effect) {
      case NodeEffect.Begin<String, Attempts>(var lease) -> "begins " + lease.terms().number();
      case NodeEffect.Interrupt<String, Attempts>(var lease) ->
          "interrupts " + lease.terms().number();
      case NodeEffect.Over<String, Attempts>(var lease) ->
          "forgets lease " + lease.terms().number();
      case NodeEffect.Answered<String, Attempts> _ -> "measures the answer";
      case NodeEffect.Store<String, Attempts>(_, var chunks) ->
          "stores " + told(chunks.stream().map(Chunk::tasks).reduce(TaskSet.empty(), TaskSet::or));
      case NodeEffect.Settled<String, Attempts>(_, _, var tasks, var refused) ->
          (refused ? "forgets " : "is through with ") + told(tasks);
      case NodeEffect.SendToCoordinator<String, Attempts>(var to, _, var message) ->
          said(message) + to(to);
    };
  }

  private static String said(ToCoordinator.FromNode message) {
    return switch (message) {
      case ToCoordinator.Holding(var part, _) -> "says it holds " + part.leases().size();
      case ToCoordinator.GaveBack(var lease, _, var tasks, _) ->
          "gives back " + told(tasks) + " of " + lease;
      case ToCoordinator.Dropped(var jobs, _) -> "has dropped " + jobs;
      case ToCoordinator.Report(var number, _) -> "reports " + number;
      case ToCoordinator.Blame _ -> "blames";
    };
  }

  private static String to(Optional<String> coordinator) {
    return coordinator
        .map(known -> known.equals(HOME) ? "" : " to the new one")
        .orElse(" to whoever serves the batch");
  }

  @Test
  void everyStateMeetsAllNews() {
    table().isAsWritten();
  }
}
