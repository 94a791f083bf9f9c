/* panel-test.h - finding and driving widgets in tests of the panels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The template child of this name; fails the test if there is none. */
GtkWidget *panel_test_get_child (gpointer panel, GType type, const char *name);

/* The first controller of the type at @widget (and with the name, if not NULL). Owned by it. */
GtkEventController *panel_test_get_controller (GtkWidget *widget, GType type, const char *name);

/* Runs the main loop for this long. */
void panel_test_run_ms (guint ms);
/* Runs it until *@done is as wanted, at most 5 s; fails the test then. */
void panel_test_run_until (gboolean (*is_done) (gpointer data), gpointer data);

/* In a window that is shown and has the focus. */
GtkWindow *panel_test_show (GtkWidget *widget);

void panel_test_type (gpointer entry, const char *text);

/* A press and a release on the window's keyboard, as GTK would deliver them. TRUE: handled. */
gboolean panel_test_press_key (GtkWindow *window, guint keyval, GdkModifierType state);
void panel_test_release_key (GtkWindow *window, guint keyval, GdkModifierType state);

G_END_DECLS
