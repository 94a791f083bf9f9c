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
#include "devices/stage/ins-mapped-stage.h"
#include "devices/stage/ins-stage-address.h"

static InsStage *
stage_new (const char *text, const InsAxisMap *axes, InsSimBench *bench, GError **error)
{
  g_autoptr (InsUri) uri = ins_uri_parse (text, error);
  g_autoptr (InsStage) stage = NULL;

  if (uri == NULL)
    return NULL;
  stage = g_strcmp0 (uri->scheme, "sim") == 0 ? ins_sim_stage_new (uri, bench, error)
                                              : ins_stage_new_from_address (text, error);
  if (stage == NULL || ins_axis_map_is_plain (axes))
    return g_steal_pointer (&stage);

  return ins_mapped_stage_new (stage, axes);
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
load_limits (InsRig *self, InsKeyFile *file, GError **error)
{
  if (!ins_key_file_get_numbers (file, "Limits", "MinimumMm", self->soft_minimum.mm, INS_N_AXES,
                                 error) ||
      !ins_key_file_get_numbers (file, "Limits", "MaximumMm", self->soft_maximum.mm, INS_N_AXES,
                                 error))
    return FALSE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (self->soft_minimum.mm[axis] >= self->soft_maximum.mm[axis])
      {
        ins_key_file_set_error (file, "Limits", "MaximumMm", INS_RECIPE_ERROR_VALUE, error,
                                _ ("the end of the %c axis at %g mm is not above its beginning at "
                                   "%g mm."),
                                INS_AXIS_LETTERS[axis], self->soft_maximum.mm[axis],
                                self->soft_minimum.mm[axis]);
        return FALSE;
      }

  return TRUE;
}

static gboolean
load_axes (InsRig *self, InsKeyFile *file, GError **error)
{
  static const char *const keys[] = { "X", "Y", "Z", NULL };

  if (!ins_key_file_check_keys (file, "Axes", keys, error))
    return FALSE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      g_autofree char *text = NULL;

      if (!ins_key_file_get_text (file, "Axes", keys[axis], &text, error))
        return FALSE;
      if (text != NULL && !ins_axis_map_parse_axis (&self->axes, (InsAxis)axis, text))
        {
          ins_key_file_set_error (file, "Axes", keys[axis], INS_RECIPE_ERROR_VALUE, error,
                                  _ ("“%s” is not an axis of a controller. Write X, Y or Z, with - "
                                     "before it for turned round."),
                                  text);
          return FALSE;
        }
    }
  if (ins_axis_map_is_valid (&self->axes))
    return TRUE;
  ins_key_file_set_error (file, "Axes", NULL, INS_RECIPE_ERROR_VALUE, error,
                          _ ("each of the controller's axes X, Y and Z has to stand here once."));

  return FALSE;
}

static gboolean
load_trigger (InsRig *self, InsKeyFile *file, GError **error)
{
  static const char *const words[] = { "none", "stage", NULL };
  int word = 0;

  if (!ins_key_file_get_word (file, "Rig", "PositionTrigger", words, &word, error))
    return FALSE;
  self->position_trigger = word == 1;

  return TRUE;
}

static gboolean
load_realtime (InsRig *self, InsKeyFile *file, GError **error)
{
  static const char *const words[] = { "no", "yes", NULL };
  int word = 1;

  if (!ins_key_file_get_word (file, "Rig", "Realtime", words, &word, error))
    return FALSE;
  self->wants_realtime = word == 1;

  return TRUE;
}

static gboolean
load_correction (InsRig *self, InsKeyFile *file, GError **error)
{
  static const char *const keys[] = { "LatencyMs", "BacklashMm", "BacklashLimitMm",
                                      "CombCorrection", NULL };
  static const char *const words[] = { "off", "picture", NULL };
  int word = 1;

  if (!ins_key_file_check_keys (file, "Correction", keys, error) ||
      !ins_key_file_get_number (file, "Correction", "LatencyMs", -1000, 1000, &self->latency_ms,
                                error) ||
      !ins_key_file_get_number (file, "Correction", "BacklashMm", -10, 10, &self->backlash_mm,
                                error) ||
      !ins_key_file_get_number (file, "Correction", "BacklashLimitMm", 0, 10,
                                &self->backlash_limit_mm, error) ||
      !ins_key_file_get_word (file, "Correction", "CombCorrection", words, &word, error))
    return FALSE;
  self->corrects_comb = word == 1;

  return TRUE;
}

static gboolean
load (InsRig *self, const char *path, GError **error)
{
  static const char *const rig_keys[] = { "Name",     "Stage", "Digitizer", "PositionTrigger",
                                          "Realtime", NULL };
  static const char *const limit_keys[] = { "MinimumMm", "MaximumMm", NULL };
  static const char *const groups[] = { "Rig", "Limits", "Axes", "Correction", NULL };
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
         ins_key_file_get_text (file, "Rig", "Name", &self->name, error) &&
         ins_key_file_get_text (file, "Rig", "Stage", &self->stage_uri, error) &&
         ins_key_file_get_text (file, "Rig", "Digitizer", &self->digitizer_uri, error) &&
         load_trigger (self, file, error) && load_realtime (self, file, error) &&
         load_limits (self, file, error) && load_axes (self, file, error) &&
         load_correction (self, file, error);
}

static void
replace (char **text, const char *given, const char *fallback)
{
  if (given == NULL && *text != NULL)
    return;
  g_free (*text);
  *text = g_strdup (given != NULL ? given : fallback);
}

InsRig *
ins_rig_ref (InsRig *self)
{
  ins_reference_count_take (&self->holders);

  return self;
}

void
ins_rig_unref (InsRig *self)
{
  if (!ins_reference_count_drop (&self->holders))
    return;
  g_free (self->name);
  g_free (self->stage_uri);
  g_free (self->digitizer_uri);
  g_clear_object (&self->stage);
  g_clear_object (&self->digitizer);
  g_clear_pointer (&self->bench, ins_sim_bench_unref);
  g_free (self);
}

/* What @present has already, or what is made anew. */
static gboolean
take_parts (InsRig *self, const InsRig *present, GError **error)
{
  const gboolean same_stage = present != NULL &&
                              g_strcmp0 (self->stage_uri, present->stage_uri) == 0 &&
                              ins_axis_map_is_equal (&self->axes, &present->axes);
  const gboolean same_card = present != NULL &&
                             g_strcmp0 (self->digitizer_uri, present->digitizer_uri) == 0 &&
                             self->position_trigger == present->position_trigger;

  self->stage = same_stage ? g_object_ref (present->stage)
                           : stage_new (self->stage_uri, &self->axes, self->bench, error);
  if (self->stage == NULL)
    return FALSE;
  self->digitizer = same_card ? g_object_ref (present->digitizer)
                              : digitizer_new (self->digitizer_uri, self->bench, error);
  if (self->digitizer == NULL)
    return FALSE;
  if (!same_card)
    ins_digitizer_set_by_position (self->digitizer, self->position_trigger);

  return TRUE;
}

InsRig *
ins_rig_new (const char *path, const char *stage_uri, const char *digitizer_uri, GError **error)
{
  return ins_rig_new_beside (path, stage_uri, digitizer_uri, NULL, error);
}

InsRig *
ins_rig_new_beside (const char *path,
                    const char *stage_uri,
                    const char *digitizer_uri,
                    const InsRig *present,
                    GError **error)
{
  g_autoptr (InsRig) self = g_new0 (InsRig, 1);

  ins_reference_count_init (&self->holders);
  self->bench = present != NULL ? ins_sim_bench_ref (present->bench) : ins_sim_bench_new ();
  ins_axis_map_init (&self->axes);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    self->soft_minimum.mm[axis] = self->soft_maximum.mm[axis] = (double)NAN;
  self->backlash_limit_mm = INS_RIG_BACKLASH_LIMIT_MM;
  self->corrects_comb = self->wants_realtime = TRUE;
  if (path != NULL && !load (self, path, error))
    return NULL;

  replace (&self->name, NULL, _ ("Unnamed rig"));
  replace (&self->stage_uri, stage_uri, "sim");
  replace (&self->digitizer_uri, digitizer_uri, "sim");

  return take_parts (self, present, error) ? g_steal_pointer (&self) : NULL;
}

static InsRig *
rig_copy (const InsRig *rig)
{
  const gsize skipped = offsetof (InsRig, name); /* the count: others change it meanwhile */
  InsRig *self = g_new0 (InsRig, 1);

  memcpy ((char *)self + skipped, (const char *)rig + skipped, sizeof *rig - skipped);
  ins_reference_count_init (&self->holders);
  self->name = g_strdup (rig->name);
  self->stage_uri = g_strdup (rig->stage_uri);
  self->digitizer_uri = g_strdup (rig->digitizer_uri);
  g_object_ref (self->stage);
  g_object_ref (self->digitizer);
  ins_sim_bench_ref (self->bench);

  return self;
}

/* (transfer full) rig */
static InsRig *
with_digitizer (InsRig *rig, const char *uri, GError **error)
{
  g_autoptr (InsRig) self = rig;
  g_autoptr (InsDigitizer) digitizer = digitizer_new (uri, rig->bench, error);

  if (digitizer == NULL)
    return NULL;
  ins_digitizer_set_by_position (digitizer, self->position_trigger);
  replace (&self->digitizer_uri, uri, NULL);
  g_set_object (&self->digitizer, digitizer);

  return g_steal_pointer (&self);
}

InsRig *
ins_rig_new_with_digitizer (const InsRig *rig, const char *uri, GError **error)
{
  return with_digitizer (rig_copy (rig), uri, error);
}

InsRig *
ins_rig_new_with_trigger (const InsRig *rig, gboolean position_trigger, GError **error)
{
  InsRig *self = rig_copy (rig);

  self->position_trigger = position_trigger;

  return with_digitizer (self, rig->digitizer_uri, error);
}

InsRig *
ins_rig_new_with_stage (const InsRig *rig, const char *uri, GError **error)
{
  g_autoptr (InsRig) self = rig_copy (rig);
  g_autoptr (InsStage) stage = stage_new (uri, &rig->axes, rig->bench, error);

  if (stage == NULL)
    return NULL;
  replace (&self->stage_uri, uri, NULL);
  g_set_object (&self->stage, stage);

  return g_steal_pointer (&self);
}

InsRig *
ins_rig_new_with_axes (const InsRig *rig, const InsAxisMap *axes, GError **error)
{
  g_autoptr (InsRig) self = rig_copy (rig);
  g_autoptr (InsStage) stage = stage_new (rig->stage_uri, axes, rig->bench, error);

  if (stage == NULL)
    return NULL;
  self->axes = *axes;
  g_set_object (&self->stage, stage);

  return g_steal_pointer (&self);
}

InsRig *
ins_rig_new_with_limits (const InsRig *rig, const InsPosition *minimum, const InsPosition *maximum)
{
  InsRig *self = rig_copy (rig);

  self->soft_minimum = *minimum;
  self->soft_maximum = *maximum;

  return self;
}

InsRig *
ins_rig_new_with_correction (InsRig *rig, double latency_ms, double backlash_mm)
{
  InsRig *self = rig_copy (rig);

  self->latency_ms = latency_ms;
  self->backlash_mm = backlash_mm;

  return self;
}
