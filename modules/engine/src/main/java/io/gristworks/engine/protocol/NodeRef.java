package io.gristworks.engine.protocol;

import org.apache.pekko.actor.typed.ActorRef;

/**
 * A worker node in one life of its JVM.
 *
 * @param name its host and port, and a number that is another one after each start
 * @param actor where it is spoken to
 */
public record NodeRef(String name, ActorRef<NodeCommand> actor) {}
