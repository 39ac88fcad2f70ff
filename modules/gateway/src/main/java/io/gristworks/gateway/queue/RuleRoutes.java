package io.gristworks.gateway.queue;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.rule.QueueRule;
import io.gristworks.core.rule.Stop;
import io.gristworks.core.rule.TenantRule;
import io.gristworks.gateway.http.Body;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.gateway.request.LimitFields;
import io.gristworks.gateway.request.RequestFields;
import io.gristworks.gateway.request.SmallBody;
import io.gristworks.store.rule.RuleStore;
import io.gristworks.store.rule.RuleStore.Scope;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Handles the requests about shares, limits and the emergency stop. A rule is put as a whole: what
 * the body leaves out is as if nothing had ever been said of it. All are idempotent. In force
 * within about a second of the answer. Safe for many threads.
 */
public final class RuleRoutes {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.:@-]{1,255}");
  private static final int BODY_BYTES = 16 << 10;
  private static final int REASON_LENGTH = 1_000;
  private static final Duration QUIET_WITHIN = Duration.ofSeconds(20);
  private static final List<String> QUEUE = List.of("weight", "max_concurrent", "per_second");
  private static final List<String> TENANT =
      List.of("weight", "max_concurrent", "per_second", "max_pending");

  private final RuleStore store;
  private final Ports ports;
  private final Offload offload;
  private final QueueWatch watch;
  private final ActorSystem<?> system;

  /** Handles them. */
  public RuleRoutes(Ports ports, Offload offload, QueueWatch watch, ActorSystem<?> system) {
    this.store = ports.rules();
    this.ports = ports;
    this.offload = offload;
    this.watch = watch;
    this.system = system;
  }

  private record TenantView(
      String tenant, int weight, int maxConcurrent, double perSecond, long maxPending) {
    static TenantView of(String name, TenantRule rule) {
      var limits = rule.limits();
      return new TenantView(
          name, rule.weight(), limits.maxConcurrent(), limits.perSecond(), rule.maxPending());
    }
  }

  private record Tenants(List<TenantView> tenants) {}

  private record LimitsView(String name, int maxConcurrent, double perSecond) {
    static LimitsView of(String name, JobLimits limits) {
      return new LimitsView(name, limits.maxConcurrent(), limits.perSecond());
    }
  }

  private record QueueView(String name, int weight, int maxConcurrent, double perSecond) {
    static QueueView of(String name, QueueRule rule) {
      var limits = rule.limits();
      return new QueueView(name, rule.weight(), limits.maxConcurrent(), limits.perSecond());
    }
  }

  private record ClusterView(
      boolean stopped,
      @Nullable StopView stop,
      List<QueueView> queues,
      List<LimitsView> operations,
      List<TenantView> tenants) {}

  private record StopView(String reason, String by, Instant since) {}

  private ClusterRules rules() {
    return store.read().over(watch.configured());
  }

  /** {@code GET /cluster}: what holds. */
  public CompletionStage<HttpResponse> cluster() {
    return offload.supply(() -> Replies.json(200, view(rules())));
  }

  private static ClusterView view(ClusterRules rules) {
    var stop = rules.stop().orElse(null);
    return new ClusterView(
        stop != null,
        stop == null ? null : new StopView(stop.reason(), stop.by(), stop.since()),
        rules.queues().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(each -> QueueView.of(each.getKey(), each.getValue()))
            .toList(),
        limits(rules.operations()),
        tenants(rules));
  }

  private static List<LimitsView> limits(Map<String, JobLimits> all) {
    return new TreeMap<>(all)
        .entrySet().stream().map(each -> LimitsView.of(each.getKey(), each.getValue())).toList();
  }

  private static List<TenantView> tenants(ClusterRules rules) {
    return new TreeMap<>(rules.tenants())
        .entrySet().stream().map(each -> TenantView.of(each.getKey(), each.getValue())).toList();
  }

  /** {@code PUT /cluster/stop}. An earlier stop stays as it is. */
  public CompletionStage<HttpResponse> stop(HttpRequest request) {
    return offload.supplyFromBody(
        () -> {
          var reason =
              SmallBody.read(
                  body(request),
                  List.of("reason"),
                  (fields, _) -> fields.title("reason", "", REASON_LENGTH));
          var now = ports.clock().instant().truncatedTo(ChronoUnit.MICROS);
          store.stop(new Stop(reason, Caller.of(request).tenant(), now));
          return Replies.json(200, view(rules()));
        });
  }

  /** {@code DELETE /cluster/stop}; succeeds also where there is none. */
  public CompletionStage<HttpResponse> release() {
    return offload.supply(
        () -> {
          store.release();
          return Replies.json(200, view(rules()));
        });
  }

  /** {@code GET /tenants}: those of whom anything is said. */
  public CompletionStage<HttpResponse> tenants() {
    return offload.supply(() -> Replies.json(200, new Tenants(tenants(rules()))));
  }

  /** {@code GET /tenants/{tenant}}; of whom nothing is said, the usual holds. */
  public CompletionStage<HttpResponse> tenant(String tenant) {
    return offload.supply(
        () -> Replies.json(200, TenantView.of(named(tenant), rules().tenant(tenant))));
  }

  /** {@code PUT /tenants/{tenant}}. */
  public CompletionStage<HttpResponse> putTenant(HttpRequest request, String tenant) {
    return offload.supplyFromBody(
        () -> {
          var rule = SmallBody.read(body(request), TENANT, (fields, _) -> tenantRule(fields));
          store.put(named(tenant), rule, Caller.of(request).tenant());
          return Replies.json(200, TenantView.of(tenant, rule));
        });
  }

  private static TenantRule tenantRule(RequestFields fields) {
    return new TenantRule(
        (int) fields.integer("weight", 1, TenantRule.WEIGHT_MAX, 1),
        LimitFields.of(fields),
        fields.integer("max_pending", 0, Long.MAX_VALUE, 0));
  }

  /** {@code DELETE /tenants/{tenant}}: what is configured holds again. */
  public CompletionStage<HttpResponse> dropTenant(String tenant) {
    return offload.supply(
        () -> {
          store.dropTenant(named(tenant));
          return Replies.json(200, TenantView.of(tenant, rules().tenant(tenant)));
        });
  }

  /** {@code GET /queues/{queue}}; of which nothing is said, the usual holds. */
  public CompletionStage<HttpResponse> queue(String queue) {
    return offload.supply(
        () -> Replies.json(200, QueueView.of(named(queue), rules().queue(queue))));
  }

  /** {@code PUT /queues/{queue}}. */
  public CompletionStage<HttpResponse> putQueue(HttpRequest request, String queue) {
    return offload.supplyFromBody(
        () -> {
          var rule =
              SmallBody.read(
                  body(request),
                  QUEUE,
                  (fields, _) ->
                      new QueueRule(
                          (int) fields.integer("weight", 1, TenantRule.WEIGHT_MAX, 1),
                          LimitFields.of(fields)));
          store.putQueue(named(queue), rule, Caller.of(request).tenant());
          return Replies.json(200, QueueView.of(queue, rule));
        });
  }

  /** {@code DELETE /queues/{queue}}: what is configured holds again. */
  public CompletionStage<HttpResponse> dropQueue(String queue) {
    return offload.supply(
        () -> {
          store.drop(Scope.QUEUE, named(queue));
          return Replies.json(200, QueueView.of(queue, rules().queue(queue)));
        });
  }

  /** {@code PUT /operations/{name}/limits}. */
  public CompletionStage<HttpResponse> putOperation(HttpRequest request, String operation) {
    return offload.supplyFromBody(
        () -> {
          var limits =
              SmallBody.read(
                  body(request), LimitFields.FIELDS, (fields, _) -> LimitFields.of(fields));
          store.put(Scope.OPERATION, named(operation), limits, Caller.of(request).tenant());
          return Replies.json(200, LimitsView.of(operation, limits));
        });
  }

  /** {@code DELETE /operations/{name}/limits}: what is configured holds again. */
  public CompletionStage<HttpResponse> dropOperation(String operation) {
    return offload.supply(
        () -> {
          store.drop(Scope.OPERATION, named(operation));
          return Replies.json(200, LimitsView.of(operation, rules().operation(operation)));
        });
  }

  private static String named(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new ProblemFound(
          Problem.invalid("", "a name has 1 to 255 of a-z, A-Z, 0-9, _, ., :, @ and -"));
    }
    return name;
  }

  private byte[] body(HttpRequest request) {
    try (var body = Body.open(request.entity(), BODY_BYTES, QUIET_WITHIN, system)) {
      return body.readAllBytes();
    } catch (IOException e) {
      throw new ProblemFound(
          Problem.unreadable("the body did not come to its end: " + e.getMessage()));
    }
  }
}
