/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/simulated/ins-sim-shape.h"

#define COMPOSITE_M_PER_S 2900.0
#define COMPOSITE_SIZE_MM 30.0
#define COMPOSITE_PLY_MM 0.25
#define COMPOSITE_N_PLIES 16
#define COMPOSITE_U_MM 16.0
#define COMPOSITE_V_MM 14.0

#define PACKAGE_M_PER_S 3000.0
#define PACKAGE_THICKNESS_MM 1.2
#define PACKAGE_VOID_MM 0.35
#define PACKAGE_DIE_MM 0.6
#define PACKAGE_LEAD_MM 0.75

const InsSimHole ins_sim_holes[INS_SIM_N_HOLES] = {
  { 5.0, 5.0, 1.0, 2.0 },   { 12.0, 5.0, 2.0, 2.0 },  { 20.0, 6.0, 4.0, 2.0 },
  { 5.0, 13.0, 3.0, 4.0 },  { 11.0, 13.5, 3.0, 5.0 }, { 18.0, 14.0, 3.0, 6.0 },
  { 24.0, 21.0, 6.0, 8.0 }, { 6.0, 24.0, 0.5, 3.0 },  { 11.0, 22.0, 1.5, 5.0 },
};

const InsSimBarGroup ins_sim_bar_groups[INS_SIM_N_BAR_GROUPS] = {
  { 1.0, 2.0 },   { 0.5, 13.0 },  { 0.2, 19.0 },  { 0.1, 22.0 },
  { 0.05, 24.0 }, { 0.02, 26.0 }, { 0.01, 28.0 },
};

static gboolean
is_inside (double value, double minimum, double length)
{
  return value >= minimum && value < minimum + length;
}

static gboolean
in_disc (double u_mm, double v_mm, double centre_u_mm, double centre_v_mm, double radius_mm)
{
  return hypot (u_mm - centre_u_mm, v_mm - centre_v_mm) < radius_mm;
}

/* There and back through a material. */
static double
echo_delay_s (double depth_mm, double velocity_m_per_s)
{
  return 2e-3 * depth_mm / velocity_m_per_s;
}

void
ins_sim_blocks_shape (gconstpointer data, double u_mm, double v_mm, InsSimEcho *layers)
{
  InsSimEcho *flaw = &layers[1], *back = &layers[2];

  if (!is_inside (u_mm, 0.0, INS_SIM_BLOCK_SIZE_MM) ||
      !is_inside (v_mm, 0.0, INS_SIM_BLOCK_SIZE_MM))
    return;

  layers[0].amplitude = INS_SIM_FULL_ECHO;
  for (guint i = 0; i < INS_SIM_N_HOLES; i++)
    if (in_disc (u_mm, v_mm, ins_sim_holes[i].u_mm, ins_sim_holes[i].v_mm,
                 0.5 * ins_sim_holes[i].diameter_mm))
      {
        flaw->amplitude = -0.5;
        flaw->time_s = echo_delay_s (ins_sim_holes[i].depth_mm, INS_SIM_STEEL_M_PER_S);
        return;
      }
  back->amplitude = -0.4;
  back->time_s = echo_delay_s (INS_SIM_BLOCK_THICKNESS_MM, INS_SIM_STEEL_M_PER_S);
}

/* Five bars of a width from 0 on: the even tenths of the group. */
static gboolean
on_bar (double way_mm, double width_mm)
{
  return is_inside (way_mm, 0.0, 9.0 * width_mm) && fmod (way_mm, 2.0 * width_mm) < width_mm;
}

void
ins_sim_resolution_shape (gconstpointer data, double u_mm, double v_mm, InsSimEcho *layers)
{
  double reflectivity = 0.1;

  if (!is_inside (u_mm, 0.0, 30.0) || !is_inside (v_mm, 0.0, 30.0))
    return;
  for (guint i = 0; i < INS_SIM_N_BAR_GROUPS; i++)
    {
      const InsSimBarGroup *group = &ins_sim_bar_groups[i];
      double length_mm = MAX (9.0 * group->width_mm, 1.0);
      gboolean upright = is_inside (v_mm, 2.0, 10.0) &&
                         on_bar (u_mm - group->u_mm, group->width_mm);
      gboolean lying = is_inside (u_mm, group->u_mm, length_mm) &&
                       on_bar (v_mm - 14.0, group->width_mm);

      if (upright || lying)
        reflectivity = 1.0;
    }
  layers[0].amplitude = INS_SIM_FULL_ECHO * reflectivity;
}

/* Number of the uppermost ply under which the plate has come apart, or 0. */
static guint
find_delamination (double du_mm, double dv_mm)
{
  const double cos_turn = 0.92387953251128674, sin_turn = 0.38268343236508977; /* 22.5 degrees */

  for (guint ply = 1; ply < COMPOSITE_N_PLIES; ply++)
    {
      double turned_u_mm = du_mm * cos_turn + dv_mm * sin_turn;
      double reach_mm = 1.5 + 0.5 * ply;
      double along, across;

      dv_mm = dv_mm * cos_turn - du_mm * sin_turn;
      du_mm = turned_u_mm;
      along = (fabs (du_mm) - 0.55 * reach_mm) / (0.5 * reach_mm);
      across = dv_mm / (0.3 * reach_mm);
      if (along * along + across * across < 1.0)
        return ply;
    }

  return 0;
}

void
ins_sim_composite_shape (gconstpointer data, double u_mm, double v_mm, InsSimEcho *layers)
{
  double du_mm = u_mm - COMPOSITE_U_MM, dv_mm = v_mm - COMPOSITE_V_MM;
  double dent = exp (-(du_mm * du_mm + dv_mm * dv_mm) / 4.0);
  double dent_s = echo_delay_s (0.15 * dent, INS_SIM_WATER_M_PER_S);
  double weave = sin (2.0 * G_PI * u_mm / 2.5) * sin (2.0 * G_PI * v_mm / 2.5);
  guint ply;

  if (!is_inside (u_mm, 0.0, COMPOSITE_SIZE_MM) || !is_inside (v_mm, 0.0, COMPOSITE_SIZE_MM))
    return;

  ply = find_delamination (du_mm, dv_mm);
  layers[0] = (InsSimEcho){ dent_s, 0.55 * (1.0 - 0.4 * dent) * (1.0 + 0.03 * weave) };
  if (ply > 0)
    layers[1] = (InsSimEcho){ dent_s + echo_delay_s (COMPOSITE_PLY_MM * ply, COMPOSITE_M_PER_S),
                              -0.5 * exp (-0.04 * ply) };
  else
    layers[2] = (InsSimEcho){ dent_s + echo_delay_s (COMPOSITE_PLY_MM * COMPOSITE_N_PLIES,
                                                     COMPOSITE_M_PER_S),
                              -0.25 * (1.0 + 0.1 * weave) };
}

/* Fingers from the edge of the package towards the die, 1 mm apart. */
static gboolean
on_lead (double du_mm, double dv_mm)
{
  double out_mm = MAX (fabs (du_mm), fabs (dv_mm));
  double along_mm = fabs (du_mm) > fabs (dv_mm) ? dv_mm : du_mm;

  return out_mm > 6.2 && fabs (along_mm) < 6.0 && fabs (along_mm - rint (along_mm)) < 0.25;
}

static gboolean
in_void (double u_mm, double v_mm)
{
  return in_disc (u_mm, v_mm, 11.0, 9.5, 0.6) || in_disc (u_mm, v_mm, 19.6, 20.1, 0.4) ||
         in_disc (u_mm, v_mm, 17.2, 9.8, 0.25) || in_disc (u_mm, v_mm, 10.2, 20.4, 0.15);
}

void
ins_sim_package_shape (gconstpointer data, double u_mm, double v_mm, InsSimEcho *layers)
{
  double du_mm = u_mm - 15.0, dv_mm = v_mm - 15.0;
  gboolean die = is_inside (u_mm, 9.5, 11.0) && is_inside (v_mm, 11.5, 7.0);
  gboolean mark = in_disc (u_mm, v_mm, 8.6, 8.6, 0.7); /* pin 1, a dimple */

  if (fabs (du_mm) > 8.0 || fabs (dv_mm) > 8.0)
    return;

  layers[0] = (InsSimEcho){ mark ? echo_delay_s (0.1, INS_SIM_WATER_M_PER_S) : 0.0,
                            mark ? 0.3 : 0.45 };
  if (in_void (u_mm, v_mm))
    layers[1] = (InsSimEcho){ echo_delay_s (PACKAGE_VOID_MM, PACKAGE_M_PER_S), -0.6 };
  else if (die)
    layers[2] = (InsSimEcho){ echo_delay_s (PACKAGE_DIE_MM, PACKAGE_M_PER_S),
                              (20.5 - u_mm) + (18.5 - v_mm) < 3.5 ? -0.6 : 0.4 };
  else if (on_lead (du_mm, dv_mm))
    layers[2] = (InsSimEcho){ echo_delay_s (PACKAGE_LEAD_MM, PACKAGE_M_PER_S), 0.55 };
  else
    layers[3] = (InsSimEcho){ echo_delay_s (PACKAGE_THICKNESS_MM, PACKAGE_M_PER_S), -0.25 };
}
