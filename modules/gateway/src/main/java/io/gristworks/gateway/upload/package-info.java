/**
 * Tasks on their way into the store: framed, checked, packed and written while the next ones are
 * still arriving.
 *
 * <pre>
 *   body ──▶ NdjsonTasks | CsvTasks | InlineTasks ──▶ TaskIntake ──▶ Upload ──▶ SegmentStore
 * </pre>
 *
 * <p>Promise: memory does not grow with the upload; what is not submitted is thrown away. Threads:
 * all of one request on one thread, but for the packing and writing of full segments, of which
 * {@link io.gristworks.gateway.upload.WriteWindow} lets at most two groups run at once.
 */
@NullMarked
package io.gristworks.gateway.upload;

import org.jspecify.annotations.NullMarked;
