/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-number.h"
#include "devices/ins-rig.h"

static void
set_number (GKeyFile *file, const char *group, const char *key, double value)
{
  g_autofree char *text = ins_number_format (value);

  g_key_file_set_value (file, group, key, text);
}

static void
set_position (GKeyFile *file, const char *key, const InsPosition *position)
{
  g_autofree char *x = NULL, *y = NULL, *z = NULL, *text = NULL;

  if (isnan (position->mm[INS_AXIS_X]))
    return;
  x = ins_number_format (position->mm[INS_AXIS_X]);
  y = ins_number_format (position->mm[INS_AXIS_Y]);
  z = ins_number_format (position->mm[INS_AXIS_Z]);
  text = g_strjoin (";", x, y, z, NULL);
  g_key_file_set_value (file, "Limits", key, text);
}

static void
set_axes (GKeyFile *file, const InsAxisMap *axes)
{
  for (guint axis = 0; axis < INS_N_AXES && !ins_axis_map_is_plain (axes); axis++)
    {
      const char key[] = { INS_AXIS_LETTERS[axis], '\0' };
      g_autofree char *text = ins_axis_map_format_axis (axes, (InsAxis)axis);

      g_key_file_set_string (file, "Axes", key, text);
    }
}

char *
ins_rig_to_text (const InsRig *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_set_string (file, "Rig", "Name", self->name);
  g_key_file_set_string (file, "Rig", "Stage", self->stage_uri);
  g_key_file_set_string (file, "Rig", "Digitizer", self->digitizer_uri);
  if (self->position_trigger)
    g_key_file_set_string (file, "Rig", "PositionTrigger", "stage");
  if (!self->wants_realtime)
    g_key_file_set_string (file, "Rig", "Realtime", "no");
  set_position (file, "MinimumMm", &self->soft_minimum);
  set_position (file, "MaximumMm", &self->soft_maximum);
  set_axes (file, &self->axes);
  set_number (file, "Correction", "LatencyMs", self->latency_ms);
  set_number (file, "Correction", "BacklashMm", self->backlash_mm);
  set_number (file, "Correction", "BacklashLimitMm", self->backlash_limit_mm);
  g_key_file_set_string (file, "Correction", "CombCorrection",
                         self->corrects_comb ? "picture" : "off");

  return g_key_file_to_data (file, NULL, NULL);
}

gboolean
ins_rig_save_correction (const char *path, double latency_ms, double backlash_mm, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, error))
    return FALSE;
  set_number (file, "Correction", "LatencyMs", latency_ms);
  set_number (file, "Correction", "BacklashMm", backlash_mm);

  return g_key_file_save_to_file (file, path, error);
}

gboolean
ins_rig_file_set (const char *path,
                  const char *group,
                  const char *key,
                  const char *value,
                  GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) problem = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, &problem) &&
      !g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&problem),
                                  _ ("The rig file was not changed. "));
      return FALSE;
    }
  g_clear_error (&problem);
  g_key_file_set_string (file, group, key, value);
  text = g_key_file_to_data (file, &length, NULL);
  if (g_file_set_contents (path, text, (gssize)length, &problem))
    return TRUE;
  g_propagate_prefixed_error (error, g_steal_pointer (&problem),
                              _ ("The rig file was not changed. "));

  return FALSE;
}
