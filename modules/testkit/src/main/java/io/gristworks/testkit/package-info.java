/**
 * A whole Gristworks node inside a test's own JVM, for authors of handlers.
 *
 * <pre>
 *   test ──submit──▶ TestNode (gateway, coordinator, worker, embedded database) ──▶ your handler
 *     ▲                  │
 *     └── results ── Run ◀┘
 * </pre>
 *
 * <p>Promise: what runs here is the product itself, over real HTTP and a real database, on free
 * ports of the loopback address and in a directory of its own that is deleted at the end. Threads:
 * calls block the caller; a {@link io.gristworks.testkit.TestNode} and its runs may be shared.
 */
@NullMarked
package io.gristworks.testkit;

import org.jspecify.annotations.NullMarked;
