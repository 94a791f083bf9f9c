/* ins-measure-words.c - measurements in words, for lists and labels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-measure-model.h"
#include "core/ins-number.h"

const char *
ins_measure_kind_to_title (const InsMeasure *measure)
{
  switch (measure->kind)
    {
    case INS_MEASURE_DISTANCE:
      return _ ("Distance");
    case INS_MEASURE_SIZING:
      return _ ("Indication");
    case INS_MEASURE_CLUSTERS:
      return _ ("Clusters");
    case INS_MEASURE_VOIDS:
      return _ ("Voids");
    case INS_MEASURE_PROFILE:
      return _ ("Profile");
    case INS_MEASURE_NOTE:
      return _ ("Note");
    case INS_MEASURE_STATISTICS:
    default:
      return measure->shape == INS_MEASURE_CIRCLE    ? _ ("Circle")
             : measure->shape == INS_MEASURE_POLYGON ? _ ("Polygon")
                                                     : _ ("Rectangle");
    }
}

static guint
get_decimals (const char *unit)
{
  return g_str_equal (unit, "mm") || g_str_equal (unit, "us") ? 3
         : g_str_equal (unit, "mm2")                          ? 2
         : *unit == '\0' || g_str_equal (unit, "1")           ? 0
                                                              : 1;
}

const char *
ins_measure_unit_to_title (const char *unit)
{
  static const struct
  {
    const char *unit, *title;
  } units[] = { { "mm2", "mm²" }, { "us", "µs" }, { "um", "µm" }, { "%FSH", "%" }, { "1", "" } };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (units[i].unit, unit))
      return units[i].title;

  return unit;
}

char *
ins_measure_figure_dup_text (const InsMeasureFigure *figure)
{
  const char *unit = ins_measure_unit_to_title (figure->unit);
  g_autofree char *number = NULL;

  if (!isfinite (figure->value))
    return g_strdup ("–");
  number = ins_number_format_typed (figure->value, get_decimals (figure->unit));

  return g_strdup_printf ("%s%s%s", number, *unit != '\0' ? " " : "", unit);
}

/* "4.00 × 3.95 mm" */
static char *
dup_size (const InsMeasureResult *result)
{
  g_autofree char *scan = ins_number_format_typed (ins_measure_result_get (result, "scan_mm"), 2);
  g_autofree char *index = ins_number_format_typed (ins_measure_result_get (result, "index_mm"), 2);

  return g_strdup_printf (_ ("%s × %s mm"), scan, index);
}

char *
ins_measure_item_dup_value (const InsMeasureItem *item)
{
  int main = item->result != NULL ? ins_measure_result_find_main (item->result, item->measure->kind)
                                  : -1;

  if (item->measure->kind == INS_MEASURE_NOTE)
    return g_strdup (item->measure->text != NULL ? item->measure->text : "");
  if (item->result == NULL)
    return g_strdup (item->reason != NULL ? _ ("no result") : "…");
  if (item->measure->kind == INS_MEASURE_SIZING)
    return dup_size (item->result);
  if (item->measure->kind == INS_MEASURE_CLUSTERS)
    return g_strdup_printf ("%u", item->result->clusters->len);
  if (main < 0)
    return g_strdup ("");

  return ins_measure_figure_dup_text (
      &g_array_index (item->result->figures, InsMeasureFigure, (guint)main));
}

static const struct
{
  const char *key, *title;
} titles[] = {
  { "distance_mm", N_ ("Distance") },
  { "scan_mm", N_ ("Along the scan axis") },
  { "index_mm", N_ ("Along the index axis") },
  { "mean", N_ ("Mean") },
  { "min", N_ ("Least") },
  { "max", N_ ("Greatest") },
  { "sd", N_ ("Standard deviation") },
  { "below_limit_percent", N_ ("Below the limit") },
  { "above_limit_percent", N_ ("Above the limit") },
  { "area_mm2", N_ ("Area") },
  { "valid_area_mm2", N_ ("Area with values") },
  { "pixels", N_ ("Pixels") },
  { "valid", N_ ("With a value") },
  { "holes", N_ ("Not measured") },
  { "no_value", N_ ("Without echo") },
  { "left_out", N_ ("Left out") },
  /* Translators: pixels whose echo was larger than the card's range */
  { "saturated", N_ ("Saturated, so larger") },
  { "diameter_mm", N_ ("Disc of that area") },
  { "x_mm", N_ ("Centre x") },
  { "y_mm", N_ ("Centre y") },
  { "depth_mm", N_ ("Depth") },
  { "peak", N_ ("Peak") },
  { "peak_db", N_ ("Peak against 80 %") },
  { "level", N_ ("Level") },
  { "clusters", N_ ("Clusters") },
  { "largest_mm2", N_ ("Largest") },
  { "void_percent", N_ ("Void") },
  { "bond_percent", N_ ("Bond") },
  { "voids", N_ ("Voids") },
  { "largest_percent", N_ ("Largest void") },
  { "void_area_mm2", N_ ("Void area") },
  { "length_mm", N_ ("Length") },
};

const char *
ins_measure_key_to_title (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i].key, key))
      return _ (titles[i].title);

  return NULL;
}
