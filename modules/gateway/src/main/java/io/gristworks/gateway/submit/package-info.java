/**
 * From a request to a batch: the wording is checked, the tasks are stored, the coordinator is
 * asked.
 *
 * <pre>
 *   JSON ──▶ RequestObject ──▶ JobReader ──▶ JobSpec ─────────────┐
 *   NDJSON, CSV, inline ──▶ TaskIntake ──▶ Upload ──▶ store   ├──▶ Cluster.submit
 *                                             └── InputPart ──┘
 * </pre>
 *
 * <p>Promise: nothing is visible before the coordinator has it durably, and what it refuses is
 * thrown away. Threads: one request is one thread; its segments are packed and written on at most
 * two more.
 */
@NullMarked
package io.gristworks.gateway.submit;

import org.jspecify.annotations.NullMarked;
