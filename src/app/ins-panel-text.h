/* ins-panel-text.h - words and numbers that several panels show
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-engine.h"

G_BEGIN_DECLS

/* All (transfer full). */

/* "27 min", "3:05 h", "12 s" */
char *ins_panel_text_duration (double seconds);
/* As typed, without zeros at the end: "90", "0.1" */
char *ins_panel_text_number (double value);
/* "50 µm", "0.1 mm" */
char *ins_panel_text_distance (double mm);
/* "90 × 50 mm" */
char *ins_panel_text_area (const InsRecipe *recipe);
/* "0.10 × 0.10 mm" */
char *ins_panel_text_step (const InsRecipe *recipe);
const char *ins_panel_text_pattern (InsPattern pattern);
/* "1000 Hz, mean of 2" */
char *ins_panel_text_pulses (const InsRecipe *recipe);
/* "I, F, B" */
char *ins_panel_text_gates (const InsRecipe *recipe);

/* The stated uncertainty from line to line is more than a quarter of the scan step. */
gboolean ins_panel_text_is_out_of_register (double registration_mm, const InsRecipe *recipe);
/* A place's uncertainty in µm, without the unit. */
char *ins_panel_text_um (double mm);

G_END_DECLS
