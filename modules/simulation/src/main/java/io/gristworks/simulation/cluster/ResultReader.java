package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.JobProgress;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.check.ResultOracle;
import io.gristworks.simulation.world.Address;
import io.gristworks.simulation.world.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Somebody who reads the results of a batch that has ended: page by page, from the coordinator
 * which segments there are, and from the store what is in them. Where the batch goes on meanwhile,
 * or an answer is lost, the reading ends.
 */
final class ResultReader {
  private static final int PAGE = 4;

  private final SimulatedCluster world;
  private final String batch;

  ResultReader(SimulatedCluster world, String batch) {
    this.world = world;
    this.batch = batch;
  }

  /** Reads the results of all jobs. */
  void read() {
    var spec = Objects.requireNonNull(world.oracles().of(batch).spec(), "it has ended");
    for (int job = 0; job < spec.jobs().size(); job++) {
      ask(new ResultOracle(batch, job), 0, -1);
    }
  }

  private void ask(ResultOracle oracle, int from, long revision) {
    for (var machine : world.machines()) {
      if (machine.isUp()) {
        var inbox = new Inbox(machine, oracle, from, revision);
        machine.house(inbox);
        world
            .membership()
            .route(
                new Envelope(inbox.self, new SimulatedMessages.ResultsAsked(oracle.job(), from)),
                Membership.coordinatorOf(batch));
        return;
      }
    }
  }

  /** What a coordinator answers. */
  static SimulatedMessages.ResultsTold page(JobProgress job, int from, long revision) {
    var all = job.segments();
    int end = Math.min(all.size(), from + PAGE);
    List<SegmentRef> page = List.copyOf(all.subList(Math.min(from, end), end));
    var succeeded = new ArrayList<Integer>();
    job.succeeded().forEach((int task) -> succeeded.add(task));
    return new SimulatedMessages.ResultsTold(revision, page, end == all.size(), succeeded);
  }

  /** For a mutation. */
  private void readAllElse(ResultOracle oracle) {
    for (var id : world.segments().list(batch, null, Integer.MAX_VALUE)) {
      var stored = world.segments().outcomes(id);
      if (stored != null && stored.job() == oracle.job() && !oracle.hasRead(id)) {
        oracle.read(stored.segment(), stored);
      }
    }
  }

  private final class Inbox implements SimulatedActor {
    private final Machine gateway;
    private final ResultOracle oracle;
    private final int from;
    private final long revision;
    private final Address self;

    Inbox(Machine gateway, ResultOracle oracle, int from, long revision) {
      this.gateway = gateway;
      this.oracle = oracle;
      this.from = from;
      this.revision = revision;
      this.self = world.freshRef(gateway, "results of " + batch);
    }

    @Override
    public Address ref() {
      return self;
    }

    @Override
    public void handle(Envelope envelope) {
      gateway.evict(this);
      if (envelope.words() instanceof SimulatedMessages.ResultsTold told
          && (revision < 0 || told.revision() == revision)
          && !world.oracles().isRetired(batch)) {
        told.segments().forEach(ref -> oracle.read(ref, world.segments().outcomes(ref.id())));
        if (told.last()) {
          if (world.mutation() == Mutation.READS_UNCOUNTED_SEGMENTS) {
            readAllElse(oracle);
          }
          oracle.isWhole(told.succeeded());
        } else {
          ask(oracle, from + PAGE, told.revision());
        }
      }
    }
  }
}
