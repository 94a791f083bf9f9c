/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "storage/ins-foreign-json.h"
#include "storage/ins-foreign-setup.h"

void
ins_foreign_setup_clear (InsForeignSetup *self)
{
  g_clear_pointer (&self->ascans.path, g_free);
  g_clear_pointer (&self->status.path, g_free);
  g_clear_pointer (&self->name, g_free);
}

static gboolean
fail (GError **error, const char *reason)
{
  g_set_error_literal (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT, reason);

  return FALSE;
}

static gboolean
check_version (const char *version, GError **error)
{
  if (version == NULL || g_str_has_prefix (version, "4."))
    return TRUE;
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
               _ ("It is of version %.20s of the format; only version 4 can be read. Have the "
                  "program that wrote it save it anew."),
               version);

  return FALSE;
}

/* ---- axes ---------------------------------------------------------------------------------- */

/* FALSE if a step or a size makes no sense. */
static gboolean
take_axis (JsonObject *object, InsForeignAxis axis, InsForeignSetup *self)
{
  InsVolume *volume = &self->volume;
  double step = ins_foreign_json_number (object, "resolution", 0.0);
  double offset = ins_foreign_json_number (object, "offset", 0.0);
  double size = ins_foreign_json_number (object, "quantity", 0.0);

  if (!(size >= 1.0 && size <= G_MAXINT) || fabs (offset) > 1e6)
    return FALSE;
  switch (axis)
    {
    case INS_FOREIGN_COLUMN:
      volume->n_columns = (guint)size;
      volume->scan_step_mm = step * 1e3;
      volume->scan_start_mm = offset * 1e3;
      return step > 0.0;
    case INS_FOREIGN_ROW:
      volume->n_rows = (guint)size;
      volume->index_step_mm = step * 1e3;
      volume->index_start_mm = offset * 1e3;
      return step > 0.0;
    case INS_FOREIGN_SAMPLE:
      volume->n_samples = (guint)size;
      volume->sample_rate_hz = step > 0.0 ? 1.0 / step : 0.0;
      volume->delay_s = fmax (offset, 0.0);
      self->before_pulse_s = fmax (-offset, 0.0);
      return step > 0.0;
    case INS_FOREIGN_OTHER:
    default:
      return size == 1.0;
    }
}

static InsForeignAxis
get_axis (const char *name)
{
  return g_strcmp0 (name, "UCoordinate") == 0   ? INS_FOREIGN_COLUMN
         : g_strcmp0 (name, "VCoordinate") == 0 ? INS_FOREIGN_ROW
         : g_strcmp0 (name, "Ultrasound") == 0  ? INS_FOREIGN_SAMPLE
                                                : INS_FOREIGN_OTHER;
}

/* Each of U, V and time at most once. @self: (nullable): takes steps and offsets */
static gboolean
parse_dimensions (JsonObject *dataset, InsForeignArray *array, InsForeignSetup *self)
{
  JsonArray *dimensions = ins_foreign_json_array (dataset, "dimensions");
  guint n = dimensions != NULL ? json_array_get_length (dimensions) : 0, seen = 0;

  if (n == 0 || n > INS_FOREIGN_MAX_DIMENSIONS)
    return FALSE;
  array->n_dimensions = n;
  for (guint i = 0; i < n; i++)
    {
      JsonObject *object = ins_foreign_json_element (dimensions, i);
      InsForeignAxis axis;
      double size;

      if (object == NULL)
        return FALSE;
      axis = get_axis (ins_foreign_json_text (object, "axis"));
      size = ins_foreign_json_number (object, "quantity", 0.0);
      if ((axis != INS_FOREIGN_OTHER && (seen & 1u << axis) != 0) ||
          !(size >= 1.0 && size <= G_MAXINT) || (self != NULL && !take_axis (object, axis, self)))
        return FALSE;
      seen |= 1u << axis;
      array->axes[i] = axis;
      array->sizes[i] = (guint64)size;
    }

  return (seen & 1u << INS_FOREIGN_COLUMN) != 0 || (seen & 1u << INS_FOREIGN_ROW) != 0;
}

/* Where it lies: as it says, or where the format puts it. A path is plain names only. */
static char *
make_path (JsonObject *group, JsonObject *dataset, const char *class)
{
  const char *path = ins_foreign_json_text (dataset, "path");
  double group_id = ins_foreign_json_number (group, "id", 0.0);
  double id = ins_foreign_json_number (dataset, "id", 0.0);

  if (path != NULL)
    return g_strdup (path);

  return g_strdup_printf ("/Public/Groups/%.0f/Datasets/%.0f-%s", group_id, id, class);
}

/* ---- the raster ---------------------------------------------------------------------------- */

static JsonObject *
find_dataset (JsonObject *group, const char *class)
{
  JsonArray *datasets = ins_foreign_json_array (group, "datasets");
  guint n = datasets != NULL ? json_array_get_length (datasets) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *dataset = ins_foreign_json_element (datasets, i);
      const char *found = dataset != NULL ? ins_foreign_json_text (dataset, "dataClass") : NULL;

      if (g_strcmp0 (found, class) == 0)
        return dataset;
    }

  return NULL;
}

static void
parse_status (JsonObject *group, InsForeignSetup *self)
{
  JsonObject *dataset = find_dataset (group, "AScanStatus");
  JsonObject *value = dataset != NULL ? ins_foreign_json_object (dataset, "dataValue") : NULL;

  if (dataset == NULL || !parse_dimensions (dataset, &self->status, NULL))
    return;
  self->status.path = make_path (group, dataset, "AScanStatus");
  self->has_data = value != NULL
                       ? (guint)CLAMP (ins_foreign_json_number (value, "hasData", 0.0), 0.0, 255.0)
                       : 0;
  self->saturated = value != NULL ? (guint)CLAMP (ins_foreign_json_number (value, "saturated", 0.0),
                                                  0.0, 255.0)
                                  : 0;
}

static void
parse_scale (JsonObject *dataset, InsForeignSetup *self)
{
  JsonObject *value = ins_foreign_json_object (dataset, "dataValue");

  self->minimum = self->maximum = self->minimum_percent = self->maximum_percent = (double)NAN;
  if (value == NULL)
    return;
  self->minimum = ins_foreign_json_number (value, "min", (double)NAN);
  self->maximum = ins_foreign_json_number (value, "max", (double)NAN);
  self->minimum_percent = ins_foreign_json_number (value, "unitMin", (double)NAN);
  self->maximum_percent = ins_foreign_json_number (value, "unitMax", (double)NAN);
  if (!(self->maximum > self->minimum) || !(self->maximum_percent > self->minimum_percent))
    self->minimum = self->maximum = self->minimum_percent = self->maximum_percent = (double)NAN;
  else if (self->minimum_percent >= 0.0)
    self->volume.signal = INS_SIGNAL_RECTIFIED;
}

static gboolean
parse_raster (JsonObject *group, JsonObject *dataset, InsForeignSetup *self, GError **error)
{
  InsVolume *volume = &self->volume;
  const char *name = ins_foreign_json_text (group, "name");

  ins_volume_init (volume);
  volume->n_rows = volume->n_columns = 1; /* a single line has one axis */
  if (!parse_dimensions (dataset, &self->ascans, self))
    return fail (error,
                 _ ("Its A-scans do not lie on a raster of scan and index axis (U, V): other "
                    "layouts, such as those of phased arrays, cannot be read."));
  if (volume->n_samples == 0)
    return fail (error, _ ("Its setup does not say which axis is the time."));
  self->ascans.path = make_path (group, dataset, "AScanAmplitude");
  self->name = g_strdup (name != NULL && *name != '\0' ? name : _ ("Scan"));
  volume->name = self->name;
  parse_scale (dataset, self);
  parse_status (group, self);

  return TRUE;
}

/* ---- what is nice to know ------------------------------------------------------------------ */

static void
parse_gate (JsonObject *object, const InsForeignSetup *self, InsGate *gate, guint number)
{
  const char *name = ins_foreign_json_text (object, "name");
  const char *polarity = ins_foreign_json_text (object, "thresholdPolarity");

  *gate = (InsGate){ .start_s = ins_foreign_json_number (object, "start", (double)NAN) +
                                self->before_pulse_s,
                     .length_s = ins_foreign_json_number (object, "length", (double)NAN),
                     .threshold_percent = ins_foreign_json_number (object, "threshold", 30.0) };
  gate->threshold_percent = CLAMP (gate->threshold_percent, 0.0, 100.0);
  gate->polarity = g_strcmp0 (polarity, "Positive") == 0   ? INS_POLARITY_POSITIVE
                   : g_strcmp0 (polarity, "Negative") == 0 ? INS_POLARITY_NEGATIVE
                                                           : INS_POLARITY_ABSOLUTE;
  /* names that the recipe does not take, or that are there twice, are replaced */
  if (name != NULL && strlen (name) < INS_GATE_NAME_SIZE && g_ascii_isalnum (*name))
    g_strlcpy (gate->name, name, sizeof gate->name);
  for (guint i = 0; gate->name[i] != '\0'; i++)
    if (!g_ascii_isalnum (gate->name[i]))
      gate->name[i] = '_';
  for (guint i = 0; i < number; i++)
    if (g_str_equal (self->volume.gates[i].name, gate->name))
      gate->name[0] = '\0';
  if (gate->name[0] == '\0' || g_str_equal (gate->name, "pulse"))
    g_snprintf (gate->name, sizeof gate->name, "G%u", number + 1);
}

/* Those from the pulse that begin within the record; one that follows another is left out: what it
 * is anchored at need not be there. */
static void
parse_gates (JsonObject *process, InsForeignSetup *self)
{
  JsonArray *gates = ins_foreign_json_array (process, "gates");
  guint n = gates != NULL ? json_array_get_length (gates) : 0;
  InsVolume *volume = &self->volume;
  double end_s = volume->delay_s + volume->n_samples / volume->sample_rate_hz;

  for (guint i = 0; i < n && volume->n_gates < INS_MAX_GATES; i++)
    {
      JsonObject *object = ins_foreign_json_element (gates, i);
      JsonObject *anchor = object != NULL ? ins_foreign_json_object (object, "synchronization")
                                          : NULL;
      InsGate gate;

      if (object == NULL ||
          (anchor != NULL && g_strcmp0 (ins_foreign_json_text (anchor, "mode"), "Pulse") != 0))
        continue;
      parse_gate (object, self, &gate, volume->n_gates);
      if (gate.start_s >= 0.0 && gate.start_s < end_s && gate.length_s > 1e-12 &&
          gate.length_s < 1.0)
        volume->gates[volume->n_gates++] = gate;
    }
}

static double
take_within (double value, double least, double most)
{
  return value >= least && value <= most ? value : 0.0;
}

static void
parse_processes (JsonObject *group, InsForeignSetup *self)
{
  JsonArray *processes = ins_foreign_json_array (group, "processes");
  guint n = processes != NULL ? json_array_get_length (processes) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *process = ins_foreign_json_element (processes, i);
      JsonObject *conventional = process != NULL
                                     ? ins_foreign_json_object (process, "ultrasonicConventional")
                                     : NULL;

      if (conventional == NULL)
        continue;
      self->volume.velocity_m_s = take_within (
          ins_foreign_json_number (conventional, "velocity", 0.0), 10.0, 1e5);
      parse_gates (conventional, self);
      return;
    }
}

/* The first probe's frequency and the first wedge's water. */
static void
parse_probe (JsonObject *root, InsForeignSetup *self)
{
  JsonArray *probes = ins_foreign_json_array (root, "probes");
  JsonArray *wedges = ins_foreign_json_array (root, "wedges");
  JsonObject *probe = probes != NULL ? ins_foreign_json_element (probes, 0) : NULL;
  JsonObject *wedge = wedges != NULL ? ins_foreign_json_element (wedges, 0) : NULL;
  JsonObject *element = probe != NULL ? ins_foreign_json_object (probe, "conventionalRound") : NULL;
  JsonObject *water = wedge != NULL ? ins_foreign_json_object (wedge, "fluidColumn") : NULL;

  if (probe != NULL && element == NULL)
    element = ins_foreign_json_object (probe, "conventionalRectangular");
  if (element != NULL)
    self->volume.probe_frequency_hz = take_within (
        ins_foreign_json_number (element, "centralFrequency", 0.0), 1e2, 1e11);
  if (water != NULL)
    self->volume.couplant_velocity_m_s = take_within (
        ins_foreign_json_number (water, "longitudinalVelocity", 0.0), 10.0, 1e5);
}

static gboolean
parse_setup (JsonObject *root, InsForeignSetup *self, GError **error)
{
  JsonArray *groups = ins_foreign_json_array (root, "groups");
  guint n = groups != NULL ? json_array_get_length (groups) : 0;

  if (!check_version (ins_foreign_json_text (root, "version"), error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      JsonObject *group = ins_foreign_json_element (groups, i);
      JsonObject *dataset = group != NULL ? find_dataset (group, "AScanAmplitude") : NULL;

      if (dataset == NULL)
        continue;
      if (!parse_raster (group, dataset, self, error))
        return FALSE;
      parse_processes (group, self);
      parse_probe (root, self);
      return TRUE;
    }

  return fail (error, _ ("There are no A-scans of ultrasound in it."));
}

gboolean
ins_foreign_setup_parse (const char *properties,
                         const char *setup,
                         InsForeignSetup *self,
                         GError **error)
{
  g_autoptr (JsonNode) about = properties != NULL ? ins_foreign_json_parse (properties, NULL)
                                                  : NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *file = about != NULL ? ins_foreign_json_object (json_node_get_object (about), "file")
                                   : NULL;

  if (file != NULL && !check_version (ins_foreign_json_text (file, "formatVersion"), error))
    return FALSE;
  root = ins_foreign_json_parse (setup, error);

  return root != NULL && parse_setup (json_node_get_object (root), self, error);
}
