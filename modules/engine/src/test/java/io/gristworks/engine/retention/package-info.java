/** The purger against a store and coordinators made by hand. */
@NullMarked
package io.gristworks.engine.retention;

import org.jspecify.annotations.NullMarked;
