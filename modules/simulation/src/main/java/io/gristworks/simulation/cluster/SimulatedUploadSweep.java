package io.gristworks.simulation.cluster;

import io.gristworks.core.retention.StoredUpload;
import io.gristworks.core.retention.UploadSweep;
import io.gristworks.core.retention.UploadSweep.Owner;
import io.gristworks.core.retention.UploadSweep.Step;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.world.Address;
import io.gristworks.simulation.world.Envelope;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The sweep of uploads on one machine, around the real {@link UploadSweep}. */
final class SimulatedUploadSweep implements SimulatedActor {
  /** Longer than a submission is under way on any simulated day. */
  static final Duration AGE = Duration.ofSeconds(60);

  private static final long EVERY_NANOS = 8_000_000_000L;
  private static final long PATIENCE_NANOS = 3_000_000_000L;
  private static final long USUAL_NANOS = 5_000_000;
  private static final int PAGE = 4;

  private final SimulatedCluster world;
  private final Machine machine;
  private final Address self;
  private final RandomGenerator random;
  private final UploadSweep sweep = new UploadSweep(AGE, PAGE);

  /** The question under way; null where there is none. */
  private @Nullable StoredUpload asked;

  private long questions;

  private SimulatedUploadSweep(SimulatedCluster world, Machine machine) {
    this.world = world;
    this.machine = machine;
    this.self = world.freshRef(machine, "sweep");
    this.random = world.chanceOf("sweep on " + machine.name());
  }

  @Override
  public Address ref() {
    return self;
  }

  /** Sweeps on a machine from now on. */
  static void begin(SimulatedCluster world, Machine machine) {
    var sweep = new SimulatedUploadSweep(world, machine);
    machine.house(sweep);
    machine.after(sweep.random.nextLong(EVERY_NANOS), sweep::look);
  }

  private void look() {
    carry(sweep.begin(machine.time().steady()));
  }

  private void carry(Step step) {
    switch (step) {
      case Step.ListUnadopted(var after, var limit) ->
          machine.after(1 + random.nextLong(USUAL_NANOS), () -> list(after, limit));
      case Step.AskOwner(var upload) -> ask(upload);
      case Step.Adopt(var upload) -> {
        world.inputs().adopt(machine, upload.upload());
        carry(sweep.settled());
      }
      case Step.Discard(var upload) -> {
        world.inputs().discard(machine, upload.upload());
        carry(sweep.settled());
      }
      case Step.End _ -> machine.after(EVERY_NANOS, this::look);
    }
  }

  private void list(@Nullable StoredUpload after, int limit) {
    boolean troubled = world.segments().isTroubled() && random.nextBoolean();
    if (troubled || world.owners().isCutOff(machine)) {
      machine.after(EVERY_NANOS, this::look); // the store cannot be asked
      return;
    }
    var page = world.inputs().list(after, limit);
    if (world.mutation() == Mutation.SWEEPS_UPLOADS_BY_THE_CLOCK) {
      page.stream().filter(this::looksOld).forEach(this::ask);
      carry(sweep.listed(List.of()));
    } else {
      carry(sweep.listed(page));
    }
  }

  private boolean looksOld(StoredUpload upload) {
    return upload.openedAt().isBefore(machine.clock().minus(AGE));
  }

  private void ask(StoredUpload upload) {
    asked = upload;
    long question = ++questions;
    world
        .membership()
        .route(
            new Envelope(self, new SimulatedMessages.OwnerAsked(upload.upload())),
            Membership.coordinatorOf(upload.batch().value()));
    machine.after(
        PATIENCE_NANOS,
        () -> {
          if (question == questions) {
            answered(upload, Owner.UNKNOWN);
          }
        });
  }

  private void answered(StoredUpload upload, Owner owner) {
    asked = null;
    questions++;
    if (world.mutation() != Mutation.SWEEPS_UPLOADS_BY_THE_CLOCK) {
      carry(sweep.answered(upload, owner));
    } else if (owner == Owner.NOBODY) {
      world.inputs().discard(machine, upload.upload());
    }
  }

  @Override
  public void handle(Envelope envelope) {
    if (envelope.words() instanceof SimulatedMessages.OwnerTold(var upload, var owned)
        && asked != null
        && asked.upload().equals(upload)) {
      answered(asked, owned ? Owner.BATCH : Owner.NOBODY);
    }
  }
}
