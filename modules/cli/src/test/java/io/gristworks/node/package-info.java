/** A stand-in for the node, under the node's name: the command starts it by that. */
@NullMarked
package io.gristworks.node;

import org.jspecify.annotations.NullMarked;
