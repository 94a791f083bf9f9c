/* ins-preferences.h - what a person sets once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INS_TYPE_PREFERENCES (ins_preferences_get_type ())
G_DECLARE_FINAL_TYPE (InsPreferences, ins_preferences, INS, PREFERENCES, GtkWindow)

/* Writes what is valid into @settings at once; who needs it listens to them. Beside @parent, not
 * modal: STOP stays within reach. Its button activates the parent's "win.operator". */
GtkWidget *ins_preferences_new (GtkWindow *parent, GSettings *settings);

/* (transfer full): where scans go by the settings */
char *ins_preferences_dup_folder (GSettings *settings);

G_END_DECLS
