/** Tests of what is told of batches. */
@NullMarked
package io.gristworks.core.view;

import org.jspecify.annotations.NullMarked;
