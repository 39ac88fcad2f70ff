package io.gristworks.core.pool;

import static io.gristworks.core.pool.PoolStory.SCAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.JobOffer;
import io.gristworks.core.message.ToCoordinator.Grant;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.message.ToPool;
import io.gristworks.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * One pool among nodes that demand, run and die, and coordinators that offer and answer: messages
 * are late or lost, and the pool is lost and begins anew. In the end all tasks have been handed
 * out. The same seed is the same day.
 */
class PoolMessageLossTest {
  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1_000 * MILLISECOND;

  private record Event(long at, long order, Runnable happens) {}

  private static final class Coordinator {
    final JobKey job;
    long pending;
    int stealable;

    Coordinator(JobKey job, long pending) {
      this.job = job;
      this.pending = pending;
    }

    JobOffer offer() {
      return new JobOffer(
          job,
          "default",
          "tenant-" + job.job() % 3,
          SCAN,
          job.job() % 2 == 0,
          4,
          pending,
          stealable,
          0.05);
    }
  }

  private static final class Worker {
    final String name;
    int busy;
    boolean knowsOfWork;

    Worker(String name) {
      this.name = name;
    }
  }

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (one, other) ->
              one.at != other.at
                  ? Long.compare(one.at, other.at)
                  : Long.compare(one.order, other.order));
  private final Map<JobKey, Coordinator> coordinators = new TreeMap<>();
  private final Map<String, Worker> workers = new TreeMap<>();
  private RandomGenerator random = new SplittableRandom(0);
  private Pool pool = new Pool(PoolSettings.STANDARD, 0, List.of(), 0);
  private double loss;
  private long now;
  private long order;
  private long sequence;
  private long epoch;

  @Seeds(200)
  void allWorkIsHandedOutThoughMessagesAreLost(RandomGenerator seeded) {
    random = seeded;
    loss = random.nextDouble() * 0.3;
    for (int node = 0; node < random.nextInt(1, 6); node++) {
      join(new Worker("node-" + node));
    }
    for (int job = 0; job < random.nextInt(1, 12); job++) {
      var key = new JobKey("b" + job % 4, job);
      coordinators.put(key, new Coordinator(key, random.nextInt(1, 60)));
      after(random.nextLong(5 * SECOND), () -> offerForever(key));
    }
    after(0, this::tick);
    after(random.nextLong(10 * SECOND), this::losePool);
    after(random.nextLong(10 * SECOND), () -> die("node-0"));
    run(120 * SECOND);
    assertThat(coordinators.values()).allSatisfy(each -> assertThat(each.pending).isZero());
    assertThat(pool.status(now).getFirst().pendingTasks()).isZero();
  }

  private void run(long until) {
    while (!events.isEmpty() && now < until && !isDone()) {
      var event = events.remove();
      now = event.at;
      event.happens.run();
    }
    for (var each : List.copyOf(coordinators.values())) {
      handle(new PoolInput.FromCoordinator(new ToPool.Offer(each.offer())));
    }
  }

  private boolean isDone() {
    return coordinators.values().stream().allMatch(each -> each.pending == 0);
  }

  private void after(long delay, Runnable happens) {
    events.add(new Event(now + delay, order++, happens));
  }

  /** A message: on its way for up to 2 ms, if it arrives. */
  private void send(Runnable arrives) {
    if (random.nextDouble() >= loss) {
      after(random.nextLong(2 * MILLISECOND), arrives);
    }
  }

  private void tick() {
    handle(new PoolInput.Ticked());
    after(50 * MILLISECOND, this::tick);
  }

  private void losePool() {
    pool = new Pool(PoolSettings.STANDARD, ++epoch, List.of(), now);
    workers.keySet().forEach(name -> handle(new PoolInput.NodeJoined(name)));
  }

  private void die(String name) {
    workers.remove(name);
    handle(new PoolInput.NodeEnded(name));
    after(3 * SECOND, () -> join(new Worker(name + "-again")));
  }

  private void join(Worker worker) {
    workers.put(worker.name, worker);
    handle(new PoolInput.NodeJoined(worker.name));
  }

  private void offerForever(JobKey job) {
    var coordinator = coordinators.get(job);
    if (coordinator != null) {
      var offer = coordinator.offer();
      send(() -> handle(new PoolInput.FromCoordinator(new ToPool.Offer(offer))));
      after(3 * SECOND, () -> offerForever(job));
    }
  }

  private void handle(PoolInput news) {
    new ArrayList<>(pool.handle(news, now)).forEach(this::carryOut);
  }

  private void carryOut(PoolEffect effect) {
    switch (effect) {
      case PoolEffect.SendToCoordinator(var job, Grant(_, var grant, var node, _, _)) ->
          send(() -> grant(job, grant, node));
      case PoolEffect.SendToCoordinator(var job, var other) ->
          send(() -> answer(job, other.grant(), 0));
      case PoolEffect.SendToNode(var name, var message) ->
          send(
              () -> {
                var worker = workers.get(name);
                if (worker != null) {
                  worker.knowsOfWork = message instanceof ToNode.WorkWaiting;
                  if (worker.knowsOfWork) {
                    demand(worker);
                  }
                }
              });
      case PoolEffect.JobForgotten _ -> {}
    }
  }

  private void demand(Worker worker) {
    int free = Math.max(0, 4 - worker.busy);
    var demand = new NodeDemand(worker.name, ++sequence, free, Math.min(free, 2), 4, Set.of(SCAN));
    send(() -> handle(demand.input()));
  }

  private void grant(JobKey job, long grant, String node) {
    var coordinator = coordinators.get(job);
    if (coordinator == null) {
      return;
    }
    int tasks = (int) Math.min(coordinator.pending, random.nextInt(1, 5));
    coordinator.pending -= tasks;
    answer(job, grant, tasks);
    if (tasks > 0) {
      send(() -> lease(node, tasks));
    }
  }

  private void answer(JobKey job, long grant, int tasks) {
    var coordinator = coordinators.get(job);
    if (coordinator != null) {
      var offer = coordinator.offer();
      send(
          () ->
              handle(
                  new PoolInput.FromCoordinator(
                      new ToPool.GrantSettled(grant, offer, tasks, tasks * 0.05))));
    }
  }

  private void lease(String node, int tasks) {
    var worker = workers.get(node);
    if (worker == null) {
      return;
    }
    worker.busy++;
    after(
        tasks * 50L * MILLISECOND,
        () -> {
          worker.busy--;
          if (worker.knowsOfWork && workers.get(node) == worker) {
            demand(worker);
          }
        });
  }
}
