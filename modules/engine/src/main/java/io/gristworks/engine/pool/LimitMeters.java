package io.gristworks.engine.pool;

import io.gristworks.core.view.QueueStatus.LimitUse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kamon.Kamon;
import kamon.metric.Gauge;
import kamon.tag.TagSet;

/** What the pool shows of limits: of so many at most, lest tenants become series without end. */
final class LimitMeters {
  private static final int SHOWN_MAX = 100;

  private record Key(String scope, String name, String measure) {}

  private record Gauges(Gauge limit, Gauge out) {}

  private final Map<Key, Gauges> shown = new HashMap<>();

  /** Shows these, and no others. */
  void stand(List<LimitUse> uses) {
    var gone = new HashMap<>(shown);
    for (var use : uses.subList(0, Math.min(SHOWN_MAX, uses.size()))) {
      var key = new Key(use.scope(), use.name(), use.measure());
      gone.remove(key);
      var gauges = shown.computeIfAbsent(key, this::gauges);
      gauges.limit.update(use.limit());
      gauges.out.update((double) use.out());
    }
    gone.forEach(
        (key, gauges) -> {
          gauges.limit.remove();
          gauges.out.remove();
          shown.remove(key);
        });
  }

  private Gauges gauges(Key key) {
    var tags =
        TagSet.builder()
            .add("scope", key.scope)
            .add("name", key.name)
            .add("measure", key.measure)
            .build();
    return new Gauges(
        Kamon.gauge("gristworks.limit.whole", "A limit, in the whole cluster").withTags(tags),
        Kamon.gauge("gristworks.limit.out", "How many tasks are out under a limit").withTags(tags));
  }
}
