/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/ins-panel-text.h"
#include "core/ins-number.h"

char *
ins_panel_text_duration (double seconds)
{
  guint minutes = (guint)round (MIN (seconds, 3.6e6) / 60.0);

  if (!(seconds >= 0.0))
    return g_strdup ("–");
  if (seconds < 99.5)
    return g_strdup_printf (_ ("%u s"), (guint)round (seconds));
  if (minutes < 100)
    return g_strdup_printf (_ ("%u min"), minutes);

  /* Translators: hours and minutes, "3:05 h"; it has little room */
  return g_strdup_printf (_ ("%u:%02u h"), minutes / 60, minutes % 60);
}

char *
ins_panel_text_number (double value)
{
  guint n_digits = 0;

  for (; n_digits < 4; n_digits++)
    {
      double scale = pow (10.0, n_digits);

      if (fabs (round (value * scale) / scale - value) < 1e-6)
        break;
    }

  return ins_number_format_typed (value, n_digits);
}

char *
ins_panel_text_distance (double mm)
{
  if (mm < 0.0999)
    {
      g_autofree char *text = ins_number_format_typed (mm * 1e3, 0);

      return g_strdup_printf ("%s µm", text);
    }
  else
    {
      g_autofree char *text = ins_number_format_typed (mm, mm < 0.999 ? 1 : 0);

      return g_strdup_printf ("%s mm", text);
    }
}

char *
ins_panel_text_area (const InsRecipe *recipe)
{
  g_autofree char *scan = ins_panel_text_number (recipe->scan_length_mm);
  g_autofree char *index = ins_panel_text_number (recipe->index_length_mm);

  return g_strdup_printf ("%s × %s mm", scan, index);
}

char *
ins_panel_text_step (const InsRecipe *recipe)
{
  g_autofree char *scan = ins_panel_text_number (recipe->scan_step_mm);
  g_autofree char *index = ins_panel_text_number (recipe->index_step_mm);

  return g_strdup_printf ("%s × %s mm", scan, index);
}

const char *
ins_panel_text_pattern (InsPattern pattern)
{
  return pattern == INS_PATTERN_SERPENTINE ? _ ("Serpentine") : _ ("One way");
}

char *
ins_panel_text_pulses (const InsRecipe *recipe)
{
  g_autofree char *rate = ins_panel_text_number (recipe->timing.prf_hz);

  if (recipe->averages <= 1)
    return g_strdup_printf ("%s Hz", rate);

  /* Translators: pulses a second, then how many are averaged */
  return g_strdup_printf (_ ("%s Hz, mean of %u"), rate, recipe->averages);
}

char *
ins_panel_text_gates (const InsRecipe *recipe)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < recipe->n_gates; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", recipe->gates[i].name);

  return g_string_free (text, FALSE);
}

gboolean
ins_panel_text_is_out_of_register (double registration_mm, const InsRecipe *recipe)
{
  return isfinite (registration_mm) && registration_mm > recipe->scan_step_mm / 4.0;
}

char *
ins_panel_text_um (double mm)
{
  return ins_number_format_typed (mm * 1000.0, mm < 0.01 ? 1 : 0);
}
