/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "scan/ins-calibration.h"

#define LEAST_RATIO 1.2
#define SIGMAS 2.0

static gboolean
refuse_speeds (double slowest, double fastest, GError **error)
{
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
               _ ("Latency and backlash cannot be told apart at %.4g and %.4g mm/s: the speeds lie "
                  "too close together."),
               slowest, fastest);

  return FALSE;
}

/* Comparisons are false for NaN. */
static gboolean
check_points (const InsCombAtSpeed *points, guint n, GError **error)
{
  double slowest = (double)INFINITY, fastest = 0.0;

  for (guint i = 0; i < n; i++)
    {
      if (!(points[i].se_mm > 0.0) || !isfinite (points[i].comb_mm) || !isfinite (points[i].se_mm))
        {
          g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                       _ ("The picture at %.4g mm/s does not tell how far the two directions lie "
                          "apart."),
                       points[i].speed_mm_s);
          return FALSE;
        }
      slowest = MIN (slowest, points[i].speed_mm_s);
      fastest = MAX (fastest, points[i].speed_mm_s);
    }

  return n >= 2 && slowest > 0.0 && fastest >= LEAST_RATIO * slowest
             ? TRUE
             : refuse_speeds (slowest, fastest, error);
}

gboolean
ins_calibration_solve (const InsCombAtSpeed *points,
                       guint n,
                       InsCalibration *result,
                       GError **error)
{
  double w = 0.0, wx = 0.0, wxx = 0.0, wy = 0.0, wxy = 0.0, determinant;

  if (!check_points (points, n, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      double weight = 1.0 / (points[i].se_mm * points[i].se_mm), x = 2.0 * points[i].speed_mm_s;

      w += weight;
      wx += weight * x;
      wxx += weight * x * x;
      wy += weight * points[i].comb_mm;
      wxy += weight * x * points[i].comb_mm;
    }
  determinant = w * wxx - wx * wx;
  *result = (InsCalibration){ .latency_s = (w * wxy - wx * wy) / determinant,
                              .latency_se_s = sqrt (w / determinant),
                              .backlash_mm = (wxx * wy - wx * wxy) / determinant,
                              .backlash_se_mm = sqrt (wxx / determinant) };

  return TRUE;
}

gboolean
ins_calibration_solve_one_way (double speed_mm_s,
                               double other_speed_mm_s,
                               double shift_mm,
                               double se_mm,
                               InsCalibration *result,
                               GError **error)
{
  double slower = MIN (speed_mm_s, other_speed_mm_s), faster = MAX (speed_mm_s, other_speed_mm_s);
  double difference = other_speed_mm_s - speed_mm_s;

  if (!(slower > 0.0 && faster >= LEAST_RATIO * slower))
    return refuse_speeds (slower, faster, error);
  *result = (InsCalibration){ .latency_s = shift_mm / difference,
                              .latency_se_s = se_mm / fabs (difference),
                              .backlash_mm = (double)NAN,
                              .backlash_se_mm = (double)NAN };

  return TRUE;
}

gboolean
ins_calibration_check (const InsCalibration *self,
                       const InsCalibrationLimits *limits,
                       GError **error)
{
  double latency_margin_s = SIGMAS * self->latency_se_s;
  double backlash_margin_mm = SIGMAS * self->backlash_se_mm;

  if (!(self->latency_s >= limits->latency_low_s - latency_margin_s &&
        self->latency_s <= limits->latency_high_s + latency_margin_s))
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                   _ ("The pictures say a latency of %.3f ± %.3f ms, but the stage's answers allow "
                      "only %.3f to %.3f ms. Nothing was changed; look whether something slips, or "
                      "calibrate on another part."),
                   self->latency_s * 1e3, self->latency_se_s * 1e3, limits->latency_low_s * 1e3,
                   limits->latency_high_s * 1e3);
      return FALSE;
    }
  if (self->backlash_mm < limits->backlash_low_mm - backlash_margin_mm ||
      self->backlash_mm > limits->backlash_high_mm + backlash_margin_mm)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                   _ ("The pictures say a backlash of %.4f ± %.4f mm, but only %.4g to %.4g mm are "
                      "believed (BacklashLimitMm in the rig file). Nothing was changed; look "
                      "whether something slips, or calibrate on another part."),
                   self->backlash_mm, self->backlash_se_mm, limits->backlash_low_mm,
                   limits->backlash_high_mm);
      return FALSE;
    }

  return TRUE;
}

gboolean
ins_calibration_has_latency (const InsCalibration *self)
{
  return fabs (self->latency_s) > SIGMAS * self->latency_se_s;
}

gboolean
ins_calibration_has_backlash (const InsCalibration *self)
{
  return fabs (self->backlash_mm) > SIGMAS * self->backlash_se_mm;
}
