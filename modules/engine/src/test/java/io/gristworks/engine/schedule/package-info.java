/** Tests of what is done for one schedule, on a real database and a clock of their own. */
@NullMarked
package io.gristworks.engine.schedule;

import org.jspecify.annotations.NullMarked;
