/* ins-card-status.h - what comes from the card, for who is wiring it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-engine.h"

G_BEGIN_DECLS

/* Pure functions; all texts are translated. */

/* The present A-scan. */
typedef struct
{
  gboolean is_known; /* FALSE: there is none (yet, or ever: a gated card) */
  double percent;    /* largest |sample|, of full screen */
  gboolean is_clipped;
} InsCardPeak;

void ins_card_peak_find (InsCardPeak *self,
                         const gint16 *samples,
                         guint n_samples,
                         const InsDigitizerInfo *info);

/* A few lines from most to least important: link and how it acquires, missing pulses, rate, clock,
 * level, what was rounded. (element-type InsCheck) (transfer full) */
GPtrArray *ins_card_status_describe (const InsSnapshot *snapshot, const InsCardPeak *peak);

/* One value of a gated card in the unit of its kind: %, s; V of a spare one. NaN not known. */
double ins_card_output_get_value (const InsCardOutput *output, int counts);
/* "Gate A, amplitude"; "54.2 %", "12.34 µs", "1.250 V". (transfer full) */
char *ins_card_output_describe (const InsCardOutput *output, guint index);
char *ins_card_output_format (const InsCardOutput *output, double value);

G_END_DECLS
