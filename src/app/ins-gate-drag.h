/* ins-gate-drag.h - taking hold of a gate in a plot, and what becomes of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure: lengths on the screen, numbers of a gate, no widget.
 */
#pragma once

#include "scan/ins-recipe.h"

G_BEGIN_DECLS

typedef enum
{
  INS_GATE_PART_NONE,
  INS_GATE_PART_START,
  INS_GATE_PART_END,
  INS_GATE_PART_THRESHOLD,
  INS_GATE_PART_WHOLE, /* along time */
} InsGatePart;

/* How a gate is drawn, logical pixels. */
typedef struct
{
  double left, right; /* ends of the bar, also where they lie outside of the plot */
  double y;           /* of the bar */
  double knob_x;      /* middle of the knob on it */
  double tile_x, tile_y, tile_size;
} InsGateShape;

/* Width of the knob that the threshold is taken by, for a bar of that length. */
double ins_gate_shape_get_knob_width (const InsGateShape *self, double unit);

/**
 * ins_gate_shapes_find:
 * @selected: the gate that wins where several are as near; -1 none
 * @unit: as InsDraw's
 * @gate: (out): index, with a part other than %INS_GATE_PART_NONE
 *
 * Ends and knob win over bar and tile: these are larger.
 */
InsGatePart ins_gate_shapes_find (const InsGateShape *shapes,
                                  guint n_shapes,
                                  int selected,
                                  double x,
                                  double y,
                                  double unit,
                                  guint *gate);

/**
 * ins_gate_drag:
 * @by_s, @by_percent: how far the pointer has come since it took hold; upwards is positive
 * @gate: (inout): as it was then; as it is now
 *
 * Times come out round to a part of a sample, thresholds to whole percents. A gate stays at least a
 * sample long and within reach of @timing's record, whatever the pointer does: @anchor_s is where
 * what it is anchored at lies (0: the pulse).
 */
void ins_gate_drag (InsGate *gate,
                    InsGatePart part,
                    double by_s,
                    double by_percent,
                    double anchor_s,
                    const InsTiming *timing);

/* A power of ten, a tenth to a hundredth of a sample or so: what times are rounded to. */
double ins_gate_drag_get_step_s (const InsTiming *timing);

G_END_DECLS
