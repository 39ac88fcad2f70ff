/**
 * Commands that look: lists, outcomes, single tasks, the cluster. None of them changes anything.
 */
@NullMarked
package io.gristworks.cli.look;

import org.jspecify.annotations.NullMarked;
