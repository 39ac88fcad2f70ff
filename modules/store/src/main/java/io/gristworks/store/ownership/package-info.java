/**
 * The row that names the cluster to which the database belongs.
 *
 * <p>Promise: of any number of nodes that claim the same incarnation one gets it, and what others
 * wrote under an earlier one is committed before it, or refused. Threads: any. Loses: nothing.
 */
@NullMarked
package io.gristworks.store.ownership;

import org.jspecify.annotations.NullMarked;
