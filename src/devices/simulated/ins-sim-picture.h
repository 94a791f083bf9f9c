/* ins-sim-picture.h - a grey picture as a map of reflectivity
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Read-only after new. */
typedef struct _InsSimPicture InsSimPicture;

/* @beam_mm: -6 dB width of a Gaussian beam that the map is smoothed with; 0: as it is */
InsSimPicture *ins_sim_picture_new (const char *path,
                                    double width_mm,
                                    double beam_mm,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_sim_picture_free (InsSimPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsSimPicture, ins_sim_picture_free)

/* 0 (black) to 1 (white); 0 outside. Between pixels: the nearest one, or, with a beam, linear. */
double ins_sim_picture_get (const InsSimPicture *self, double u_mm, double v_mm);

G_END_DECLS
