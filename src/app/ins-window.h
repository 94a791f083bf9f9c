/* ins-window.h - the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-session.h"

G_BEGIN_DECLS

#define INS_TYPE_WINDOW (ins_window_get_type ())
G_DECLARE_FINAL_TYPE (InsWindow, ins_window, INS, WINDOW, GtkApplicationWindow)

InsWindow *ins_window_new (GtkApplication *application, InsSession *session);

/* The page that offers a rig, until there is one or a scan is opened. */
void ins_window_offer_rig (InsWindow *self);

/* Locks it until the supervisor's PIN is given. */
void ins_window_enter_operator (InsWindow *self);

G_END_DECLS
