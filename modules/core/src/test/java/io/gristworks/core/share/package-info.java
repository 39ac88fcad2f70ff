/** Tests of the cutting of limits. How pools live with it is shown beside their tests. */
@NullMarked
package io.gristworks.core.share;

import org.jspecify.annotations.NullMarked;
