/** The harness, run small: what is counted is checked, what is timed is not. */
@NullMarked
package io.gristworks.bench;

import org.jspecify.annotations.NullMarked;
