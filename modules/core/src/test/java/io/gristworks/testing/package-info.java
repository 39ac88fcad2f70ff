/** What tests of any room need: the same day again from the same seed, and tables for people. */
@NullMarked
package io.gristworks.testing;

import org.jspecify.annotations.NullMarked;
