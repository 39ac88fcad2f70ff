/** The command as a user and a script meet it: words in, text and an exit code out. */
@NullMarked
package io.gristworks.cli;

import org.jspecify.annotations.NullMarked;
