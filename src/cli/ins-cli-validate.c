/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "cli/ins-cli-area.h"
#include "cli/ins-cli-prepare.h"
#include "core/ins-number.h"
#include "scan/ins-scan-job.h"

static void
look_at_stage (InsStage *stage, InsRigStatus *status)
{
  g_autoptr (GError) error = NULL;

  status->stage_ready = ins_stage_open (stage, ins_cli_get_cancellable (), &error) &&
                        ins_stage_poll (stage, &status->stage_report, &error);
  if (status->stage_ready)
    ins_stage_get_info (stage, &status->stage_info);
  else
    ins_cli_complain ("%s", error->message);
}

static void
look_at_digitizer (InsDigitizer *digitizer, const InsTiming *wanted, InsRigStatus *status)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  status->timing = *wanted;
  status->digitizer_ready = ins_digitizer_open (digitizer, &error);
  if (!status->digitizer_ready)
    {
      ins_cli_complain ("%s", error->message);
      return;
    }
  ins_digitizer_get_info (digitizer, &status->digitizer_info);
  status->timing_accepted = ins_digitizer_negotiate (digitizer, wanted, &status->timing, notes,
                                                     &error);
  if (status->timing_accepted)
    {
      g_autofree char *text = NULL;

      g_ptr_array_add (notes, NULL);
      text = g_strjoinv (" ", (char **)notes->pdata);
      g_strlcpy (status->timing_note, text, sizeof status->timing_note);
    }
  else
    g_strlcpy (status->timing_note, error->message, sizeof status->timing_note);
}

static void
print_checks (const GPtrArray *checks)
{
  /* the same in every language: scripts look for them */
  static const char *const levels[] = {
    [INS_CHECK_OK] = "ok", [INS_CHECK_NOTE] = "note", [INS_CHECK_BAD] = "bad"
  };

  for (guint i = 0; i < checks->len; i++)
    {
      const InsCheck *check = checks->pdata[i];

      g_print ("%s: %s\n", levels[check->level], check->text);
    }
}

/* ---- what the plan comes to: for scripts ------------------------------------------------- */

static char *
dup_percent (guint64 n, guint64 n_all)
{
  return ins_number_format_fixed (n_all > 0 ? 100.0 * (double)n / (double)n_all : 0.0, 1);
}

/* The shortest text, without the last digits of a sum. */
static char *
dup_mm (double mm)
{
  return ins_number_format (round (mm * 1e6) / 1e6);
}

static void
print_span (const InsPlan *plan, const InsLine *line)
{
  const InsScanGrid *grid = &plan->grid;
  guint last = line->first_column + line->n_columns - 1;
  g_autofree char *from = dup_mm (ins_scan_grid_get_scan_mm (grid, line->first_column));
  g_autofree char *to = dup_mm (ins_scan_grid_get_scan_mm (grid, last));

  if (line->n_columns == 0)
    g_print ("line %u: left out\n", line->row + 1);
  else
    g_print ("line %u: pixels %u to %u, %u wanted, %c %s to %s mm\n", line->row + 1,
             line->first_column + 1, last + 1, plan->spans[line->row].n_wanted,
             INS_AXIS_LETTERS[grid->scan_axis], from, to);
}

/* In the order in which they are swept. */
static void
print_lines (const InsPlan *plan)
{
  for (guint order = 0; order < plan->n_lines; order++)
    {
      InsLine line;

      ins_plan_get_line (plan, order, &line);
      print_span (plan, &line);
    }
}

static void
print_grid (const InsScanGrid *grid)
{
  g_autofree char *length = dup_mm (grid->n_columns * grid->scan_step_mm);
  g_autofree char *height = dup_mm (grid->n_rows * grid->index_step_mm);
  g_autofree char *step = dup_mm (grid->scan_step_mm);
  g_autofree char *index_step = dup_mm (grid->index_step_mm);

  g_print ("area: %u lines of %u pixels, %s x %s mm in steps of %s x %s mm\n", grid->n_rows,
           grid->n_columns, length, height, step, index_step);
}

static void
print_area (const InsScanPart *part)
{
  const InsPlan *plan = part->plan;
  guint64 n_pixels = (guint64)plan->grid.n_rows * plan->grid.n_columns;
  g_autofree char *wanted = dup_percent (plan->n_wanted, n_pixels);
  g_autofree char *pulses = ins_number_format_fixed (plan->pulses_per_pixel, 2);
  g_autofree char *speed = isfinite (plan->greatest_speed_mm_s)
                               ? ins_number_format_fixed (plan->greatest_speed_mm_s, 3)
                               : g_strdup ("any");
  g_autofree char *time = ins_number_format_fixed (plan->total_s, 1);
  guint shortest = G_MAXUINT, longest = 0;

  for (guint row = 0; row < plan->n_lines; row++)
    if (plan->spans[row].n > 0)
      {
        shortest = MIN (shortest, plan->spans[row].n);
        longest = MAX (longest, plan->spans[row].n);
      }
  if (part->name != NULL)
    g_print ("region: %s\n", part->name);
  print_grid (&plan->grid);
  g_print ("spans: %u of %u lines swept, %u to %u pixels each, %s %% of the area wanted\n",
           plan->n_swept, plan->n_lines, longest > 0 ? shortest : 0, longest, wanted);
  g_print ("pulses: %s a pixel, %u averaged, at most %s mm/s\n", pulses, plan->n_averages, speed);
  g_print ("time: %s s\nsize: %" G_GUINT64_FORMAT " bytes\n", time, plan->n_bytes);
}

static void
print_sum (const InsScanJob *job)
{
  g_autofree char *wanted = NULL;
  g_autofree char *time = NULL;
  InsScanJobSum sum;

  ins_scan_job_get_sum (job, &sum);
  wanted = dup_percent (sum.n_wanted, sum.n_pixels);
  time = ins_number_format_fixed (sum.total_s, 1);
  g_print ("all: %u regions, %u of %u lines swept, %s %% of the areas wanted, %s s, "
           "%" G_GUINT64_FORMAT " bytes\n",
           job->n_parts, sum.n_swept, sum.n_lines, wanted, time, sum.n_bytes);
}

static void
print_plan (const InsScanJob *job, gboolean with_lines)
{
  for (guint i = 0; i < job->n_parts; i++)
    {
      print_area (&job->parts[i]);
      if (with_lines)
        print_lines (job->parts[i].plan);
    }
  if (job->n_parts > 1)
    print_sum (job);
}

static InsCliStatus
validate (const InsRecipe *recipe, InsRig *rig, gboolean with_lines)
{
  g_autoptr (InsScanJob) job = ins_scan_job_new (recipe);
  g_autoptr (GPtrArray) checks = NULL;
  InsRigStatus status;

  memset (&status, 0, sizeof status);
  status.soft_minimum = rig->soft_minimum;
  status.soft_maximum = rig->soft_maximum;
  status.n_free_bytes = ins_cli_get_free_bytes (".");
  look_at_stage (rig->stage, &status);
  look_at_digitizer (rig->digitizer, &recipe->timing, &status);
  status.position_trigger = rig->position_trigger;
  status.backlash_mm = rig->backlash_mm;
  ins_scan_job_plan (job, &status);
  checks = ins_scan_job_check (job, &status);
  ins_stage_close (rig->stage);
  ins_digitizer_close (rig->digitizer);
  if (ins_cli_is_stopped ())
    return INS_CLI_STOPPED;
  print_checks (checks);
  print_plan (job, with_lines);

  return ins_preflight_passes (checks, NULL) ? INS_CLI_DONE : INS_CLI_WRONG;
}

typedef struct
{
  char *rig, *stage, *digitizer;
  InsCliArea area;
  gboolean with_lines;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->rig);
  g_free (options->stage);
  g_free (options->digitizer);
  ins_cli_area_clear (&options->area);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

InsCliStatus
ins_cli_validate (char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "rig", 0, 0, G_OPTION_ARG_FILENAME, &options.rig, N_ ("Rig, by its name or file"),
      N_ ("RIG") },
    { "stage", 0, 0, G_OPTION_ARG_STRING, &options.stage, N_ ("Stage, default sim"), N_ ("URI") },
    { "digitizer", 0, 0, G_OPTION_ARG_STRING, &options.digitizer, N_ ("Card, default sim"),
      N_ ("URI") },
    { "region", 0, 0, G_OPTION_ARG_STRING, &options.area.region,
      N_ ("One of the recipe's regions, or a rectangle X0,Y0,X1,Y1 in mm"), N_ ("NAME") },
    { "step", 0, 0, G_OPTION_ARG_STRING, &options.area.step,
      N_ ("Steps of the rectangle: one for both axes, or SCAN,INDEX"), N_ ("MM") },
    { "lines", 0, 0, G_OPTION_ARG_NONE, &options.with_lines,
      N_ ("Also say from where to where each line is swept, in their order"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = ins_cli_parse (
      argv, _ ("RECIPE"), _ ("Asks stage and card whether they can do the recipe. Nothing moves."),
      entries, FALSE, 1, 1);
  g_autoptr (InsRecipe) recipe = NULL;
  g_autoptr (InsRig) rig = NULL;
  GError *error = NULL;

  if (arguments == NULL)
    return INS_CLI_WRONG;
  recipe = ins_recipe_new_from_file (arguments[0], &error);
  if (recipe == NULL)
    {
      ins_cli_fail (error);
      return INS_CLI_WRONG;
    }
  recipe = ins_cli_area_choose (&options.area, g_steal_pointer (&recipe));
  if (recipe == NULL)
    return INS_CLI_WRONG;
  rig = ins_cli_rig_new (&options.rig, options.stage, options.digitizer, &error);

  return rig != NULL ? validate (recipe, rig, options.with_lines) : ins_cli_fail (error);
}
