/** An operation and its test, as an author of handlers would write them. */
@NullMarked
package io.gristworks.testkit.example;

import org.jspecify.annotations.NullMarked;
