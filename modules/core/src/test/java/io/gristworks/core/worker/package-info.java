/** Tests of what a worker node decides. */
@NullMarked
package io.gristworks.core.worker;

import org.jspecify.annotations.NullMarked;
