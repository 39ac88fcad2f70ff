/**
 * What clients, coordinators, work pools and worker nodes say to each other, and how large it may
 * be.
 *
 * <p>A message has one type. It is sorted by who hears it ({@link
 * io.gristworks.core.message.ToNode}, {@link io.gristworks.core.message.ToCoordinator}, {@link
 * io.gristworks.core.message.ToPool}, {@link io.gristworks.core.message.ToPoolMember}) and, inside,
 * by who says it. The state machines of {@code core} take it in and send it as it is.
 *
 * <p>Values only: nodes and coordinators are named, who says a message is on its envelope, and how
 * it looks on its way is decided by whoever carries it. Threads: everything here is immutable.
 */
@NullMarked
package io.gristworks.core.message;

import org.jspecify.annotations.NullMarked;
