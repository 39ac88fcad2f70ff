/**
 * The lexer and parser that ANTLR makes of {@code Formula.g4}; nothing here is written by hand.
 *
 * <p>Not null-marked, as every other package is: what the generated code gives back may be null.
 */
@NullUnmarked
package io.gristworks.operations.symbolscan.grammar;

import org.jspecify.annotations.NullUnmarked;
