/**
 * Durable data over JDBC: segments, views, the journal's names, migrations; PostgreSQL and H2
 * through the same code.
 */
@NullMarked
package io.gristworks.store;

import org.jspecify.annotations.NullMarked;
