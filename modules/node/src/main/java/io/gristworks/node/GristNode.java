package io.gristworks.node;

import io.gristworks.engine.cluster.Engine;
import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.engine.thread.EnginePools;
import io.gristworks.engine.worker.settings.WorkerSettings;
import io.gristworks.gateway.Gateway;
import io.gristworks.gateway.http.Ports;
import io.gristworks.store.Database;
import io.gristworks.store.JdbcBatchDeletion;
import io.gristworks.store.JdbcBatchViews;
import io.gristworks.store.JdbcBulkStore;
import io.gristworks.store.JdbcCheckpoints;
import io.gristworks.store.JdbcRuleStore;
import io.gristworks.store.JdbcScheduleStore;
import io.gristworks.store.JdbcSegmentStore;
import io.gristworks.store.Migrations;
import io.gristworks.store.StoreCannotOpen;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
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

  /** How long a node may take to stop beside its drain; Pekko's phases have 10 s each. */
  private static final Duration END_WITHIN = Duration.ofSeconds(20);

  private final NodeSettings settings;
  private final ExecutorService waiting;
  private final MemberSystem member;
  private final ActorSystem<Void> system;
  private final Engine engine;
  private final Optional<InetSocketAddress> gateway;
  private final CompletionStage<?> released;

  private GristNode(
      NodeSettings settings,
      DataDirectory directory,
      MemberSystem member,
      ExecutorService waiting,
      Engine engine,
      Optional<InetSocketAddress> gateway) {
    this.settings = settings;
    this.waiting = waiting;
    this.member = member;
    this.system = member.system();
    this.engine = engine;
    this.gateway = gateway;
    this.released =
        system
            .getWhenTerminated()
            .whenComplete(
                (_, _) -> {
                  member.close();
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
        operation.checkNode(worker.context(operation.name()));
      } catch (Exception e) {
        throw new CannotStart(
            "operation " + operation.name() + " cannot run on this node: " + e.getMessage(), e);
      }
    }
  }

  private static Database openDatabase(NodeSettings settings) {
    try {
      var database = Database.open(settings.database().store());
      try {
        if (settings.database().migrate()) {
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
      Database opened) {
    if (settings.roles().contains(Role.WORKER)) {
      checkOperations(catalog, lending(settings, opened));
    }
    var member = MemberSystem.enter(settings, directory, opened);
    var database = member.database();
    var worker = lending(settings, database);
    var system = member.system();
    var failure = new NodeEnd(system, exitJvm, settings.drainWithin());
    var waiting = EnginePools.bounded("gristworks-waiting", WAITING_MOST, failure);
    try {
      var segments = new JdbcSegmentStore(database);
      var views = new JdbcBatchViews(database);
      var rules = new JdbcRuleStore(database, InstantSource.system());
      var random = new SecureRandom();
      var engine =
          Engine.start(
              system,
              Membership.nodeName(settings, system),
              settings.engine().with(worker),
              new Engine.Means(
                  catalog,
                  segments,
                  views,
                  new JdbcCheckpoints(database),
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
                  StartupStep.await(
                          Gateway.start(system, settings.gateway(), ports, List.of()),
                          "the gateway")
                      .localAddress())
              : Optional.<InetSocketAddress>empty();
      if (settings.roles().contains(Role.COORDINATOR)) {
        new ClusterServices(system, settings.services(), engine, ports, waiting)
            .start(new JdbcBatchDeletion(database), settings.gateway().limits());
      }
      var node = new GristNode(settings, directory, member, waiting, engine, gateway);
      node.arrangeStop();
      if (exitJvm) {
        endJvmWith(member, settings.drainWithin());
      }
      engine.workerHealth().ifPresent(health -> ReadyCheck.heed(system.classicSystem(), health));
      ReadyCheck.set(system.classicSystem(), true);
      return node;
    } catch (RuntimeException e) {
      // Where the JVM ends anyway the reason is told first.
      member.stop(exitJvm);
      waiting.shutdown();
      throw e;
    }
  }

  private static WorkerSettings lending(NodeSettings settings, Database database) {
    var worker = settings.engine().worker();
    return worker.with(worker.lent().with(database.dataSource()));
  }

  /**
   * Ends the JVM when the node has ended, however it did. Not Pekko's own exit-jvm: that would also
   * end a JVM whose node cannot start, before the reason is told.
   */
  private static void endJvmWith(MemberSystem member, Duration drainWithin) {
    CoordinatedShutdown.get(member.system())
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "gristworks-end-in-time",
            () -> {
              haltAfter(
                  member.isDowned() ? END_WITHIN : END_WITHIN.multipliedBy(2).plus(drainWithin));
              return CompletableFuture.completedFuture(Done.getInstance());
            });
    member
        .system()
        .getWhenTerminated()
        .whenComplete(
            (_, _) -> {
              var reason = CoordinatedShutdown.get(member.system()).getShutdownReason();
              int code =
                  member.isDowned()
                      ? 1
                      : reason.equals(Optional.of(NodeEnd.RESTART)) ? NodeEnd.RESTARTED : 0;
              // On a thread that nobody waits for: this may run inside the JVM's own shutdown.
              Thread.ofPlatform().daemon().start(() -> System.exit(code));
            });
  }

  /** What does not end by itself must not stand between its supervisor and a new start. */
  private static void haltAfter(Duration patience) {
    Thread.ofPlatform()
        .daemon()
        .name("gristworks-end-in-time")
        .start(
            () -> {
              try {
                TimeUnit.NANOSECONDS.sleep(patience.toNanos());
              } catch (InterruptedException e) {
                return;
              }
              LOG.error("the node did not stop within {}, and is ended", patience);
              Runtime.getRuntime().halt(1);
            });
  }

  private void arrangeStop() {
    var shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "gristworks-drain",
        () -> {
          ReadyCheck.set(system.classicSystem(), false);
          if (member.isDowned()) {
            return CompletableFuture.completedFuture(Done.getInstance()); // nobody counts its work
          }
          return engine.drain(settings.drainWithin()).exceptionally(_ -> Done.getInstance());
        });
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeClusterShutdown(),
        "gristworks-leave",
        () -> {
          engine.leave();
          return CompletableFuture.completedFuture(Done.getInstance());
        });
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
        "gristworks-disown",
        () ->
            CompletableFuture.supplyAsync(
                () -> {
                  member.release();
                  return Done.getInstance();
                },
                waiting));
    // Not before the last actor has ended: one that gives it work would fail.
    system.getWhenTerminated().whenComplete((_, _) -> waiting.shutdown());
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
    return URI.create("http://" + settings.management().host() + ":" + member.managementPort());
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
