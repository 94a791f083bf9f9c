/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "signal/ins-derive.h"

#define MM_PER_M 1000.0

void
ins_derive_db (const float *amplitude_percent,
               gsize n,
               double reference_percent,
               double lowest_db,
               float *db)
{
  for (gsize i = 0; i < n; i++)
    {
      double amplitude = (double)amplitude_percent[i];

      if (isnan (amplitude) || !(reference_percent > 0.0))
        db[i] = NAN;
      else if (amplitude <= 0.0)
        db[i] = (float)lowest_db;
      else
        db[i] = (float)MAX (20.0 * log10 (amplitude / reference_percent), lowest_db);
    }
}

void
ins_derive_depth (const float *tof_s,
                  const float *surface_tof_s,
                  gsize n,
                  double surface_offset_s,
                  double velocity_m_s,
                  float *depth_mm)
{
  double mm_per_s = 0.5 * velocity_m_s * MM_PER_M;

  for (gsize i = 0; i < n; i++)
    {
      double surface_s = surface_tof_s != NULL ? (double)surface_tof_s[i] : 0.0;

      depth_mm[i] = (float)(((double)tof_s[i] - surface_s - surface_offset_s) * mm_per_s);
    }
}

void
ins_derive_thickness (const float *one_tof_s,
                      const float *other_tof_s,
                      gsize n,
                      double velocity_m_s,
                      float *thickness_mm)
{
  double mm_per_s = 0.5 * velocity_m_s * MM_PER_M;

  for (gsize i = 0; i < n; i++)
    thickness_mm[i] = (float)(fabs ((double)other_tof_s[i] - (double)one_tof_s[i]) * mm_per_s);
}

void
ins_derive_status (const guint8 *one, const guint8 *other, gsize n, guint8 *status)
{
  const guint8 no_time = INS_STATUS_NO_ECHO | INS_STATUS_NO_SYNCHRO;

  for (gsize i = 0; i < n; i++)
    {
      guint8 both = one[i] & other[i], either = one[i] | other[i];
      guint8 has_data = (either & no_time) == 0 ? both & INS_STATUS_HAS_DATA : 0;

      status[i] = (guint8)((either & ~INS_STATUS_HAS_DATA) | has_data);
    }
}

/* NaN is neither below nor above. */
static gboolean
is_alarm (const InsAlarm *self, double value, guint8 status)
{
  if (status == 0)
    return FALSE;
  if (isnan (value))
    return self->is_for_missing;

  return value < self->minimum || value > self->maximum;
}

void
ins_alarm_evaluate (const InsAlarm *self,
                    const float *values,
                    const guint8 *status,
                    gsize n,
                    guint32 bit,
                    guint32 *bits)
{
  for (gsize i = 0; i < n; i++)
    if (is_alarm (self, (double)values[i], status[i]))
      bits[i] |= bit;
}
