/* ins-calibrate.h - measures latency and backlash of a rig on any part
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-calibration.h"
#include "scan/ins-correction.h"
#include "scan/ins-engine.h"

G_BEGIN_DECLS

#define INS_CALIBRATE_N_SPEEDS 2
#define INS_CALIBRATE_LEAST_LINES 9
#define INS_CALIBRATE_DEFAULT_LINES 21

typedef struct
{
  InsCombAtSpeed points[INS_CALIBRATE_N_SPEEDS]; /* faster one first */
  double comb_px[INS_CALIBRATE_N_SPEEDS], se_px[INS_CALIBRATE_N_SPEEDS];
  guint n_lines;
  InsCalibration change;          /* by how much the rig's values were too small */
  double latency_ms, backlash_mm; /* the rig's with that change, where it is more than noise */
} InsCalibrateResult;

/**
 * ins_calibrate_make_recipe:
 * @recipe: rectangle, step, gates and the faster speed
 * @n_lines: rows to sweep, from the middle of the rectangle
 * @speed_mm_s: of this run
 *
 * Returns: (transfer full): serpentine, line after line, over those rows
 */
InsRecipe *ins_calibrate_make_recipe (const InsRecipe *recipe, guint n_lines, double speed_mm_s);

/**
 * ins_calibrate:
 * @engine: connected, no scan running; ins_engine_stop() ends it like any scan
 * @n_lines: %INS_CALIBRATE_LEAST_LINES or more
 * @result: (out)
 *
 * Sweeps the same rows both ways at the recipe's speed and at a quarter of it and tells latency and
 * backlash apart. Moves the stage, keeps no file, changes nothing: ins_engine_set_correction() and
 * ins_rig_save_correction() do. Waits as long as that takes: not for the UI thread.
 *
 * %INS_DEVICE_ERROR_REFUSED with what was seen if a picture does not tell, or tells what cannot be;
 * %G_IO_ERROR_CANCELLED; what scanning gives.
 */
gboolean ins_calibrate (InsEngine *engine,
                        const InsRecipe *recipe,
                        guint n_lines,
                        InsCalibrateResult *result,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* %FALSE with %INS_DEVICE_ERROR_REFUSED if the fits of two runs took different delays for the
 * link's: their combs then differ by more than the speed. Pure. */
gboolean ins_calibrate_check_runs (const InsTrackLine *one,
                                   const InsTrackLine *other,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): one line a figure, for people. */
char *ins_calibrate_result_to_text (const InsCalibrateResult *self);

G_END_DECLS
