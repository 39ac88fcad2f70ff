/**
 * Gristworks and its peers, side by side, on the same work and the same database server.
 *
 * <pre>
 *   BenchMain ─▶ Tournament ──fork──▶ ContestantMain ─▶ Stopwatch ─▶ Contestant
 *                    │   ▲                 (a JVM for each run)          │
 *                    │   └──── one line of JSON ◀── Round                │
 *                    └─▶ Server: PostgreSQL, a fresh database a run ◀────┘
 * </pre>
 *
 * <p>Promise: everybody is measured by the same watch, nobody beside anybody else, and a run in
 * which a result is missing is a failed run. Children and the embedded server end with the program.
 */
@NullMarked
package io.gristworks.bench;

import org.jspecify.annotations.NullMarked;
