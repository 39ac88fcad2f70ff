/** How a worker node works, and with what: settings, and what others lend it. */
@NullMarked
package io.gristworks.engine.worker.settings;

import org.jspecify.annotations.NullMarked;
