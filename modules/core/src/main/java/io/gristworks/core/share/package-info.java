/**
 * How a limit that holds in the whole cluster is kept by pools that each see one queue only.
 *
 * <pre>
 *   pool of queue a ──Claim──▶           ┌─ Split of tenant acme, concurrent: 4 = 3 + 1
 *        ▲                     Divider ──┤
 *        └───────Allotment──            └─ Split of operation embed, rate: 20 = 20
 *   pool of queue b ◀─▶
 * </pre>
 *
 * <p>A limit is cut into whole {@code Units}, and each pool acts within those it was allotted. What
 * one has is promised to another only when it has confirmed that it has less, counting what is
 * still out: so units are never held twice, whatever messages are lost, late, doubled or out of
 * order. Tokens of a rate travel with its units, or vanish: moving them makes none.
 *
 * <p>Promise: what pools may act on, with what is out, is never more than the limit. After a limit
 * was lowered nothing more goes out until less than the limit is. Who waits gets its turn. Threads:
 * one at a time. Loses: everything, at any moment; pools say again what they have, and a divider
 * that begins listens first.
 */
@NullMarked
package io.gristworks.core.share;

import org.jspecify.annotations.NullMarked;
