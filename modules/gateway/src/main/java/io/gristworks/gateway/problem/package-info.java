/**
 * Refusals as HTTP tells them: RFC 9457 problems with a JSON pointer for each invalid field.
 *
 * <pre>
 *   Faults ──▶ Problem ──▶ ProblemFound ──▶ the door ──▶ application/problem+json
 * </pre>
 *
 * <p>Threads: values are immutable; {@link io.gristworks.gateway.problem.Faults} belongs to one
 * request.
 */
@NullMarked
package io.gristworks.gateway.problem;

import org.jspecify.annotations.NullMarked;
