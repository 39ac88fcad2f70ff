package io.gristworks.simulation.cluster;

import io.gristworks.core.coordinator.CoordinatorNews;
import io.gristworks.core.pool.JobKey;
import io.gristworks.core.pool.Pool;
import io.gristworks.core.pool.PoolEffect;
import io.gristworks.core.pool.PoolNews;
import io.gristworks.core.pool.PoolSettings;
import io.gristworks.simulation.world.Letter;
import io.gristworks.simulation.world.Ref;
import java.util.HashMap;
import java.util.Map;

/** The pool of one queue on one machine, around the real {@link Pool}. */
final class PoolShell implements Shell {
  private final World world;
  private final Machine machine;
  private final String queue;
  private final Ref self;
  private final Pool pool;
  private final PoolSettings settings;
  private final Map<JobKey, Ref> coordinators = new HashMap<>(); // asked by key only

  PoolShell(World world, Machine machine, String queue) {
    this.world = world;
    this.machine = machine;
    this.queue = queue;
    this.self = world.freshRef(machine, "pool-" + queue);
    this.settings = PoolSettings.standard().withTenantWeights(Batches.weights(world.scenario()));
    long firstGrant = machine.clock().toEpochMilli() * 1_000;
    this.pool = new Pool(settings, firstGrant, world.timeline().now());
  }

  @Override
  public Ref ref() {
    return self;
  }

  void start() {
    world.membership().nodes().forEach(node -> hear(new PoolNews.NodeJoined(node)));
    tick();
  }

  private void tick() {
    machine.after(
        settings.tick().toNanos(),
        () -> {
          if (machine.shell(self.number()) == this) {
            hear(new PoolNews.Ticked());
            tick();
          }
        });
  }

  /** The seconds that the job without a grant for longest has waited. */
  double oldestWaitSeconds() {
    return pool.status(queue, world.timeline().now()).oldestWaitSeconds();
  }

  @Override
  public void hear(Letter letter) {
    var news = (PoolNews) letter.words();
    switch (news) {
      case PoolNews.Offered(var offer) -> coordinators.put(offer.job(), letter.from());
      case PoolNews.Settled settled -> coordinators.put(settled.offer().job(), letter.from());
      case PoolNews.Demanded demanded -> {
        if (world.membership().isGone(demanded.demand().node())) {
          return; // said before its end, which was heard before
        }
      }
      default -> {}
    }
    hear(news);
  }

  private void hear(PoolNews news) {
    pool.hear(news, world.timeline().now()).forEach(this::carry);
  }

  private void carry(PoolEffect effect) {
    switch (effect) {
      case PoolEffect.AskGrant(var job, var grant, var node, var workers, var most) ->
          tell(job, new CoordinatorNews.GrantWanted(job.job(), grant, node, workers, most));
      case PoolEffect.AskOffer(var job, var grant) ->
          tell(job, new CoordinatorNews.OfferWanted(job.job(), grant));
      case PoolEffect.AskRebalance(var job, var grant, var node, _) ->
          tell(job, new CoordinatorNews.RebalanceWanted(job.job(), grant, node));
      case PoolEffect.CallNodes(var nodes) ->
          nodes.forEach(node -> tell(node, new Words.WorkWaits(queue)));
      case PoolEffect.NoWork(var node, var sequence) ->
          tell(node, new Words.NoWork(queue, sequence));
      case PoolEffect.JobForgotten(var job) -> coordinators.remove(job);
    }
  }

  private void tell(JobKey job, CoordinatorNews news) {
    var coordinator = coordinators.get(job);
    if (coordinator == null) {
      throw new IllegalStateException("no coordinator for " + job);
    }
    world.network().send(new Letter(self, news), coordinator);
  }

  private void tell(String node, Object words) {
    var ref = world.membership().node(node);
    if (ref != null) {
      world.network().send(new Letter(self, words), ref);
    }
  }
}
