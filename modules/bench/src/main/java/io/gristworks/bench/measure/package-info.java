/**
 * What a run costs: processor time, memory, write-ahead log. Read at the two ends of the measured
 * time, never during it.
 */
@NullMarked
package io.gristworks.bench.measure;

import org.jspecify.annotations.NullMarked;
