package io.gristworks.node;

import io.gristworks.engine.cluster.Engine;
import io.gristworks.engine.cluster.EngineSettings;
import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.engine.thread.EnginePools;
import io.gristworks.engine.worker.WorkerSettings;
import io.gristworks.gateway.Gateway;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.sweep.UploadSweep;
import io.gristworks.store.Database;
import io.gristworks.store.JdbcBatchViews;
import io.gristworks.store.JdbcBulkStore;
import io.gristworks.store.JdbcCheckpoints;
import io.gristworks.store.JdbcRemains;
import io.gristworks.store.JdbcRuleStore;
import io.gristworks.store.JdbcScheduleStore;
import io.gristworks.store.JdbcSegmentStore;
import io.gristworks.store.Migrations;
import io.gristworks.store.StoreCannotOpen;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node, from start to stop. Everything is wired here.
 *
 * <p>Threads: start and stop block; a node may be stopped from any thread, once or more often.
 */
public final class GristNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GristNode.class);

  /** Writes of views, schedules, bulk operations, purges: more than there are connections. */
  private static final int WAITING_MOST = 32;

  private final NodeSettings settings;
  private final ExecutorService waiting;
  private final ActorSystem<Void> system;
  private final Engine engine;
  private final Optional<InetSocketAddress> gateway;
  private final int managementPort;
  private final CompletionStage<?> released;

  private GristNode(
      NodeSettings settings,
      DataDirectory directory,
      Database database,
      ExecutorService waiting,
      ActorSystem<Void> system,
      Engine engine,
      Optional<InetSocketAddress> gateway,
      int managementPort) {
    this.settings = settings;
    this.waiting = waiting;
    this.system = system;
    this.engine = engine;
    this.gateway = gateway;
    this.managementPort = managementPort;
    this.released =
        system
            .getWhenTerminated()
            .whenComplete(
                (_, _) -> {
                  database.close();
                  closeQuietly(directory);
                });
  }

  /**
   * Starts a node and waits until it is ready.
   *
   * @param catalog what it can run
   * @param exitJvm whether the JVM ends with the node, however the node ends
   * @throws CannotStart with the reason in a sentence; nothing is left behind
   */
  public static GristNode start(NodeSettings settings, OperationCatalog catalog, boolean exitJvm) {
    var directory = DataDirectory.take(settings.dataDirectory());
    try {
      var database = openDatabase(settings);
      try {
        return start(settings, catalog, exitJvm, directory, database);
      } catch (RuntimeException e) {
        database.close();
        throw e;
      }
    } catch (RuntimeException e) {
      closeQuietly(directory);
      throw e;
    }
  }

  private static void checkOperations(OperationCatalog catalog, WorkerSettings worker) {
    for (var operation : catalog.all()) {
      try {
        operation.checkNode(worker.workshop(operation.name()));
      } catch (Exception e) {
        throw new CannotStart(
            "operation " + operation.name() + " cannot run on this node: " + e.getMessage(), e);
      }
    }
  }

  private static Database openDatabase(NodeSettings settings) {
    try {
      var database = Database.open(settings.store());
      try {
        if (settings.migrate()) {
          Migrations.migrate(database.dataSource());
        } else {
          Migrations.requireCurrent(database.dataSource());
        }
        return database;
      } catch (RuntimeException e) {
        database.close();
        throw e;
      }
    } catch (StoreCannotOpen e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private static GristNode start(
      NodeSettings settings,
      OperationCatalog catalog,
      boolean exitJvm,
      DataDirectory directory,
      Database database) {
    var lent = settings.worker().lent().with(database.dataSource());
    var worker = settings.worker().with(lent);
    if (settings.roles().contains(Role.WORKER)) {
      checkOperations(catalog, worker);
    }
    var system = actorSystem(settings);
    var failure = new NodeEnd(system, exitJvm, settings.drainWithin());
    var waiting = EnginePools.bounded("gristworks-waiting", WAITING_MOST, failure);
    try {
      int managementPort = Membership.join(settings, system);
      var segments = new JdbcSegmentStore(database);
      var views = new JdbcBatchViews(database);
      var rules = new JdbcRuleStore(database, InstantSource.system());
      var random = new SecureRandom();
      var engine =
          Engine.start(
              system,
              Membership.nodeName(settings, system),
              new EngineSettings(
                  settings.roles().contains(Role.COORDINATOR),
                  settings.roles().contains(Role.WORKER),
                  settings.coordinator(),
                  settings.pool(),
                  settings.purge(),
                  worker,
                  settings.gateway().rules()),
              new Engine.Means(
                  catalog,
                  segments,
                  views,
                  new JdbcCheckpoints(database),
                  new JdbcRemains(database),
                  rules,
                  InstantSource.system(),
                  System::nanoTime,
                  random,
                  waiting,
                  failure));
      var ports =
          new Ports(
              engine.cluster(),
              segments,
              views,
              new JdbcScheduleStore(database),
              rules,
              new JdbcBulkStore(database),
              catalog,
              InstantSource.system(),
              random);
      var gateway =
          settings.roles().contains(Role.GATEWAY)
              ? Optional.of(
                  Awaited.await(
                          Gateway.start(system, settings.gateway(), ports, List.of()),
                          "the gateway")
                      .localAddress())
              : Optional.<InetSocketAddress>empty();
      Schedules.start(system, settings, ports, waiting);
      BulkOperations.start(system, settings, ports, waiting);
      var node =
          new GristNode(
              settings, directory, database, waiting, system, engine, gateway, managementPort);
      node.sweepUploads(new UploadSweep(segments, engine::owns, settings.orphansAfter()));
      node.arrangeStop();
      if (exitJvm) {
        endJvmWith(system);
      }
      engine.workerHealth().ifPresent(health -> ReadyCheck.heed(system.classicSystem(), health));
      ReadyCheck.set(system.classicSystem(), true);
      return node;
    } catch (RuntimeException e) {
      stop(system, exitJvm);
      waiting.shutdown();
      throw e;
    }
  }

  /**
   * Ends the JVM when the node has ended, however it did. Not Pekko's own exit-jvm: that would also
   * end a JVM whose node cannot start, before the reason is told.
   */
  private static void endJvmWith(ActorSystem<Void> system) {
    var shutdown = CoordinatedShutdown.get(system);
    system
        .getWhenTerminated()
        .whenComplete(
            (_, _) -> {
              var reason = shutdown.getShutdownReason();
              int code =
                  reason.equals(Optional.of(CoordinatedShutdown.clusterDowningReason()))
                      ? 1
                      : reason.equals(Optional.of(NodeEnd.RESTART)) ? NodeEnd.RESTARTED : 0;
              // On a thread that nobody waits for: this may run inside the JVM's own shutdown.
              Thread.ofPlatform().daemon().start(() -> System.exit(code));
            });
  }

  /** Waits, so that whoever starts again finds ports, lock and database free. */
  private static void stop(ActorSystem<Void> system, boolean exitJvm) {
    CoordinatedShutdown.get(system).run(new StartFailed());
    if (exitJvm) {
      return; // the reason must be told before the JVM ends
    }
    try {
      system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("what had started did not stop in time: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Why the actor system of a node that could not start is stopped. */
  private static final class StartFailed implements CoordinatedShutdown.Reason {}

  private static ActorSystem<Void> actorSystem(NodeSettings settings) {
    try {
      return ActorSystem.create(Behaviors.empty(), PekkoConfig.SYSTEM, PekkoConfig.of(settings));
    } catch (RuntimeException e) {
      throw CannotStart.binding(
          e,
          "gristworks.cluster.port",
          settings.cluster().port() + " on " + settings.cluster().host());
    }
  }

  private void sweepUploads(UploadSweep sweep) {
    if (settings.roles().contains(Role.COORDINATOR)) {
      system
          .scheduler()
          .scheduleWithFixedDelay(
              settings.orphansEvery(),
              settings.orphansEvery(),
              () ->
                  waiting.execute(
                      () -> {
                        try {
                          sweep.sweep(Instant.now());
                        } catch (RuntimeException e) {
                          LOG.warn("uploads not swept, tried again later: {}", e.toString());
                        }
                      }),
              system.executionContext());
    }
  }

  private void arrangeStop() {
    var shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "gristworks-drain",
        () -> {
          ReadyCheck.set(system.classicSystem(), false);
          return engine.drain(settings.drainWithin()).exceptionally(_ -> Done.getInstance());
        });
    shutdown.addTask(
        CoordinatedShutdown.PhaseActorSystemTerminate(),
        "gristworks-release",
        () -> {
          waiting.shutdown();
          return java.util.concurrent.CompletableFuture.completedFuture(Done.getInstance());
        });
  }

  private static void closeQuietly(DataDirectory directory) {
    try {
      directory.close();
    } catch (IOException e) {
      LOG.warn("the lock of the data directory was not given back: {}", e.toString());
    }
  }

  /** What it was told. */
  public NodeSettings settings() {
    return settings;
  }

  /**
   * Where the gateway answers, without a slash at the end.
   *
   * @throws IllegalStateException if the node has not that role
   */
  public URI gatewayUri() {
    var address = gateway.orElseThrow(() -> new IllegalStateException("this node is no gateway"));
    return URI.create("http://" + settings.gateway().host() + ":" + address.getPort());
  }

  /** Where health and metrics are served. */
  public URI managementUri() {
    return URI.create("http://" + settings.managementHost() + ":" + managementPort);
  }

  /** Its actor system. */
  public ActorSystem<Void> system() {
    return system;
  }

  /** Stops: drains, leaves the cluster, closes everything. Blocks until it is done. */
  @Override
  public void close() {
    system.terminate();
    try {
      released
          .toCompletableFuture()
          .get(settings.drainWithin().toMillis() + 60_000, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the node did not stop in time: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
