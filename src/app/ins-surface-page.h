/* ins-surface-page.h - the probe's height and the lie of the surface, by their echo
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-surface-sweep.h"

G_BEGIN_DECLS

#define INS_TYPE_SURFACE_PAGE (ins_surface_page_get_type ())
G_DECLARE_FINAL_TYPE (InsSurfacePage, ins_surface_page, INS, SURFACE_PAGE, GtkBox)

/* A sweep of the height over a typed range, with its curve, and three points that say how the
 * surface is tilted. Signal "go-to" (double x_mm, double y_mm, double z_mm): a person wants to be
 * asked about going there; NaN for axes that stay. Leaving the page ends a sweep. */
GtkWidget *ins_surface_page_new (void);
void ins_surface_page_set_session (InsSurfacePage *self, InsSession *session, GSettings *settings);

/* For tests. */
InsSurfaceSweep *ins_surface_page_get_sweep (InsSurfacePage *self);

G_END_DECLS
