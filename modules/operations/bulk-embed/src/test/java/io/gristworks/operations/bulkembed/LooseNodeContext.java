package io.gristworks.operations.bulkembed;

import io.gristworks.handler.NodeContext;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** A node with settings, a scratch directory and nothing else. */
record LooseNodeContext(Map<String, String> settings, Path scratch) implements NodeContext {
  @Override
  public Optional<DataSource> database() {
    return Optional.empty();
  }

  @Override
  public int cores() {
    return 1;
  }
}
