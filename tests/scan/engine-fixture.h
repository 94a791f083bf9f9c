/* engine-fixture.h - an engine on the simulated rig, and waiting for what it says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "memory-sink.h"
#include "scan/ins-engine.h"

InsEngine *engine_new (const char *stage_uri, const char *digitizer_uri);
InsEngine *connected_engine_new (const char *stage_uri, const char *digitizer_uri);

typedef gboolean (*Condition) (const InsSnapshot *snapshot);

/* The snapshot in which the condition first held; fails the test if it never does. */
InsSnapshot wait_for (InsEngine *engine, Condition holds);
gboolean is_connected (const InsSnapshot *snapshot);
gboolean is_over (const InsSnapshot *snapshot);
gboolean has_a_line (const InsSnapshot *snapshot);

/* 4 x 0.8 mm at 0.1 mm: eight lines of forty pixels, four pulses each. */
InsRecipe *small_recipe_new (void);

/* 4 x 0.4 mm, a line in 0.8 s: slow enough to be met in its middle. */
InsRecipe *slow_recipe_new (void);

/* Well within a line of such a scan, after the first (which is put with the second). */
gboolean is_within_a_line (const InsSnapshot *snapshot);

/* The engine takes the scan. */
void start_scan (InsEngine *engine, const InsRecipe *recipe, MemorySink *sink);

/* Across the five lying bars of "sim:resolution", 1 mm wide from Y = 14 mm on: 11 mm along Y from
 * 13, 0.6 mm along X, pixels of 0.1 mm, at 50 mm/s. */
InsRecipe *bars_recipe_new (void);

/* How far that row of such a scan lies from where the bars are, mean over the five; positive: the
 * picture shows them too far up Y. */
double get_bars_shift_mm (const MemorySink *sink, guint row);
