/**
 * {@code grist demo}: a node of its own in a directory of its own, a scan of made-up symbols, what
 * came of it; and then everything is as it was before.
 */
@NullMarked
package io.gristworks.cli.demo;

import org.jspecify.annotations.NullMarked;
