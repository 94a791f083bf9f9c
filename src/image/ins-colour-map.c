/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <pthread.h>

#include "image/ins-colour-map.h"

#define MAX_STOPS 9

/* Even stops from 0 to 1, 0xRRGGBB. */
typedef struct
{
  const char *name;
  const char *title;
  gboolean is_grey, is_diverging;
  guint n_stops;
  guint32 stops[MAX_STOPS];
} Recipe;

static const Recipe recipes[] = {
  { "deep",
    N_ ("Deep"),
    FALSE,
    FALSE,
    9,
    { 0x130e36, 0x1c2362, 0x204181, 0x07678d, 0x118a94, 0x43ac84, 0x97c464, 0xdad95c, 0xfff19e } },
  { "grey", N_ ("Grey"), TRUE, FALSE, 2, { 0x000000, 0xffffff } },
  /* What technicians know from older instruments; not even in lightness. */
  { "rainbow",
    N_ ("Rainbow"),
    FALSE,
    FALSE,
    7,
    { 0x30123b, 0x2340d0, 0x18a8d8, 0x2fc04a, 0xe8d820, 0xe87010, 0xa81808 } },
  /* Blue and orange look different to every eye, and each side is even in lightness. */
  { "phase",
    N_ ("Phase"),
    FALSE,
    TRUE,
    9,
    { 0x0f2a55, 0x1f5596, 0x5d8fc6, 0xa9c6e2, 0xf4f4f2, 0xe3bc97, 0xc07c42, 0x82440f, 0x472103 } },
};

static const char *const names[] = { "deep", "grey", "rainbow", "phase", NULL };

G_STATIC_ASSERT (G_N_ELEMENTS (names) == G_N_ELEMENTS (recipes) + 1);

/* Written once by make_maps(), read-only afterwards. */
static InsColourMap maps[G_N_ELEMENTS (recipes)];
static pthread_once_t maps_once = PTHREAD_ONCE_INIT;

typedef struct
{
  double lightness, a, b;
} OkLab;

static double
linear_from_byte (guint32 byte)
{
  double value = (double)(byte & 0xff) / 255.0;

  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static guint32
byte_from_linear (double linear)
{
  double clamped = CLAMP (linear, 0.0, 1.0);
  double value = clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * pow (clamped, 1 / 2.4) - 0.055;

  return (guint32)lround (value * 255.0);
}

/* Björn Ottosson, "A perceptual color space for image processing", 2020. */
static OkLab
oklab_from_rgb (guint32 rgb)
{
  double red = linear_from_byte (rgb >> 16);
  double green = linear_from_byte (rgb >> 8);
  double blue = linear_from_byte (rgb);
  double l = cbrt (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  double m = cbrt (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  double s = cbrt (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);

  return (OkLab){ 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                  1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                  0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s };
}

static guint32
rgb_from_oklab (OkLab colour)
{
  double l = colour.lightness + 0.3963377774 * colour.a + 0.2158037573 * colour.b;
  double m = colour.lightness - 0.1055613458 * colour.a - 0.0638541728 * colour.b;
  double s = colour.lightness - 0.0894841775 * colour.a - 1.2914855480 * colour.b;

  l = l * l * l;
  m = m * m * m;
  s = s * s * s;

  return byte_from_linear (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) << 16 |
         byte_from_linear (-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) << 8 |
         byte_from_linear (-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
}

/* Half way between two colours of the same grey level is the mean of their bytes in every other
 * program, so grey is not taken through OkLab, which would clump its dark end. */
static guint32
mix_grey (guint32 from, guint32 to, double share)
{
  guint32 byte = (guint32)lround ((from & 0xff) * (1.0 - share) + (to & 0xff) * share);

  return byte << 16 | byte << 8 | byte;
}

static guint32
mix (guint32 from_rgb, guint32 to_rgb, double share)
{
  OkLab from = oklab_from_rgb (from_rgb);
  OkLab to = oklab_from_rgb (to_rgb);
  OkLab between = { from.lightness + share * (to.lightness - from.lightness),
                    from.a + share * (to.a - from.a), from.b + share * (to.b - from.b) };

  return rgb_from_oklab (between);
}

static void
make_map (InsColourMap *map, const Recipe *recipe)
{
  guint n_intervals = recipe->n_stops - 1;

  map->name = recipe->name;
  map->title = recipe->title;
  map->is_diverging = recipe->is_diverging;
  for (guint i = 0; i < INS_COLOUR_MAP_SIZE; i++)
    {
      double place = (double)i * n_intervals / (INS_COLOUR_MAP_SIZE - 1);
      guint interval = MIN ((guint)place, n_intervals - 1);
      guint32 from = recipe->stops[interval], to = recipe->stops[interval + 1];

      map->entries[i] = 0xff000000 | (recipe->is_grey ? mix_grey (from, to, place - interval)
                                                      : mix (from, to, place - interval));
    }
}

static void
make_maps (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (recipes); i++)
    make_map (&maps[i], &recipes[i]);
}

const char *const *
ins_colour_map_list (void)
{
  return names;
}

const InsColourMap *
ins_colour_map_get (const char *name)
{
  pthread_once (&maps_once, make_maps);
  for (guint i = 0; i < G_N_ELEMENTS (maps); i++)
    if (g_strcmp0 (maps[i].name, name) == 0)
      return &maps[i];

  return &maps[0];
}

void
ins_colour_map_apply (const InsColourMap *self,
                      const float *values,
                      gsize n,
                      float low,
                      float high,
                      guint32 *pixels)
{
  const float last = INS_COLOUR_MAP_SIZE - 1;
  float scale = last / (high - low);
  float half = 0.5f;

  /* An empty or senseless range shows the middle of the map. */
  if (!isfinite (scale) || !isfinite (low))
    {
      scale = 0.0f;
      low = 0.0f;
      half = INS_COLOUR_MAP_SIZE / 2;
    }

  /* Comparisons that are false for NaN, and no branch, so that compilers vectorise this. */
  for (gsize i = 0; i < n; i++)
    {
      float place = (values[i] - low) * scale + half;

      place = place > 0.0f ? place : 0.0f;
      place = place < last ? place : last;
      pixels[i] = values[i] > -INFINITY ? self->entries[(gint32)place] : 0;
    }
}

void
ins_colour_map_fill_blanks (guint32 *pixels, const guint32 *background, gsize n)
{
  for (gsize i = 0; i < n; i++)
    pixels[i] = pixels[i] != 0 ? pixels[i] : background[i];
}

/* ---- scale ------------------------------------------------------------------------------- */

/* 20 log10 (value), to 0.01 dB: exponent and a polynomial over the mantissa, so that a line of the
 * screen is vector code. */
static inline float
fast_db (float value)
{
  const float db_per_octave = 6.0205999f;
  union
  {
    float value;
    guint32 bits;
  } number = { value };
  float exponent = (float)((int)(number.bits >> 23 & 0xff) - 127), m;

  number.bits = (number.bits & 0x7fffff) | 0x3f800000;
  m = number.value;
  /* log2 over 1 to 2, to 0.0009 at most, its ends held so that it is continuous */
  m = -2.16417097f + m * (3.06469674f + m * (-1.05974591f + m * 0.15922014f));

  return (exponent + m) * db_per_octave;
}

/* The ends in decibels. */
static void
get_db_ends (const InsColouring *self, float *low, float *high)
{
  float top = fmaxf (fmaxf (self->low, self->high), 1e-30f), least = top * INS_COLOURING_DB_SPAN;

  *low = fast_db (fmaxf (self->low, least));
  *high = fast_db (fmaxf (self->high, least));
}

void
ins_colouring_apply (const InsColouring *self, float *values, gsize n, guint32 *pixels)
{
  float low = self->low, high = self->high;

  if (self->is_db)
    {
      get_db_ends (self, &low, &high);
      for (gsize i = 0; i < n; i++)
        {
          float positive = values[i] > 1e-30f ? values[i] : 1e-30f;

          values[i] = values[i] > -INFINITY ? fast_db (positive) : -INFINITY;
        }
    }
  if (self->is_inverted)
    ins_colour_map_apply (self->map, values, n, high, low, pixels);
  else
    ins_colour_map_apply (self->map, values, n, low, high, pixels);
}

double
ins_colouring_to_share (const InsColouring *self, double value)
{
  float low, high;

  if (!self->is_db)
    return (value - (double)self->low) / ((double)self->high - (double)self->low);
  get_db_ends (self, &low, &high);

  return (20 * log10 (fmax (value, 1e-30)) - (double)low) / ((double)high - (double)low);
}

double
ins_colouring_from_share (const InsColouring *self, double share)
{
  float low, high;

  if (!self->is_db)
    return (double)self->low + share * ((double)self->high - (double)self->low);
  get_db_ends (self, &low, &high);

  return pow (10, ((double)low + share * ((double)high - (double)low)) / 20);
}
