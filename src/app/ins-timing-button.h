/* ins-timing-button.h - what each step of a scan costs, behind a button
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-session.h"

G_BEGIN_DECLS

#define INS_TYPE_TIMING_BUTTON (ins_timing_button_get_type ())
G_DECLARE_FINAL_TYPE (InsTimingButton, ins_timing_button, INS, TIMING_BUTTON, GtkBox)

/* A button of the bottom row with a popover: a line for each step, how near the scan came to its
 * limits, and whether the system grants real time. Of the running scan, of the open file, or of the
 * card at rest. The button is marked while something is not granted. Main thread. */
GtkWidget *ins_timing_button_new (void);

/* (transfer none): follows its "changed". */
void ins_timing_button_set_session (InsTimingButton *self, InsSession *session);

/* "12 µs", "3.4 ms", "1.2 s"; "–" for NaN. (transfer full) */
char *ins_timing_button_format_s (double duration_s);

G_END_DECLS
