/** Tests of what goes between nodes. */
@NullMarked
package io.gristworks.core.message;

import org.jspecify.annotations.NullMarked;
