/** What can be asked of a batch at any time, answered from the coordinator's memory. */
@NullMarked
package io.gristworks.core.view;

import org.jspecify.annotations.NullMarked;
