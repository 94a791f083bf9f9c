/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-encoder-track.h"

/* Neighbours no farther apart than this run straight between them: at 500 mm/s^2 the bow is 25 um
 * at most, in the ramps only. */
#define BRIDGE_S 0.02

/* The stage needs a moment to get going once it has been told; what it can have moved until then is
 * allowed for. */
#define GOING_S 0.004

/* Wrong decoding (once, twice, four times), wrong sign or another screw. */
#define STRANGER_SHARE 0.05

/* Linear between the pulses around; in place. */
static void
bridge (const double *times_s, double *positions_mm, guint n)
{
  guint last = 0;

  for (guint i = 1; i < n; i++)
    {
      double from_mm = positions_mm[last], step_mm = positions_mm[i] - from_mm;
      double span_s = times_s[i] - times_s[last];

      if (isnan (positions_mm[i]))
        continue;
      for (guint k = last + 1; k < i && !isnan (from_mm) && span_s > 0.0 && span_s <= BRIDGE_S; k++)
        positions_mm[k] = from_mm + step_mm * (times_s[k] - times_s[last]) / span_s;
      last = i;
    }
}

/* Mean of the pulses heard at rest; NaN without any, or if it was not at rest. */
static double
get_rest_mm (const InsPulse *pulses,
             const double *times_s,
             guint n,
             const InsEncoderRest *rest,
             double spread_mm)
{
  double sum_mm = 0.0, low_mm = (double)INFINITY, high_mm = -(double)INFINITY;
  guint n_heard = 0;

  for (guint i = 0; i < n; i++)
    {
      double position_mm = pulses[i].encoder_mm;

      if (isnan (position_mm) || times_s[i] < rest->from_s || times_s[i] > rest->until_s + GOING_S)
        continue;
      sum_mm += position_mm;
      low_mm = MIN (low_mm, position_mm);
      high_mm = MAX (high_mm, position_mm);
      n_heard++;
    }

  return n_heard > 0 && high_mm - low_mm <= spread_mm ? sum_mm / n_heard : (double)NAN;
}

static gboolean
has_any (const double *positions_mm, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!isnan (positions_mm[i]))
      return TRUE;

  return FALSE;
}

/* Signed, over the middle third of what was travelled: there the stage runs at constant speed. */
static double
get_speed_mm_s (const double *times_s, const double *positions_mm, guint n)
{
  double first_mm = (double)NAN, last_mm = (double)NAN;
  guint from = n, to = n;

  for (guint i = 0; i < n; i++)
    if (!isnan (positions_mm[i]))
      {
        first_mm = isnan (first_mm) ? positions_mm[i] : first_mm;
        last_mm = positions_mm[i];
      }
  for (guint i = 0; i < n && first_mm != last_mm; i++)
    {
      double share = (positions_mm[i] - first_mm) / (last_mm - first_mm);

      if (from == n && share >= 1.0 / 3.0)
        from = i;
      if (share <= 2.0 / 3.0)
        to = i;
    }
  if (from == n || to == n || to <= from)
    return 0.0;

  return (positions_mm[to] - positions_mm[from]) / (times_s[to] - times_s[from]);
}

InsEncoderVerdict
ins_encoder_track_add_line (InsEncoderTrack *self,
                            const InsPulse *pulses,
                            const double *times_s,
                            guint n_pulses,
                            const InsEncoderRest *rest,
                            double allowance_mm,
                            double speed_mm_s,
                            double *positions_mm,
                            double *slip_mm)
{
  double going_mm = 0.5 * rest->acceleration_mm_s2 * GOING_S * GOING_S;
  double rest_mm = get_rest_mm (pulses, times_s, n_pulses, rest, allowance_mm + going_mm);

  *slip_mm = (double)NAN;
  for (guint i = 0; i < n_pulses; i++)
    positions_mm[i] = pulses[i].encoder_mm;
  bridge (times_s, positions_mm, n_pulses);
  if (!has_any (positions_mm, n_pulses) || (!self->has_offset && isnan (rest_mm)))
    return INS_ENCODER_ABSENT;
  if (fabs (get_speed_mm_s (times_s, positions_mm, n_pulses) - speed_mm_s) >
      STRANGER_SHARE * fabs (speed_mm_s))
    return INS_ENCODER_STRANGER;

  if (!self->has_offset)
    self->offset_mm = rest->position_mm - rest_mm;
  self->has_offset = TRUE;
  *slip_mm = rest_mm + self->offset_mm - rest->position_mm;
  if (fabs (*slip_mm) > allowance_mm + going_mm)
    return INS_ENCODER_SLIPPED;
  for (guint i = 0; i < n_pulses; i++)
    positions_mm[i] += self->offset_mm;

  return INS_ENCODER_PLACED;
}
