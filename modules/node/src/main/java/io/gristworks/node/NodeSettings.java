package io.gristworks.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.gristworks.core.lease.LeaseSettings;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.FlushRule;
import io.gristworks.engine.cluster.EngineSettings;
import io.gristworks.engine.coordinator.CoordinatorSettings;
import io.gristworks.engine.worker.settings.WorkerSettings;
import io.gristworks.gateway.GatewaySettings;
import io.gristworks.gateway.submit.Limits;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that a node is told, read and checked once.
 *
 * @param roles what it does
 * @param dataDirectory where the embedded database and scratch files lie
 * @param drainWithin how long running tasks may take to end when the node stops
 * @param management where health and metrics are served
 * @param cluster how it finds others
 * @param database where the data is
 * @param engine how coordinators, the pool and workers behave
 * @param services how what works for the whole cluster behaves
 * @param gateway where it listens, and what it lets in
 * @param config the whole configuration, for what reads it by itself
 */
public record NodeSettings(
    Set<Role> roles,
    Path dataDirectory,
    Duration drainWithin,
    Management management,
    ClusterSettings cluster,
    DatabaseSettings database,
    EngineSettings engine,
    ServiceSettings services,
    GatewaySettings gateway,
    Config config) {

  private static final ConfigParseOptions REQUIRED =
      ConfigParseOptions.defaults().setAllowMissing(false);

  /**
   * Where health and metrics are served.
   *
   * @param port 0 for a free one
   */
  public record Management(String host, int port) {}

  /**
   * Reads the configuration: system properties, then the file that the property {@code
   * gristworks.config} names, then the environment, then the defaults.
   *
   * @throws CannotStart if a value cannot be used
   */
  public static NodeSettings load() {
    var file = System.getProperty("gristworks.config");
    var own = ConfigFactory.empty();
    if (file != null) {
      if (!new File(file).isFile()) {
        throw new CannotStart("there is no configuration file " + file);
      }
      own = ConfigFactory.parseFile(new File(file));
    }
    return of(
        ConfigFactory.defaultOverrides().withFallback(own).withFallback(defaults()).resolve());
  }

  /** Reads these overrides over the defaults, for nodes inside another program. */
  public static NodeSettings with(Map<String, ?> overrides) {
    return of(ConfigFactory.parseMap(overrides).withFallback(defaults()).resolve());
  }

  /**
   * Of several files {@code reference.conf} that name the same path, the one that comes first on
   * the class path wins. What we ask of Pekko must not hang on an embedder's order of jars: it is
   * named here once more, before all of them.
   */
  private static Config defaults() {
    var loader = NodeSettings.class.getClassLoader();
    return Stream.of("gristworks/node-pekko.conf", "gristworks/engine-pekko.conf")
        .map(name -> ConfigFactory.parseResources(loader, name, REQUIRED))
        .reduce(Config::withFallback)
        .orElseThrow()
        .withFallback(ConfigFactory.defaultReference());
  }

  private static NodeSettings of(Config config) {
    var read = new SettingsReader(config);
    var data = Path.of(read.text("gristworks.node.data-directory")).toAbsolutePath();
    try {
      var roles = Role.parse(read.text("gristworks.node.roles"));
      var rules = RuleSettings.rules(read);
      return new NodeSettings(
          roles,
          data,
          read.time("gristworks.node.drain-within"),
          new Management(
              read.text("gristworks.node.management-host"),
              read.port("gristworks.node.management-port")),
          ClusterSettings.of(read),
          DatabaseSettings.of(read, data),
          new EngineSettings(
              roles.contains(Role.COORDINATOR),
              roles.contains(Role.WORKER),
              coordinator(read),
              RuleSettings.pool(read),
              worker(read, data),
              rules),
          ServiceSettings.of(read),
          gateway(read).with(RuleSettings.backlog(read), rules),
          config);
    } catch (IllegalArgumentException e) {
      throw new CannotStart("a setting cannot be used: " + e.getMessage(), e);
    }
  }

  private static CoordinatorSettings coordinator(SettingsReader read) {
    var usual = CoordinatorSettings.DEFAULT;
    return new CoordinatorSettings(
        new LeaseSettings(
            read.time("gristworks.engine.lease.shortest"),
            read.time("gristworks.engine.lease.longest"),
            read.number("gristworks.engine.lease.probe"),
            read.number("gristworks.engine.lease.most-tasks"),
            read.time("gristworks.engine.lease.lapse-after")),
        usual.offerEvery(),
        usual.viewEvery(),
        read.time("gristworks.engine.coordinator.holdings-within"),
        read.time("gristworks.engine.coordinator.idle-stop"),
        read.number("gristworks.engine.coordinator.latest-ended"),
        read.number("gristworks.engine.coordinator.snapshot-every"));
  }

  private static WorkerSettings worker(SettingsReader read, Path data) {
    int cores = Runtime.getRuntime().availableProcessors();
    int cpuWorkers = read.number("gristworks.engine.worker.cpu-workers");
    int workers = read.number("gristworks.engine.worker.workers");
    var usual = WorkerSettings.usual(cores, data.resolve("scratch"));
    var operations = new HashMap<String, Map<String, String>>();
    if (read.config().hasPath("gristworks.operations")) {
      read.config()
          .getObject("gristworks.operations")
          .keySet()
          .forEach(name -> operations.put(name, read.flat("gristworks.operations." + name)));
    }
    return new WorkerSettings(
        new Capacity(
            workers,
            cpuWorkers == 0 ? Math.min(cores, workers) : cpuWorkers,
            read.number("gristworks.engine.worker.prefetch")),
        new FlushRule(
            (int) read.bytes("gristworks.engine.worker.flush-bytes"),
            read.time("gristworks.engine.worker.linger")),
        usual
            .times()
            .withCancelGrace(read.time("gristworks.engine.worker.cancel-grace"))
            .withRestartAfter(read.time("gristworks.engine.worker.restart-after"))
            .withUnstoredFor(read.time("gristworks.engine.worker.unstored-for"))
            .withStuckAfter(read.time("gristworks.engine.worker.stuck-after")),
        new WorkerSettings.Bounds(
            read.bytes("gristworks.engine.worker.input-cache"),
            (int) read.bytes("gristworks.engine.worker.most-result"),
            usual.bounds().unreported(),
            read.bytes("gristworks.engine.worker.most-unstored"),
            read.number("gristworks.engine.worker.most-abandoned-threads")),
        new WorkerSettings.Lent(usual.lent().scratch(), operations, Optional.empty()),
        WorkloadSettings.of(read, workers));
  }

  private static GatewaySettings gateway(SettingsReader read) {
    var host = read.text("gristworks.gateway.host");
    boolean loopback = host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    if (!loopback && !read.yes("gristworks.gateway.allow-remote-without-login")) {
      throw new CannotStart(
          "gristworks.gateway.host is "
              + host
              + ", but there is no login yet: a gateway listens on 127.0.0.1 only, unless"
              + " gristworks.gateway.allow-remote-without-login is true");
    }
    var usual = Limits.DEFAULT;
    // An upload that is still coming must not be old enough to be collected as an orphan.
    return GatewaySettings.DEFAULT
        .at(host, read.port("gristworks.gateway.port"))
        .withLimits(
            new Limits(
                (int) Math.min(read.bytes("gristworks.gateway.most-json"), Integer.MAX_VALUE - 8),
                Math.max(usual.inlineBytesTogether(), read.bytes("gristworks.gateway.most-json")),
                read.bytes("gristworks.gateway.most-upload"),
                usual.taskBytes(),
                usual.fieldBytes(),
                usual.tasksOfJob(),
                usual.jobsOfBatch(),
                shorter(
                    usual.uploadWithin(), read.time("gristworks.store.orphans-after").dividedBy(2)),
                usual.quietWithin()));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
