package io.gristworks.node;

import com.typesafe.config.Config;
import java.util.concurrent.atomic.AtomicReference;
import kamon.Kamon;
import kamon.prometheus.PrometheusReporter;
import org.jspecify.annotations.Nullable;

/** The one Kamon of this JVM, and what Prometheus reads of it. */
final class Metrics {
  private static final AtomicReference<@Nullable PrometheusReporter> REPORTER =
      new AtomicReference<>();

  private Metrics() {}

  /** Begins to gather, once a JVM; a second call changes nothing. */
  static synchronized void begin(Config config) {
    if (REPORTER.get() == null) {
      Kamon.initWithoutAttaching(config);
      var reporter = new PrometheusReporter("kamon.prometheus", config);
      Kamon.addReporter("gristworks-prometheus", reporter);
      REPORTER.set(reporter);
    }
  }

  /** All metrics in the text form of Prometheus; nothing before the first tick. */
  static String text() {
    var reporter = REPORTER.get();
    return reporter == null ? "" : reporter.scrapeData();
  }
}
