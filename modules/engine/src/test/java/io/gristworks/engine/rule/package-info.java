/** Tests of the rule board. */
@NullMarked
package io.gristworks.engine.rule;

import org.jspecify.annotations.NullMarked;
