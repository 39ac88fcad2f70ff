/** Commands on one batch or job: how it stands, following it, waiting for it. */
@NullMarked
package io.gristworks.cli.follow;

import org.jspecify.annotations.NullMarked;
