/**
 * Commands that look: lists, outcomes, single tasks, the cluster. None of them changes anything.
 */
@NullMarked
package io.gristworks.cli.inspect;

import org.jspecify.annotations.NullMarked;
