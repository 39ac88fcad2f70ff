package io.gristworks.engine.pool;

import io.gristworks.core.view.QueueStatus.LimitPart;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kamon.Kamon;
import kamon.metric.Gauge;
import kamon.tag.TagSet;

/** What a pool shows of limits: of so many at most, lest tenants become series without end. */
final class LimitMeters {
  private static final int SHOWN_MAX = 100;

  private record Key(String scope, String name, String measure) {}

  private record Gauges(Gauge limit, Gauge part) {}

  private final String queue;
  private final Map<Key, Gauges> shown = new HashMap<>();

  LimitMeters(String queue) {
    this.queue = queue;
  }

  /** Shows these, and no others. */
  void stand(List<LimitPart> parts) {
    var gone = new HashMap<>(shown);
    for (var part : parts.subList(0, Math.min(SHOWN_MAX, parts.size()))) {
      var key = new Key(part.scope(), part.name(), part.measure());
      gone.remove(key);
      var gauges = shown.computeIfAbsent(key, this::gauges);
      gauges.limit.update(part.limit());
      gauges.part.update(part.part());
    }
    gone.forEach(
        (key, gauges) -> {
          gauges.limit.remove();
          gauges.part.remove();
          shown.remove(key);
        });
  }

  private Gauges gauges(Key key) {
    var tags =
        TagSet.builder()
            .add("queue", queue)
            .add("scope", key.scope)
            .add("name", key.name)
            .add("measure", key.measure)
            .build();
    return new Gauges(
        Kamon.gauge("gristworks.limit.whole", "A limit, in the whole cluster").withTags(tags),
        Kamon.gauge("gristworks.limit.part", "How much of a limit is the queue's for now")
            .withTags(tags));
  }
}
