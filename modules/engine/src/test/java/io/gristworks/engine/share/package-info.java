/** Tests of the divider's actor with the pools'. */
@NullMarked
package io.gristworks.engine.share;

import org.jspecify.annotations.NullMarked;
