package io.gristworks.core.view;

import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.Status;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A job as it stands.
 *
 * @param reason why it is where it is
 * @param startedAt when its first task was handed out
 * @param finishedAt when its last task got its outcome
 * @param attempts how many attempts have ended
 * @param busyMicros how long handlers ran, in microseconds
 * @param tasksPerSecond how many tasks get their outcome a second, lately; 0 where nothing is known
 * @param etaSeconds how many seconds are left at that rate; negative where nothing is known
 * @param counters what the operation counted
 * @param errors failed attempts by cause, at most about 50, in the order in which they were first
 *     seen
 * @param detail what is only sometimes worth telling
 */
public record JobStatus(
    String name,
    String operation,
    String queue,
    Priority priority,
    List<String> after,
    Status status,
    JobReason reason,
    Counts counts,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    long attempts,
    long busyMicros,
    double tasksPerSecond,
    double etaSeconds,
    SortedMap<String, Long> counters,
    List<ErrorGroup> errors,
    JobDetail detail) {}
