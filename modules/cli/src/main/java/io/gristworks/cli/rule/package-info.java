/**
 * {@code grist rules}: shares and limits of queues, tenants and operations, in the whole cluster.
 *
 * <p>Threads: the command's own.
 */
@NullMarked
package io.gristworks.cli.rule;

import org.jspecify.annotations.NullMarked;
