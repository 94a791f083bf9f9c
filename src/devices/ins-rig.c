/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "core/ins-key-file.h"
#include "core/ins-uri.h"
#include "devices/digitizer/ins-comedi-digitizer.h"
#include "devices/ins-rig.h"
#include "devices/simulated/ins-sim-digitizer.h"
#include "devices/simulated/ins-sim-stage.h"
#include "devices/stage/ins-stage-family.h"

static void
set_unknown_stage (const char *text, GError **error)
{
  g_autofree char *known = g_strjoinv (", ", (char **)ins_stage_family_names ());

  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
               _ ("“%s” is not a stage that this version knows. Write sim, or a protocol (%s) and "
                  "a port, as in grbl:serial:/dev/ttyUSB0, grbl:tcp:HOST:PORT, grbl:unix:PATH."),
               text, known);
}

static InsStage *
stage_new (const char *text, InsSimBench *bench, GError **error)
{
  static const char *const no_options[] = { NULL };
  g_autoptr (InsUri) uri = ins_uri_parse (text, error);
  g_autoptr (InsTransport) transport = NULL;
  const InsStageFamily *family;
  InsStageOptions options;

  if (uri == NULL)
    return NULL;
  if (g_strcmp0 (uri->scheme, "sim") == 0)
    return ins_sim_stage_new (uri, bench, error);
  family = ins_stage_family_find (uri->scheme);
  if (family == NULL)
    {
      set_unknown_stage (text, error);
      return NULL;
    }
  ins_stage_options_init (&options);
  if (family->has_options ? !ins_stage_options_parse (&options, uri, error)
                          : !ins_uri_check_options (uri, no_options, error))
    return NULL;
  transport = ins_transport_new_from_uri (uri->rest, family->baud, error);

  return transport != NULL ? family->create (transport, &options) : NULL;
}

static InsDigitizer *
digitizer_new (const char *text, InsSimBench *bench, GError **error)
{
  g_autoptr (InsUri) uri = ins_uri_parse (text, error);

  if (uri == NULL)
    return NULL;
  if (g_strcmp0 (uri->scheme, "sim") == 0)
    return ins_sim_digitizer_new (uri, bench, error);
  if (g_strcmp0 (uri->scheme, "comedi") == 0)
    return ins_comedi_digitizer_new (uri, error);

  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
               _ ("“%s” is not a card that this version knows. Known ones: sim, sim:SPECIMEN, "
                  "comedi:/dev/comedi0."),
               text);

  return NULL;
}

static gboolean
load (InsRig *self, const char *path, GError **error)
{
  static const char *const rig_keys[] = { "Name", "Stage", "Digitizer", NULL };
  static const char *const limit_keys[] = { "MinimumMm", "MaximumMm", NULL };
  static const char *const correction_keys[] = { "LatencyMs", "BacklashMm", NULL };
  static const char *const groups[] = { "Rig", "Limits", "Correction", NULL };
  g_autoptr (InsKeyFile) file = ins_key_file_new_from_path (path, error);
  g_auto (GStrv) present = NULL;

  if (file == NULL)
    return FALSE;
  present = g_key_file_get_groups (file->file, NULL);
  for (char **group = present; *group != NULL; group++)
    if (!g_strv_contains (groups, *group))
      {
        ins_key_file_set_error (file, *group, NULL, INS_RECIPE_ERROR_KEY, error,
                                _ ("there is no such group in a rig file."));
        return FALSE;
      }

  return ins_key_file_check_keys (file, "Rig", rig_keys, error) &&
         ins_key_file_check_keys (file, "Limits", limit_keys, error) &&
         ins_key_file_check_keys (file, "Correction", correction_keys, error) &&
         ins_key_file_get_text (file, "Rig", "Name", &self->name, error) &&
         ins_key_file_get_text (file, "Rig", "Stage", &self->stage_uri, error) &&
         ins_key_file_get_text (file, "Rig", "Digitizer", &self->digitizer_uri, error) &&
         ins_key_file_get_numbers (file, "Limits", "MinimumMm", self->soft_minimum.mm, INS_N_AXES,
                                   error) &&
         ins_key_file_get_numbers (file, "Limits", "MaximumMm", self->soft_maximum.mm, INS_N_AXES,
                                   error) &&
         ins_key_file_get_number (file, "Correction", "LatencyMs", -1000, 1000, &self->latency_ms,
                                  error) &&
         ins_key_file_get_number (file, "Correction", "BacklashMm", -10, 10, &self->backlash_mm,
                                  error);
}

static void
replace (char **text, const char *given, const char *fallback)
{
  if (given == NULL && *text != NULL)
    return;
  g_free (*text);
  *text = g_strdup (given != NULL ? given : fallback);
}

static void
rig_clear (InsRig *self)
{
  g_free (self->name);
  g_free (self->stage_uri);
  g_free (self->digitizer_uri);
  g_clear_object (&self->stage);
  g_clear_object (&self->digitizer);
  g_clear_pointer (&self->bench, ins_sim_bench_unref);
}

InsRig *
ins_rig_new (const char *path, const char *stage_uri, const char *digitizer_uri, GError **error)
{
  g_autoptr (InsRig) self = g_atomic_rc_box_new0 (InsRig);

  self->bench = ins_sim_bench_new ();
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    self->soft_minimum.mm[axis] = self->soft_maximum.mm[axis] = (double)NAN;
  if (path != NULL && !load (self, path, error))
    return NULL;

  replace (&self->name, NULL, _ ("Unnamed rig"));
  replace (&self->stage_uri, stage_uri, "sim");
  replace (&self->digitizer_uri, digitizer_uri, "sim");
  self->stage = stage_new (self->stage_uri, self->bench, error);
  if (self->stage == NULL)
    return NULL;
  self->digitizer = digitizer_new (self->digitizer_uri, self->bench, error);
  if (self->digitizer == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

InsRig *
ins_rig_new_with_digitizer (InsRig *rig, const char *uri, GError **error)
{
  g_autoptr (InsRig) self = NULL;
  g_autoptr (InsDigitizer) digitizer = digitizer_new (uri, rig->bench, error);

  if (digitizer == NULL)
    return NULL;

  self = g_atomic_rc_box_new0 (InsRig);
  *self = *rig;
  self->name = g_strdup (rig->name);
  self->stage_uri = g_strdup (rig->stage_uri);
  self->digitizer_uri = g_strdup (uri);
  self->stage = g_object_ref (rig->stage);
  self->digitizer = g_steal_pointer (&digitizer);
  self->bench = ins_sim_bench_ref (rig->bench);

  return g_steal_pointer (&self);
}

InsRig *
ins_rig_ref (InsRig *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
ins_rig_unref (InsRig *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify)rig_clear);
}
