/* ins-colour-map.h - values to colours, without ever changing the values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INS_COLOUR_MAP_SIZE 1024

/* A look-up table in Cairo's RGB24 order, even in lightness so that it also reads in grey. */
typedef struct
{
  const char *name;                     /* key for settings: "deep", "grey", "rainbow", "phase" */
  const char *title;                    /* N_() text for people */
  gboolean is_diverging;                /* its middle stands for 0: for values with a sign */
  guint32 entries[INS_COLOUR_MAP_SIZE]; /* 0xffRRGGBB */
} InsColourMap;

/* Names, NULL-terminated; the first is the default. */
const char *const *ins_colour_map_list (void);

/* The default map for an unknown or NULL name. Never freed; any thread. */
const InsColourMap *ins_colour_map_get (const char *name);

/**
 * ins_colour_map_apply:
 * @values: (array length=n): INS_NO_DATA or NaN for none
 * @low, @high: values of the first and last entry; low > high inverts
 * @pixels: (out caller-allocates) (array length=n): 0xffRRGGBB; 0 (transparent) where there is no
 * data
 */
void ins_colour_map_apply (const InsColourMap *self,
                           const float *values,
                           gsize n,
                           float low,
                           float high,
                           guint32 *pixels);

/* Colours of what is known but is no value; no map comes near one of them. */
#define INS_COLOUR_NO_ECHO 0xff613768      /* nothing over the threshold */
#define INS_COLOUR_NO_INTERFACE 0xffa8479f /* the echo that the gate follows is missing */
#define INS_COLOUR_SATURATED 0xffff5fd8    /* the echo was larger than the card's range */

/* How a plane looks; its values stay what they are. Plain value. */
typedef struct
{
  const InsColourMap *map;
  float low, high;      /* values of the first and the last colour */
  gboolean is_inverted; /* the last colour first */
  gboolean is_db;       /* even steps of colour for even decibels: for amplitudes > 0 */
} InsColouring;

/* Least amplitude of a scale in decibels, as a part of its greatest: 60 dB below. */
#define INS_COLOURING_DB_SPAN 1e-3f

/**
 * ins_colouring_apply:
 * @values: (inout) (array length=n): INS_NO_DATA or NaN for none; scratch afterwards
 *
 * ins_colour_map_apply() with all that a person can choose.
 */
void ins_colouring_apply (const InsColouring *self, float *values, gsize n, guint32 *pixels);

/* Where on the scale a value lies, 0 (low) to 1 (high), and back. */
double ins_colouring_to_share (const InsColouring *self, double value);
double ins_colouring_from_share (const InsColouring *self, double share);

/* Puts a background where there is no data: pixels that are 0 become those of @background. */
void ins_colour_map_fill_blanks (guint32 *pixels, const guint32 *background, gsize n);

G_END_DECLS
