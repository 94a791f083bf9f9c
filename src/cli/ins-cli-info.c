/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "cli/ins-cli-registration.h"
#include "cli/ins-cli-timing.h"
#include "cli/ins-cli-verdict.h"
#include "cli/ins-cli.h"
#include "core/ins-json-text.h"
#include "core/ins-number.h"
#include "storage/ins-nde-file.h"
#include "storage/ins-nde-reference.h"
#include "storage/ins-nde-words.h"

/* One description for people and programs: the text form lists the members of the JSON object. */

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text != NULL ? text : "");
}

static void
add_count (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_flag (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_axis (JsonBuilder *builder, const char *name, InsAxis axis, int sign)
{
  char text[3] = { '-', INS_AXIS_LETTERS[axis], '\0' };

  add_text (builder, name, sign < 0 ? text : text + 1);
}

static void
add_scan (JsonBuilder *builder, InsNdeFile *file)
{
  const InsScanGrid *grid = ins_nde_file_get_grid (file);
  const InsRecipe *recipe = ins_nde_file_get_recipe (file);
  const InsTiming *timing = ins_nde_file_get_timing (file);

  add_axis (builder, "scan_axis", grid->scan_axis, grid->scan_sign);
  add_axis (builder, "index_axis", grid->index_axis, grid->index_sign);
  add_count (builder, "n_columns", grid->n_columns);
  add_count (builder, "n_rows", grid->n_rows);
  add_number (builder, "scan_step_mm", grid->scan_step_mm);
  add_number (builder, "index_step_mm", grid->index_step_mm);
  json_builder_set_member_name (builder, "start_mm");
  json_builder_begin_array (builder);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    json_builder_add_double_value (builder, grid->start.mm[axis]);
  json_builder_end_array (builder);
  add_number (builder, "speed_mm_per_s", recipe->speed_mm_s);
  add_text (builder, "mode", recipe->mode == INS_MODE_WAVEFORM ? "waveform" : "gated");
  add_number (builder, "sample_rate_hz", timing->sample_rate_hz);
  add_count (builder, "n_samples", timing->n_samples);
  add_number (builder, "delay_s", timing->delay_s);
  add_number (builder, "prf_hz", timing->prf_hz);
  add_count (builder, "full_scale_counts", ins_nde_file_get_full_scale_counts (file));
  json_builder_set_member_name (builder, "gates");
  json_builder_begin_array (builder);
  for (guint gate = 0; gate < recipe->n_gates; gate++)
    json_builder_add_string_value (builder, recipe->gates[gate].name);
  json_builder_end_array (builder);
}

/* What the card delivered and how well its time is known; null where the file does not tell. */
static void
add_account (JsonBuilder *builder, InsNdeFile *file)
{
  InsScanAccount account = INS_NO_ACCOUNT;
  guint n_by_encoder = 0, n_by_trigger = 0;
  InsLineCard card;

  for (guint row = 0; row < ins_nde_file_get_grid (file)->n_rows; row++)
    if (ins_nde_file_get_line_card (file, row, &card))
      {
        n_by_encoder += card.placing == INS_PLACED_BY_ENCODER;
        n_by_trigger += card.placing == INS_PLACED_BY_TRIGGER;
      }
  add_count (builder, "n_lines_placed_by_encoder", n_by_encoder);
  add_count (builder, "n_lines_placed_by_trigger", n_by_trigger);
  if (!ins_nde_file_get_account (file, &account))
    return;
  add_count (builder, "card_pulses", (gint64)account.count.n_pulses);
  add_count (builder, "card_samples", (gint64)account.count.n_samples);
  add_count (builder, "card_missed_triggers", (gint64)account.count.n_missed);
  add_count (builder, "card_restarts", account.n_restarts);
  add_number (builder, "card_elapsed_s", account.elapsed_s);
  add_number (builder, "card_prf_hz", account.count.prf_hz);
  add_number (builder, "card_clock_ppm", account.clock_ppm);
  add_count (builder, "clock_fit_points", (gint64)account.n_residuals);
  add_number (builder, "clock_fit_residual_p50_us", account.residual_p50_s * 1e6);
  add_number (builder, "clock_fit_residual_p99_us", account.residual_p99_s * 1e6);
}

static void
add_position (JsonBuilder *builder, const char *name, const double *mm)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (isfinite (mm[axis]))
      json_builder_add_double_value (builder, mm[axis]);
    else
      json_builder_add_null_value (builder);
  json_builder_end_array (builder);
}

/* What the stage's coordinates meant, and whether that was so when the scan was gone on with. */
static void
add_reference (JsonBuilder *builder, InsNdeFile *file)
{
  static const char *const verdicts[INS_REFERENCE_N_VERDICTS] = {
    [INS_REFERENCE_SAME] = "same",
    [INS_REFERENCE_UNKNOWN] = "unknown",
    [INS_REFERENCE_TO_HOME] = "not-compared",
    [INS_REFERENCE_SHIFTED] = "shifted",
  };
  InsNdeReference record;

  if (!ins_nde_file_get_reference (file, &record))
    return;
  add_flag (builder, "homed", record.homed_unix_us != 0);
  add_position (builder, "home_mm", record.home_mm);
  add_position (builder, "zero_mm", record.zero_mm);
  add_count (builder, "n_resumed", record.n_resumed);
  if (record.n_resumed == 0 || record.verdict >= INS_REFERENCE_N_VERDICTS)
    return;
  add_text (builder, "resumed_reference", verdicts[record.verdict]);
  add_position (builder, "resumed_shift_mm", record.shift_mm);
}

/* Comb: lines swept forward less lines swept back, as recorded. The shifts are in force. */
static void
add_correction (JsonBuilder *builder, InsNdeFile *file)
{
  static const char *const verdicts[] = {
    [INS_COMB_UNKNOWN] = "unknown", [INS_COMB_AMBIGUOUS] = "ambiguous", [INS_COMB_OK] = "ok"
  };
  static const char *const sources[] = { [INS_CORRECTION_NONE] = "none",
                                         [INS_CORRECTION_PICTURE] = "picture",
                                         [INS_CORRECTION_GIVEN] = "given" };
  InsCorrection correction;
  g_autofree char *text = NULL;

  if (!ins_nde_file_get_correction (file, &correction))
    return;
  text = ins_correction_to_text (&correction, ins_nde_file_get_grid (file));
  add_text (builder, "comb_verdict", verdicts[correction.comb.verdict]);
  add_number (builder, "comb_px", correction.comb.comb_px);
  add_number (builder, "comb_se_px", correction.comb.se_px);
  add_count (builder, "comb_lines", correction.comb.n_lines);
  add_text (builder, "correction", sources[correction.source]);
  add_number (builder, "latency_ms", correction.latency_s * 1e3);
  add_number (builder, "backlash_mm", correction.backlash_mm);
  add_number (builder, "shift_forward_px", correction.shift.forward_px);
  add_number (builder, "shift_backward_px", correction.shift.backward_px);
  add_text (builder, "correction_text", text);
}

/* One line, so that scripts that read line by line stay in step. */
static void
add_devices (JsonBuilder *builder, InsNdeFile *file)
{
  g_autofree char *text = g_strdup (ins_nde_file_get_devices (file));

  g_strchomp (text);
  add_text (builder, "devices", g_strdelimit (text, "\n", ' '));
}

/* As they are now. */
static void
add_words (JsonBuilder *builder, InsNdeFile *file)
{
  g_auto (InsScanWords) words = { 0 };

  ins_nde_file_get_words (file, &words);
  if (words.part != NULL)
    add_text (builder, "part", words.part);
  if (words.operator_name != NULL)
    add_text (builder, "operator", words.operator_name);
  if (words.notes != NULL)
    add_text (builder, "notes", words.notes);
}

static JsonNode *
describe (InsNdeFile *file)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (InsCscan) cscan = ins_nde_file_dup_cscan (file);
  guint n_rows = ins_nde_file_get_grid (file)->n_rows;
  guint n_done = ins_nde_file_get_n_lines_done (file);
  InsTimingFigures figures;

  json_builder_begin_object (builder);
  add_text (builder, "file", ins_nde_file_get_path (file));
  add_text (builder, "name", ins_nde_file_get_recipe (file)->name);
  add_words (builder, file);
  add_text (builder, "created", ins_nde_file_get_created (file));
  add_text (builder, "software", ins_nde_file_get_software (file));
  add_flag (builder, "simulated", ins_nde_file_is_simulated (file));
  add_count (builder, "n_lines", n_rows);
  add_count (builder, "n_lines_done", n_done);
  add_flag (builder, "complete", n_done == n_rows);
  add_count (builder, "n_holes", ins_cscan_get_n_holes (cscan));
  add_scan (builder, file);
  add_devices (builder, file);
  add_account (builder, file);
  add_reference (builder, file);
  if (ins_nde_file_get_timing_figures (file, &figures))
    ins_cli_timing_add (builder, &figures);
  add_correction (builder, file);
  ins_cli_registration_add (builder, file);
  ins_cli_verdict_add (builder, file);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/* As people write it, unless that would round: "10", "0.05", "1e-12". */
static char *
format_number (double value)
{
  char *text = ins_number_format_fixed (value, 9);
  double read_back = 0.0;

  if (!ins_number_parse (text, &read_back) || read_back != value)
    {
      g_free (text);
      return ins_number_format (value);
    }
  for (gsize n = strlen (text); strchr (text, '.') != NULL && strchr ("0.", text[n - 1]) != NULL;)
    text[--n] = '\0';

  return text;
}

/* Numbers with a point under any locale, which is what the generator writes, too. */
static char *
format_value (JsonNode *node)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_DOUBLE)
    return format_number (json_node_get_double (node));
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      GString *text = g_string_new (NULL);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          g_autofree char *element = format_value (json_array_get_element (array, i));

          g_string_append_printf (text, "%s%s", i > 0 ? " " : "", element);
        }
      return g_string_free (text, FALSE);
    }

  return ins_json_text_mend (json_to_string (node, FALSE));
}

static void
print_member (JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
  g_autofree char *value = format_value (node);

  g_print ("%s %s\n", name, value);
}

InsCliStatus
ins_cli_info (char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("As one JSON object"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = ins_cli_parse (
      argv, _ ("FILE"), _ ("Tells what is in a scan file, also in an unfinished one."), entries,
      FALSE, 1, 1);
  g_autoptr (InsNdeFile) file = NULL;
  g_autoptr (JsonNode) node = NULL;
  GError *error = NULL;

  if (arguments == NULL)
    return INS_CLI_WRONG;
  file = ins_nde_file_open (arguments[0], &error);
  if (file == NULL)
    return ins_cli_fail (error);
  node = describe (file);
  if (as_json)
    {
      g_autofree char *text = ins_json_text_mend (json_to_string (node, TRUE));

      g_print ("%s\n", text);
    }
  else
    json_object_foreach_member (json_node_get_object (node), print_member, NULL);

  return INS_CLI_DONE;
}
