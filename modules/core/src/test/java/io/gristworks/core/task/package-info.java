/** Tests of sets of tasks, and of how long text is. */
@NullMarked
package io.gristworks.core.task;

import org.jspecify.annotations.NullMarked;
