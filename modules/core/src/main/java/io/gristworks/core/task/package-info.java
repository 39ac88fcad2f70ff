/**
 * Tasks by the million, named by their index within a job: sets, stored blocks and how they are
 * told apart. A pending task costs a fraction of a bit here.
 *
 * <p>Threads: values are immutable once shared, unless a type says otherwise.
 */
@NullMarked
package io.gristworks.core.task;

import org.jspecify.annotations.NullMarked;
