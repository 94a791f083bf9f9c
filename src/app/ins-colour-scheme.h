/* ins-colour-scheme.h - light or dark, and how much contrast, as the desktop says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Follows the desktop's preference (settings portal, org.freedesktop.appearance) into
 * "gtk-application-prefer-dark-theme", and its wish for high contrast into "gtk-theme-name".
 * Without a portal GTK's own settings stand. */
typedef struct _InsColourScheme InsColourScheme;

InsColourScheme *ins_colour_scheme_new (void);
void ins_colour_scheme_free (InsColourScheme *self);

G_END_DECLS
