/**
 * What a node holds and has to report: the node's part of the protocol, and the writer of what it
 * stores.
 */
@NullMarked
package io.gristworks.engine.worker.report;

import org.jspecify.annotations.NullMarked;
