/**
 * The node: reads the configuration, starts the roles, and is the one place where everything is
 * wired.
 *
 * <pre>
 *   config ──▶ NodeSettings ──▶ GristNode ──▶ store, engine, gateway, management
 * </pre>
 *
 * <p>A bad setting stops the start with one sentence, before the node joins anything.
 */
@NullMarked
package io.gristworks.node;

import org.jspecify.annotations.NullMarked;
