/* ins-resume-button.h - what is looked at before a scan is gone on with, and the buttons that do it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-session.h"

G_BEGIN_DECLS

#define INS_TYPE_RESUME_BUTTON (ins_resume_button_get_type ())
G_DECLARE_FINAL_TYPE (InsResumeButton, ins_resume_button, INS, RESUME_BUTTON, GtkBox)

/* A button with a popover for the file that is shown: its recipe, the stage's zero and the rig
 * against what they were, then Resume or Rescan. Where the zero has moved, or was not compared, a
 * second button says so and goes on all the same. Main thread; no I/O. */
GtkWidget *ins_resume_button_new (void);

/* (transfer none): follows its "changed". */
void ins_resume_button_set_session (InsResumeButton *self, InsSession *session);

void ins_resume_button_popup (InsResumeButton *self);

G_END_DECLS
