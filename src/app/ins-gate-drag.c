/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-gate-drag.h"

#define REACH 7.0 /* units around what is taken hold of */
#define KNOB 18.0 /* units, of a long bar */

double
ins_gate_shape_get_knob_width (const InsGateShape *self, double unit)
{
  return CLAMP (0.4 * (self->right - self->left), 6 * unit, KNOB * unit);
}

/* Distance to what that part is taken by; infinite: out of reach. */
static double
get_distance (const InsGateShape *shape, InsGatePart part, double x, double y, double unit)
{
  const double reach = REACH * unit, knob = ins_gate_shape_get_knob_width (shape, unit);
  double dx = 0, dy = fabs (y - shape->y);

  switch (part)
    {
    case INS_GATE_PART_START:
      dx = fabs (x - shape->left);
      break;
    case INS_GATE_PART_END:
      dx = fabs (x - shape->right);
      break;
    case INS_GATE_PART_THRESHOLD:
      dx = fmax (fabs (x - shape->knob_x) - knob / 2, 0);
      break;
    case INS_GATE_PART_WHOLE:
      if (x >= shape->tile_x && x <= shape->tile_x + shape->tile_size && y >= shape->tile_y &&
          y <= shape->tile_y + shape->tile_size)
        return 0;
      if (x < shape->left || x > shape->right)
        return (double)INFINITY;
      break;
    case INS_GATE_PART_NONE:
    default:
      return (double)INFINITY;
    }
  if (part != INS_GATE_PART_WHOLE && dx > (part == INS_GATE_PART_THRESHOLD ? 0 : reach))
    return (double)INFINITY;

  return dy > reach ? (double)INFINITY : dx + dy;
}

/* Within a short bar the ends leave the knob its place. */
static InsGatePart
find_part (const InsGateShape *shape, double x, double y, double unit, double *distance)
{
  static const InsGatePart parts[] = { INS_GATE_PART_START, INS_GATE_PART_END,
                                       INS_GATE_PART_THRESHOLD, INS_GATE_PART_WHOLE };
  InsGatePart found = INS_GATE_PART_NONE;
  gboolean on_knob = isfinite (get_distance (shape, INS_GATE_PART_THRESHOLD, x, y, unit));

  *distance = (double)INFINITY;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      double here = get_distance (shape, parts[i], x, y, unit);
      gboolean is_end = parts[i] == INS_GATE_PART_START || parts[i] == INS_GATE_PART_END;

      if (!isfinite (here) || (is_end && on_knob))
        continue;
      /* the whole bar lies under all of them */
      if (parts[i] == INS_GATE_PART_WHOLE && found != INS_GATE_PART_NONE)
        continue;
      if (here < *distance)
        {
          *distance = here;
          found = parts[i];
        }
    }

  return found;
}

InsGatePart
ins_gate_shapes_find (const InsGateShape *shapes,
                      guint n_shapes,
                      int selected,
                      double x,
                      double y,
                      double unit,
                      guint *gate)
{
  InsGatePart best = INS_GATE_PART_NONE;
  double least = (double)INFINITY;

  for (guint i = 0; i < n_shapes; i++)
    {
      double distance;
      InsGatePart part = find_part (&shapes[i], x, y, unit, &distance);
      gboolean is_fine = part != INS_GATE_PART_NONE && part != INS_GATE_PART_WHOLE;
      gboolean best_is_fine = best != INS_GATE_PART_NONE && best != INS_GATE_PART_WHOLE;

      if (part == INS_GATE_PART_NONE || (best_is_fine && !is_fine))
        continue;
      if ((int)i == selected)
        distance -= REACH * unit;
      if ((is_fine && !best_is_fine) || distance < least)
        {
          least = distance;
          best = part;
          *gate = i;
        }
    }

  return best;
}

/* ---- numbers ------------------------------------------------------------------------------ */

double
ins_gate_drag_get_step_s (const InsTiming *timing)
{
  return pow (10, floor (log10 (0.3 / timing->sample_rate_hz)));
}

static double
round_to (double value, double step)
{
  /* dividing by a whole number gives the double that a person would type */
  return step < 1 ? rint (value / step) / rint (1 / step) : rint (value / step) * step;
}

/* Some of the gate stays over the record, so that it can be taken hold of again. */
static double
keep_start (double start_s, double length_s, double anchor_s, const InsTiming *timing)
{
  const double sample_s = 1 / timing->sample_rate_hz;
  const double end_s = timing->delay_s + timing->n_samples * sample_s;

  return CLAMP (start_s, timing->delay_s - anchor_s - length_s + sample_s,
                fmax (end_s - sample_s, timing->delay_s) - anchor_s);
}

static void
drag_threshold (InsGate *gate, double by_percent)
{
  const double sign = gate->polarity == INS_POLARITY_NEGATIVE ? -1 : 1;

  gate->threshold_percent = CLAMP (rint (gate->threshold_percent + sign * by_percent), 0, 100);
}

void
ins_gate_drag (InsGate *gate,
               InsGatePart part,
               double by_s,
               double by_percent,
               double anchor_s,
               const InsTiming *timing)
{
  const double step_s = ins_gate_drag_get_step_s (timing), least_s = 1 / timing->sample_rate_hz;
  const double end_s = gate->start_s + gate->length_s;

  switch (part)
    {
    case INS_GATE_PART_START:
      gate->start_s = fmin (
          keep_start (gate->start_s + by_s, gate->length_s - by_s, anchor_s, timing),
          end_s - least_s);
      gate->start_s = round_to (gate->start_s, step_s);
      gate->length_s = fmax (round_to (end_s - gate->start_s, step_s), step_s);
      break;
    case INS_GATE_PART_END:
      gate->length_s = fmax (round_to (fmax (gate->length_s + by_s, least_s), step_s), step_s);
      break;
    case INS_GATE_PART_WHOLE:
      gate->start_s = round_to (keep_start (gate->start_s + by_s, gate->length_s, anchor_s, timing),
                                step_s);
      break;
    case INS_GATE_PART_THRESHOLD:
      drag_threshold (gate, by_percent);
      break;
    case INS_GATE_PART_NONE:
    default:
      break;
    }
}
