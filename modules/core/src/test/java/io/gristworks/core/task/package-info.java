/** Tests of what goes between nodes. */
@NullMarked
package io.gristworks.core.task;

import org.jspecify.annotations.NullMarked;
