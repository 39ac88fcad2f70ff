/**
 * What every command has at hand: the user's options, the machine around, the server's address, and
 * the id of what was submitted last. One thread; forgets all but that id.
 */
@NullMarked
package io.gristworks.cli.session;

import org.jspecify.annotations.NullMarked;
