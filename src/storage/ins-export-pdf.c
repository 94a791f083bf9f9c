/* The report: a plane as a picture, how it was recorded, what was measured.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "image/ins-measure-report.h"
#include "image/ins-report.h"
#include "scan/ins-measure-source.h"
#include "storage/ins-export-private.h"
#include "storage/ins-nde-measure.h"
#include "storage/ins-nde-words.h"

/* As people write it: with as many decimals as it has, in the user's own way. */
static char *
format (double value)
{
  guint n_decimals = 0;

  while (n_decimals < 6 &&
         fabs (value * pow (10, n_decimals) - round (value * pow (10, n_decimals))) > 1e-6)
    n_decimals++;

  return ins_number_format_typed (value, n_decimals);
}

static void
add_number (InsReport *report, const char *label, double value, const char *unit)
{
  g_autofree char *number = isfinite (value) ? format (value) : NULL;
  g_autofree char *text = number != NULL ? g_strdup_printf ("%s %s", number, unit) : NULL;

  ins_report_add_pair (report, label, text);
}

static const char *
choose (const char *wished, const char *written)
{
  return wished != NULL ? wished : written;
}

static void
add_file (InsReport *report, const InsExportPlane *plane)
{
  const InsExportWish *wish = plane->wish;
  g_auto (InsScanWords) words = { 0 };
  g_autofree char *name = g_filename_display_basename (ins_nde_file_get_path (plane->file));
  g_autofree char *what = ins_export_describe_plane (plane);

  ins_nde_file_get_words (plane->file, &words);
  ins_report_add_pair (report, _ ("Part"), choose (wish->part, words.part));
  ins_report_add_pair (report, _ ("Operator"), choose (wish->operator_name, words.operator_name));
  ins_report_add_pair (report, _ ("File"), name);
  ins_report_add_pair (report, _ ("Recorded"), ins_nde_file_get_created (plane->file));
  ins_report_add_pair (report, _ ("Program"), ins_nde_file_get_software (plane->file));
  ins_report_add_pair (report, _ ("Shown"), what);
  if ((wish->lacks & INS_REPORT_NO_NOTES) == 0)
    ins_report_add_pair (report, _ ("Notes"), choose (wish->notes, words.notes));
}

static void
add_axis (InsReport *report,
          const char *label,
          InsAxis axis,
          int sign,
          double start_mm,
          double step_mm,
          guint n)
{
  g_autofree char *from = format (start_mm);
  g_autofree char *to = format (start_mm + sign * step_mm * (n - 1.0));
  g_autofree char *step = format (step_mm);
  g_autofree char *text = g_strdup_printf (_ ("%c from %s to %s mm, %u pixels of %s mm"),
                                           INS_AXIS_LETTERS[axis], from, to, n, step);

  ins_report_add_pair (report, label, text);
}

static void
add_scan (InsReport *report, const InsExportPlane *plane)
{
  const InsScanGrid *grid = plane->grid;
  const InsRecipe *recipe = ins_nde_file_get_recipe (plane->file);
  const InsTiming *timing = ins_nde_file_get_timing (plane->file);
  g_autofree char *lines = g_strdup_printf (
      _ ("%u of %u"), ins_nde_file_get_n_lines_done (plane->file), grid->n_rows);

  ins_report_add_heading (report, _ ("Scan"));
  add_axis (report, _ ("Scan axis"), grid->scan_axis, grid->scan_sign,
            ins_scan_grid_get_scan_mm (grid, 0), grid->scan_step_mm, grid->n_columns);
  add_axis (report, _ ("Index axis"), grid->index_axis, grid->index_sign,
            ins_scan_grid_get_index_mm (grid, 0), grid->index_step_mm, grid->n_rows);
  add_number (report, _ ("Speed"), recipe->speed_mm_s, "mm/s");
  ins_report_add_pair (report, _ ("Lines recorded"), lines);
  add_number (report, _ ("Sample rate"), timing->sample_rate_hz / 1e6, "MHz");
  add_number (report, _ ("Samples per A-scan"), timing->n_samples, "");
  add_number (report, _ ("Pulse to first sample"), timing->delay_s * 1e6, "µs");
  add_number (report, _ ("Pulses"), timing->prf_hz, "Hz");
  add_number (report, _ ("Averages"), recipe->averages, "");
  add_number (report, _ ("Probe frequency"), recipe->probe_frequency_hz / 1e6, "MHz");
  add_number (report, _ ("Velocity in the couplant"), recipe->couplant_velocity_m_s, "m/s");
  add_number (report, _ ("Velocity in the part"), recipe->velocity_m_s, "m/s");
  ins_report_add_pair (report, _ ("Devices"), ins_nde_file_get_devices (plane->file));
}

static void
add_gate (InsReport *report, const InsRecipe *recipe, const InsGate *gate)
{
  static const char *const polarities[] = { [INS_POLARITY_ABSOLUTE] = N_ ("both"),
                                            [INS_POLARITY_POSITIVE] = N_ ("positive"),
                                            [INS_POLARITY_NEGATIVE] = N_ ("negative") };
  g_autofree char *start = format (gate->start_s * 1e6);
  g_autofree char *length = format (gate->length_s * 1e6);
  g_autofree char *threshold = format (gate->threshold_percent);
  g_autofree char *anchor = gate->anchor == INS_ANCHOR_PULSE
                                ? g_strdup (_ ("pulse"))
                                : g_strdup_printf (gate->anchor == INS_ANCHOR_PEAK
                                                       ? _ ("peak in %s")
                                                       : _ ("crossing in %s"),
                                                   recipe->gates[gate->anchor_gate].name);

  ins_report_add_row (report, (const char *[]){ gate->name, anchor, start, length, threshold,
                                                _ (polarities[gate->polarity]), NULL });
}

static void
add_gates (InsReport *report, const InsExportPlane *plane)
{
  const InsRecipe *recipe = ins_nde_file_get_recipe (plane->file);

  ins_report_add_heading (report, _ ("Gates"));
  ins_report_add_table (report, (const char *[]){ _ ("Gate"), _ ("From"), _ ("Start (µs)"),
                                                  _ ("Length (µs)"), _ ("Threshold (%)"),
                                                  /* Translators: of an echo */
                                                  _ ("Polarity"), NULL });
  for (guint i = 0; i < recipe->n_gates; i++)
    add_gate (report, recipe, &recipe->gates[i]);
}

/* Of what is shown, holes apart. */
static void
add_statistics (InsReport *report, const InsPicture *picture, gsize n_values)
{
  double sum = 0.0, least = INFINITY, greatest = -INFINITY;
  g_autofree char *count = NULL;
  gsize n = 0;

  for (gsize i = 0; i < n_values; i++)
    if (isfinite (picture->values[i]))
      {
        n++;
        sum += (double)picture->values[i];
        least = fmin (least, (double)picture->values[i]);
        greatest = fmax (greatest, (double)picture->values[i]);
      }
  count = g_strdup_printf (_ ("%zu of %zu"), n, n_values);
  ins_report_add_heading (report, _ ("Values"));
  ins_report_add_pair (report, _ ("Pixels with a value"), count);
  if (n == 0)
    return;
  add_number (report, _ ("Least"), round (least * 1e3) / 1e3, picture->unit);
  add_number (report, _ ("Greatest"), round (greatest * 1e3) / 1e3, picture->unit);
  add_number (report, _ ("Mean"), round (sum / (double)n * 1e3) / 1e3, picture->unit);
}

static void
add_tables (InsReport *report, const GPtrArray *tables)
{
  for (guint i = 0; tables != NULL && i < tables->len; i++)
    {
      const InsExportTable *table = g_ptr_array_index (tables, i);

      ins_report_add_heading (report, table->title);
      ins_report_add_table (report, (const char *const *)table->columns);
      for (guint row = 0; row < table->rows->len; row++)
        ins_report_add_row (report, g_ptr_array_index (table->rows, row));
    }
}

/* What was measured on the picture and kept in the file, as it comes to now. */
static void
add_measure_table (InsReport *report, const InsMeasureTable *table, const char *title)
{
  guint n_rows = ins_measure_table_get_n_rows (table);

  ins_report_add_heading (report, title);
  for (guint row = 0; row < n_rows; row++)
    {
      g_autofree const char **cells = g_new0 (const char *, table->n_columns + 1);

      for (guint column = 0; column < table->n_columns; column++)
        cells[column] = ins_measure_table_get (table, row, column);
      if (row == 0)
        ins_report_add_table (report, cells);
      else
        ins_report_add_row (report, cells);
    }
}

static void
add_measures (InsReport *report, InsNdeFile *file)
{
  g_autoptr (InsKeyFile) saved = ins_nde_file_dup_measures (file, NULL);
  g_autoptr (GPtrArray) all = saved != NULL ? ins_measure_read_all (saved, NULL) : NULL;
  g_autoptr (InsCscan) cscan = NULL;
  g_autoptr (InsMeasureTable) figures = ins_measure_table_new_figures ();
  g_autoptr (GPtrArray)
      rows = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_measure_table_free);
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();

  if (all == NULL || all->len == 0)
    return;
  cscan = ins_nde_file_dup_cscan (file);
  for (guint i = 0; i < all->len; i++)
    {
      const InsMeasure *measure = g_ptr_array_index (all, i);
      g_autoptr (InsMeasureSource)
          source = ins_measure_source_new (cscan, ins_nde_file_get_recipe (file), measure, NULL);
      g_autoptr (InsMeasureResult)
          result = source != NULL
                       ? ins_measure_evaluate (measure, ins_measure_source_get_input (source), NULL)
                       : NULL;
      InsMeasureTable *table;

      if (result == NULL)
        continue;
      ins_measure_table_add_figures (figures, measure, result);
      table = ins_measure_table_new_rows (measure, result,
                                          ins_measure_source_get_input (source)->unit);
      if (table == NULL)
        continue;
      g_ptr_array_add (rows, table);
      g_ptr_array_add (titles, measure->name);
    }
  add_measure_table (report, figures, _ ("Measurements"));
  for (guint i = 0; i < rows->len; i++)
    add_measure_table (report, g_ptr_array_index (rows, i), g_ptr_array_index (titles, i));
}

/* A picture with all that it borrows. */
typedef struct
{
  InsPicture picture;
  char *subtitle;
  float *values, *states, *scaled;
} Figure;

typedef struct
{
  InsReport *report;
  Figure figures[2];
} Sheet;

static void
figure_clear (Figure *self)
{
  g_free (self->subtitle);
  g_free (self->values);
  g_free (self->states);
  g_free (self->scaled);
}

static void
sheet_clear (Sheet *self)
{
  g_clear_pointer (&self->report, ins_report_free);
  figure_clear (&self->figures[0]);
  figure_clear (&self->figures[1]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sheet, sheet_clear)

static void
fill_figure (Figure *self, const InsExportPlane *plane)
{
  ins_export_fill_picture (plane, &self->picture, &self->subtitle, &self->scaled);
  self->picture.title = NULL; /* stands above */
  self->picture.hides_scale_bar = (plane->wish->lacks & INS_REPORT_NO_SCALE_BAR) != 0;
}

static gboolean
add_second (Sheet *self, const InsExportPlane *plane, GError **error)
{
  const InsExportWish *wish = plane->wish;
  InsExportPlane second = { .file = plane->file, .wish = wish, .grid = plane->grid };
  Figure *figure = &self->figures[1];
  g_autofree char *what = NULL;

  if (wish->second_plane == NULL)
    return TRUE;
  figure->values = ins_export_find_plane (&second, wish->second_plane, wish->second_gate,
                                          &figure->states, error);
  if (figure->values == NULL)
    return FALSE;
  fill_figure (figure, &second);
  what = ins_export_describe_plane (&second);
  ins_report_add_heading (self->report, what);
  ins_report_add_picture (self->report, &figure->picture);
  add_statistics (self->report, &figure->picture, second.n_values);

  return TRUE;
}

static gboolean
fill_sheet (Sheet *self, const InsExportPlane *plane, GError **error)
{
  const InsRecipe *recipe = ins_nde_file_get_recipe (plane->file);
  const InsReportLack lacks = plane->wish->lacks;
  const char *title = recipe->name != NULL ? recipe->name : _ ("Scan");
  g_autofree char *foot = g_strdup_printf ("%s · %s · %s", title,
                                           ins_nde_file_get_created (plane->file),
                                           ins_nde_file_get_software (plane->file));

  self->report = ins_report_new (title, foot);
  fill_figure (&self->figures[0], plane);
  add_file (self->report, plane);
  if ((lacks & INS_REPORT_NO_PICTURE) == 0)
    ins_report_add_picture (self->report, &self->figures[0].picture);
  add_statistics (self->report, &self->figures[0].picture, plane->n_values);
  if (!add_second (self, plane, error))
    return FALSE;
  add_tables (self->report, plane->wish->tables);
  if ((lacks & INS_REPORT_NO_MEASUREMENTS) == 0)
    add_measures (self->report, plane->file);
  if ((lacks & INS_REPORT_NO_PARAMETERS) == 0)
    {
      add_gates (self->report, plane);
      add_scan (self->report, plane);
    }

  return TRUE;
}

GByteArray *
ins_export_pdf (const InsExportPlane *plane, GError **error)
{
  g_auto (Sheet) sheet = { 0 };

  if (!fill_sheet (&sheet, plane, error))
    return NULL;

  return ins_report_draw_pdf (sheet.report, ins_nde_file_get_software (plane->file), error);
}

cairo_surface_t *
ins_export_draw_report (InsNdeFile *file,
                        const InsExportWish *wish,
                        guint page,
                        double px_per_point,
                        guint *n_pages,
                        GError **error)
{
  InsExportPlane plane = { .file = file, .wish = wish, .grid = ins_nde_file_get_grid (file) };
  g_autofree float *states = NULL;
  g_autofree float *values = ins_export_find_plane (&plane, wish->plane, wish->gate, &states,
                                                    error);
  g_auto (Sheet) sheet = { 0 };
  cairo_surface_t *surface;
  cairo_t *cr;

  if (values == NULL || !fill_sheet (&sheet, &plane, error))
    return NULL;
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                        (int)ceil (INS_REPORT_WIDTH * px_per_point),
                                        (int)ceil (INS_REPORT_HEIGHT * px_per_point));
  cr = cairo_create (surface);
  cairo_scale (cr, px_per_point, px_per_point);
  *n_pages = ins_report_draw_page (sheet.report, page, cr);
  cairo_destroy (cr);

  return surface;
}
