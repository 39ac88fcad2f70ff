package io.gristworks.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.gristworks.core.lease.LeaseSettings;
import io.gristworks.core.ownership.OwnershipTimes;
import io.gristworks.core.pool.PoolSettings;
import io.gristworks.core.retention.PurgeSettings;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.FlushRule;
import io.gristworks.engine.coordinator.CoordinatorSettings;
import io.gristworks.engine.worker.settings.WorkerSettings;
import io.gristworks.gateway.GatewaySettings;
import io.gristworks.gateway.submit.Limits;
import io.gristworks.store.Dialect;
import io.gristworks.store.StoreSettings;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that a node is told, read and checked once.
 *
 * @param roles what it does
 * @param dataDirectory where the embedded database and scratch files lie
 * @param managementHost where health and metrics are served
 * @param managementPort likewise; 0 for a free port
 * @param drainWithin how long running tasks may take to end when the node stops
 * @param cluster how it finds others
 * @param store where the data is
 * @param journalConnections the journal's own connections
 * @param migrate whether to bring the tables up to date at the start
 * @param orphansAfter how old an upload without a batch becomes
 * @param orphansEvery how often such are looked for
 * @param purge when ended batches are deleted
 * @param config the whole configuration, for what reads it by itself
 */
public record NodeSettings(
    Set<Role> roles,
    Path dataDirectory,
    String managementHost,
    int managementPort,
    Duration drainWithin,
    ClusterSettings cluster,
    StoreSettings store,
    int journalConnections,
    boolean migrate,
    Duration orphansAfter,
    Duration orphansEvery,
    CoordinatorSettings coordinator,
    PurgeSettings purge,
    WorkerSettings worker,
    GatewaySettings gateway,
    PoolSettings pool,
    Config config) {

  private static final ConfigParseOptions REQUIRED =
      ConfigParseOptions.defaults().setAllowMissing(false);

  /** How a cluster comes together. */
  public enum Formation {
    /** One node alone. */
    SINGLE,
    /** Named first nodes. */
    SEEDS,
    /** The pods that the Kubernetes API names. */
    KUBERNETES
  }

  /** How a node finds others; see {@code config/cluster.conf}. */
  public record ClusterSettings(
      Formation formation,
      String host,
      int port,
      List<String> seeds,
      String kubernetesLabel,
      Duration heartbeatPause,
      Duration stableAfter,
      OwnershipTimes ownership) {}

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
      var store = store(read, data);
      return new NodeSettings(
          Role.parse(read.text("gristworks.node.roles")),
          data,
          read.text("gristworks.node.management-host"),
          read.port("gristworks.node.management-port"),
          read.time("gristworks.node.drain-within"),
          cluster(read),
          store,
          read.number("gristworks.store.journal-connections"),
          store.dialect() == Dialect.H2 || read.yes("gristworks.store.migrate"),
          read.time("gristworks.store.orphans-after"),
          read.time("gristworks.store.orphans-every"),
          coordinator(read),
          purge(read),
          worker(read, data),
          gateway(read).with(RuleSettings.backlog(read), RuleSettings.rules(read)),
          RuleSettings.pool(read),
          config);
    } catch (IllegalArgumentException e) {
      throw new CannotStart("a setting cannot be used: " + e.getMessage(), e);
    }
  }

  private static StoreSettings store(SettingsReader read, Path data) {
    var url = read.text("gristworks.store.url");
    var base =
        url.isEmpty()
            ? StoreSettings.embedded(data)
            : StoreSettings.of(
                url,
                orNull(read.text("gristworks.store.user")),
                orNull(read.text("gristworks.store.password")));
    return new StoreSettings(
        base.url(),
        base.user(),
        base.password(),
        read.number("gristworks.store.max-connections"),
        read.time("gristworks.store.connect-timeout"));
  }

  private static @org.jspecify.annotations.Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static ClusterSettings cluster(SettingsReader read) {
    var word = read.text("gristworks.cluster.formation");
    var formation =
        switch (word) {
          case "single" -> Formation.SINGLE;
          case "seeds" -> Formation.SEEDS;
          case "kubernetes" -> Formation.KUBERNETES;
          default ->
              throw new CannotStart(
                  "gristworks.cluster.formation is '"
                      + word
                      + "'; it takes single, seeds or kubernetes");
        };
    var seeds =
        Stream.of(read.text("gristworks.cluster.seeds").split(","))
            .map(String::strip)
            .filter(seed -> !seed.isEmpty())
            .toList();
    if (formation == Formation.SEEDS && seeds.isEmpty()) {
      throw new CannotStart(
          "gristworks.cluster.seeds is empty; formation seeds needs at least one host:port");
    }
    return new ClusterSettings(
        formation,
        read.text("gristworks.cluster.host"),
        read.port("gristworks.cluster.port"),
        seeds,
        read.text("gristworks.cluster.kubernetes-label"),
        read.time("gristworks.cluster.heartbeat-pause"),
        read.time("gristworks.cluster.stable-after"),
        new OwnershipTimes(
            read.time("gristworks.cluster.ownership.term"),
            read.time("gristworks.cluster.ownership.renew-every")));
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

  private static PurgeSettings purge(SettingsReader read) {
    return new PurgeSettings(
        read.time("gristworks.engine.retention.keep"),
        read.time("gristworks.engine.retention.every"),
        read.time("gristworks.engine.retention.pause"),
        read.number("gristworks.engine.retention.at-once"));
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
