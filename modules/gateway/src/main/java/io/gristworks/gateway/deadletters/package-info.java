/**
 * Dead letters: the tasks that were given up, by job and cause. Which jobs have some is read from
 * the rows behind lists; why, each job's coordinator knows.
 *
 * <p>Threads: one request is one thread. Keeps no state.
 */
@NullMarked
package io.gristworks.gateway.deadletters;

import org.jspecify.annotations.NullMarked;
