/**
 * How things look in a terminal, or in a file that somebody reads later: words for numbers and
 * times, tables, progress. Progress goes to error output, so that answers can be piped.
 */
@NullMarked
package io.gristworks.cli.terminal;

import org.jspecify.annotations.NullMarked;
