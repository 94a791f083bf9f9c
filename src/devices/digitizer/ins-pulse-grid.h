/* ins-pulse-grid.h - tells a periodic pulser's edges from noise, and numbers them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INS_PULSE_GRID_INTERVALS 11

/* Pure; a value; owned by one thread. Times are in any one unit. */
typedef struct
{
  double period;      /* the expected one until it has been seen */
  guint64 index;      /* of the newest pulse */
  double pulse, edge; /* when the newest pulse and the newest edge were */
  double step;        /* between the newest two edges */
  guint n_gaps;       /* pulses one after the other that came after missing ones */
  gboolean has_pulse;
  guint64 n_intervals; /* seen; the newest ones are kept: */
  double intervals[INS_PULSE_GRID_INTERVALS];
} InsPulseGrid;

void ins_pulse_grid_init (InsPulseGrid *self, double expected);

/**
 * ins_pulse_grid_add:
 * @edge: when; later than the one before
 * @index: (out): number of the pulse, 0 for the first; one that is missing at its place is counted
 *
 * A pulse comes about a whole number of periods after the one before, or about as long after the
 * edge before as that one after its own: so it follows a pulser that starts anew, speeds up or
 * slows down. The period is the median of the newest intervals, which single missing or extra edges
 * leave as it is. Anything else is noise.
 *
 * Returns: %FALSE for noise
 */
gboolean ins_pulse_grid_add (InsPulseGrid *self, double edge, guint64 *index);

/* The period as seen; NaN before two pulses. */
double ins_pulse_grid_get_period (const InsPulseGrid *self);

G_END_DECLS
