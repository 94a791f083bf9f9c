/* ins-sim-specimen.h - what lies under the simulated probe
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INS_SIM_MAX_ECHOES 4
#define INS_SIM_WATER_M_PER_S 1480.0
#define INS_SIM_WATER_PATH_MM 20.0 /* to a flat front with the third axis at 0 */
#define INS_SIM_FULL_ECHO 0.8      /* of full scale, at reflectivity 1 */

typedef struct
{
  double time_s;    /* from the pulse to the middle of the wavelet */
  double amplitude; /* of full scale; negative: phase inverted, as at a gap */
} InsSimEcho;

/* Read-only after new: any thread may ask. */
typedef struct _InsSimSpecimen InsSimSpecimen;

/**
 * ins_sim_specimen_new:
 * @name: "" for the coin, a built-in name (coin, blocks, resolution, composite, package) or the
 *   path of a PNG file
 * @width_mm: of the picture; built-in specimens have a size of their own
 * @beam_mm: -6 dB width of a Gaussian beam; 0 hears one point
 *
 * A picture is a map of reflectivity: white reflects fully, black not at all, linear in between.
 * Its top left corner is at (0, 0), u to the right, v downwards; pixel (i, j) covers
 * [i, i + 1) x [j, j + 1) times width_mm / n_columns. Outside it nothing reflects.
 *
 * Returns: (transfer full): %NULL with %INS_DEVICE_ERROR_NOT_FOUND, _PERMISSION or _UNSUPPORTED
 */
InsSimSpecimen *ins_sim_specimen_new (const char *name,
                                      double width_mm,
                                      double beam_mm,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_sim_specimen_free (InsSimSpecimen *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsSimSpecimen, ins_sim_specimen_free)

gboolean ins_sim_specimen_is_picture (const InsSimSpecimen *self);

/**
 * ins_sim_specimen_get_echoes:
 * @u_mm, @v_mm: where the beam hits
 * @lift_mm: how much farther than INS_SIM_WATER_PATH_MM the probe is from the front
 * @echoes: (out): up to INS_SIM_MAX_ECHOES
 *
 * Returns: how many
 */
guint ins_sim_specimen_get_echoes (const InsSimSpecimen *self,
                                   double u_mm,
                                   double v_mm,
                                   double lift_mm,
                                   InsSimEcho echoes[INS_SIM_MAX_ECHOES]);

G_END_DECLS
