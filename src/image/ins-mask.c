/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <cairo.h>
#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "core/ins-error.h"
#include "image/ins-mask.h"

/* Signature, length and name of the first chunk, width, height. */
#define PNG_HEAD_BYTES 24

struct _InsMask
{
  gatomicrefcount ref_count;
  guint width, height;
  guint8 *bits; /* row after row without a gap */
};

static InsMask *
new_empty (guint width, guint height)
{
  InsMask *self;

  if (width == 0 || height == 0 || (guint64)width * height > INS_MASK_MAX_PIXELS)
    return NULL;
  self = g_new0 (InsMask, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->width = width;
  self->height = height;
  self->bits = g_new0 (guint8, ((gsize)width * height + 7) / 8);

  return self;
}

static void
set_bit (InsMask *self, gsize at)
{
  self->bits[at / 8] |= (guint8)(1u << at % 8);
}

static gboolean
get_bit (const InsMask *self, gsize at)
{
  return (self->bits[at / 8] >> at % 8 & 1) != 0;
}

InsMask *
ins_mask_new_from_pixels (guint width, guint height, const guint8 *wanted)
{
  InsMask *self = new_empty (width, height);

  for (gsize i = 0; self != NULL && i < (gsize)width * height; i++)
    if (wanted[i] != 0)
      set_bit (self, i);

  return self;
}

InsMask *
ins_mask_new_from_runs (guint width, guint height, const guint32 *runs, gsize n_runs)
{
  g_autoptr (InsMask) self = new_empty (width, height);
  gsize n_pixels = (gsize)width * height, at = 0;

  if (self == NULL)
    return NULL;
  for (gsize i = 0; i < n_runs; i++)
    {
      if (runs[i] > n_pixels - at)
        return NULL;
      for (gsize end = at + runs[i]; at < end; at++)
        if (i % 2 == 1)
          set_bit (self, at);
    }

  return at == n_pixels ? g_steal_pointer (&self) : NULL;
}

static void
set_png_error (const char *path, const char *why, GError **error)
{
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
               _ ("the picture %s cannot be read as a PNG file: %s."), path, why);
}

static guint32
get_big_endian (const guint8 *bytes)
{
  return (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
}

/* Before its pixels take memory. */
static gboolean
check_png (const char *path, GError **error)
{
  static const guint8 signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  guint8 head[PNG_HEAD_BYTES];
  FILE *file = fopen (path, "rbe");
  gsize n;

  if (file == NULL)
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO,
                   _ ("the picture %s cannot be opened: %s."), path, g_strerror (errno));
      return FALSE;
    }
  n = fread (head, 1, sizeof head, file);
  fclose (file);
  if (n != sizeof head || memcmp (head, signature, sizeof signature) != 0)
    {
      set_png_error (path, _ ("it does not begin as one"), error);
      return FALSE;
    }
  if ((guint64)get_big_endian (head + 16) * get_big_endian (head + 20) > INS_MASK_MAX_PIXELS)
    {
      set_png_error (path, _ ("it has more than 64 million pixels"), error);
      return FALSE;
    }

  return TRUE;
}

/* Premultiplied: what is transparent is black. */
static gboolean
is_white (guint32 pixel)
{
  return (pixel >> 16 & 0xff) + (pixel >> 8 & 0xff) + (pixel & 0xff) >= 3 * 128;
}

InsMask *
ins_mask_new_from_png (const char *path, GError **error)
{
  cairo_surface_t *picture = NULL, *plain = NULL;
  InsMask *self = NULL;
  cairo_t *cr;

  if (!check_png (path, error))
    return NULL;
  picture = cairo_image_surface_create_from_png (path);
  if (cairo_surface_status (picture) == CAIRO_STATUS_SUCCESS)
    self = new_empty ((guint)cairo_image_surface_get_width (picture),
                      (guint)cairo_image_surface_get_height (picture));
  if (self == NULL)
    {
      set_png_error (path, cairo_status_to_string (cairo_surface_status (picture)), error);
      cairo_surface_destroy (picture);
      return NULL;
    }

  /* whatever form its pixels have */
  plain = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)self->width, (int)self->height);
  cr = cairo_create (plain);
  cairo_set_source_surface (cr, picture, 0.0, 0.0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_flush (plain);
  for (guint y = 0; y < self->height; y++)
    {
      const guint8 *row = cairo_image_surface_get_data (plain) +
                          (gsize)y * (gsize)cairo_image_surface_get_stride (plain);

      for (guint x = 0; x < self->width; x++)
        {
          guint32 pixel;

          memcpy (&pixel, row + x * sizeof pixel, sizeof pixel);
          if (is_white (pixel))
            set_bit (self, (gsize)y * self->width + x);
        }
    }
  cairo_surface_destroy (plain);
  cairo_surface_destroy (picture);

  return self;
}

InsMask *
ins_mask_ref (InsMask *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
ins_mask_unref (InsMask *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->bits);
  g_free (self);
}

void
ins_mask_get_size (const InsMask *self, guint *width, guint *height)
{
  *width = self->width;
  *height = self->height;
}

gboolean
ins_mask_get (const InsMask *self, gint64 x, gint64 y)
{
  return x >= 0 && y >= 0 && x < self->width && y < self->height &&
         get_bit (self, (gsize)y * self->width + (gsize)x);
}

GArray *
ins_mask_get_runs (const InsMask *self)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (guint32));
  gsize n_pixels = (gsize)self->width * self->height;
  gboolean wanted = FALSE;

  for (gsize at = 0; at < n_pixels; wanted = !wanted)
    {
      guint32 run = 0;

      for (; at < n_pixels && get_bit (self, at) == wanted; at++)
        run++;
      g_array_append_val (runs, run);
    }

  return runs;
}
