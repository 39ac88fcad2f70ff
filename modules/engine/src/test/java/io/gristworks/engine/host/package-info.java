/** Tests of what the host tells, over files as hosts have them. */
@NullMarked
package io.gristworks.engine.host;

import org.jspecify.annotations.NullMarked;
