package io.gristworks.core.node;

import io.gristworks.core.batch.Sample;
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

  /** A desk, and what the shell around it would know. */
  private static final class Scene {
    private final NodeDesk desk = new NodeDesk(RULE, SECOND, () -> Capacity.Want.NOTHING);
    private int runs;
    private int begun;
    private TaskRange range = new TaskRange(0, 0);
    private boolean stores;
    private long now;

    List<NodeEffect> hear(NodeNews news) {
      var effects = desk.hear(news, now);
      stores |= effects.stream().anyMatch(NodeEffect.Store.class::isInstance);
      return effects;
    }

    Scene leased() {
      hear(new NodeNews.LeaseCame(terms(LEASE), HOME));
      return this;
    }

    /** A worker is at the first tasks of it. */
    Scene running(int tasks) {
      leased();
      var lease = desk.leases().getFirst();
      desk.runBegins(lease);
      runs++;
      range = lease.whole();
      range.claim(tasks);
      begun = tasks;
      return this;
    }

    /** All have ended, and so has the run; they are being stored. */
    Scene storing() {
      running(4);
      hear(new NodeNews.AttemptsEnded(BATCH, attempts(LEASE, ALL)));
      hear(new NodeNews.RunEnded(BATCH, LEASE));
      runs--;
      return this;
    }

    Scene reported() {
      storing();
      hear(stored());
      stores = false;
      return this;
    }

    Scene and(NodeNews news) {
      hear(news);
      return this;
    }

    String runEnds() {
      if (runs == 0) {
        return "cannot come";
      }
      runs--;
      var rest = TaskSet.range(begun - 1, begun + range.claim(4).size());
      var effects = new ArrayList<>(hear(new NodeNews.AttemptsEnded(BATCH, attempts(LEASE, rest))));
      effects.addAll(hear(new NodeNews.RunEnded(BATCH, LEASE)));
      return told(effects);
    }

    String taskEnds() {
      var attempts = attempts(LEASE, TaskSet.of(Math.max(0, begun - 1)));
      return runs == 0 ? "cannot come" : told(hear(new NodeNews.AttemptsEnded(BATCH, attempts)));
    }

    String isStored() {
      return stores ? told(hear(stored())) : "cannot come";
    }

    String afterQuestion(long earlierUpTo, NodeNews news) {
      hear(new NodeNews.HoldingsAsked(BATCH, earlierUpTo, HOME));
      return told(hear(news));
    }

    String after(Duration time, NodeNews news) {
      now += time.toNanos();
      return told(hear(news));
    }

    String told(List<NodeEffect> effects) {
      var what = effects.stream().map(NodeTableTest::told).collect(Collectors.joining(", "));
      return (effects.isEmpty() ? "nothing" : what) + " → " + held();
    }

    String held() {
      var leases = desk.leases();
      return leases.isEmpty()
          ? desk.batches().isEmpty() ? "nothing held" : "nothing held, something is under way"
          : leases.stream().map(NodeTableTest::told).collect(Collectors.joining(", "));
    }
  }

  private static LeaseTerms terms(long number) {
    return new LeaseTerms(BATCH, 0, number, ALL, Map.of(), false, false, "default");
  }

  private static Attempts attempts(long lease, TaskSet tasks) {
    return new Attempts(lease, 0, tasks, List.of(), tasks.size() * 10L, tasks.size() * 1_000L);
  }

  private static NodeNews stored() {
    return new NodeNews.Stored(BATCH, List.of(Sample.report(0, ALL, 0)));
  }

  private static NodeNews drop(int job) {
    return new NodeNews.DropAsked(BATCH, List.of(job), true, HOME);
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
            .state(
                "task 0 has ended, task 1 runs",
                () ->
                    new Scene()
                        .running(2)
                        .and(new NodeNews.AttemptsEnded(BATCH, attempts(LEASE, TaskSet.of(0)))))
            .state("run through, being stored", () -> new Scene().storing())
            .state("reported", () -> new Scene().reported())
            .state("cancelled, task 0 still runs", () -> new Scene().running(1).and(drop(0)))
            .state("draining, nothing held", () -> new Scene().and(new NodeNews.DrainAsked()))
            .state(
                "draining, task 0 runs",
                () -> new Scene().running(1).and(new NodeNews.DrainAsked()))
            .state(
                "draining, reported", () -> new Scene().reported().and(new NodeNews.DrainAsked()));
    news().forEach(table::wish);
    return table;
  }

  private static Map<String, Function<Scene, String>> news() {
    var news = new LinkedHashMap<String, Function<Scene, String>>();
    news.put("lease 7 comes", it -> told(it, new NodeNews.LeaseCame(terms(LEASE), HOME)));
    news.put(
        "lease 8 of the same tasks comes", it -> told(it, new NodeNews.LeaseCame(terms(8), HOME)));
    news.put("all but one are wanted back", it -> told(it, giveBack(LEASE)));
    news.put("those of lease 9 are wanted back", it -> told(it, giveBack(9)));
    news.put("its job is cancelled", it -> told(it, drop(0)));
    news.put(
        "its job is cancelled, and what runs may end",
        it -> told(it, new NodeNews.DropAsked(BATCH, List.of(0), false, HOME)));
    news.put("another job is cancelled", it -> told(it, drop(5)));
    news.put(
        "its coordinator asks what is held",
        it -> told(it, new NodeNews.HoldingsAsked(BATCH, 0, HOME)));
    news.put(
        "a new coordinator asks what is held",
        it -> told(it, new NodeNews.HoldingsAsked(BATCH, 0, "coordinator-2")));
    news.put(
        "one asks that came after lease 20, and lease 20 comes",
        it -> it.afterQuestion(20, new NodeNews.LeaseCame(terms(20), HOME)));
    news.put(
        "one asks that came after lease 20, and lease 21 comes",
        it -> it.afterQuestion(20, new NodeNews.LeaseCame(terms(21), HOME)));
    news.put("the task that runs ends", Scene::taskEnds);
    news.put("all that is left of it runs, and ends", Scene::runEnds);
    news.put("the outcomes are stored", Scene::isStored);
    news.put("report 1 was counted", it -> told(it, answered(Map.of())));
    news.put("report 1 was refused for task 0", it -> told(it, answered(Map.of(0, TaskSet.of(0)))));
    news.put("20 ms pass", it -> it.after(RULE.linger(), new NodeNews.Lingered()));
    news.put("a second passes", it -> it.after(SECOND, new NodeNews.Ticked()));
    news.put("the node shall drain", it -> told(it, new NodeNews.DrainAsked()));
    return news;
  }

  private static NodeNews giveBack(long lease) {
    return new NodeNews.GiveBackAsked(BATCH, 0, lease, 1, HOME);
  }

  private static NodeNews answered(Map<Integer, TaskSet> refused) {
    return new NodeNews.Acknowledged(BATCH, 1, refused, 1);
  }

  private static String told(Scene scene, NodeNews news) {
    return scene.told(scene.hear(news));
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

  private static String told(NodeEffect effect) {
    return switch (effect) {
      case NodeEffect.Begin(var lease) -> "begins " + lease.terms().number();
      case NodeEffect.Interrupt(var lease) -> "interrupts " + lease.terms().number();
      case NodeEffect.Store(_, var attempts) ->
          "stores "
              + told(attempts.stream().map(Attempts::tasks).reduce(TaskSet.empty(), TaskSet::or));
      case NodeEffect.Settled(_, _, var tasks, var refused) ->
          (refused ? "forgets " : "is through with ") + told(tasks);
      case NodeEffect.SayHolding(var to, _, var leases, _) ->
          "says it holds " + leases.size() + to(to);
      case NodeEffect.SayGaveBack(var to, _, var lease, _, var tasks, _) ->
          "gives back " + told(tasks) + " of " + lease + to(to);
      case NodeEffect.SayDropped(var to, _, var jobs) -> "has dropped " + jobs + to(to);
      case NodeEffect.SayReport(var to, _, var number, _) -> "reports " + number + to(to);
    };
  }

  private static String to(String coordinator) {
    return coordinator.equals(HOME) ? "" : " to the new one";
  }

  @Test
  void everyStateMeetsAllNews() {
    table().isAsWritten();
  }
}
