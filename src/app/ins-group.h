/* ins-group.h - a part of a form that opens and closes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INS_TYPE_GROUP (ins_group_get_type ())
G_DECLARE_FINAL_TYPE (InsGroup, ins_group, INS, GROUP, GtkBox)

/* Properties "heading", "summary" (its values in a few words, at the right), "open", "body". */
GtkWidget *ins_group_new (void);

void ins_group_set_summary (InsGroup *self, const char *summary);
void ins_group_set_open (InsGroup *self, gboolean open);
gboolean ins_group_get_open (InsGroup *self);

G_END_DECLS
