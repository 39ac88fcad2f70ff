/**
 * What ran on this machine when its JVM died: a small file, mapped into memory, that the operating
 * system keeps when the process is gone.
 *
 * <p>Promise: after the death of the process, {@code kill -9} and a crash of the JVM included, the
 * next start reads exactly which tasks had been begun and not ended. After a loss of power it may
 * read less. Costs a few stores into memory for each task; no system call. Threads: each slot by
 * one thread at a time.
 */
@NullMarked
package io.gristworks.engine.ledger;

import org.jspecify.annotations.NullMarked;
