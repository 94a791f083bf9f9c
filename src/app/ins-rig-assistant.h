/* ins-rig-assistant.h - a person's own rig, set up step by step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-session.h"

G_BEGIN_DECLS

#define INS_TYPE_RIG_ASSISTANT (ins_rig_assistant_get_type ())
G_DECLARE_FINAL_TYPE (InsRigAssistant, ins_rig_assistant, INS, RIG_ASSISTANT, GtkBox)

/* Fills the window below its header. While it is shown the session has the rig that is being set
 * up, without a file; leaving gives the one before back. What was entered is kept in a file beside
 * the rigs until the rig is saved. Nothing moves but by its buttons that say so.
 *
 * Signals: "left" (): a person leaves; "saved" (char *path): the rig is in this file.
 * Main thread. */
GtkWidget *ins_rig_assistant_new (void);

/* (transfer none) (nullable) */
void ins_rig_assistant_set_session (InsRigAssistant *self, InsSession *session);
void ins_rig_assistant_set_settings (InsRigAssistant *self, GSettings *settings);

/* Begins, or goes on with what was left. FALSE, with a sentence: a scan runs, or the stage moves.
 */
gboolean ins_rig_assistant_begin (InsRigAssistant *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* As "Leave for Now" does, also where nobody pressed it. */
void ins_rig_assistant_leave (InsRigAssistant *self);
gboolean ins_rig_assistant_is_active (InsRigAssistant *self);

/* To the present step in the list, which does nothing when it is activated. */
void ins_rig_assistant_focus (InsRigAssistant *self);

/* A sentence below the step; NULL: none. */
void ins_rig_assistant_say (InsRigAssistant *self, const char *sentence);

G_END_DECLS
