package io.gristworks.node;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.pool.PoolSettings;
import io.gristworks.core.pool.WorkerTarget;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.rule.QueueRule;
import io.gristworks.core.rule.TenantRule;
import io.gristworks.gateway.queue.Backlog;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Shares, limits and bounds as they are configured; see {@code config/engine.conf}. */
final class RuleSettings {
  private static final String TENANTS = "gristworks.tenants";
  private static final String LIMITS = "gristworks.limits";

  private RuleSettings() {}

  static ClusterRules rules(SettingsReader read) {
    return new ClusterRules(
        0,
        named(read, TENANTS, at -> tenant(read, at)),
        named(read, LIMITS + ".queues", at -> queue(read, at)),
        named(read, LIMITS + ".operations", at -> limits(read, at)),
        Optional.empty());
  }

  static PoolSettings pool(SettingsReader read) {
    return PoolSettings.STANDARD.with(
        new WorkerTarget(
            read.time("gristworks.engine.pool.drain-within"),
            read.number("gristworks.engine.pool.least-workers"),
            read.number("gristworks.engine.pool.most-workers")));
  }

  static Backlog backlog(SettingsReader read) {
    return new Backlog(
        read.whole("gristworks.gateway.backlog.most-tasks"),
        read.time("gristworks.gateway.backlog.most-work"),
        read.whole("gristworks.gateway.backlog.tenant-most-tasks"),
        read.time("gristworks.gateway.backlog.tenant-most-work"));
  }

  private static <V> Map<String, V> named(
      SettingsReader read, String path, Function<String, V> value) {
    var all = new TreeMap<String, V>();
    if (read.config().hasPath(path)) {
      for (var name : read.config().getObject(path).keySet()) {
        all.put(name, value.apply(path + ".\"" + name + "\""));
      }
    }
    return all;
  }

  private static TenantRule tenant(SettingsReader read, String at) {
    boolean weighs = read.config().hasPath(at + ".weight");
    boolean bounded = read.config().hasPath(at + ".max-pending");
    return within(
        at,
        () ->
            new TenantRule(
                weighs ? read.number(at + ".weight") : 1,
                limits(read, at),
                bounded ? read.whole(at + ".max-pending") : 0));
  }

  private static QueueRule queue(SettingsReader read, String at) {
    boolean weighs = read.config().hasPath(at + ".weight");
    return new QueueRule(weighs ? read.number(at + ".weight") : 1, limits(read, at));
  }

  private static JobLimits limits(SettingsReader read, String at) {
    boolean concurrent = read.config().hasPath(at + ".max-concurrent");
    boolean rated = read.config().hasPath(at + ".per-second");
    return within(
        at,
        () ->
            new JobLimits(
                concurrent ? read.number(at + ".max-concurrent") : 0,
                rated ? read.decimal(at + ".per-second") : 0));
  }

  private static <V> V within(String at, Supplier<V> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new CannotStart(at + " cannot be used: " + e.getMessage(), e);
    }
  }
}
