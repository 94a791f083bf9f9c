/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "scan/ins-recipe-private.h"

/* Both planes of all gates are held in memory while scanning: 2 GiB. */
#define MAX_PLANE_PIXELS ((double)(1 << 28))
#define MAX_NAME_BYTES 200

static const char *const pattern_words[] = { "unidirectional", "serpentine", NULL };
static const char *const line_order_words[] = { "sequential", "interlaced", NULL };
static const char *const motion_words[] = { "continuous", "points", NULL };
static const char *const no_yes_words[] = { "no", "yes", NULL };
static const char *const mode_words[] = { "waveform", "gated", NULL };
static const char *const signal_words[] = { "rf", "rectified", "video", NULL };
const char *const ins_recipe_axis_words[] = { "X", "Y", "Z", "-X", "-Y", "-Z", NULL };

#define NUMBER(group, key, member, minimum, maximum)                                               \
  {                                                                                                \
    group, key, INS_FIELD_NUMBER, G_STRUCT_OFFSET (InsRecipe, member), minimum, maximum, NULL,     \
        FALSE                                                                                      \
  }
#define WORD(group, key, member, words)                                                            \
  {                                                                                                \
    group, key, INS_FIELD_WORD, G_STRUCT_OFFSET (InsRecipe, member), 0, 0, words, FALSE            \
  }

/* clang-format off */
const InsField ins_recipe_fields[] = {
  NUMBER ("Scan", "ScanLengthMm", scan_length_mm, 1e-5, 1e4),
  NUMBER ("Scan", "IndexLengthMm", index_length_mm, 1e-5, 1e4),
  NUMBER ("Scan", "ScanStepMm", scan_step_mm, 1e-5, 1e3),
  NUMBER ("Scan", "IndexStepMm", index_step_mm, 1e-5, 1e3),
  NUMBER ("Scan", "SpeedMmPerS", speed_mm_s, 1e-3, 1e4),
  WORD ("Scan", "Pattern", pattern, pattern_words),
  WORD ("Scan", "LineOrder", line_order, line_order_words),
  { "Scan", "Motion", INS_FIELD_WORD, G_STRUCT_OFFSET (InsRecipe, motion), 0, 0, motion_words,
    TRUE },
  { "Scan", "DwellS", INS_FIELD_NUMBER, G_STRUCT_OFFSET (InsRecipe, dwell_s), 0.0, 600.0, NULL,
    TRUE },
  WORD ("Scan", INS_RECIPE_RESCAN_KEY, rescan_holes, no_yes_words),
  WORD ("Acquisition", "Mode", mode, mode_words),
  WORD ("Acquisition", "Signal", signal, signal_words),
  NUMBER ("Acquisition", "SampleRateHz", timing.sample_rate_hz, 1.0, 1e11),
  { "Acquisition", "Samples", INS_FIELD_COUNT, G_STRUCT_OFFSET (InsRecipe, timing.n_samples),
    1, INS_RECIPE_MAX_SAMPLES, NULL, FALSE },
  NUMBER ("Acquisition", "DelayS", timing.delay_s, 0.0, 10.0),
  NUMBER ("Acquisition", "PrfHz", timing.prf_hz, 1e-2, 1e6),
  { "Acquisition", "Averages", INS_FIELD_COUNT, G_STRUCT_OFFSET (InsRecipe, averages),
    1, 65535, NULL, FALSE },
  NUMBER ("Acquisition", "ProbeFrequencyHz", probe_frequency_hz, 1e2, 1e11),
  { INS_RECIPE_PROBE, "ElementMm", INS_FIELD_NUMBER, G_STRUCT_OFFSET (InsRecipe, probe_element_mm),
    0.0, 1e3, NULL, TRUE },
  { INS_RECIPE_PROBE, "FocusMm", INS_FIELD_NUMBER, G_STRUCT_OFFSET (InsRecipe, probe_focus_mm),
    0.0, 1e4, NULL, TRUE },
  { INS_RECIPE_PROBE, "DepthMm", INS_FIELD_NUMBER, G_STRUCT_OFFSET (InsRecipe, probe_depth_mm),
    0.0, 1e4, NULL, TRUE },
  NUMBER ("Material", "CouplantVelocityMPerS", couplant_velocity_m_s, 10.0, 1e5),
  NUMBER ("Material", "VelocityMPerS", velocity_m_s, 10.0, 1e5),
  { "Processing", "BandPassLowHz", INS_FIELD_NUMBER,
    G_STRUCT_OFFSET (InsRecipe, band_pass_low_hz), 0.0, 1e11, NULL, TRUE },
  { "Processing", "BandPassHighHz", INS_FIELD_NUMBER,
    G_STRUCT_OFFSET (InsRecipe, band_pass_high_hz), 0.0, 1e11, NULL, TRUE },
};
const gsize ins_recipe_n_fields = G_N_ELEMENTS (ins_recipe_fields);

const InsField ins_gate_fields[] = {
  { NULL, "StartS", INS_FIELD_NUMBER, G_STRUCT_OFFSET (InsGate, start_s), -10.0, 10.0, NULL, FALSE },
  { NULL, "LengthS", INS_FIELD_NUMBER, G_STRUCT_OFFSET (InsGate, length_s), 1e-12, 1e7, NULL, FALSE },
  { NULL, "ThresholdPercent", INS_FIELD_NUMBER, G_STRUCT_OFFSET (InsGate, threshold_percent),
    0.0, 100.0, NULL, FALSE },
  { NULL, "Polarity", INS_FIELD_WORD, G_STRUCT_OFFSET (InsGate, polarity), 0, 0,
    ins_polarity_words, FALSE },
  { NULL, "Amplitude", INS_FIELD_WORD, G_STRUCT_OFFSET (InsGate, amplitude), 0, 0,
    ins_amplitude_words, FALSE },
  { NULL, "Tof", INS_FIELD_WORD, G_STRUCT_OFFSET (InsGate, tof), 0, 0, ins_tof_words,
    FALSE },
  { NULL, "Detection", INS_FIELD_WORD, G_STRUCT_OFFSET (InsGate, detection), 0, 0,
    ins_detection_words, TRUE },
};
const gsize ins_gate_n_fields = G_N_ELEMENTS (ins_gate_fields);
/* clang-format on */

void
ins_recipe_set_whole_record_gate (InsRecipe *self)
{
  self->n_gates = 1;
  self->gates[0] = (InsGate){ .name = "A",
                              .start_s = self->timing.delay_s,
                              .length_s = self->timing.n_samples / self->timing.sample_rate_hz,
                              .threshold_percent = 30.0 };
}

InsRecipe *
ins_recipe_new (void)
{
  InsRecipe *self = g_new0 (InsRecipe, 1);

  self->name = g_strdup ("Scan");
  self->scan_axis = INS_AXIS_Y;
  self->index_axis = INS_AXIS_X;
  self->scan_sign = self->index_sign = 1;
  self->scan_length_mm = self->index_length_mm = 20.0;
  self->scan_step_mm = self->index_step_mm = 0.05;
  self->speed_mm_s = 50.0;
  self->pattern = INS_PATTERN_SERPENTINE;
  self->dwell_s = 0.02;
  self->timing = (InsTiming){
    .sample_rate_hz = 20e6, .n_samples = 1024, .delay_s = 12e-6, .prf_hz = 1000.0
  };
  self->averages = 1;
  self->probe_frequency_hz = 5e6;
  self->couplant_velocity_m_s = 1480.0;
  self->velocity_m_s = 5900.0;
  ins_recipe_set_whole_record_gate (self);

  return self;
}

InsRecipe *
ins_recipe_copy (const InsRecipe *self)
{
  InsRecipe *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  ins_recipe_copy_words (copy, self);
  copy->corners = g_memdup2 (self->corners, self->n_corners * sizeof *self->corners);
  copy->mask = self->mask != NULL ? ins_mask_ref (self->mask) : NULL;
  ins_recipe_copy_rules (copy, self);

  return copy;
}

void
ins_recipe_free (InsRecipe *self)
{
  g_free (self->name);
  ins_recipe_clear_words (self);
  g_free (self->corners);
  g_clear_pointer (&self->mask, ins_mask_unref);
  ins_recipe_clear_rules (self);
  g_free (self);
}

gboolean
ins_recipe_check_field (const InsField *field,
                        gconstpointer base,
                        const char *group,
                        const InsKeyFile *context,
                        GError **error)
{
  double value = 0.0, minimum = field->minimum, maximum = field->maximum;

  switch (field->kind)
    {
    case INS_FIELD_NUMBER:
      value = *(const double *)ins_field_at (field, base);
      break;
    case INS_FIELD_COUNT:
      value = (double)*(const guint *)ins_field_at (field, base);
      break;
    case INS_FIELD_WORD:
      value = (double)*(const int *)ins_field_at (field, base);
      minimum = 0.0;
      maximum = g_strv_length ((char **)field->words) - 1.0;
      break;
    default:
      g_assert_not_reached ();
    }
  /* in this form NaN fails too */
  if (value >= minimum && value <= maximum)
    return TRUE;

  ins_key_file_set_error (context, group, field->key, INS_RECIPE_ERROR_VALUE, error,
                          _ ("%g is outside %g to %g."), value, minimum, maximum);

  return FALSE;
}

static gboolean
check_name (const InsRecipe *self, const InsKeyFile *context, GError **error)
{
  const char *problem = NULL;

  if (self->name == NULL || !g_utf8_validate (self->name, -1, NULL))
    problem = _ ("the name is not text in UTF-8.");
  else if (strlen (self->name) > MAX_NAME_BYTES)
    problem = _ ("the name is too long; shorten it.");
  else
    for (const char *at = self->name; *at != '\0' && problem == NULL; at = g_utf8_next_char (at))
      if (g_unichar_iscntrl (g_utf8_get_char (at)))
        problem = _ ("the name holds a control character; leave it out.");

  if (problem == NULL)
    return TRUE;
  ins_key_file_set_error (context, "Scan", "Name", INS_RECIPE_ERROR_VALUE, error, "%s", problem);

  return FALSE;
}

static gboolean
check_axes (const InsRecipe *self, const InsKeyFile *context, GError **error)
{
  const InsAxis axes[] = { self->scan_axis, self->index_axis };
  const int signs[] = { self->scan_sign, self->index_sign };
  static const char *const keys[] = { "ScanAxis", "IndexAxis" };

  for (guint i = 0; i < 2; i++)
    if ((int)axes[i] < 0 || (int)axes[i] >= INS_N_AXES || (signs[i] != 1 && signs[i] != -1))
      {
        ins_key_file_set_error (context, "Scan", keys[i], INS_RECIPE_ERROR_VALUE, error,
                                _ ("this is not one of X, Y, Z, -X, -Y, -Z."));
        return FALSE;
      }
  if (self->scan_axis == self->index_axis)
    {
      ins_key_file_set_error (context, "Scan", "IndexAxis", INS_RECIPE_ERROR_VALUE, error,
                              _ ("the lines are already scanned along %c. Choose another axis."),
                              INS_AXIS_LETTERS[self->scan_axis]);
      return FALSE;
    }
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!(fabs (self->start.mm[axis]) <= 1e4))
      {
        ins_key_file_set_error (context, "Scan", "StartMm", INS_RECIPE_ERROR_VALUE, error,
                                _ ("%g for %c is outside %g to %g."), self->start.mm[axis],
                                INS_AXIS_LETTERS[axis], -1e4, 1e4);
        return FALSE;
      }

  return TRUE;
}

static gboolean
check_size (const InsKeyFile *context,
            const char *group,
            const char *key,
            double length_mm,
            double step_mm,
            double maximum,
            GError **error)
{
  double n = round (length_mm / step_mm);

  if (n >= 1.0 && n <= maximum)
    return TRUE;
  if (n < 1.0)
    ins_key_file_set_error (context, group, key, INS_RECIPE_ERROR_VALUE, error,
                            _ ("%g mm is less than one step of %g mm."), length_mm, step_mm);
  else
    ins_key_file_set_error (context, group, key, INS_RECIPE_ERROR_VALUE, error,
                            _ ("%g mm in steps of %g mm are %.0f pixels; at most %.0f are "
                               "possible. Use larger steps."),
                            length_mm, step_mm, n, maximum);

  return FALSE;
}

gboolean
ins_recipe_check_sizes (const InsKeyFile *context,
                        const char *group,
                        const InsRecipe *self,
                        GError **error)
{
  double n_columns = round (self->scan_length_mm / self->scan_step_mm);
  double n_rows = round (self->index_length_mm / self->index_step_mm);

  if (!check_size (context, group, "ScanLengthMm", self->scan_length_mm, self->scan_step_mm,
                   INS_RECIPE_MAX_PIXELS, error) ||
      !check_size (context, group, "IndexLengthMm", self->index_length_mm, self->index_step_mm,
                   INS_RECIPE_MAX_LINES, error))
    return FALSE;
  if (n_columns * n_rows * (MAX (self->n_gates, 1) + self->n_planes) > MAX_PLANE_PIXELS)
    {
      ins_key_file_set_error (context, group, "IndexLengthMm", INS_RECIPE_ERROR_VALUE, error,
                              _ ("%.0f by %.0f pixels with %u gates do not fit into memory. Use "
                                 "larger steps or several scans."),
                              n_columns, n_rows, self->n_gates + self->n_planes);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_timing (const InsRecipe *self, const InsKeyFile *context, GError **error)
{
  double record_s = self->timing.n_samples / self->timing.sample_rate_hz;

  /* a gated scan need not have records: the card decides */
  if (self->mode == INS_MODE_WAVEFORM && record_s * self->timing.prf_hz > 1.0 + 1e-9)
    {
      ins_key_file_set_error (context, "Acquisition", "PrfHz", INS_RECIPE_ERROR_VALUE, error,
                              _ ("a record of %g µs does not fit between two pulses; at most %g "
                                 "Hz are possible with it."),
                              record_s * 1e6, 1.0 / record_s);
      return FALSE;
    }

  return TRUE;
}

static gboolean
is_name (const char *name)
{
  gsize length = strnlen (name, INS_GATE_NAME_SIZE);
  gboolean good = length > 0 && length < INS_GATE_NAME_SIZE && g_utf8_validate (name, -1, NULL) &&
                  name[0] != ' ' && name[length - 1] != ' ';

  for (const char *at = name; good && *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      good = g_unichar_isalnum (character) ||
             (character < 0x80 && strchr (" -_+", (int)character) != NULL);
    }

  return good;
}

gboolean
ins_recipe_check_gate_name (const char *name,
                            const char *group,
                            const InsKeyFile *context,
                            GError **error)
{
  if (is_name (name) && strcmp (name, "pulse") != 0)
    return TRUE;
  ins_key_file_set_error (context, group, NULL, INS_RECIPE_ERROR_VALUE, error,
                          _ ("a gate name has 1 to %d bytes of letters, digits, blanks inside, "
                             "“-”, “_” and “+”, and is not “pulse”."),
                          INS_GATE_NAME_SIZE - 1);

  return FALSE;
}

gboolean
ins_recipe_check_name (const char *name,
                       const char *group,
                       const InsKeyFile *context,
                       GError **error)
{
  if (is_name (name))
    return TRUE;
  ins_key_file_set_error (context, group, NULL, INS_RECIPE_ERROR_VALUE, error,
                          _ ("a name has 1 to %d bytes of letters, digits, blanks inside, “-”, "
                             "“_” and “+”."),
                          INS_GATE_NAME_SIZE - 1);

  return FALSE;
}

static gboolean
check_gate (const InsRecipe *self, guint index, const InsKeyFile *context, GError **error)
{
  const InsGate *gate = &self->gates[index];
  g_autofree char *name = g_strndup (gate->name, INS_GATE_NAME_SIZE);
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *group = g_strconcat ("Gate ", valid, NULL);

  if (!ins_recipe_check_gate_name (name, group, context, error))
    return FALSE;
  if (ins_recipe_find_gate (self, name) != (int)index)
    {
      ins_key_file_set_error (context, group, NULL, INS_RECIPE_ERROR_VALUE, error,
                              _ ("there are two gates of this name. Rename one."));
      return FALSE;
    }
  if ((int)gate->anchor < INS_ANCHOR_PULSE || gate->anchor > INS_ANCHOR_PEAK ||
      (gate->anchor != INS_ANCHOR_PULSE && gate->anchor_gate >= index))
    {
      ins_key_file_set_error (context, group, "Anchor", INS_RECIPE_ERROR_VALUE, error,
                              _ ("a gate can be anchored at the pulse or at a gate before it."));
      return FALSE;
    }
  for (gsize i = 0; i < ins_gate_n_fields; i++)
    if (!ins_recipe_check_field (&ins_gate_fields[i], gate, group, context, error))
      return FALSE;

  return TRUE;
}

gboolean
ins_recipe_check (const InsRecipe *self, const InsKeyFile *context, GError **error)
{
  if (!check_name (self, context, error) || !ins_recipe_check_words (self, context, error) ||
      !check_axes (self, context, error))
    return FALSE;
  for (gsize i = 0; i < ins_recipe_n_fields; i++)
    if (!ins_recipe_check_field (&ins_recipe_fields[i], self, ins_recipe_fields[i].group, context,
                                 error))
      return FALSE;
  if (self->n_gates < 1 || self->n_gates > INS_MAX_GATES)
    {
      ins_key_file_set_error (context, NULL, NULL, INS_RECIPE_ERROR_VALUE, error,
                              _ ("%u gates; there can be 1 to %d."), self->n_gates, INS_MAX_GATES);
      return FALSE;
    }
  if (!ins_recipe_check_sizes (context, "Scan", self, error) ||
      !check_timing (self, context, error) || !ins_recipe_check_area (self, context, error))
    return FALSE;
  for (guint i = 0; i < self->n_gates; i++)
    if (!check_gate (self, i, context, error))
      return FALSE;

  return ins_recipe_check_processing (self, context, error) &&
         ins_recipe_check_planes (self, context, error) &&
         ins_recipe_check_alarms (self, context, error) &&
         ins_recipe_check_rules (self, context, error);
}

gboolean
ins_recipe_validate (const InsRecipe *self, GError **error)
{
  InsKeyFile context = { .file = NULL, .name = (char *)_ ("Recipe") };

  return ins_recipe_check (self, &context, error);
}

char *
ins_recipe_hash (const InsRecipe *self)
{
  g_autofree char *text = ins_recipe_build_text (self, FALSE);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

void
ins_recipe_get_grid (const InsRecipe *self, InsScanGrid *grid)
{
  *grid = (InsScanGrid){
    .n_rows = (guint)round (self->index_length_mm / self->index_step_mm),
    .n_columns = (guint)round (self->scan_length_mm / self->scan_step_mm),
    .scan_axis = self->scan_axis,
    .index_axis = self->index_axis,
    .scan_sign = self->scan_sign,
    .index_sign = self->index_sign,
    .scan_step_mm = self->scan_step_mm,
    .index_step_mm = self->index_step_mm,
    .start = self->start,
  };
}

int
ins_recipe_find_gate (const InsRecipe *self, const char *name)
{
  for (guint i = 0; i < self->n_gates; i++)
    if (strncmp (self->gates[i].name, name, INS_GATE_NAME_SIZE) == 0)
      return (int)i;

  return -1;
}
