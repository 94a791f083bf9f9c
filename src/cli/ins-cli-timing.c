/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "cli/ins-cli-timing.h"
#include "core/ins-number.h"

/* What is not per step. */
static const struct
{
  const char *name;
  gsize offset;
} limits[] = {
  { "elapsed_s", G_STRUCT_OFFSET (InsTimingFigures, elapsed_s) },
  { "latest_block_s", G_STRUCT_OFFSET (InsTimingFigures, latest_block_s) },
  { "longest_away_s", G_STRUCT_OFFSET (InsTimingFigures, longest_away_s) },
  { "swept_s", G_STRUCT_OFFSET (InsTimingFigures, swept_s) },
  { "dead_s", G_STRUCT_OFFSET (InsTimingFigures, dead_s) },
  { "longest_dead_s", G_STRUCT_OFFSET (InsTimingFigures, longest_dead_s) },
};

static double
get_limit_s (const InsTimingFigures *figures, guint i)
{
  return G_STRUCT_MEMBER (double, figures, limits[i].offset);
}

static char *
format (double value, int n_decimals)
{
  return isfinite (value) ? ins_number_format_fixed (value, n_decimals) : g_strdup ("-");
}

static void
print_step (const InsTimingFigures *figures, InsTimingStep step)
{
  const InsTimingCost *cost = &figures->costs[step];
  g_autofree char *mean = format (ins_timing_cost_get_mean_s (cost) * 1e6, 1);
  g_autofree char *longest = format (cost->longest_s * 1e6, 1);
  g_autofree char *share = format (ins_timing_figures_get_share (figures, step) * 100.0, 3);

  g_print ("%-12s %10" G_GUINT64_FORMAT " %12s %12s %9s\n", ins_timing_step_get_id (step), cost->n,
           mean, longest, share);
}

void
ins_cli_timing_print (const InsTimingFigures *figures)
{
  g_print ("%-12s %10s %12s %12s %9s\n", "step", "n", "mean_us", "longest_us", "percent");
  for (InsTimingStep step = 0; step < INS_N_TIMING_STEPS; step++)
    print_step (figures, step);
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autofree char *value = format (get_limit_s (figures, i), 6);

      g_print ("%s %s\n", limits[i].name, value);
    }
  g_print ("lines_swept %u\nfree_buffers %u of %u\nfree_file_lines %u of %u\n", figures->n_lines,
           figures->fewest_free_buffers, figures->n_buffers, figures->fewest_free_lines,
           figures->n_file_lines);
}

static void
add_count (JsonBuilder *builder, const char *name, guint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, (gint64)value);
}

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

void
ins_cli_timing_add (JsonBuilder *builder, const InsTimingFigures *figures)
{
  json_builder_set_member_name (builder, "timing");
  json_builder_begin_object (builder);
  for (InsTimingStep step = 0; step < INS_N_TIMING_STEPS; step++)
    {
      json_builder_set_member_name (builder, ins_timing_step_get_id (step));
      json_builder_begin_object (builder);
      add_count (builder, "n", figures->costs[step].n);
      add_number (builder, "sum_s", figures->costs[step].sum_s);
      add_number (builder, "longest_s", figures->costs[step].longest_s);
      json_builder_end_object (builder);
    }
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    add_number (builder, limits[i].name, get_limit_s (figures, i));
  add_count (builder, "n_lines", figures->n_lines);
  add_count (builder, "n_buffers", figures->n_buffers);
  add_count (builder, "fewest_free_buffers", figures->fewest_free_buffers);
  add_count (builder, "n_file_lines", figures->n_file_lines);
  add_count (builder, "fewest_free_lines", figures->fewest_free_lines);
  json_builder_end_object (builder);
}
