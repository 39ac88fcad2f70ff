/** Commands on many batches at once, by filter. */
@NullMarked
package io.gristworks.cli.bulk;

import org.jspecify.annotations.NullMarked;
