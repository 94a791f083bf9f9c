/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/simulated/ins-sim-picture.h"
#include "devices/simulated/ins-sim-shape.h"
#include "devices/simulated/ins-sim-specimen.h"

/* Points that stand for the beam: one in the middle, rings of 6 and 12 around it. */
#define N_BEAM_POINTS 19
#define RING_WIDTHS 0.33 /* distance of rings, in -6 dB widths */

typedef struct
{
  double u_mm, v_mm, weight;
} BeamPoint;

struct _InsSimSpecimen
{
  InsSimPicture *picture; /* or */
  InsSimShapeFunc shape;
  gpointer data;
  BeamPoint points[N_BEAM_POINTS];
  guint n_points;
};

typedef struct
{
  const char *name;
  InsSimShapeFunc shape;
  gpointer (*make_data) (void);
} BuiltIn;

static const BuiltIn built_ins[] = {
  { "coin", ins_sim_coin_shape, ins_sim_coin_new }, { "blocks", ins_sim_blocks_shape, NULL },
  { "resolution", ins_sim_resolution_shape, NULL }, { "composite", ins_sim_composite_shape, NULL },
  { "package", ins_sim_package_shape, NULL },
};

/* Weight 1/2 at half the -6 dB width from the middle: 2^-(2 r / width)^2. */
static void
fill_beam (InsSimSpecimen *self, double beam_mm)
{
  double sum = 0.0;
  guint n_rings = beam_mm > 0.0 ? 3 : 1;

  for (guint ring = 0; ring < n_rings; ring++)
    for (guint i = 0; i < MAX (6 * ring, 1); i++)
      {
        double radius = RING_WIDTHS * ring;
        double angle = 2.0 * G_PI * i / MAX (6 * ring, 1);
        BeamPoint *point = &self->points[self->n_points++];

        point->u_mm = beam_mm * radius * cos (angle);
        point->v_mm = beam_mm * radius * sin (angle);
        point->weight = exp2 (-4.0 * radius * radius);
        sum += point->weight;
      }
  for (guint i = 0; i < self->n_points; i++)
    self->points[i].weight /= sum;
}

InsSimSpecimen *
ins_sim_specimen_new (const char *name, double width_mm, double beam_mm, GError **error)
{
  g_autoptr (InsSimSpecimen) self = g_new0 (InsSimSpecimen, 1);

  if (*name == '\0')
    name = "coin";
  for (gsize i = 0; i < G_N_ELEMENTS (built_ins); i++)
    if (g_str_equal (built_ins[i].name, name))
      {
        self->shape = built_ins[i].shape;
        self->data = built_ins[i].make_data != NULL ? built_ins[i].make_data () : NULL;
      }
  if (self->shape == NULL)
    {
      self->picture = ins_sim_picture_new (name, width_mm, beam_mm, error);
      if (self->picture == NULL)
        return NULL;
    }
  fill_beam (self, beam_mm);

  return g_steal_pointer (&self);
}

void
ins_sim_specimen_free (InsSimSpecimen *self)
{
  g_clear_pointer (&self->picture, ins_sim_picture_free);
  g_free (self->data);
  g_free (self);
}

gboolean
ins_sim_specimen_is_picture (const InsSimSpecimen *self)
{
  return self->picture != NULL;
}

/* Mean over the beam: amplitudes add, times by the weight of their amplitudes. */
static void
get_layers (const InsSimSpecimen *self,
            double u_mm,
            double v_mm,
            InsSimEcho layers[INS_SIM_MAX_ECHOES])
{
  double shares[INS_SIM_MAX_ECHOES] = { 0.0 };

  for (guint i = 0; i < self->n_points; i++)
    {
      const BeamPoint *point = &self->points[i];
      InsSimEcho here[INS_SIM_MAX_ECHOES] = { 0 };

      self->shape (self->data, u_mm + point->u_mm, v_mm + point->v_mm, here);
      for (guint k = 0; k < INS_SIM_MAX_ECHOES; k++)
        {
          double share = point->weight * fabs (here[k].amplitude);

          layers[k].amplitude += point->weight * here[k].amplitude;
          layers[k].time_s += share * here[k].time_s;
          shares[k] += share;
        }
    }
  for (guint k = 0; k < INS_SIM_MAX_ECHOES; k++)
    if (shares[k] > 0.0)
      layers[k].time_s /= shares[k];
}

guint
ins_sim_specimen_get_echoes (const InsSimSpecimen *self,
                             double u_mm,
                             double v_mm,
                             double lift_mm,
                             InsSimEcho echoes[INS_SIM_MAX_ECHOES])
{
  double front_s = 2e-3 * (INS_SIM_WATER_PATH_MM + lift_mm) / INS_SIM_WATER_M_PER_S;
  InsSimEcho layers[INS_SIM_MAX_ECHOES] = { 0 };
  guint n_echoes = 0;

  if (front_s < 0.0) /* the probe would stand in the part */
    return 0;
  if (self->picture != NULL)
    layers[0].amplitude = INS_SIM_FULL_ECHO * ins_sim_picture_get (self->picture, u_mm, v_mm);
  else
    get_layers (self, u_mm, v_mm, layers);

  for (guint k = 0; k < INS_SIM_MAX_ECHOES; k++)
    if (fabs (layers[k].amplitude) > 0.0)
      echoes[n_echoes++] = (InsSimEcho){ front_s + layers[k].time_s, layers[k].amplitude };

  return n_echoes;
}
