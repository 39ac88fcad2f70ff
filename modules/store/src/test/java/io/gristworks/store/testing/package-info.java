/**
 * A real PostgreSQL for tests, here and, through this module's test jar, in others.
 *
 * <p>Threads: one server for the whole JVM, one database for each test class.
 */
@NullMarked
package io.gristworks.store.testing;

import org.jspecify.annotations.NullMarked;
