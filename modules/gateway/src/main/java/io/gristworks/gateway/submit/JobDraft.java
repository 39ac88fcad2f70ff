package io.gristworks.gateway.submit;

import io.gristworks.core.batch.JobSpec;
import io.gristworks.engine.operation.BoundOperation;
import io.gristworks.gateway.request.RequestObject;
import org.jspecify.annotations.Nullable;

/**
 * A job whose wording is in order.
 *
 * @param operation what checks its tasks
 * @param tasks where its tasks are, if they came inside the JSON
 * @param tasksPointer a JSON pointer to them
 * @param canonical its wording without the tasks, the same for the same wording whatever the order
 *     of its fields
 */
record JobDraft(
    JobSpec spec,
    BoundOperation<?, ?, ?> operation,
    RequestObject.@Nullable Value tasks,
    String tasksPointer,
    String canonical) {}
