/* ins-calibration.h - latency and backlash told apart by two speeds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The same rows, swept both ways at one speed. */
typedef struct
{
  double speed_mm_s;
  double comb_mm; /* InsCorrection.comb: forward less backward */
  double se_mm;   /* one standard error */
} InsCombAtSpeed;

/* By how much latency and backlash were too small. */
typedef struct
{
  double latency_s, latency_se_s;
  double backlash_mm, backlash_se_mm; /* NaN: these measurements do not tell */
} InsCalibration;

/* What cannot be. */
typedef struct
{
  double latency_low_s, latency_high_s; /* hard bounds by the stage's reports */
  double backlash_low_mm, backlash_high_mm;
} InsCalibrationLimits;

/**
 * ins_calibration_solve:
 * @points: (array length=n): n >= 2, at two speeds or more
 *
 * Weighted straight line comb(v) = B + 2 v eps: a delay makes a comb that grows with the speed,
 * backlash one that does not.
 *
 * Returns: %FALSE with %INS_DEVICE_ERROR_REFUSED if the speeds lie closer than a factor of 1.2, or
 *   a measurement has no error
 */
gboolean ins_calibration_solve (const InsCombAtSpeed *points,
                                guint n,
                                InsCalibration *result,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* From rows swept one way only, at two speeds: @shift_mm is where a feature stands at
 * @other_speed_mm_s less where at @speed_mm_s, in the direction of motion. Backlash is the same at
 * both. */
gboolean ins_calibration_solve_one_way (double speed_mm_s,
                                        double other_speed_mm_s,
                                        double shift_mm,
                                        double se_mm,
                                        InsCalibration *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* %FALSE with %INS_DEVICE_ERROR_REFUSED and both figures if a result lies outside of what can be by
 * more than two standard errors. */
gboolean ins_calibration_check (const InsCalibration *self,
                                const InsCalibrationLimits *limits,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* More than two standard errors from zero; what is not is noise, and no reason to change anything.
 */
gboolean ins_calibration_has_latency (const InsCalibration *self);
gboolean ins_calibration_has_backlash (const InsCalibration *self);

G_END_DECLS
