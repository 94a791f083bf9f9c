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
  const char *name;                     /* key for settings: "deep", "grey", "rainbow" */
  const char *title;                    /* N_() text for people */
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

/* Puts a background where there is no data: pixels that are 0 become those of @background. */
void ins_colour_map_fill_blanks (guint32 *pixels, const guint32 *background, gsize n);

G_END_DECLS
