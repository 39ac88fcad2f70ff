package io.gristworks.operations.symbolscan;

import io.gristworks.handler.NodeContext;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** A node with settings and nothing else. */
record LooseNodeContext(Map<String, String> settings) implements NodeContext {
  @Override
  public Optional<DataSource> database() {
    return Optional.empty();
  }

  @Override
  public Path scratch() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  @Override
  public int cores() {
    return 1;
  }
}
