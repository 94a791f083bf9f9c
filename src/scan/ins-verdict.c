/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "scan/ins-measure-source.h"
#include "scan/ins-verdict.h"

#define N_ROWS_AT_ONCE 64 /* the lock of the picture is held so long */

/* ---- measured ------------------------------------------------------------------------------ */

/* An amplitude is there wherever something was heard at all; of a time or depth it is told that
 * nothing crossed the threshold, which is an answer. */
static double
get_missing_percent (const InsMeasure *measure, const InsMeasureInput *input)
{
  g_auto (InsMeasureRegion) region = { 0 };
  InsMeasureStatistics figures;
  guint64 n_wanted, n_missing;

  ins_measure_region_init (&region, input->plane.grid, measure->shape, measure->points,
                           measure->n_points);
  ins_measure_statistics (&input->plane, &region, (double)NAN, FALSE, &figures);
  n_wanted = figures.n_pixels - figures.n_left_out;
  n_missing = figures.n_holes + (input->is_amplitude ? figures.n_no_value : 0);

  return n_wanted > 0 ? 100.0 * (double)n_missing / (double)n_wanted : (double)NAN;
}

/* The greatest extent of one along either axis; NaN without any. */
static double
get_longest_mm (const GArray *clusters)
{
  double longest_mm = (double)NAN;

  for (guint i = 0; clusters != NULL && i < clusters->len; i++)
    {
      const InsMeasureCluster *cluster = &g_array_index (clusters, InsMeasureCluster, i);

      longest_mm = fmax (longest_mm, fmax (cluster->scan_mm, cluster->index_mm));
    }

  return longest_mm;
}

/* What there is none of has no size in the table; here that is 0. */
static double
get_figure (const InsRule *rule, const InsMeasureResult *result, InsRuleOutcome *outcome)
{
  const gboolean has_none = ins_measure_result_get (result, "clusters") == 0.0 ||
                            ins_measure_result_get (result, "voids") == 0.0;
  const gboolean is_longest = strcmp (rule->figure, "longest_mm") == 0;

  g_strlcpy (outcome->unit, g_str_has_suffix (rule->figure, "_mm2") ? "mm2" : "",
             sizeof outcome->unit);
  if (is_longest)
    g_strlcpy (outcome->unit, "mm", sizeof outcome->unit);
  for (guint i = 0; i < result->figures->len; i++)
    {
      const InsMeasureFigure *figure = &g_array_index (result->figures, InsMeasureFigure, i);

      if (strcmp (figure->key, rule->figure) != 0)
        continue;
      g_strlcpy (outcome->unit, figure->unit, sizeof outcome->unit);
      return figure->value;
    }
  if (has_none)
    return 0.0;

  return is_longest ? get_longest_mm (result->clusters) : (double)NAN;
}

static void
evaluate_measure (const InsRule *rule,
                  InsCscan *cscan,
                  const InsRecipe *recipe,
                  InsRuleOutcome *outcome)
{
  g_autoptr (InsMeasureSource) source = ins_measure_source_new (cscan, recipe, rule->measure, NULL);
  const InsMeasureInput *input = source != NULL ? ins_measure_source_get_input (source) : NULL;
  g_autoptr (InsMeasureResult) result = NULL;

  if (input != NULL)
    result = ins_measure_evaluate (rule->measure, input, NULL);
  if (result == NULL)
    ins_rule_decide (rule, (double)NAN, (double)NAN, outcome);
  else
    ins_rule_decide (rule, get_figure (rule, result, outcome),
                     get_missing_percent (rule->measure, input), outcome);
}

/* ---- alarms -------------------------------------------------------------------------------- */

typedef struct
{
  guint n_columns;
  guint32 bit;
  guint64 n_seen, n_missing, n_alarmed; /* of rows that were put */
  guint64 n_left_out;
} AlarmCount;

static void
on_alarm_row (guint row,
              const float *values,
              const guint8 *holes,
              const guint8 *states,
              gpointer data)
{
  AlarmCount *count = data;

  for (guint i = 0; i < count->n_columns; i++)
    {
      count->n_seen++;
      count->n_missing += ins_hole_is_missing (holes[i]);
      count->n_left_out += holes[i] == INS_HOLE_OUTSIDE;
      if (holes[i] == INS_HOLE_NONE && isfinite (values[i]) &&
          ((guint32)values[i] & count->bit) != 0)
        count->n_alarmed++;
    }
}

static void
evaluate_alarm (const InsRule *rule,
                InsCscan *cscan,
                const InsRecipe *recipe,
                InsRuleOutcome *outcome)
{
  const InsScanGrid *grid = ins_cscan_get_grid (cscan);
  const guint64 n_pixels = (guint64)grid->n_rows * grid->n_columns;
  AlarmCount count = { .n_columns = grid->n_columns };
  const int alarm = ins_recipe_find_alarm (recipe, rule->alarm);
  guint64 n_wanted;
  guint row = 0;
  double value;

  if (alarm < 0 || (guint)alarm >= ins_cscan_get_n_alarms (cscan))
    {
      ins_rule_decide (rule, (double)NAN, (double)NAN, outcome);
      return;
    }
  count.bit = 1u << alarm;
  while (row < grid->n_rows)
    (void)ins_cscan_collect_some (cscan, 0, INS_PLANE_ALARMS, 0, &row, N_ROWS_AT_ONCE, on_alarm_row,
                                  &count);
  count.n_missing += n_pixels - count.n_seen; /* lines to go */
  n_wanted = n_pixels - count.n_left_out;
  value = (double)count.n_alarmed;
  if (strcmp (rule->figure, "alarm_percent") == 0)
    {
      value *= 100.0 / (double)(n_wanted - count.n_missing);
      g_strlcpy (outcome->unit, "%", sizeof outcome->unit);
    }
  else if (strcmp (rule->figure, "alarm_area_mm2") == 0)
    {
      value *= ins_measure_pixel_mm2 (grid);
      g_strlcpy (outcome->unit, "mm2", sizeof outcome->unit);
    }
  ins_rule_decide (rule, value,
                   n_wanted > 0 ? 100.0 * (double)count.n_missing / (double)n_wanted : (double)NAN,
                   outcome);
}

/* ---- all ----------------------------------------------------------------------------------- */

void
ins_verdict_conclude (InsVerdict *self)
{
  self->result = self->n_outcomes > 0 ? INS_VERDICT_GOOD : INS_VERDICT_UNDECIDED;
  for (guint i = 0; i < self->n_outcomes; i++)
    {
      if (self->outcomes[i].result == INS_VERDICT_BAD)
        self->result = INS_VERDICT_BAD;
      else if (self->outcomes[i].result == INS_VERDICT_UNDECIDED && self->result != INS_VERDICT_BAD)
        self->result = INS_VERDICT_UNDECIDED;
    }
}

void
ins_verdict_evaluate (InsCscan *cscan, const InsRecipe *recipe, InsVerdict *verdict)
{
  *verdict = (InsVerdict){ .n_outcomes = recipe->n_rules };
  for (guint i = 0; i < recipe->n_rules; i++)
    {
      const InsRule *rule = recipe->rules[i];

      if (rule->alarm != NULL)
        evaluate_alarm (rule, cscan, recipe, &verdict->outcomes[i]);
      else
        evaluate_measure (rule, cscan, recipe, &verdict->outcomes[i]);
    }
  ins_verdict_conclude (verdict);
}

int
ins_verdict_find_cause (const InsVerdict *self)
{
  for (guint i = 0; i < self->n_outcomes; i++)
    if (self->outcomes[i].result == self->result)
      return (int)i;

  return -1;
}
