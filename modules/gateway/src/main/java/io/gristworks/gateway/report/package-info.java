/**
 * What came of a batch or a job, in one document: made of its status and of one pass over its
 * stored outcomes.
 *
 * <pre>
 *   status ───────────────────┐
 *   outcome blocks ──▶ Tally ─┴──▶ ReportView ──▶ JSON | ReportText
 * </pre>
 *
 * <p>Promise: memory does not grow with the number of tasks. Threads: one request is one thread.
 * Keeps no state.
 */
@NullMarked
package io.gristworks.gateway.report;

import org.jspecify.annotations.NullMarked;
