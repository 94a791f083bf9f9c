/* ins-jog-watch.h - notices when a person no longer looks at the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INS_TYPE_JOG_WATCH (ins_jog_watch_get_type ())
G_DECLARE_FINAL_TYPE (InsJogWatch, ins_jog_watch, INS, JOG_WATCH, GObject)

/* Signal "doubt" (): the screen is locked or the computer about to sleep, the window minimised or
 * inactive, the keyboard changed, unplugged or under another key map. What is held then is no
 * longer known. Buses are asked without waiting; where there is none nothing comes from it.
 */
InsJogWatch *ins_jog_watch_new (void);

/* (nullable): looks at this window; NULL: at none. */
void ins_jog_watch_set_root (InsJogWatch *self, GtkRoot *root);

/* A window in this state is not seen by anybody. */
gboolean ins_jog_watch_is_out_of_sight (GdkToplevelState state);

G_END_DECLS
