/* ins-guide.h - the user's guide, in the browser
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ins_guide_find:
 *
 * Returns: (transfer full) (nullable): path of the guide, as installed or in the build folder of
 *   this program; %NULL if it was built without one
 */
char *ins_guide_find (void);

/* What could not be done, as a sentence. */
typedef void (*InsGuideComplain) (const char *sentence, gpointer data);

/**
 * ins_guide_show:
 * @parent: (nullable): window that it belongs to
 * @complain: called at once or later, at most once; not if the browser was started. @data must live
 *   until the program ends.
 *
 * Starts the browser and returns.
 */
void ins_guide_show (GtkWindow *parent, InsGuideComplain complain, gpointer data);

G_END_DECLS
