/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/ins-error.h"
#include "scan/ins-recipe-private.h"

#define PEAK_SUFFIX ".peak"

static gboolean
read_anchor (const InsKeyFile *file,
             const char *group,
             const InsRecipe *self,
             InsGate *gate,
             GError **error)
{
  g_autofree char *word = NULL;
  int found;

  if (!ins_key_file_get_text (file, group, "Anchor", &word, error))
    return FALSE;
  if (word == NULL || strcmp (word, "pulse") == 0)
    return TRUE;

  gate->anchor = INS_ANCHOR_CROSSING;
  if (g_str_has_suffix (word, PEAK_SUFFIX))
    {
      gate->anchor = INS_ANCHOR_PEAK;
      word[strlen (word) - strlen (PEAK_SUFFIX)] = '\0';
    }
  found = ins_recipe_find_gate (self, word);
  if (found < 0)
    {
      ins_key_file_set_error (file, group, "Anchor", INS_RECIPE_ERROR_VALUE, error,
                              /* Translators: pulse is a word of the file: leave it */
                              _ ("there is no gate “%s” before this one. Name an earlier gate, "
                                 "NAME%s, or pulse."),
                              word, PEAK_SUFFIX);
      return FALSE;
    }
  gate->anchor_gate = (guint)found;

  return TRUE;
}

/* The gate counts among those that ins_recipe_find_gate() sees only after this. */
static gboolean
read_gate (const InsKeyFile *file, const char *group, InsRecipe *self, GError **error)
{
  const InsTiming *timing = &self->timing;
  double record_s = timing->n_samples / timing->sample_rate_hz;
  const char *name = group + strlen (INS_RECIPE_GATE_PREFIX);
  InsGate gate = { .threshold_percent = 30.0 };

  if (!ins_recipe_check_gate_name (name, group, file, error))
    return FALSE;
  if (self->n_gates == INS_MAX_GATES)
    {
      ins_key_file_set_error (file, group, NULL, INS_RECIPE_ERROR_VALUE, error,
                              _ ("there can be at most %d gates. Take this one out."),
                              INS_MAX_GATES);
      return FALSE;
    }
  g_strlcpy (gate.name, name, sizeof gate.name);
  if (!read_anchor (file, group, self, &gate, error))
    return FALSE;
  if (gate.anchor == INS_ANCHOR_PULSE)
    gate.start_s = timing->delay_s;
  gate.length_s = 0.0;
  for (gsize i = 0; i < ins_gate_n_fields; i++)
    if (!ins_recipe_read_field (file, group, &ins_gate_fields[i], &gate, error))
      return FALSE;

  /* the rest of the record; a gate that moves with its anchor takes what comes */
  if (gate.length_s == 0.0)
    gate.length_s = gate.anchor == INS_ANCHOR_PULSE ? record_s - (gate.start_s - timing->delay_s)
                                                    : record_s;
  if (gate.length_s <= 0.0)
    {
      ins_key_file_set_error (file, group, "StartS", INS_RECIPE_ERROR_VALUE, error,
                              _ ("the gate starts behind the end of the record at %g s."),
                              timing->delay_s + record_s);
      return FALSE;
    }
  self->gates[self->n_gates++] = gate;

  return TRUE;
}

gboolean
ins_recipe_read_gates (const InsKeyFile *file, InsRecipe *self, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file->file, NULL);

  self->n_gates = 0;
  for (char **group = groups; *group != NULL; group++)
    if (g_str_has_prefix (*group, INS_RECIPE_GATE_PREFIX) && !read_gate (file, *group, self, error))
      return FALSE;
  if (self->n_gates == 0)
    ins_recipe_set_whole_record_gate (self);

  return TRUE;
}

static void
write_gate (GKeyFile *file, const InsRecipe *self, const InsGate *gate)
{
  g_autofree char *group = g_strconcat (INS_RECIPE_GATE_PREFIX, gate->name, NULL);
  g_autofree char *anchor = NULL;
  const InsGate fresh = { 0 };

  if (gate->anchor == INS_ANCHOR_PULSE)
    anchor = g_strdup ("pulse");
  else
    anchor = g_strconcat (self->gates[gate->anchor_gate].name,
                          gate->anchor == INS_ANCHOR_PEAK ? PEAK_SUFFIX : NULL, NULL);
  g_key_file_set_value (file, group, "Anchor", anchor);
  for (gsize i = 0; i < ins_gate_n_fields; i++)
    ins_recipe_write_field (file, group, &ins_gate_fields[i], gate, &fresh);
}

void
ins_recipe_write_gates (const InsRecipe *self, GKeyFile *file)
{
  for (guint i = 0; i < self->n_gates; i++)
    write_gate (file, self, &self->gates[i]);
}

void
ins_recipe_take_gates (InsRecipe *self, const InsRecipe *from)
{
  self->band_pass_low_hz = from->band_pass_low_hz;
  self->band_pass_high_hz = from->band_pass_high_hz;
  self->curve_kind = from->curve_kind;
  self->n_curve_points = from->n_curve_points;
  memcpy (self->curve, from->curve, sizeof self->curve);
  self->n_gates = from->n_gates;
  memcpy (self->gates, from->gates, sizeof self->gates);
  self->n_planes = from->n_planes;
  memcpy (self->planes, from->planes, sizeof self->planes);
  self->n_alarms = from->n_alarms;
  memcpy (self->alarms, from->alarms, sizeof self->alarms);
  ins_recipe_clear_rules (self);
  ins_recipe_copy_rules (self, from);
}
