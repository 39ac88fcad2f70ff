/** Commands that want a batch or a job to be otherwise. Each may be said again. */
@NullMarked
package io.gristworks.cli.control;

import org.jspecify.annotations.NullMarked;
