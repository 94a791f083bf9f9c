/* ins-settle.h - how much longer than v^2/2a a stage takes until it runs at constant speed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-track.h"

G_BEGIN_DECLS

#define INS_SETTLE_LONGEST_S 0.01 /* believed of a stage about which nothing is known */
#define INS_SETTLE_N 256

/* Learnt from the reports of the sweeps themselves. A report in the ramp, against the line on which
 * the stage runs later, says how long the ramp is: with constant acceleration
 * sqrt (ramp) = sqrt (way) + sqrt (speed x lead). One thread; zero-initialized. */
typedef struct
{
  double speed_mm_s, acceleration_mm_s2; /* what is kept holds for these */
  double excess_s[INS_SETTLE_N];         /* newest ones of the ramp beyond v^2/2a, as time at v */
  double early_s[INS_SETTLE_N];          /* lateness just behind the ramp */
  guint n_excess, n_early;               /* ever */
} InsSettle;

/* Forgets what was learnt at another speed or acceleration. */
void ins_settle_begin (InsSettle *self, double speed_mm_s, double acceleration_mm_s2);

void ins_settle_add_line (InsSettle *self,
                          double start_mm,
                          double end_mm,
                          const InsTrackReport *reports,
                          guint n_reports);

/**
 * ins_settle_get_s:
 * @tolerance_mm: that the place may be off
 *
 * Time at constant speed that a runway needs beside v^2/2a: 1 ms to %INS_SETTLE_LONGEST_S, which it
 * is until enough is known.
 */
double ins_settle_get_s (const InsSettle *self, double tolerance_mm);

G_END_DECLS
