package io.gristworks.engine.worker.settings;

import io.gristworks.handler.NodeContext;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** What this node lends to the handlers of one operation. */
record NodeContextOfOperation(
    Map<String, String> settings, Optional<DataSource> database, Path scratch, int cores)
    implements NodeContext {}
