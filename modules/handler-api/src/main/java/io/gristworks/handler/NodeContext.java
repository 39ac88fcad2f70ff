package io.gristworks.handler;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** What a worker node lends to its handlers. */
public interface NodeContext {

  /**
   * The node's settings for this operation: what stands under {@code
   * gristworks.operations.<operation>} in {@code config/operations.conf}, flat, with dots between
   * the names ({@code prices.directory}).
   */
  Map<String, String> settings();

  /** The node's JDBC database, where it lends it; connections must be given back. */
  Optional<DataSource> database();

  /** A directory of this node for files that may be lost. */
  Path scratch();

  /** The cores that CPU-bound work may use on this node, from 1. */
  int cores();
}
