/** The coordinator's decisions, told as stories. */
@NullMarked
package io.gristworks.core.coordinator;

import org.jspecify.annotations.NullMarked;
