package io.gristworks.core.pool;

import static io.gristworks.core.pool.PoolStory.SCAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.JobOffer;
import io.gristworks.core.message.ToCoordinator.Grant;
import io.gristworks.core.message.ToCoordinator.Rebalance;
import io.gristworks.core.message.ToCoordinator.TellOffer;
import io.gristworks.core.message.ToNode;
import io.gristworks.testing.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * No credit is used twice or lost, and no job has more grants under way than tasks pending,
 * whatever the news and their order. Beside the pool a second, plain account is kept.
 */
class PoolCreditsTest {
  /** What the account knows of a node. */
  private static final class Account {
    long sequence;
    int credits;
    int reserved;
  }

  private record Open(JobKey job, String node, Account account, boolean move, long at) {}

  private final PoolStory story = new PoolStory();
  private final Map<String, Account> accounts = new TreeMap<>();
  private final Map<Long, Open> open = new TreeMap<>();
  private final Map<JobKey, Long> pending = new HashMap<>();
  private final Set<Long> used = new HashSet<>();
  private long sequence;

  @Seeds(1_000)
  void noCreditIsUsedTwiceOrLost(RandomGenerator random) {
    for (int step = 0; step < 300; step++) {
      story.now += random.nextLong(100_000_000);
      var effects =
          switch (random.nextInt(12)) {
            case 0, 1, 2 -> offer(random);
            case 3, 4, 5 -> demand(random);
            case 6, 7, 8, 9 -> settle(random);
            case 10 -> gone(random);
            default -> tick();
          };
      effects.forEach(this::account);
      check();
    }
    // All can run this: a node whose credits are not used up now has lost one.
    var last = PoolStory.offer("tenant-0", "b6", 100);
    pending.put(last.job(), last.pending());
    story.offered(last).forEach(this::account);
    accounts.forEach(
        (node, account) ->
            assertThat(account.reserved).as(node).isGreaterThanOrEqualTo(account.credits));
  }

  private List<PoolEffect> offer(RandomGenerator random) {
    var offer = anyOffer(random, "b" + random.nextInt(6));
    pending.put(offer.job(), offer.pending());
    return story.offered(offer);
  }

  private static JobOffer anyOffer(RandomGenerator random, String batch) {
    int number = Integer.parseInt(batch.substring(1));
    return new JobOffer(
        PoolStory.job(batch),
        "default",
        "tenant-" + number % 3,
        number % 2 == 0 ? SCAN : "embed",
        number % 3 == 0,
        1 + number,
        random.nextBoolean() ? 0 : random.nextInt(1, 6),
        random.nextInt(6),
        random.nextDouble());
  }

  private List<PoolEffect> demand(RandomGenerator random) {
    var name = "node-" + random.nextInt(4);
    int leases = random.nextInt(5);
    var demand =
        new NodeDemand(
            name,
            ++sequence,
            leases,
            random.nextInt(leases + 1),
            4,
            random.nextBoolean() ? Set.of(SCAN) : Set.of(SCAN, "embed"));
    var account = accounts.computeIfAbsent(name, _ -> new Account());
    account.sequence = sequence;
    account.credits = leases;
    return story.demanded(demand);
  }

  private List<PoolEffect> settle(RandomGenerator random) {
    if (open.isEmpty()) {
      return tick();
    }
    var numbers = List.copyOf(open.keySet());
    long number = numbers.get(random.nextInt(numbers.size()));
    var grant = Objects.requireNonNull(open.remove(number));
    int tasks = random.nextInt(3);
    end(grant, tasks > 0);
    var offer = anyOffer(random, grant.job.batch());
    pending.put(offer.job(), offer.pending());
    return story.settled(number, offer, tasks, random.nextDouble());
  }

  private List<PoolEffect> gone(RandomGenerator random) {
    var name = "node-" + random.nextInt(4);
    accounts.remove(name);
    return story.hears(new PoolInput.NodeGone(name));
  }

  private List<PoolEffect> tick() {
    long limit = story.now - PoolSettings.STANDARD.lapses().grant().toNanos();
    for (var each : new ArrayList<>(open.entrySet())) {
      if (each.getValue().at <= limit) {
        open.remove(each.getKey());
        end(each.getValue(), false);
      }
    }
    return story.hears(new PoolInput.Ticked());
  }

  private void end(Open grant, boolean consumed) {
    grant.account.reserved--;
    if (consumed) {
      grant.account.credits = Math.max(0, grant.account.credits - 1);
    }
  }

  private void account(PoolEffect effect) {
    switch (effect) {
      case PoolEffect.SendToCoordinator(var job, Grant(_, var grant, var node, _, _)) ->
          ask(job, grant, node, false);
      case PoolEffect.SendToCoordinator(var job, Rebalance(_, var grant, var node)) ->
          ask(job, grant, node, true);
      case PoolEffect.SendToCoordinator(_, TellOffer _) -> {}
      case PoolEffect.SendToNode(var node, ToNode.NoWork(var answered)) -> {
        var account = Objects.requireNonNull(accounts.get(node));
        assertThat(answered).isEqualTo(account.sequence);
        assertThat(account.credits).isPositive();
        account.credits = 0;
      }
      case PoolEffect.SendToNode _ -> {}
      case PoolEffect.JobForgotten(var job) -> pending.remove(job);
    }
  }

  private void ask(JobKey job, long grant, String node, boolean move) {
    assertThat(used.add(grant)).as("grant numbers are never used again").isTrue();
    var account = Objects.requireNonNull(accounts.get(node));
    account.reserved++;
    assertThat(account.reserved).isLessThanOrEqualTo(account.credits);
    open.put(grant, new Open(job, node, account, move, story.now));
    long underWay = open.values().stream().filter(o -> o.job.equals(job) && !o.move).count();
    if (!move) {
      assertThat(underWay).isLessThanOrEqualTo(pending.getOrDefault(job, 0L));
    }
    long moves = open.values().stream().filter(o -> o.account == account && o.move).count();
    assertThat(moves).isLessThanOrEqualTo(1);
  }

  private void check() {
    int free = 0;
    for (var account : accounts.values()) {
      int held = Math.max(0, account.credits - account.reserved);
      free += held;
    }
    for (var queue : story.pool.status(story.now)) {
      assertThat(queue.idleLeases()).isEqualTo(free);
    }
  }
}
