/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-rig-draft.h"
#include "core/ins-error.h"
#include "core/ins-number.h"

static const char *const way_words[INS_N_WAYS] = { "",    "right", "left", "near",
                                                   "far", "up",    "down", "none" };

void
ins_rig_draft_init (InsRigDraft *self)
{
  *self = (InsRigDraft){ 0 };
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    self->minimum.mm[axis] = self->maximum.mm[axis] = (double)NAN;
}

void
ins_rig_draft_clear (InsRigDraft *self)
{
  g_free (self->name);
  g_free (self->stage_uri);
  g_free (self->digitizer_uri);
  ins_rig_draft_init (self);
}

/* ---- axes ---------------------------------------------------------------------------------- */

static gboolean
is_answer (InsWay way)
{
  return way >= INS_WAY_RIGHT && way <= INS_WAY_DOWN;
}

static InsAxis
way_axis (InsWay way)
{
  return (InsAxis)((way - INS_WAY_RIGHT) / 2);
}

static int
way_sign (InsWay way)
{
  return (way - INS_WAY_RIGHT) % 2 == 0 ? 1 : -1;
}

void
ins_rig_draft_take (InsRigDraft *self, const InsRig *rig)
{
  g_free (self->stage_uri);
  g_free (self->digitizer_uri);
  self->stage_uri = g_strdup (rig->stage_uri);
  self->digitizer_uri = g_strdup (rig->digitizer_uri);
  self->position_trigger = rig->position_trigger;
  self->minimum = rig->soft_minimum;
  self->maximum = rig->soft_maximum;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      if (self->minimum.mm[axis] <= -INS_RIG_FAR_MM)
        self->minimum.mm[axis] = (double)NAN;
      if (self->maximum.mm[axis] >= INS_RIG_FAR_MM)
        self->maximum.mm[axis] = (double)NAN;
    }
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    self->ways[rig->axes.axis[axis]] = ins_axis_map_is_plain (&rig->axes)
                                           ? INS_WAY_UNKNOWN
                                           : (InsWay)(INS_WAY_RIGHT + 2 * axis +
                                                      (rig->axes.sign[axis] < 0));
}

static gboolean
refuse_axes (guint first, guint second, InsAxisMap *axes, GError **error)
{
  ins_axis_map_init (axes);
  g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE,
               _ ("%c and %c of the controller are said to move along the same line. Move one of "
                  "them again and look which way it goes."),
               INS_AXIS_LETTERS[first], INS_AXIS_LETTERS[second]);

  return FALSE;
}

/* What nobody answered: its own place if that is free, else the first free one. */
static void
fill_axes (const guint *taken_by, guint used, InsAxisMap *axes)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      guint theirs = axis;

      if (taken_by[axis] != INS_N_AXES)
        continue;
      if ((used & (1u << theirs)) != 0)
        for (theirs = 0; (used & (1u << theirs)) != 0; theirs++)
          ;
      axes->axis[axis] = (InsAxis)theirs;
      axes->sign[axis] = 1;
      used |= 1u << theirs;
    }
}

gboolean
ins_rig_draft_get_axes (const InsRigDraft *self, guint n_axes, InsAxisMap *axes, GError **error)
{
  guint taken_by[INS_N_AXES] = { INS_N_AXES, INS_N_AXES, INS_N_AXES };
  guint used = 0;

  ins_axis_map_init (axes);
  for (guint theirs = 0; theirs < MIN (n_axes, INS_N_AXES); theirs++)
    {
      const InsWay way = self->ways[theirs];
      InsAxis axis;

      if (!is_answer (way))
        continue;
      axis = way_axis (way);
      if (taken_by[axis] != INS_N_AXES)
        return refuse_axes (taken_by[axis], theirs, axes, error);
      taken_by[axis] = theirs;
      used |= 1u << theirs;
      axes->axis[axis] = (InsAxis)theirs;
      axes->sign[axis] = way_sign (way);
    }
  fill_axes (taken_by, used, axes);

  return TRUE;
}

gboolean
ins_rig_draft_has_ways (const InsRigDraft *self, guint n_axes)
{
  for (guint theirs = 0; theirs < MIN (n_axes, INS_N_AXES); theirs++)
    if (self->ways[theirs] == INS_WAY_UNKNOWN)
      return FALSE;

  return TRUE;
}

void
ins_rig_draft_turn_limits (InsRigDraft *self, const InsAxisMap *from, const InsAxisMap *to)
{
  InsPosition low = ins_axis_map_to_stage (from, &self->minimum);
  InsPosition high = ins_axis_map_to_stage (from, &self->maximum);

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      const guint theirs = from->axis[axis];

      if (from->sign[axis] < 0)
        {
          const double end = low.mm[theirs];

          low.mm[theirs] = high.mm[theirs];
          high.mm[theirs] = end;
        }
    }
  ins_axis_map_limits_from_stage (to, &low, &high);
  self->minimum = low;
  self->maximum = high;
}

gboolean
ins_rig_draft_check_limits (const InsRigDraft *self, GError **error)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (self->minimum.mm[axis] >= self->maximum.mm[axis])
      {
        g_autofree char *low = ins_number_format_typed (self->minimum.mm[axis], 3);
        g_autofree char *high = ins_number_format_typed (self->maximum.mm[axis], 3);

        g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE,
                     _ ("The lowest %c, %s mm, has to be below the highest, %s mm."),
                     INS_AXIS_LETTERS[axis], low, high);
        return FALSE;
      }

  return TRUE;
}

/* ---- files --------------------------------------------------------------------------------- */

static void
set_position (GKeyFile *file, const char *key, const InsPosition *position)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      g_autofree char *number = isnan (position->mm[axis]) ? g_strdup ("")
                                                           : ins_number_format (position->mm[axis]);

      g_string_append_printf (text, "%s%s", axis > 0 ? ";" : "", number);
    }
  g_key_file_set_value (file, "Limits", key, text->str);
}

/* Only whole positions have a place in a rig file; far away is no limit. */
static InsPosition
complete (const InsPosition *position, double otherwise)
{
  InsPosition whole = *position;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (isnan (whole.mm[axis]))
      whole.mm[axis] = otherwise;

  return whole;
}

static gboolean
has_any (const InsPosition *position)
{
  return !isnan (position->mm[INS_AXIS_X]) || !isnan (position->mm[INS_AXIS_Y]) ||
         !isnan (position->mm[INS_AXIS_Z]);
}

static void
set_rig (const InsRigDraft *self, GKeyFile *file)
{
  if (self->name != NULL)
    g_key_file_set_string (file, "Rig", "Name", self->name);
  if (self->stage_uri != NULL)
    g_key_file_set_string (file, "Rig", "Stage", self->stage_uri);
  if (self->digitizer_uri != NULL)
    g_key_file_set_string (file, "Rig", "Digitizer", self->digitizer_uri);
  if (self->position_trigger)
    g_key_file_set_string (file, "Rig", "PositionTrigger", "stage");
}

char *
ins_rig_draft_to_rig_text (const InsRigDraft *self, guint n_axes)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  const InsPosition low = complete (&self->minimum, -INS_RIG_FAR_MM);
  const InsPosition high = complete (&self->maximum, INS_RIG_FAR_MM);
  InsAxisMap axes;

  set_rig (self, file);
  if (ins_rig_draft_get_axes (self, n_axes, &axes, NULL) && !ins_axis_map_is_plain (&axes))
    for (guint axis = 0; axis < INS_N_AXES; axis++)
      {
        const char key[] = { INS_AXIS_LETTERS[axis], '\0' };
        g_autofree char *text = ins_axis_map_format_axis (&axes, (InsAxis)axis);

        g_key_file_set_string (file, "Axes", key, text);
      }
  if (has_any (&self->minimum))
    set_position (file, "MinimumMm", &low);
  if (has_any (&self->maximum))
    set_position (file, "MaximumMm", &high);

  return g_key_file_to_data (file, NULL, NULL);
}

char *
ins_rig_draft_to_text (const InsRigDraft *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  set_rig (self, file);
  set_position (file, "MinimumMm", &self->minimum);
  set_position (file, "MaximumMm", &self->maximum);
  for (guint theirs = 0; theirs < INS_N_AXES; theirs++)
    {
      const char key[] = { INS_AXIS_LETTERS[theirs], '\0' };

      g_key_file_set_string (file, "Ways", key, way_words[self->ways[theirs]]);
    }
  g_key_file_set_integer (file, "Draft", "Step", (int)self->step);
  g_key_file_set_integer (file, "Draft", "Seen", (int)self->seen_mask);

  return g_key_file_to_data (file, NULL, NULL);
}

static void
load_text (GKeyFile *file, const char *key, char **text)
{
  char *value = g_key_file_get_string (file, "Rig", key, NULL);

  if (value == NULL)
    return;
  g_free (*text);
  *text = value;
}

static void
load_position (GKeyFile *file, const char *key, InsPosition *position)
{
  g_autofree char *text = g_key_file_get_value (file, "Limits", key, NULL);
  g_auto (GStrv) numbers = text != NULL ? g_strsplit (text, ";", -1) : NULL;

  for (guint axis = 0; numbers != NULL && axis < INS_N_AXES && numbers[axis] != NULL; axis++)
    {
      double mm;

      position->mm[axis] = ins_number_parse (numbers[axis], &mm) ? mm : (double)NAN;
    }
}

static void
load_way (GKeyFile *file, guint theirs, InsWay *way)
{
  const char key[] = { INS_AXIS_LETTERS[theirs], '\0' };
  g_autofree char *text = g_key_file_get_string (file, "Ways", key, NULL);

  for (guint i = 0; text != NULL && i < INS_N_WAYS; i++)
    if (g_str_equal (text, way_words[i]))
      *way = (InsWay)i;
}

gboolean
ins_rig_draft_load (InsRigDraft *self, const char *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *trigger = NULL;

  if (!g_key_file_load_from_data (file, text, (gsize)-1, G_KEY_FILE_NONE, NULL))
    return FALSE;
  load_text (file, "Name", &self->name);
  load_text (file, "Stage", &self->stage_uri);
  load_text (file, "Digitizer", &self->digitizer_uri);
  trigger = g_key_file_get_string (file, "Rig", "PositionTrigger", NULL);
  self->position_trigger = g_strcmp0 (trigger, "stage") == 0;
  load_position (file, "MinimumMm", &self->minimum);
  load_position (file, "MaximumMm", &self->maximum);
  for (guint theirs = 0; theirs < INS_N_AXES; theirs++)
    load_way (file, theirs, &self->ways[theirs]);
  self->step = (InsRigStep)CLAMP (g_key_file_get_integer (file, "Draft", "Step", NULL), 0,
                                  INS_N_RIG_STEPS - 1);
  self->seen_mask = (guint)g_key_file_get_integer (file, "Draft", "Seen", NULL) &
                    ((1u << INS_N_RIG_STEPS) - 1);

  return TRUE;
}
