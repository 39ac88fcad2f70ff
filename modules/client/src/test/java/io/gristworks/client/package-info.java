/** The client against a gateway that says what the test told it to. */
@NullMarked
package io.gristworks.client;

import org.jspecify.annotations.NullMarked;
