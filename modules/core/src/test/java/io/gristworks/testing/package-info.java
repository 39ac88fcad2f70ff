/** What tests of any room need: the same day again from the same seed. */
@NullMarked
package io.gristworks.testing;

import org.jspecify.annotations.NullMarked;
