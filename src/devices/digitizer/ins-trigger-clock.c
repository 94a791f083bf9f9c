/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/digitizer/ins-trigger-clock.h"

void
ins_trigger_clock_init (InsTriggerClock *self, double nominal_hz)
{
  *self = (InsTriggerClock){ .nominal_hz = nominal_hz, .period_s = 1 / nominal_hz };
}

gboolean
ins_trigger_clock_add (InsTriggerClock *self, double armed_s, double arrival_s, guint64 *index)
{
  if (self->n_seen++ == 0)
    self->first_arrival_s = arrival_s;
  else
    {
      guint64 steps = (guint64)MAX (1, llround ((arrival_s - self->arrival_s) / self->period_s));

      self->index += steps;
      self->n_missed += steps - 1;
    }
  self->arrival_s = arrival_s;
  *index = self->index;
  return TRUE;
}

double
ins_trigger_clock_get_rate_hz (const InsTriggerClock *self)
{
  return self->n_seen > 1 ? (double)self->index / (self->arrival_s - self->first_arrival_s)
                          : (double)NAN;
}
