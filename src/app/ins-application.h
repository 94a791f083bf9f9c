/* ins-application.h - the program: command line, style, one session, one window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-session.h"

G_BEGIN_DECLS

#define INS_TYPE_APPLICATION (ins_application_get_type ())
G_DECLARE_FINAL_TYPE (InsApplication, ins_application, INS, APPLICATION, GtkApplication)

InsApplication *ins_application_new (void);

/* (transfer none): lives from startup to shutdown; the rig is there once the window is. */
InsSession *ins_application_get_session (InsApplication *self);

/* Style of the program for a display, light or dark as GTK's settings say, and its icons. */
void ins_application_add_style (GdkDisplay *display);

G_END_DECLS
