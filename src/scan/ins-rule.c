/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "scan/ins-rule.h"

#define DEFAULT_MISSING_PERCENT 1.0
#define MOST_DECIMALS 6

static const char *const void_figures[] = {
  "void_percent", "voids", "largest_percent", "largest_mm2", "void_area_mm2", "bond_percent", NULL
};
static const char *const cluster_figures[] = { "clusters", "area_mm2", "largest_mm2", "longest_mm",
                                               NULL };
static const char *const statistics_figures[] = {
  "mean", "min", "max", "sd", "above_limit_percent", "below_limit_percent", NULL
};
static const char *const alarm_figures[] = { "alarm_pixels", "alarm_percent", "alarm_area_mm2",
                                             NULL };

/* More of the part can only make them greater: a share or a mean may fall again, and clusters may
 * turn out to be one. */
static const char *const growing[] = { "largest_mm2",  "void_area_mm2",  "area_mm2", "longest_mm",
                                       "alarm_pixels", "alarm_area_mm2", "max",      NULL };

static const char *const result_words[INS_VERDICT_N_RESULTS + 1] = {
  [INS_VERDICT_UNDECIDED] = "undecided",
  [INS_VERDICT_GOOD] = "good",
  [INS_VERDICT_BAD] = "bad"
};

InsRule *
ins_rule_new (const char *name)
{
  InsRule *self = g_new0 (InsRule, 1);

  self->name = g_strdup (name);
  self->at_least = self->at_most = (double)NAN;
  self->missing_percent = DEFAULT_MISSING_PERCENT;

  return self;
}

InsRule *
ins_rule_copy (const InsRule *self)
{
  InsRule *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->alarm = g_strdup (self->alarm);
  copy->measure = self->measure != NULL ? ins_measure_copy (self->measure) : NULL;
  copy->figure = g_strdup (self->figure);

  return copy;
}

void
ins_rule_free (InsRule *self)
{
  g_free (self->name);
  g_free (self->alarm);
  g_clear_pointer (&self->measure, ins_measure_free);
  g_free (self->figure);
  g_free (self);
}

const char *const *
ins_rule_get_figures (int kind)
{
  if (kind < 0)
    return alarm_figures;
  switch ((InsMeasureKind)kind)
    {
    case INS_MEASURE_VOIDS:
      return void_figures;
    case INS_MEASURE_CLUSTERS:
      return cluster_figures;
    case INS_MEASURE_STATISTICS:
      return statistics_figures;
    case INS_MEASURE_DISTANCE: /* says nothing of the part, or only of one place of it */
    case INS_MEASURE_SIZING:
    case INS_MEASURE_PROFILE:
    case INS_MEASURE_NOTE:
    default:
      return NULL;
    }
}

const char *
ins_verdict_result_to_word (InsVerdictResult result)
{
  return result_words[result];
}

int
ins_verdict_result_from_word (const char *word)
{
  for (int i = 0; i < INS_VERDICT_N_RESULTS; i++)
    if (g_strcmp0 (result_words[i], word) == 0)
      return i;

  return -1;
}

void
ins_rule_decide (const InsRule *self, double value, double missing_percent, InsRuleOutcome *outcome)
{
  const gboolean is_above = value > self->at_most; /* false for NaN */
  const gboolean is_below = value < self->at_least;
  const gboolean is_enough = missing_percent <= self->missing_percent;

  outcome->value = value;
  outcome->missing_percent = missing_percent;
  outcome->is_beyond = is_above || is_below;
  outcome->result = INS_VERDICT_UNDECIDED;
  if ((is_above && g_strv_contains (growing, self->figure)) ||
      (is_below && strcmp (self->figure, "min") == 0))
    outcome->result = INS_VERDICT_BAD; /* whatever is missing */
  else if (is_enough && isfinite (value))
    outcome->result = outcome->is_beyond ? INS_VERDICT_BAD : INS_VERDICT_GOOD;
}

/* ---- words --------------------------------------------------------------------------------- */

/* As people write what files say. */
static const char *
get_unit_text (const char *unit)
{
  static const struct
  {
    const char *unit, *text;
  } table[] = { { "mm2", "mm²" }, { "us", "µs" }, { "um", "µm" }, { "%FSH", "%" }, { "1", "" } };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (table[i].unit, unit) == 0)
      return table[i].text;

  return unit;
}

static char *
dup_number (double value, guint n_decimals, const char *unit)
{
  const char *unit_text = get_unit_text (unit);
  g_autofree char *number = ins_number_format_typed (value, n_decimals);

  return *unit_text != '\0' ? g_strdup_printf ("%s %s", number, unit_text)
                            : g_steal_pointer (&number);
}

/* Without zeros that say nothing. */
static guint
count_decimals (double value)
{
  for (guint n = 0; n < MOST_DECIMALS; n++)
    {
      double scale = pow (10.0, n);

      if (fabs (rint (value * scale) / scale - value) < 1e-9)
        return n;
    }

  return MOST_DECIMALS;
}

static int
compare (double value, double limit)
{
  return value > limit ? 1 : value < limit ? -1 : 0;
}

/* 5.04 % is not within 5 %, and must not look so. */
static guint
count_telling_decimals (double value, double limit, guint least)
{
  guint n = least;

  if (isnan (limit))
    return n;
  while (n < MOST_DECIMALS &&
         compare (rint (value * pow (10.0, n)) / pow (10.0, n), limit) != compare (value, limit))
    n++;

  return n;
}

char *
ins_rule_dup_value (const InsRule *self, const InsRuleOutcome *outcome)
{
  const gboolean is_count = outcome->unit[0] == '\0';
  guint n = is_count ? 0 : fabs (outcome->value) < 1.0 ? 2 : 1;

  if (!isfinite (outcome->value))
    return g_strdup (_ ("not measured"));
  n = count_telling_decimals (outcome->value, self->at_most, n);
  n = count_telling_decimals (outcome->value, self->at_least, n);

  return dup_number (outcome->value, n, outcome->unit);
}

char *
ins_rule_dup_limit (const InsRule *self, const char *unit)
{
  g_autofree char *least = !isnan (self->at_least)
                               ? dup_number (self->at_least, count_decimals (self->at_least), unit)
                               : NULL;
  g_autofree char *most = !isnan (self->at_most)
                              ? dup_number (self->at_most, count_decimals (self->at_most), unit)
                              : NULL;

  if (least != NULL && most != NULL)
    /* Translators: limits with their unit, "2 mm to 5 mm" */
    return g_strdup_printf (_ ("%s to %s"), least, most);
  if (least != NULL)
    return g_strdup_printf (_ ("at least %s"), least);

  return g_strdup_printf (_ ("at most %s"), most != NULL ? most : "–");
}

char *
ins_rule_dup_reason (const InsRule *self, const InsRuleOutcome *outcome)
{
  g_autofree char *value = ins_rule_dup_value (self, outcome);
  g_autofree char *limit = ins_rule_dup_limit (self, outcome->unit);
  g_autofree char *missing = NULL;

  if (outcome->result == INS_VERDICT_GOOD)
    /* Translators: name of a rule, a figure, its limit: "Voids: 1.2 %, at most 5 %" */
    return g_strdup_printf (_ ("%s: %s, %s"), self->name, value, limit);
  if (outcome->result == INS_VERDICT_BAD)
    return g_strdup_printf (outcome->value > self->at_most ? _ ("%s: %s, too much: %s")
                                                           : _ ("%s: %s, too little: %s"),
                            self->name, value, limit);
  if (isnan (outcome->missing_percent))
    return g_strdup_printf (_ ("%s: not measured, it is about no part of the picture"), self->name);
  missing = ins_number_format_typed (
      outcome->missing_percent,
      count_telling_decimals (outcome->missing_percent, self->missing_percent, 0));

  /* Translators: name of a rule, a figure, its limit, share of the pixels in percent */
  return g_strdup_printf (_ ("%s: %s (%s), but %s %% of the pixels have no value"), self->name,
                          value, limit, missing);
}
