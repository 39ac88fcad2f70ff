/** Tests of how much a node takes: stories of pressure, and promises over seeds. */
@NullMarked
package io.gristworks.core.load;

import org.jspecify.annotations.NullMarked;
