/**
 * The rules of the house, and the tests that keep them: who may import whom, and what every source
 * file looks like.
 *
 * <p>{@code planted} holds a small house that breaks each of the rules, so that each is seen to
 * fail.
 */
@NullMarked
package io.gristworks.house;

import org.jspecify.annotations.NullMarked;
