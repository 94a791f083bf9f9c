/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "devices/stage/ins-composed-stage-private.h"

static void ins_composed_stage_iface_init (InsStageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (InsComposedStage,
                               ins_composed_stage,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INS_TYPE_STAGE,
                                                      ins_composed_stage_iface_init))

void
ins_composed_gather (const InsPart *part, const InsPosition *theirs, InsPosition *ours)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (part->mask & (1u << axis))
      ours->mm[axis] = part->wiring.sign[axis] * theirs->mm[part->wiring.axis[axis]];
}

const char *
ins_composed_get_letters (const InsPart *part, char letters[INS_N_AXES + 1])
{
  guint n = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (part->mask & (1u << axis))
      letters[n++] = INS_AXIS_LETTERS[axis];
  letters[n] = '\0';

  return letters;
}

/* ---- opening and closing -------------------------------------------------------------------- */

/* Sizes have no direction; ends change places with it. */
static void
merge_axes (const InsPart *part, InsStageInfo *info)
{
  InsPosition low, high;

  ins_composed_gather (part, &part->info.travel_minimum, &info->travel_minimum);
  ins_composed_gather (part, &part->info.travel_maximum, &info->travel_maximum);
  low = info->travel_minimum;
  high = info->travel_maximum;
  ins_composed_gather (part, &part->info.maximum_speed, &info->maximum_speed);
  ins_composed_gather (part, &part->info.acceleration, &info->acceleration);
  ins_composed_gather (part, &part->info.resolution, &info->resolution);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      if ((part->mask & (1u << axis)) == 0)
        continue;
      info->n_axes++;
      info->maximum_speed.mm[axis] = fabs (info->maximum_speed.mm[axis]);
      info->acceleration.mm[axis] = fabs (info->acceleration.mm[axis]);
      info->resolution.mm[axis] = fabs (info->resolution.mm[axis]);
      if (part->wiring.sign[axis] < 0)
        {
          info->travel_minimum.mm[axis] = high.mm[axis];
          info->travel_maximum.mm[axis] = low.mm[axis];
        }
    }
}

static gboolean
is_single (const InsPart *part)
{
  return (part->mask & (part->mask - 1)) == 0;
}

/* Axes that nobody has stand at 0. */
static void
merge_info (InsComposedStage *self)
{
  const InsPosition unknown = { { (double)NAN, (double)NAN, (double)NAN } };
  InsStageInfo *info = &self->info;
  g_autoptr (GString) name = g_string_new (NULL);

  *info = (InsStageInfo){ .protocol = "composed",
                          .maximum_speed = unknown,
                          .acceleration = unknown,
                          .resolution = unknown,
                          .reports_in_motion = TRUE,
                          .axes_independent = TRUE,
                          .preempts = TRUE,
                          .coordinated_axes = self->n_parts == 1 };
  for (guint i = 0; i < self->n_parts; i++)
    {
      const InsStageInfo *part = &self->parts[i].info;

      merge_axes (&self->parts[i], info);
      g_string_append_printf (name, "%s%s", i > 0 ? " + " : "", part->name);
      info->is_simulated |= part->is_simulated;
      info->reports_in_motion &= part->reports_in_motion;
      info->can_home |= part->can_home;
      info->can_trigger |= part->can_trigger;
      info->stops_hard |= part->stops_hard;
      info->coordinated_axes &= part->coordinated_axes;
      info->axes_independent &= part->axes_independent || is_single (&self->parts[i]);
      info->preempts &= part->preempts;
    }
  g_strlcpy (info->name, name->str, sizeof info->name);
  for (const char *end = NULL; !g_utf8_validate (info->name, -1, &end);)
    info->name[end - info->name] = '\0';
}

/* What moves stops at the same time, not one part after the other. */
static void
composed_close (InsStage *stage)
{
  InsComposedStage *self = INS_COMPOSED_STAGE (stage);
  gboolean moves = FALSE;

  for (guint i = 0; i < self->n_parts; i++)
    moves |= self->parts[i].is_open && self->parts[i].moves;
  if (moves)
    ins_stage_stop (stage);
  for (guint i = 0; i < self->n_parts; i++)
    {
      if (self->parts[i].is_open)
        ins_stage_close (self->parts[i].wiring.stage);
      self->parts[i].is_open = FALSE;
    }
  self->is_open = FALSE;
}

static gboolean
composed_open (InsStage *stage, GCancellable *cancellable, GError **error)
{
  InsComposedStage *self = INS_COMPOSED_STAGE (stage);
  InsStageReport report;

  if (self->is_open)
    return TRUE;
  composed_close (stage); /* what was lost may still hold some ports */
  self->is_homing = self->alarm_is_known = FALSE;
  self->message[0] = '\0';
  for (guint i = 0; i < self->n_parts; i++)
    {
      InsPart *part = &self->parts[i];

      part->is_open = ins_stage_open (part->wiring.stage, cancellable, error);
      part->moves = FALSE;
      part->polled_s = 0.0;
      if (!part->is_open)
        {
          composed_close (stage);
          return FALSE;
        }
      ins_stage_get_info (part->wiring.stage, &part->info);
    }
  merge_info (self);
  self->is_open = TRUE;
  if (!ins_composed_stage_poll (stage, &report, error))
    composed_close (stage);

  return self->is_open;
}

static void
composed_get_info (InsStage *stage, InsStageInfo *info)
{
  InsComposedStage *self = INS_COMPOSED_STAGE (stage);

  /* some things a stage learns in motion only */
  for (guint i = 0; i < self->n_parts && self->is_open; i++)
    ins_stage_get_info (self->parts[i].wiring.stage, &self->parts[i].info);
  if (self->is_open)
    merge_info (self);
  *info = self->info;
}

gboolean
ins_composed_stage_check_open (InsComposedStage *self, GError **error)
{
  if (self->is_open)
    return TRUE;
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
                       _ ("The stage is not connected. Connect it first."));

  return FALSE;
}

/* ---- stops ---------------------------------------------------------------------------------- */

/* Any thread. */
static void
composed_stop (InsStage *stage)
{
  InsComposedStage *self = INS_COMPOSED_STAGE (stage);

  atomic_fetch_add (&self->n_stops, 1);
  for (guint i = 0; i < self->n_parts; i++)
    ins_stage_stop (self->parts[i].wiring.stage);
}

/* Any thread. */
static void
composed_halt (InsStage *stage)
{
  InsComposedStage *self = INS_COMPOSED_STAGE (stage);

  atomic_fetch_add (&self->n_stops, 1);
  for (guint i = 0; i < self->n_parts; i++)
    ins_stage_halt (self->parts[i].wiring.stage);
}

/* ---- the object ----------------------------------------------------------------------------- */

static void
ins_composed_stage_iface_init (InsStageInterface *iface)
{
  iface->open = composed_open;
  iface->close = composed_close;
  iface->get_info = composed_get_info;
  iface->poll = ins_composed_stage_poll;
  iface->home = ins_composed_stage_home;
  iface->stop = composed_stop;
  iface->halt = composed_halt;
  ins_composed_stage_commands_init (iface);
}

static void
ins_composed_stage_dispose (GObject *object)
{
  composed_close (INS_STAGE (object));

  G_OBJECT_CLASS (ins_composed_stage_parent_class)->dispose (object);
}

static void
ins_composed_stage_finalize (GObject *object)
{
  InsComposedStage *self = INS_COMPOSED_STAGE (object);

  for (guint i = 0; i < self->n_parts; i++)
    g_object_unref (self->parts[i].wiring.stage);

  G_OBJECT_CLASS (ins_composed_stage_parent_class)->finalize (object);
}

static void
ins_composed_stage_class_init (InsComposedStageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ins_composed_stage_dispose;
  G_OBJECT_CLASS (klass)->finalize = ins_composed_stage_finalize;
}

static void
ins_composed_stage_init (InsComposedStage *self)
{
  atomic_init (&self->n_stops, 0);
}

InsStage *
ins_composed_stage_new (const InsComposedPart *parts,
                        guint n_parts,
                        const guint *home_masks,
                        guint n_home_masks)
{
  InsComposedStage *self = g_object_new (INS_TYPE_COMPOSED_STAGE, NULL);

  g_assert (n_parts <= INS_COMPOSED_MAXIMUM);
  for (guint i = 0; i < n_parts; i++)
    {
      InsPart *part = &self->parts[i];

      part->wiring = parts[i];
      part->wiring.stage = g_object_ref (parts[i].stage);
      for (guint axis = 0; axis < INS_N_AXES; axis++)
        if (parts[i].axis[axis] != INS_COMPOSED_NO_AXIS)
          part->mask |= 1u << axis;
      while (part->home_rank + 1 < n_home_masks && (home_masks[part->home_rank] & part->mask) == 0)
        part->home_rank++;
    }
  self->n_parts = n_parts;

  return INS_STAGE (self);
}
