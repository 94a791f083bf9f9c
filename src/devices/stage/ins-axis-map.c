/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "devices/stage/ins-axis-map.h"

void
ins_axis_map_init (InsAxisMap *self)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      self->axis[axis] = (InsAxis)axis;
      self->sign[axis] = 1;
    }
}

gboolean
ins_axis_map_is_equal (const InsAxisMap *self, const InsAxisMap *other)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (self->axis[axis] != other->axis[axis] || self->sign[axis] != other->sign[axis])
      return FALSE;

  return TRUE;
}

gboolean
ins_axis_map_is_plain (const InsAxisMap *self)
{
  InsAxisMap plain;

  ins_axis_map_init (&plain);

  return ins_axis_map_is_equal (self, &plain);
}

gboolean
ins_axis_map_is_valid (const InsAxisMap *self)
{
  guint seen = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      if (self->sign[axis] != 1 && self->sign[axis] != -1)
        return FALSE;
      seen |= 1u << self->axis[axis];
    }

  return seen == (1u << INS_N_AXES) - 1;
}

gboolean
ins_axis_map_parse_axis (InsAxisMap *self, InsAxis axis, const char *text)
{
  const int sign = text[0] == '-' ? -1 : 1;
  const char *letter = text + (sign < 0);
  const char *found = letter[0] != '\0' ? strchr (INS_AXIS_LETTERS, g_ascii_toupper (letter[0]))
                                        : NULL;

  if (found == NULL || letter[1] != '\0')
    return FALSE;
  self->axis[axis] = (InsAxis)(found - INS_AXIS_LETTERS);
  self->sign[axis] = sign;

  return TRUE;
}

char *
ins_axis_map_format_axis (const InsAxisMap *self, InsAxis axis)
{
  return g_strdup_printf ("%s%c", self->sign[axis] < 0 ? "-" : "",
                          INS_AXIS_LETTERS[self->axis[axis]]);
}

InsAxis
ins_axis_map_find (const InsAxisMap *self, InsAxis theirs)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (self->axis[axis] == theirs)
      return (InsAxis)axis;

  g_return_val_if_reached (theirs);
}

InsPosition
ins_axis_map_from_stage (const InsAxisMap *self, const InsPosition *theirs)
{
  InsPosition ours;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    ours.mm[axis] = self->sign[axis] * theirs->mm[self->axis[axis]];

  return ours;
}

InsPosition
ins_axis_map_to_stage (const InsAxisMap *self, const InsPosition *ours)
{
  InsPosition theirs = { { 0.0 } };

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    theirs.mm[self->axis[axis]] = self->sign[axis] * ours->mm[axis];

  return theirs;
}

InsPosition
ins_axis_map_sizes_from_stage (const InsAxisMap *self, const InsPosition *theirs)
{
  InsPosition ours;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    ours.mm[axis] = theirs->mm[self->axis[axis]];

  return ours;
}

InsPosition
ins_axis_map_sizes_to_stage (const InsAxisMap *self, const InsPosition *ours)
{
  InsPosition theirs = { { 0.0 } };

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    theirs.mm[self->axis[axis]] = ours->mm[axis];

  return theirs;
}

void
ins_axis_map_limits_from_stage (const InsAxisMap *self, InsPosition *minimum, InsPosition *maximum)
{
  const InsPosition low = ins_axis_map_from_stage (self, minimum);
  const InsPosition high = ins_axis_map_from_stage (self, maximum);

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      minimum->mm[axis] = self->sign[axis] > 0 ? low.mm[axis] : high.mm[axis];
      maximum->mm[axis] = self->sign[axis] > 0 ? high.mm[axis] : low.mm[axis];
    }
}

guint
ins_axis_map_mask_from_stage (const InsAxisMap *self, guint theirs)
{
  guint ours = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if ((theirs & (1u << self->axis[axis])) != 0)
      ours |= 1u << axis;

  return ours;
}
