/**
 * Control in bulk: one wish for all batches that a filter matches, carried out page by page.
 *
 * <pre>
 *   wish ──▶ BulkOperation ──horizon──▶ store ──page──▶ coordinators ──answers──▶ BulkOperation
 *              ▲                                                                    │ stored
 *              └────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>What matches: batches that had been submitted when the operation was accepted; each is looked
 * at when its turn comes, and is matched as lists show it then. They come in the order of their
 * submission, so that a place in that order says all about how far the operation is. Where the
 * filter names jobs, these are told and counted, each by itself, in place of their batches.
 *
 * <p>Promise: the size of an operation does not grow with the number of batches; a page that is
 * done twice changes nothing more. Threads: values are immutable. Loses: of a page that was cut,
 * what its batches had answered; they answer again, and then that it is so already.
 */
@NullMarked
package io.gristworks.core.bulk;

import org.jspecify.annotations.NullMarked;
