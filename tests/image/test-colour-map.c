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

/* A person tells them from every colour of every map: 24 of 255 in some channel. */
static void
test_reserved_colours (void)
{
  const guint32 reserved[] = { INS_COLOUR_NO_ECHO, INS_COLOUR_NO_INTERFACE, INS_COLOUR_SATURATED };
  const char *const *names = ins_colour_map_list ();

  for (guint i = 0; names[i] != NULL; i++)
    for (guint k = 0; k < G_N_ELEMENTS (reserved); k++)
      for (guint e = 0; e < INS_COLOUR_MAP_SIZE; e++)
        {
          guint32 entry = ins_colour_map_get (names[i])->entries[e];
          int most = 0;

          for (int shift = 0; shift < 24; shift += 8)
            most = MAX (most,
                        ABS ((int)(entry >> shift & 0xff) - (int)(reserved[k] >> shift & 0xff)));
          g_assert_cmpint (most, >=, 24);
        }
}

/* Lightest in the middle, as dark at one end as at the other, even on both sides. */
static void
test_diverging (void)
{
  const InsColourMap *map = ins_colour_map_get ("phase");
  const int middle = INS_COLOUR_MAP_SIZE / 2, n = INS_COLOUR_MAP_SIZE;

  g_assert_true (map->is_diverging);
  g_assert_false (ins_colour_map_get ("deep")->is_diverging);
  for (int i = 16; i < middle; i++)
    {
      g_assert_cmpfloat (luminance (map->entries[i]), >, luminance (map->entries[i - 16]));
      g_assert_cmpfloat (luminance (map->entries[n - 1 - i]), >,
                         luminance (map->entries[n - 1 - i + 16]));
    }
  for (int i = 0; i < middle; i++)
    g_assert_cmpfloat_with_epsilon (luminance (map->entries[i]),
                                    luminance (map->entries[n - 1 - i]), 0.06);
}

static guint32
colour_at (const InsColouring *colouring, double value)
{
  float values[1] = { (float)value };
  guint32 pixel;

  ins_colouring_apply (colouring, values, 1, &pixel);

  return pixel;
}

static int
entry_of (const InsColourMap *map, guint32 pixel)
{
  for (int i = 0; i < INS_COLOUR_MAP_SIZE; i++)
    if (map->entries[i] == pixel)
      return i;

  return -1;
}

/* Grey has 256 steps of 4 entries: a colour says the place on the scale to 0.4 %. */
static void
test_decibels (void)
{
  InsColouring colouring = { ins_colour_map_get ("grey"), 1, 100, FALSE, TRUE };

  for (double db = -40; db <= 0.01; db += 0.37)
    {
      int entry = entry_of (colouring.map, colour_at (&colouring, 100 * pow (10, db / 20)));

      g_assert_cmpfloat_with_epsilon (entry / 1023.0, (db + 40) / 40, 0.006);
      g_assert_cmpfloat_with_epsilon (ins_colouring_to_share (&colouring, 100 * pow (10, db / 20)),
                                      (db + 40) / 40, 0.002);
    }
  g_assert_cmpfloat_with_epsilon (ins_colouring_from_share (&colouring, 0.5), 10, 0.02);
  /* what has no logarithm has the first colour; no data has none */
  g_assert_cmphex (colour_at (&colouring, 0), ==, colouring.map->entries[0]);
  g_assert_cmphex (colour_at (&colouring, -5), ==, colouring.map->entries[0]);
  g_assert_cmphex (colour_at (&colouring, (double)INS_NO_DATA), ==, 0);
  g_assert_cmphex (colour_at (&colouring, (double)NAN), ==, 0);
  /* from 0 on: 60 dB */
  colouring.low = 0;
  g_assert_cmpfloat_with_epsilon (ins_colouring_to_share (&colouring, 0.1), 0, 0.001);
  g_assert_cmpfloat_with_epsilon (ins_colouring_to_share (&colouring, 10), 40.0 / 60, 0.001);
}

static void
test_inverted (void)
{
  InsColouring plain = { ins_colour_map_get ("deep"), 20, 80, FALSE, FALSE }, turned = plain;

  turned.is_inverted = TRUE;
  for (double value = 0; value <= 100; value += 0.7)
    {
      int entry = entry_of (plain.map, colour_at (&plain, value));
      int other = entry_of (plain.map, colour_at (&turned, value));

      g_assert_cmpint (ABS (entry + other - (INS_COLOUR_MAP_SIZE - 1)), <=, 6);
    }
}

static void
test_fill_blanks (void)
{
  guint32 pixels[] = { 0, 0xff000001, 0, 0xffffffff, 0 };
  const guint32 ground[] = { 1, 2, 3, 4, 5 }, expected[] = { 1, 0xff000001, 3, 0xffffffff, 5 };

  ins_colour_map_fill_blanks (pixels, ground, G_N_ELEMENTS (pixels));
  for (guint i = 0; i < G_N_ELEMENTS (pixels); i++)
    g_assert_cmphex (pixels[i], ==, expected[i]);
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
  g_test_add_func ("/colour-map/reserved-colours", test_reserved_colours);
  g_test_add_func ("/colour-map/diverging", test_diverging);
  g_test_add_func ("/colour-map/decibels", test_decibels);
  g_test_add_func ("/colour-map/inverted", test_inverted);
  g_test_add_func ("/colour-map/fill-blanks", test_fill_blanks);

  return g_test_run ();
}
