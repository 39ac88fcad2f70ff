/** How nodes are started. */
@NullMarked
package io.gristworks.cli.node;

import org.jspecify.annotations.NullMarked;
