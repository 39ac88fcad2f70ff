/** What was measured, for people ({@code TextTable}) and for programs ({@code Report} as JSON). */
@NullMarked
package io.gristworks.bench.report;

import org.jspecify.annotations.NullMarked;
