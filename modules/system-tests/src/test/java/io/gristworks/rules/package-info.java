/**
 * The rules of the house, and the tests that keep them: who may import whom, and what every source
 * file looks like.
 *
 * <p>Each rule is shown to fail on something planted for it.
 */
@NullMarked
package io.gristworks.rules;

import org.jspecify.annotations.NullMarked;
