/* ins-recipe-curve.c - what is done to A-scans before the gates: band-pass, gain, curve
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "core/ins-number.h"
#include "scan/ins-recipe-private.h"

#define GROUP "Processing"

#define MAX_TIME_S 10.0
#define MAX_GAIN_DB 120.0
#define LEAST_DAC_PERCENT 0.01
#define MOST_DAC_PERCENT 1000.0

/* By InsCurveKind. */
const char *const ins_recipe_curve_keys[] = { "Tcg", "Dac", NULL };

static gboolean
read_points (const InsKeyFile *file, InsRecipe *self, const char *key, GError **error)
{
  g_autoptr (GArray) numbers = ins_recipe_read_list (file, GROUP, key, error);

  if (numbers == NULL)
    return FALSE;
  if (numbers->len == 0 || numbers->len % 2 != 0 || numbers->len > 2 * INS_MAX_TCG_POINTS)
    {
      ins_key_file_set_error (file, GROUP, key, INS_RECIPE_ERROR_VALUE, error,
                              _ ("%u numbers are no pairs of a time and a value; there can be 1 to "
                                 "%d points."),
                              numbers->len, INS_MAX_TCG_POINTS);
      return FALSE;
    }
  self->n_curve_points = numbers->len / 2;
  for (guint i = 0; i < self->n_curve_points; i++)
    self->curve[i] = (InsCurvePoint){ g_array_index (numbers, double, 2 * i),
                                      g_array_index (numbers, double, 2 * i + 1) };

  return TRUE;
}

gboolean
ins_recipe_read_curve (const InsKeyFile *file, InsRecipe *self, GError **error)
{
  gboolean has_tcg = g_key_file_has_key (file->file, GROUP, ins_recipe_curve_keys[0], NULL);
  gboolean has_dac = g_key_file_has_key (file->file, GROUP, ins_recipe_curve_keys[1], NULL);

  if (has_tcg && has_dac)
    {
      ins_key_file_set_error (file, GROUP, ins_recipe_curve_keys[1], INS_RECIPE_ERROR_VALUE, error,
                              _ ("there is Tcg already; leave out one of them."));
      return FALSE;
    }
  if (!has_tcg && !has_dac)
    return TRUE;
  self->curve_kind = has_dac ? INS_CURVE_DAC : INS_CURVE_TCG;

  return read_points (file, self, ins_recipe_curve_keys[self->curve_kind], error);
}

void
ins_recipe_write_curve (const InsRecipe *self, GKeyFile *file)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->n_curve_points == 0)
    return;
  for (guint i = 0; i < self->n_curve_points; i++)
    {
      g_autofree char *time = ins_number_format (self->curve[i].time_s + 0.0);
      g_autofree char *value = ins_number_format (self->curve[i].value + 0.0);

      g_string_append_printf (text, "%s%s;%s", i > 0 ? ";" : "", time, value);
    }
  g_key_file_set_value (file, GROUP, ins_recipe_curve_keys[self->curve_kind], text->str);
}

static gboolean
check_curve (const InsRecipe *self, const InsKeyFile *context, GError **error)
{
  const char *key = ins_recipe_curve_keys[self->curve_kind];
  gboolean is_dac = self->curve_kind == INS_CURVE_DAC;
  double low = is_dac ? LEAST_DAC_PERCENT : -MAX_GAIN_DB;
  double high = is_dac ? MOST_DAC_PERCENT : MAX_GAIN_DB;

  for (guint i = 0; i < self->n_curve_points; i++)
    {
      const InsCurvePoint *point = &self->curve[i];

      /* in this form NaN fails too */
      if (!(point->time_s >= 0.0 && point->time_s <= MAX_TIME_S))
        ins_key_file_set_error (context, GROUP, key, INS_RECIPE_ERROR_VALUE, error,
                                _ ("the time of point %u is %g s; it must be 0 to %g s."), i + 1,
                                point->time_s, MAX_TIME_S);
      else if (i > 0 && point->time_s < self->curve[i - 1].time_s)
        ins_key_file_set_error (context, GROUP, key, INS_RECIPE_ERROR_VALUE, error,
                                _ ("point %u at %g s comes before the one in front of it. Put the "
                                   "points in the order of time."),
                                i + 1, point->time_s);
      else if (!(point->value >= low && point->value <= high))
        ins_key_file_set_error (context, GROUP, key, INS_RECIPE_ERROR_VALUE, error,
                                _ ("the value of point %u is %g; it must be %g to %g %s."), i + 1,
                                point->value, low, high, is_dac ? "%" : "dB");
      else
        continue;
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_band (const InsRecipe *self, const InsKeyFile *context, GError **error)
{
  double low = self->band_pass_low_hz, high = self->band_pass_high_hz;
  double half_hz = self->timing.sample_rate_hz / 2.0;

  if (low >= half_hz)
    ins_key_file_set_error (context, GROUP, "BandPassLowHz", INS_RECIPE_ERROR_VALUE, error,
                            _ ("%g Hz is not below half of the sample rate, %g Hz: nothing would "
                               "pass."),
                            low, half_hz);
  else if (high > 0.0 && high <= low)
    ins_key_file_set_error (context, GROUP, "BandPassHighHz", INS_RECIPE_ERROR_VALUE, error,
                            _ ("%g Hz is not above BandPassLowHz, %g Hz: nothing would pass."),
                            high, low);
  else
    return TRUE;

  return FALSE;
}

gboolean
ins_recipe_check_processing (const InsRecipe *self, const InsKeyFile *context, GError **error)
{
  if (self->n_curve_points > INS_MAX_TCG_POINTS ||
      (self->curve_kind != INS_CURVE_TCG && self->curve_kind != INS_CURVE_DAC))
    {
      ins_key_file_set_error (context, GROUP, NULL, INS_RECIPE_ERROR_VALUE, error,
                              _ ("a curve has at most %d points."), INS_MAX_TCG_POINTS);
      return FALSE;
    }

  return check_band (self, context, error) && check_curve (self, context, error);
}

void
ins_recipe_get_conditioning (const InsRecipe *self, InsConditioning *conditioning)
{
  *conditioning = (InsConditioning){ .low_hz = self->band_pass_low_hz,
                                     .high_hz = self->band_pass_high_hz,
                                     .tcg.n_points = self->n_curve_points };
  for (guint i = 0; i < self->n_curve_points; i++)
    {
      conditioning->tcg.points[i].time_s = self->curve[i].time_s;
      conditioning->tcg.points[i].gain_db = self->curve_kind == INS_CURVE_DAC
                                                ? 20.0 * log10 (self->curve[0].value /
                                                                self->curve[i].value)
                                                : self->curve[i].value;
    }
}

gboolean
ins_recipe_is_unconditioned (const InsRecipe *self)
{
  return self->n_curve_points == 0 && self->band_pass_low_hz == 0.0 &&
         self->band_pass_high_hz == 0.0;
}
