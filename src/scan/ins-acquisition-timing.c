/* ins-acquisition-timing.c - where the acquisition thread spends its time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On the acquisition thread, once a block: a few looks at the clock, no lock.
 */
#include "config.h"

#include <math.h>

#include "core/ins-clock.h"
#include "scan/ins-acquisition-private.h"

void
ins_acquisition_begin_timing (InsAcquisition *self)
{
  self->figures = (InsTimingFigures){ 0 };
  self->figures_s = ins_clock_now_s ();
  self->left_s = (double)NAN;
}

void
ins_acquisition_note_stream (InsAcquisition *self)
{
  self->waited_s = self->cut_s = 0.0;
  self->left_s = (double)NAN;
}

double
ins_acquisition_note_look (InsAcquisition *self)
{
  double now_s = ins_clock_now_s ();

  if (!isnan (self->left_s))
    self->figures.longest_away_s = MAX (self->figures.longest_away_s, now_s - self->left_s);

  return now_s;
}

double
ins_acquisition_note_read (InsAcquisition *self, double looked_s)
{
  InsDigitizerCount count;
  double now_s = ins_clock_now_s (), waited_s, cut_s;

  ins_digitizer_get_count (self->digitizer, &count);
  waited_s = count.waited_s - self->waited_s;
  cut_s = count.cut_s - self->cut_s;
  self->waited_s = count.waited_s;
  self->cut_s = count.cut_s;
  ins_timing_cost_add (&self->figures.costs[INS_TIMING_CARD_WAIT], waited_s);
  ins_timing_cost_add (&self->figures.costs[INS_TIMING_CUT], cut_s);
  ins_timing_cost_add (&self->figures.costs[INS_TIMING_CARD_READ],
                       MAX (now_s - looked_s - waited_s - cut_s, 0.0));
  self->left_s = now_s;

  return now_s;
}

double
ins_acquisition_note_step (InsAcquisition *self, InsTimingStep step, double since_s)
{
  double now_s = ins_clock_now_s ();

  ins_timing_cost_add (&self->figures.costs[step], now_s - since_s);

  return now_s;
}
