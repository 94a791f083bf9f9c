/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/stage/ins-stage-readings.h"

static guint
count (const double *values, guint n, double value)
{
  guint n_same = 0;

  for (guint i = 0; i < n; i++)
    n_same += values[i] == value;

  return n_same;
}

gboolean
ins_stage_readings_agree (const double *values, guint n, double *agreed)
{
  guint n_most = 0;
  gboolean is_tie = FALSE;

  *agreed = (double)NAN;
  for (guint i = 0; i < n; i++)
    {
      guint n_same = count (values, n, values[i]); /* 0 for NaN */

      if (n_same > n_most)
        {
          n_most = n_same;
          *agreed = values[i];
          is_tie = FALSE;
        }
      else if (n_same > 0 && n_same == n_most && values[i] != *agreed)
        is_tie = TRUE;
    }

  return n_most == 0 ? n >= 2 : n_most >= 2 && !is_tie;
}
