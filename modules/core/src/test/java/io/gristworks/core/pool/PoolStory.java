package io.gristworks.core.pool;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.JobOffer;
import io.gristworks.core.message.ToCoordinator.Grant;
import io.gristworks.core.message.ToCoordinator.Rebalance;
import io.gristworks.core.message.ToCoordinator.TellOffer;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.message.ToPool;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.rule.TenantRule;
import io.gristworks.core.view.QueueStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A pool, its clock, and what it has said: for telling stories with it. */
final class PoolStory {
  static final String SCAN = "symbol-scan";

  final Pool pool;
  final List<PoolEffect> said = new ArrayList<>();
  private final Map<JobKey, JobOffer> offers = new HashMap<>();
  long now;

  PoolStory() {
    this(PoolSettings.STANDARD);
  }

  PoolStory(PoolSettings settings) {
    pool = new Pool(settings, 0, List.of(), 0);
  }

  /** Of a pool that takes over. */
  PoolStory(long epoch, List<String> nodes) {
    pool = new Pool(PoolSettings.STANDARD, epoch, nodes, 0);
  }

  /** The news of rules that are nothing but shares of tenants. */
  static PoolInput weights(Map<String, Integer> weights) {
    var tenants = new TreeMap<String, TenantRule>();
    weights.forEach(
        (tenant, weight) -> tenants.put(tenant, new TenantRule(weight, JobLimits.NONE, 0)));
    return new PoolInput.RulesChanged(
        new ClusterRules(1, tenants, Map.of(), Map.of(), Optional.empty()));
  }

  static JobKey job(String batch) {
    return new JobKey(batch, 0);
  }

  static JobOffer offer(String tenant, String batch, long pending) {
    return offer(tenant, batch, pending, 0, 1);
  }

  static JobOffer offer(
      String tenant, String batch, long pending, long stealable, double taskSeconds) {
    return new JobOffer(
        job(batch), "default", tenant, SCAN, false, 1, pending, stealable, taskSeconds);
  }

  static NodeDemand demand(String node, long sequence, int leases) {
    return new NodeDemand(node, sequence, leases, leases, 8, Set.of(SCAN));
  }

  /** Tells the pool, and returns what it says to that. */
  List<PoolEffect> hears(PoolInput news) {
    if (news instanceof PoolInput.FromCoordinator(var message)) {
      offers.put(message.offer().job(), message.offer());
    }
    var effects = pool.handle(news, now);
    said.addAll(effects);
    return effects;
  }

  /** What the pool was told last of a job. */
  JobOffer offerOf(JobKey job) {
    return Objects.requireNonNull(offers.get(job));
  }

  List<PoolEffect> offered(JobOffer offer) {
    return hears(new PoolInput.FromCoordinator(new ToPool.Offer(offer)));
  }

  List<PoolEffect> demanded(NodeDemand demand) {
    return hears(demand.input());
  }

  List<PoolEffect> settled(long grant, JobOffer offer, int tasks, double seconds) {
    return hears(
        new PoolInput.FromCoordinator(new ToPool.GrantSettled(grant, offer, tasks, seconds)));
  }

  /** Lets time pass, tick by tick; returns what was said meanwhile. */
  List<PoolEffect> passes(Duration time) {
    var effects = new ArrayList<PoolEffect>();
    long end = now + time.toNanos();
    while (now < end) {
      now = Math.min(end, now + 50_000_000);
      effects.addAll(hears(new PoolInput.Ticked()));
    }
    return effects;
  }

  QueueStatus status() {
    return pool.status(now).stream()
        .findFirst()
        .orElseGet(() -> new QueueStatus("default", 0, 0, 0, 0, 0, List.of()));
  }

  /** A grant that a pool wants, with the job's whole key. */
  record Granting(JobKey job, long grant, String node, int workers, int mostTasks) {}

  /** A rebalance that it wants. */
  record Moving(JobKey job, long grant, String node) {}

  static List<Granting> grants(List<PoolEffect> effects) {
    var grants = new ArrayList<Granting>();
    for (var sent : only(PoolEffect.SendToCoordinator.class, effects)) {
      if (sent.message() instanceof Grant(_, var grant, var node, var workers, var most)) {
        grants.add(new Granting(sent.job(), grant, node, workers, most));
      }
    }
    return grants;
  }

  /** A question how a job stands. */
  record Asking(JobKey job, long grant) {}

  static List<Asking> questions(List<PoolEffect> effects) {
    return only(PoolEffect.SendToCoordinator.class, effects).stream()
        .filter(sent -> sent.message() instanceof TellOffer)
        .map(sent -> new Asking(sent.job(), sent.message().grant()))
        .toList();
  }

  static List<Moving> moves(List<PoolEffect> effects) {
    var moves = new ArrayList<Moving>();
    for (var sent : only(PoolEffect.SendToCoordinator.class, effects)) {
      if (sent.message() instanceof Rebalance(_, var grant, var node)) {
        moves.add(new Moving(sent.job(), grant, node));
      }
    }
    return moves;
  }

  /** The nodes that are told something of a kind. */
  static List<String> told(Class<? extends ToNode.FromPool> kind, List<PoolEffect> effects) {
    return only(PoolEffect.SendToNode.class, effects).stream()
        .filter(sent -> kind.isInstance(sent.message()))
        .map(PoolEffect.SendToNode::node)
        .toList();
  }

  static <E extends PoolEffect> List<E> only(Class<E> kind, List<PoolEffect> effects) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
