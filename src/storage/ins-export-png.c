/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <cairo.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "core/ins-number.h"
#include "image/ins-picture.h"
#include "storage/ins-export-private.h"

static cairo_status_t
on_write (void *closure, const unsigned char *data, unsigned int n)
{
  g_byte_array_append (closure, data, n);

  return CAIRO_STATUS_SUCCESS;
}

/* Amplitude always in the same colours: full screen height, doubled for peak to peak. */
static void
set_range (InsPicture *picture, const InsExportPlane *plane)
{
  const InsGate *gate = &ins_nde_file_get_recipe (plane->file)->gates[plane->gate];

  picture->low = picture->high = NAN;
  if (plane->kind == INS_PLANE_TOF)
    return;
  picture->low = gate->polarity == INS_POLARITY_NEGATIVE ? -100.0f : 0.0f;
  picture->high = gate->amplitude == INS_AMPLITUDE_PEAK_TO_PEAK ? 200.0f
                  : picture->low < 0.0f                         ? 0.0f
                                                                : 100.0f;
}

GByteArray *
ins_export_png (const InsExportPlane *plane, GError **error)
{
  const InsRecipe *recipe = ins_nde_file_get_recipe (plane->file);
  const InsScanGrid *grid = plane->grid;
  gboolean is_tof = plane->kind == INS_PLANE_TOF;
  g_autofree char *scan_step = ins_number_format (grid->scan_step_mm);
  g_autofree char *index_step = ins_number_format (grid->index_step_mm);
  g_autofree char *subtitle = NULL;
  g_autofree float *scaled = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  InsPicture picture = { .grid = grid,
                         .values = plane->values,
                         .colour_map = ins_colour_map_get (NULL),
                         .title = recipe->name,
                         .unit = is_tof ? "µs" : "%",
                         .is_simulated = ins_nde_file_is_simulated (plane->file) };
  cairo_surface_t *surface;
  cairo_status_t status;

  subtitle = g_strdup_printf (
      is_tof ? _ ("Gate %s, time of flight · %u × %u pixels of %s × %s mm · %s")
             : _ ("Gate %s, amplitude · %u × %u pixels of %s × %s mm · %s"),
      recipe->gates[plane->gate].name, grid->n_columns, grid->n_rows, scan_step, index_step,
      ins_nde_file_get_created (plane->file));
  picture.subtitle = subtitle;
  set_range (&picture, plane);
  if (is_tof)
    {
      scaled = g_new (float, plane->n_values);
      for (gsize i = 0; i < plane->n_values; i++)
        scaled[i] = plane->values[i] * 1e6f;
      picture.values = scaled;
    }

  surface = ins_picture_draw (&picture);
  status = cairo_surface_write_to_png_stream (surface, on_write, bytes);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO, _ ("The picture cannot be drawn: %s."),
                   cairo_status_to_string (status));
      return NULL;
    }

  return g_steal_pointer (&bytes);
}
