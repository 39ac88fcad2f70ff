package io.gristworks.simulation.cluster;

import io.gristworks.core.view.OutcomePage;
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
  /** So little that there are many pages. */
  static final OutcomePage.Bounds PAGE = new OutcomePage.Bounds(4, 100, 2);

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
      ask(new ResultOracle(batch, job), new ArrayList<>(), 0, -1);
    }
  }

  private void ask(ResultOracle oracle, List<Integer> succeeded, int from, long revision) {
    for (var machine : world.machines()) {
      if (machine.isUp()) {
        var inbox = new Inbox(machine, oracle, succeeded, revision);
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

    /** The tasks of the pages so far that have results. */
    private final List<Integer> succeeded;

    private final long revision;
    private final Address self;

    Inbox(Machine gateway, ResultOracle oracle, List<Integer> succeeded, long revision) {
      this.gateway = gateway;
      this.oracle = oracle;
      this.succeeded = succeeded;
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
        var page = told.page();
        page.segments().forEach(ref -> oracle.read(ref, world.segments().outcomes(ref.id())));
        page.succeeded().bits().forEach((int task) -> succeeded.add(task));
        if (page.next() < 0) {
          if (world.mutation() == Mutation.READS_UNCOUNTED_SEGMENTS) {
            readAllElse(oracle);
          }
          oracle.isWhole(succeeded);
        } else {
          ask(oracle, succeeded, page.next(), told.revision());
        }
      }
    }
  }
}
