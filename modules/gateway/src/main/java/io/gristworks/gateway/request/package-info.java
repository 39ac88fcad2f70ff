/**
 * Reads JSON bodies and queries: each field as what it must be, within its bounds, and with
 * everything that is wrong told at once.
 *
 * <pre>
 *   bytes ──▶ RequestObject ──▶ RequestFields ──▶ values
 *                                     └── Faults ──▶ 422
 * </pre>
 *
 * <p>Promise: a number that comes out is finite and within its bounds. Threads: whoever calls;
 * keeps no state beyond one request.
 */
@NullMarked
package io.gristworks.gateway.request;

import org.jspecify.annotations.NullMarked;
