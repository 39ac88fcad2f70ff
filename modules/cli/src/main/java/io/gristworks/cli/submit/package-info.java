/**
 * {@code grist submit}: from a file, a pipe or the command line to a job or a batch. Tasks are
 * streamed; nothing here grows with their number.
 */
@NullMarked
package io.gristworks.cli.submit;

import org.jspecify.annotations.NullMarked;
