/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "image/ins-colour-map.h"
#include "image/ins-cscan.h"

/* CIE luminance, to judge by another measure than the one the maps are made with. */
static double
luminance (guint32 pixel)
{
  const double weights[] = { 0.2126, 0.7152, 0.0722 };
  double sum = 0.0;

  for (int i = 0; i < 3; i++)
    {
      double value = (double)(pixel >> (16 - 8 * i) & 0xff) / 255.0;

      sum += weights[i] * (value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4));
    }

  return sum;
}

static void
test_lightness_rises (void)
{
  static const char *const even[] = { "deep", "grey" };

  for (guint k = 0; k < G_N_ELEMENTS (even); k++)
    {
      const InsColourMap *map = ins_colour_map_get (even[k]);

      /* one step of the table may lose to rounding to 8 bits, sixteen may not */
      for (int i = 1; i < INS_COLOUR_MAP_SIZE; i++)
        g_assert_cmpfloat (luminance (map->entries[i]), >, luminance (map->entries[i - 1]) - 0.004);
      for (int i = 16; i < INS_COLOUR_MAP_SIZE; i++)
        g_assert_cmpfloat (luminance (map->entries[i]), >, luminance (map->entries[i - 16]));
    }
}

static void
test_stops (void)
{
  static const guint32 stops[] = { 0xff130e36, 0xff1c2362, 0xff204181, 0xff07678d, 0xff118a94,
                                   0xff43ac84, 0xff97c464, 0xffdad95c, 0xfffff19e };
  const InsColourMap *map = ins_colour_map_get ("deep");

  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      guint32 found = map->entries[i * (INS_COLOUR_MAP_SIZE - 1) / 8];

      for (int shift = 0; shift < 32; shift += 8)
        g_assert_cmpint (ABS ((int)(found >> shift & 0xff) - (int)(stops[i] >> shift & 0xff)), <=,
                         2);
    }
  g_assert_cmphex (map->entries[0], ==, stops[0]);
  g_assert_cmphex (map->entries[INS_COLOUR_MAP_SIZE - 1], ==, stops[8]);
}

static void
test_names (void)
{
  const char *const *names = ins_colour_map_list ();

  g_assert_cmpstr (names[0], ==, "deep");
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_assert_cmpstr (ins_colour_map_get (names[i])->name, ==, names[i]);
      g_assert_nonnull (ins_colour_map_get (names[i])->title);
    }
  g_assert_true (ins_colour_map_get (NULL) == ins_colour_map_get ("deep"));
  g_assert_true (ins_colour_map_get ("no such map") == ins_colour_map_get ("deep"));
}

static void
test_apply (void)
{
  const InsColourMap *map = ins_colour_map_get ("deep");
  const guint32 first = map->entries[0], last = map->entries[INS_COLOUR_MAP_SIZE - 1];
  const float values[] = { INS_NO_DATA, NAN, 0.0f, 100.0f, -5.0f, 300.0f, INFINITY, 50.0f };
  guint32 pixels[G_N_ELEMENTS (values)];

  ins_colour_map_apply (map, values, G_N_ELEMENTS (values), 0.0f, 100.0f, pixels);
  g_assert_cmphex (pixels[0], ==, 0);
  g_assert_cmphex (pixels[1], ==, 0);
  g_assert_cmphex (pixels[2], ==, first);
  g_assert_cmphex (pixels[3], ==, last);
  g_assert_cmphex (pixels[4], ==, first);
  g_assert_cmphex (pixels[5], ==, last);
  g_assert_cmphex (pixels[6], ==, last);
  g_assert_cmphex (pixels[7], ==, map->entries[INS_COLOUR_MAP_SIZE / 2]);

  ins_colour_map_apply (map, values, G_N_ELEMENTS (values), 100.0f, 0.0f, pixels);
  g_assert_cmphex (pixels[0], ==, 0);
  g_assert_cmphex (pixels[2], ==, last);
  g_assert_cmphex (pixels[3], ==, first);
  g_assert_cmphex (pixels[5], ==, first);
}

/* Whatever the range, a hole stays a hole and a value gets a colour of the map. */
static void
test_senseless_ranges (void)
{
  static const float ranges[][2] = { { 1, 1 },         { NAN, 1 },      { 0, NAN },
                                     { -INFINITY, 1 }, { 0, INFINITY }, { 3e38f, -3e38f } };
  const InsColourMap *map = ins_colour_map_get ("grey");
  const float values[] = { 0.0f, 1.0f, 3e38f, INFINITY, INS_NO_DATA, NAN };
  guint32 pixels[G_N_ELEMENTS (values)];

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      ins_colour_map_apply (map, values, G_N_ELEMENTS (values), ranges[i][0], ranges[i][1], pixels);
      for (guint k = 0; k < 4; k++)
        g_assert_cmphex (pixels[k] >> 24, ==, 0xff);
      g_assert_cmphex (pixels[4], ==, 0);
      g_assert_cmphex (pixels[5], ==, 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/colour-map/lightness-rises", test_lightness_rises);
  g_test_add_func ("/colour-map/stops", test_stops);
  g_test_add_func ("/colour-map/names", test_names);
  g_test_add_func ("/colour-map/apply", test_apply);
  g_test_add_func ("/colour-map/senseless-ranges", test_senseless_ranges);

  return g_test_run ();
}
