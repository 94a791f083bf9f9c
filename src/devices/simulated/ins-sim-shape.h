/* ins-sim-shape.h - built-in specimens, point by point
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-specimen.h"

G_BEGIN_DECLS

/* Echoes of one point: amplitude of full scale, time after that of a flat front (a raised one is
 * early). Each kind of echo has its own place in the array, so that a beam can take the mean over
 * several points; amplitude 0 says that there is none here.
 */
typedef void (*InsSimShapeFunc) (gconstpointer data,
                                 double u_mm,
                                 double v_mm,
                                 InsSimEcho layers[INS_SIM_MAX_ECHOES]);

/* Silver-coloured relief coin, 24 mm across, 2 mm thick, its centre at (15, 15). Layers: front,
 * back, its first repetition. */
gpointer ins_sim_coin_new (void); /* free with g_free() */
void ins_sim_coin_shape (gconstpointer data, double u_mm, double v_mm, InsSimEcho *layers);

/* A flat-bottom hole, drilled from below. */
typedef struct
{
  double u_mm, v_mm;
  double diameter_mm;
  double depth_mm; /* from the front to its flat bottom */
} InsSimHole;

#define INS_SIM_BLOCK_SIZE_MM 30.0
#define INS_SIM_BLOCK_THICKNESS_MM 10.0
#define INS_SIM_STEEL_M_PER_S 5900.0
#define INS_SIM_N_HOLES 9

/* Steel block, 30 x 30 x 10 mm from (0, 0), with
 *
 *   u  v mm     diameter  depth mm        u  v mm     diameter  depth mm
 *   5   5         1         2            18  14         3         6
 *   12  5         2         2            24  21         6         8
 *   20  6         4         2             6  24         0.5       3
 *   5  13         3         4            11  22         1.5       5
 *   11 13.5       3         5
 *
 * Layers: front, hole (phase inverted), back (phase inverted, not above a hole).
 */
extern const InsSimHole ins_sim_holes[INS_SIM_N_HOLES];
void ins_sim_blocks_shape (gconstpointer data, double u_mm, double v_mm, InsSimEcho *layers);

/* Groups of five bars, reflectivity 1 on 0.1, of these widths in mm, upright from v = 2 to 12 mm
 * and lying from v = 14 mm on. Bars and gaps have the same width.
 */
#define INS_SIM_N_BAR_GROUPS 7
typedef struct
{
  double width_mm;
  double u_mm; /* left edge of the first upright bar, and of the lying ones */
} InsSimBarGroup;
extern const InsSimBarGroup ins_sim_bar_groups[INS_SIM_N_BAR_GROUPS];
void ins_sim_resolution_shape (gconstpointer data, double u_mm, double v_mm, InsSimEcho *layers);

/* Carbon fibre plate, 30 x 30 x 4 mm, 16 plies, hit at (16, 14): a dent, and between the plies
 * pairs of lobes that turn by 22.5 degrees a ply and grow with depth. Layers: front, uppermost
 * delamination, back. */
void ins_sim_composite_shape (gconstpointer data, double u_mm, double v_mm, InsSimEcho *layers);

/* Plastic package, 16 x 16 x 1.2 mm around (15, 15), with a die (11 x 7 mm from (9.5, 11.5)),
 * lead frame, a delaminated corner of the die (phase inverted) and voids. Layers: front, void,
 * die or lead, back. */
void ins_sim_package_shape (gconstpointer data, double u_mm, double v_mm, InsSimEcho *layers);

G_END_DECLS
