/* ins-axis-map.h - which axis of a controller is which of the rig's, and which way round; pure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-axis.h"

G_BEGIN_DECLS

/* Each axis once. A position p of the controller is, in the rig's coordinates, r[n] = sign[n] *
 * p[axis[n]]. NaN stays NaN. */
typedef struct
{
  InsAxis axis[INS_N_AXES]; /* the controller's that is the rig's axis n */
  int sign[INS_N_AXES];     /* -1: turned round */
} InsAxisMap;

/* Each axis is its own. */
void ins_axis_map_init (InsAxisMap *self);
gboolean ins_axis_map_is_plain (const InsAxisMap *self);
gboolean ins_axis_map_is_equal (const InsAxisMap *self, const InsAxisMap *other);

/* Each of the controller's axes is used once, and signs are 1 or -1. */
gboolean ins_axis_map_is_valid (const InsAxisMap *self);

/* "X", "-Y": the controller's axis; FALSE for anything else, and nothing changes. */
gboolean ins_axis_map_parse_axis (InsAxisMap *self, InsAxis axis, const char *text);
/* (transfer full) */
char *ins_axis_map_format_axis (const InsAxisMap *self, InsAxis axis);

/* The rig's axis that the controller's is. */
InsAxis ins_axis_map_find (const InsAxisMap *self, InsAxis theirs);

InsPosition ins_axis_map_from_stage (const InsAxisMap *self, const InsPosition *theirs);
InsPosition ins_axis_map_to_stage (const InsAxisMap *self, const InsPosition *ours);

/* Speeds, accelerations, lengths: without a sign. */
InsPosition ins_axis_map_sizes_from_stage (const InsAxisMap *self, const InsPosition *theirs);
InsPosition ins_axis_map_sizes_to_stage (const InsAxisMap *self, const InsPosition *ours);

/* Ends of the travel: an axis that is turned round has them exchanged. In place. */
void
ins_axis_map_limits_from_stage (const InsAxisMap *self, InsPosition *minimum, InsPosition *maximum);

/* Bit n: axis n. */
guint ins_axis_map_mask_from_stage (const InsAxisMap *self, guint theirs);

G_END_DECLS
