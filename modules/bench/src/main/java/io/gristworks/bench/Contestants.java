package io.gristworks.bench;

import io.gristworks.bench.contest.Contestant;
import io.gristworks.bench.gristworks.Gristworks;
import io.gristworks.bench.peer.DbScheduler;
import io.gristworks.bench.peer.SpringBatch;
import io.gristworks.bench.peer.ThreadPool;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Who can be asked to run, by name. */
final class Contestants {
  /** A new contestant is one line here, in the order of the report. */
  private static final List<Entry> KNOWN =
      List.of(
          new Entry("gristworks", true, Gristworks::new),
          new Entry("db-scheduler", true, DbScheduler::new),
          new Entry("spring-batch", true, SpringBatch::new),
          new Entry("thread-pool", false, ThreadPool::new));

  private Contestants() {}

  private record Entry(String name, boolean byDefault, Supplier<Contestant> enter) {}

  static Optional<Contestant> enter(String name) {
    return KNOWN.stream()
        .filter(known -> known.name().equals(name))
        .findFirst()
        .map(known -> known.enter().get());
  }

  static List<String> names() {
    return KNOWN.stream().map(Entry::name).toList();
  }

  static List<String> namesByDefault() {
    return KNOWN.stream().filter(Entry::byDefault).map(Entry::name).toList();
  }
}
