/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>
#include <png.h>
#include <stdio.h>

#include "core/ins-error.h"
#include "devices/simulated/ins-sim-picture.h"

#define MAX_PIXELS (64u * 1024u * 1024u)
#define SIGMA_PER_WIDTH 0.42466 /* 1 / (2 sqrt (2 ln 2)) */
#define SIGMAS_KEPT 4.0

struct _InsSimPicture
{
  guint n_columns, n_rows; /* margin included */
  guint margin;            /* pixels around the picture that the beam reaches */
  double pixel_mm;
  gboolean smooth;
  float *map;
};

static gboolean
fail_png (const char *path, const char *why, GError **error)
{
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
               _ ("The picture “%s” cannot be read as a PNG file: %s."), path, why);

  return FALSE;
}

/* (out) (transfer full): 8 bit grey, as its values stand in the file */
static gboolean
read_png (const char *path, FILE *file, png_image *image, guint8 **pixels, GError **error)
{
  const png_color black = { 0, 0, 0 };

  if (!png_image_begin_read_from_stdio (image, file))
    return fail_png (path, image->message, error);
  if ((guint64)image->width * image->height > MAX_PIXELS)
    return fail_png (path, _ ("it has more than 64 million pixels"), error);

  image->format = PNG_FORMAT_GRAY;
  image->flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  *pixels = g_malloc (PNG_IMAGE_SIZE (*image));
  if (!png_image_finish_read (image, &black, *pixels, 0, NULL))
    return fail_png (path, image->message, error);

  return TRUE;
}

static void
set_open_error (const char *path, int number, GError **error)
{
  g_set_error (error, INS_DEVICE_ERROR,
               number == ENOENT   ? INS_DEVICE_ERROR_NOT_FOUND
               : number == EACCES ? INS_DEVICE_ERROR_PERMISSION
                                  : INS_DEVICE_ERROR_IO,
               _ ("There is no specimen “%s”: it is no built-in one (coin, blocks, resolution, "
                  "composite, package), and opening it as a picture failed: %s."),
               path, g_strerror (number));
}

/* Share of the beam that falls on the pixel @offset pixels away. */
static float *
make_kernel (double sigma_pixels, guint n_half)
{
  float *kernel = g_new (float, 2 * n_half + 1);
  double scale = 1.0 / (sigma_pixels * M_SQRT2);

  for (guint i = 0; i <= 2 * n_half; i++)
    {
      double offset = (double)i - n_half;

      kernel[i] = (float)(0.5 * (erf ((offset + 0.5) * scale) - erf ((offset - 0.5) * scale)));
    }

  return kernel;
}

/* One pass along rows or columns, from @from to @to. */
static void
smooth_line (const float *from, float *to, gsize stride, guint n, const float *kernel, guint n_half)
{
  for (guint i = 0; i < n; i++)
    {
      guint first = i > n_half ? i - n_half : 0, last = MIN (i + n_half, n - 1);
      float sum = 0.0f;

      for (guint j = first; j <= last; j++)
        sum += kernel[j + n_half - i] * from[j * stride];
      to[i * stride] = sum;
    }
}

static void
smooth (InsSimPicture *self, double sigma_pixels)
{
  g_autofree float *kernel = make_kernel (sigma_pixels, self->margin);
  g_autofree float *other = g_new (float, (gsize)self->n_columns * self->n_rows);

  for (guint row = 0; row < self->n_rows; row++)
    smooth_line (self->map + (gsize)row * self->n_columns, other + (gsize)row * self->n_columns, 1,
                 self->n_columns, kernel, self->margin);
  for (guint column = 0; column < self->n_columns; column++)
    smooth_line (other + column, self->map + column, self->n_columns, self->n_rows, kernel,
                 self->margin);
}

InsSimPicture *
ins_sim_picture_new (const char *path, double width_mm, double beam_mm, GError **error)
{
  g_autoptr (InsSimPicture) self = g_new0 (InsSimPicture, 1);
  g_autofree guint8 *pixels = NULL;
  png_image image = { .version = PNG_IMAGE_VERSION };
  FILE *file = fopen (path, "rbe");
  double sigma_pixels;
  gboolean read;

  if (file == NULL)
    {
      set_open_error (path, errno, error);
      return NULL;
    }
  read = read_png (path, file, &image, &pixels, error);
  png_image_free (&image);
  fclose (file);
  if (!read)
    return NULL;

  self->pixel_mm = width_mm / image.width;
  sigma_pixels = SIGMA_PER_WIDTH * beam_mm / self->pixel_mm;
  self->smooth = beam_mm > 0.0;
  self->margin = self->smooth ? (guint)ceil (SIGMAS_KEPT * sigma_pixels) + 1 : 0;
  self->n_columns = image.width + 2 * self->margin;
  self->n_rows = image.height + 2 * self->margin;
  if ((guint64)self->n_columns * self->n_rows > MAX_PIXELS)
    {
      fail_png (path, _ ("the beam is too wide for its pixels; make it smaller"), error);
      return NULL;
    }
  self->map = g_new0 (float, (gsize)self->n_columns * self->n_rows);
  for (guint row = 0; row < image.height; row++)
    for (guint column = 0; column < image.width; column++)
      self->map[(gsize)(row + self->margin) * self->n_columns + column + self->margin] =
          (float)pixels[(gsize)row * image.width + column] / 255.0f;
  if (self->smooth)
    smooth (self, sigma_pixels);

  return g_steal_pointer (&self);
}

void
ins_sim_picture_free (InsSimPicture *self)
{
  g_free (self->map);
  g_free (self);
}

static double
get_pixel (const InsSimPicture *self, double column, double row)
{
  if (!(column >= 0.0 && column < self->n_columns && row >= 0.0 && row < self->n_rows))
    return 0.0;

  return (double)self->map[(gsize)row * self->n_columns + (gsize)column];
}

double
ins_sim_picture_get (const InsSimPicture *self, double u_mm, double v_mm)
{
  double column = u_mm / self->pixel_mm + self->margin;
  double row = v_mm / self->pixel_mm + self->margin;
  double left, top, share_u, share_v;

  if (!self->smooth)
    return get_pixel (self, column, row);

  left = floor (column - 0.5);
  top = floor (row - 0.5);
  share_u = column - 0.5 - left;
  share_v = row - 0.5 - top;

  return (1.0 - share_v) * ((1.0 - share_u) * get_pixel (self, left, top) +
                            share_u * get_pixel (self, left + 1.0, top)) +
         share_v * ((1.0 - share_u) * get_pixel (self, left, top + 1.0) +
                    share_u * get_pixel (self, left + 1.0, top + 1.0));
}
