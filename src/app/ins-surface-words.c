/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-surface-words.h"
#include "core/ins-number.h"

#define LEVEL_MM 0.01 /* over the area: nothing to shim */

static void
describe_slope (GString *text, const InsRecipe *recipe, InsAxis axis, double slope, double degrees)
{
  const gboolean is_scan = axis == recipe->scan_axis;
  const double length = is_scan ? recipe->scan_length_mm : recipe->index_length_mm;
  const int sign = is_scan ? recipe->scan_sign : recipe->index_sign;
  const double start = recipe->start.mm[axis], end = start + sign * length;
  const double low = slope > 0.0 ? MIN (start, end) : MAX (start, end);
  g_autofree char *angle = ins_number_format_typed (fabs (degrees), 2);
  g_autofree char *um = ins_number_format_typed (fabs (slope) * 1e3, 1);
  g_autofree char *place = ins_number_format_typed (low, 1);
  g_autofree char *shim = ins_number_format_typed (fabs (slope) * length, 2);
  const char letter = INS_AXIS_LETTERS[axis];

  if (text->len > 0)
    g_string_append_c (text, '\n');
  if (fabs (slope) * length < LEVEL_MM)
    /* Translators: axis, angle and slope; nothing is to be done */
    g_string_append_printf (text, _ ("%c: level (%s°, %s µm/mm)."), letter, angle, um);
  else
    /* Translators: axis, angle, slope; axis and place of the low side of the area, and by how much
     */
    g_string_append_printf (text, _ ("%c: %s° (%s µm/mm). Raise the side at %c %s by %s mm."),
                            letter, angle, um, letter, place, shim);
}

char *
ins_surface_describe_level (const InsLevel *level, const InsRecipe *recipe)
{
  GString *text = g_string_new (NULL);

  describe_slope (text, recipe, level->first, level->first_slope, level->first_degrees);
  describe_slope (text, recipe, level->second, level->second_slope, level->second_degrees);

  return g_string_free (text, FALSE);
}
