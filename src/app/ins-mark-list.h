/* ins-mark-list.h - named places: go there, rename, delete, show distances from there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-jog-control.h"

G_BEGIN_DECLS

#define INS_TYPE_MARK_LIST (ins_mark_list_get_type ())
G_DECLARE_FINAL_TYPE (InsMarkList, ins_mark_list, INS, MARK_LIST, GtkBox)

/* Signal "origin-changed" (): get_origin() is new. Nothing here is told to the controller: its
 * coordinates stay as they are, an origin is only a way to show them. */
GtkWidget *ins_mark_list_new (void);

/* Both (nullable) and kept; the marks are those of the session's stage. */
void ins_mark_list_set_session (InsMarkList *self, InsSession *session, InsJogControl *control);
void ins_mark_list_set_settings (InsMarkList *self, GSettings *settings);

/* After a change of the session: what can be pressed now. */
void ins_mark_list_update (InsMarkList *self);

/* A mark where the stage stands. */
void ins_mark_list_mark_here (InsMarkList *self);

/* Where distances are shown from; FALSE: from the stage's own zero. @name lasts until the next
 * change. */
gboolean ins_mark_list_get_origin (InsMarkList *self, InsPosition *position, const char **name);
void ins_mark_list_clear_origin (InsMarkList *self);

G_END_DECLS
