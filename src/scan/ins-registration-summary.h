/* ins-registration-summary.h - how well the lines of a scan lie, in figures and sentences
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-track.h"

G_BEGIN_DECLS

/* Of the lines that the stage's reports have placed. A value. */
typedef struct
{
  guint n_lines;
  guint n_in_state[INS_TRACK_N_STATES];
  guint n_doubted; /* not believed: their pixels are holes */
  guint64 n_reports;
  double median_um, worst_um; /* line to line in one direction, two standard deviations; NaN none */
  double rms_um;              /* likewise, of the lines that are believed, one standard deviation */
  /* By how much lines swept forward may lie beside lines swept back, from what is known of the
   * constant delay: hard bounds. NaN none */
  double low_um, high_um;
} InsRegistrationSummary;

/* Pure. @lines: (array length=n_lines): in any order */
void ins_registration_summarise (const InsTrackLine *lines,
                                 guint n_lines,
                                 InsRegistrationSummary *summary);

/**
 * ins_registration_to_text:
 * @comb_text: (nullable): what was measured between the directions; %NULL where nothing was
 * @both_ways: lines were swept both ways
 *
 * Returns: (transfer full): what is known and what is not, for people; "" without lines
 */
char *ins_registration_to_text (const InsRegistrationSummary *summary,
                                const char *comb_text,
                                gboolean both_ways);

G_END_DECLS
