/**
 * What coordinators, work pools and worker nodes say to each other, and how large it may be.
 *
 * <p>Values only: nodes and coordinators are named, and how a message looks on its way is decided
 * by whoever carries it. Threads: everything here is immutable.
 */
@NullMarked
package io.gristworks.core.message;

import org.jspecify.annotations.NullMarked;
