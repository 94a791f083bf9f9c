/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <cairo.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "core/ins-number.h"
#include "storage/ins-export-private.h"
#include "storage/ins-nde-words.h"

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
  const InsGate *gate;

  picture->low = picture->high = NAN;
  if (plane->kind != INS_PLANE_AMPLITUDE)
    return;
  gate = &ins_nde_file_get_recipe (plane->file)->gates[plane->gate];
  picture->low = gate->polarity == INS_POLARITY_NEGATIVE ? -100.0f : 0.0f;
  picture->high = gate->amplitude == INS_AMPLITUDE_PEAK_TO_PEAK ? 200.0f
                  : picture->low < 0.0f                         ? 0.0f
                                                                : 100.0f;
}

char *
ins_export_describe_plane (const InsExportPlane *plane)
{
  const InsRecipe *recipe = ins_nde_file_get_recipe (plane->file);
  const char *gate = recipe->gates[plane->kind == INS_PLANE_DERIVED ? 0 : plane->gate].name;

  switch (plane->kind)
    {
    case INS_PLANE_STATUS:
      return g_strdup_printf (_ ("Gate %s, states"), gate);
    case INS_PLANE_DERIVED:
      return g_strdup (recipe->planes[plane->gate].name);
    case INS_PLANE_ALARMS:
      return g_strdup (_ ("Alarms"));
    case INS_PLANE_TOF:
      return g_strdup_printf (_ ("Gate %s, time of flight"), gate);
    case INS_PLANE_REGISTRATION:
      return g_strdup (_ ("Registration uncertainty"));
    case INS_PLANE_PULSES:
      return g_strdup (_ ("Pulses per pixel"));
    case INS_PLANE_AMPLITUDE:
    default:
      return g_strdup_printf (_ ("Gate %s, amplitude"), gate);
    }
}

static char *
make_subtitle (const InsExportPlane *plane)
{
  const InsScanGrid *grid = plane->grid;
  g_autofree char *scan_step = ins_number_format (grid->scan_step_mm);
  g_autofree char *index_step = ins_number_format (grid->index_step_mm);
  g_autofree char *what = ins_export_describe_plane (plane);

  return g_strdup_printf (_ ("%s · %u × %u pixels of %s × %s mm · %s"), what, grid->n_columns,
                          grid->n_rows, scan_step, index_step,
                          ins_nde_file_get_created (plane->file));
}

void
ins_export_fill_picture (const InsExportPlane *plane,
                         InsPicture *picture,
                         char **subtitle,
                         float **scaled)
{
  static const char *const units[INS_PLANE_N_KINDS] = { "%", "µs", "µm", "" };
  const char *unit = g_str_equal (plane->unit, "1") ? "" : plane->unit;

  *picture = (InsPicture){ .grid = plane->grid,
                           .values = plane->values,
                           .states = plane->states,
                           .colour_map = ins_colour_map_get (NULL),
                           .title = ins_nde_file_get_recipe (plane->file)->name,
                           .unit = plane->kind < INS_PLANE_N_KINDS ? units[plane->kind] : unit,
                           .is_simulated = ins_nde_file_is_simulated (plane->file) };
  picture->subtitle = *subtitle = make_subtitle (plane);
  set_range (picture, plane);
  if (plane->kind != INS_PLANE_TOF)
    return;
  *scaled = g_new (float, plane->n_values);
  for (gsize i = 0; i < plane->n_values; i++)
    (*scaled)[i] = plane->values[i] * 1e6f;
  picture->values = *scaled;
}

/* With the part's number, because a picture is passed on alone. */
static char *
make_title (const InsExportPlane *plane)
{
  const char *name = ins_nde_file_get_recipe (plane->file)->name;
  g_auto (InsScanWords) words = { 0 };

  ins_nde_file_get_words (plane->file, &words);
  if (words.part == NULL)
    return g_strdup (name);

  return g_strdup_printf ("%s · %s", name, words.part);
}

GByteArray *
ins_export_png (const InsExportPlane *plane, GError **error)
{
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree float *scaled = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  InsPicture picture;
  cairo_surface_t *surface;
  cairo_status_t status;

  ins_export_fill_picture (plane, &picture, &subtitle, &scaled);
  title = make_title (plane);
  picture.title = title;
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
