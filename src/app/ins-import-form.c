/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/ins-convert-form.h"
#include "app/ins-import-form.h"

/* In the order of the lists. */
static const char delimiters[] = { ';', ',', '\t', ' ' };
static const char decimals[] = { '.', ',' };
static const char *const axes[] = { "X", "Y", "Z", "-X", "-Y", "-Z", NULL };
static const struct
{
  const char *name;
  guint order[3];
} orders[] = {
  { N_ ("row, column, sample"), { 0, 1, 2 } }, { N_ ("row, sample, column"), { 0, 2, 1 } },
  { N_ ("column, row, sample"), { 1, 0, 2 } }, { N_ ("column, sample, row"), { 2, 0, 1 } },
  { N_ ("sample, row, column"), { 1, 2, 0 } }, { N_ ("sample, column, row"), { 2, 1, 0 } },
};

typedef struct
{
  GtkWindow *window;
  InsImportOptions options; /* as guessed; its strings are not kept */
  InsImportFormDone done;
  gpointer data;
  GDestroyNotify free_data;

  InsChoice *delimiter, *decimal, *order, *scan_axis, *index_axis;
  InsField *header_lines, *leading, *columns;
  InsField *scan_step, *index_step, *scan_start, *index_start;
  InsField *sample_rate, *delay, *zero, *full;
  GtkCheckButton *serpentine, *index_first;
} Form;

static void
form_free (gpointer data)
{
  Form *self = data;

  if (self->free_data != NULL)
    self->free_data (self->data);
  g_free (self);
}

static guint
find_byte (const char *bytes, gsize n, char byte)
{
  const char *found = memchr (bytes, byte, n);

  return found != NULL ? (guint)(found - bytes) : 0;
}

static void
add_preview (GtkBox *column, InsImport *import)
{
  g_autofree char *text = ins_import_make_preview (import);
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_widget_set_size_request (scrolled, 560,
                               ins_import_get_kind (import) == INS_IMPORT_CSV ? 130 : 40);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_box_append (column, scrolled);
}

static void
add_table (Form *self, GtkBox *column)
{
  const InsCsvFormat *format = &self->options.csv;
  const char *delimiter_names[] = { ";", ",", _ ("Tab"), _ ("Blank"), NULL };
  static const char *const decimal_names[] = { ".", ",", NULL };

  self->delimiter = ins_convert_form_add_choice (
      column, _ ("Between columns"), delimiter_names,
      find_byte (delimiters, sizeof delimiters, format->delimiter));
  self->decimal = ins_convert_form_add_choice (
      column, _ ("Decimal sign"), decimal_names,
      find_byte (decimals, sizeof decimals, format->decimal));
  self->header_lines = ins_convert_form_add_field (column, _ ("Header lines"), "", 0, 1e6,
                                                   format->n_header_lines);
  self->leading = ins_convert_form_add_field (column, _ ("Columns before the samples"), "", 0, 1000,
                                              format->n_leading);
}

static void
add_order (Form *self, GtkBox *column)
{
  const char *names[G_N_ELEMENTS (orders) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    names[i] = _ (orders[i].name);
  self->order = ins_convert_form_add_choice (column, _ ("Dimensions"), names, 0);
}

static guint
get_axis_place (InsAxis axis, int sign)
{
  return (guint)axis + (sign < 0 ? INS_N_AXES : 0);
}

static void
add_raster (Form *self, GtkBox *column)
{
  const InsVolume *volume = &self->options.volume;

  self->scan_axis = ins_convert_form_add_choice (
      column, _ ("Scan axis"), axes, get_axis_place (volume->scan_axis, volume->scan_sign));
  self->scan_step = ins_convert_form_add_field (column, _ ("Scan step"), "mm", 1e-5, 1e3,
                                                volume->scan_step_mm);
  self->scan_start = ins_convert_form_add_field (column, _ ("First pixel at"), "mm", -1e4, 1e4,
                                                 volume->scan_start_mm);
  self->index_axis = ins_convert_form_add_choice (
      column, _ ("Index axis"), axes, get_axis_place (volume->index_axis, volume->index_sign));
  self->index_step = ins_convert_form_add_field (column, _ ("Index step"), "mm", 1e-5, 1e3,
                                                 volume->index_step_mm);
  self->index_start = ins_convert_form_add_field (column, _ ("First line at"), "mm", -1e4, 1e4,
                                                  volume->index_start_mm);
  self->sample_rate = ins_convert_form_add_field (column, _ ("Sample rate"), "MHz", 1e-6, 1e5,
                                                  volume->sample_rate_hz / 1e6);
  self->delay = ins_convert_form_add_field (column, _ ("Pulse to first sample"), "µs", 0, 1e7,
                                            volume->delay_s * 1e6);
  self->zero = ins_convert_form_add_field (column, _ ("Number at the zero line"), "", -1e12, 1e12,
                                           self->options.zero);
  self->full = ins_convert_form_add_field (
      column, _ ("Number at 100 % (empty: above the greatest)"), "", 1e-12, 1e12, (double)NAN);
}

static guint
get_count (InsField *field, guint otherwise)
{
  return field != NULL ? (guint)round (ins_convert_form_get (field, otherwise)) : otherwise;
}

static void
take_axis (InsChoice *choice, InsAxis *axis, int *sign)
{
  guint place = ins_choice_get_selected (choice);

  if (place >= 2 * INS_N_AXES)
    return;
  *axis = (InsAxis)(place % INS_N_AXES);
  *sign = place >= INS_N_AXES ? -1 : 1;
}

static void
take_options (const Form *self, InsImportOptions *to)
{
  InsVolume *volume = &to->volume;
  guint place;

  *to = self->options;
  if (self->delimiter != NULL)
    {
      place = ins_choice_get_selected (self->delimiter);
      to->csv.delimiter = place < sizeof delimiters ? delimiters[place] : ',';
      place = ins_choice_get_selected (self->decimal);
      to->csv.decimal = place < sizeof decimals ? decimals[place] : '.';
      to->csv.n_header_lines = get_count (self->header_lines, to->csv.n_header_lines);
      to->csv.n_leading = get_count (self->leading, to->csv.n_leading);
    }
  place = self->order != NULL ? ins_choice_get_selected (self->order) : 0;
  if (place < G_N_ELEMENTS (orders))
    memcpy (to->order, orders[place].order, sizeof to->order);
  to->n_columns = get_count (self->columns, to->n_columns);
  to->is_serpentine = gtk_check_button_get_active (self->serpentine);
  to->is_index_first = gtk_check_button_get_active (self->index_first);
  take_axis (self->scan_axis, &volume->scan_axis, &volume->scan_sign);
  take_axis (self->index_axis, &volume->index_axis, &volume->index_sign);
  volume->scan_step_mm = ins_convert_form_get (self->scan_step, volume->scan_step_mm);
  volume->index_step_mm = ins_convert_form_get (self->index_step, volume->index_step_mm);
  volume->scan_start_mm = ins_convert_form_get (self->scan_start, volume->scan_start_mm);
  volume->index_start_mm = ins_convert_form_get (self->index_start, volume->index_start_mm);
  volume->sample_rate_hz = ins_convert_form_get (self->sample_rate, 0.0) * 1e6;
  volume->delay_s = ins_convert_form_get (self->delay, 0.0) * 1e-6;
  to->zero = ins_convert_form_get (self->zero, 0.0);
  to->full = ins_convert_form_get (self->full, 0.0);
}

static void
on_begin (GtkButton *button, Form *self)
{
  InsImportOptions options;

  if (!ins_convert_form_check (self->window))
    return;
  take_options (self, &options);
  ins_convert_form_set_sentence (self->window, NULL);
  self->done (self->window, &options, self->data);
}

GtkWindow *
ins_import_form_new (GtkWindow *parent,
                     InsImport *import,
                     InsImportFormDone done,
                     gpointer data,
                     GDestroyNotify free_data)
{
  Form *self = g_new0 (Form, 1);
  GtkWidget *inner = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkBox *outer, *column = GTK_BOX (inner);

  self->done = done;
  self->data = data;
  self->free_data = free_data;
  ins_import_get_options (import, &self->options);
  self->window = ins_convert_form_new (parent, _ ("Import A-Scans"), _ ("_Import…"), &outer);
  add_preview (outer, import);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), inner);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scrolled, -1, 420);
  gtk_box_append (outer, scrolled);
  if (ins_import_get_kind (import) == INS_IMPORT_CSV)
    add_table (self, column);
  if (ins_import_get_rank (import) == 3)
    add_order (self, column);
  else
    self->columns = ins_convert_form_add_field (
        column, _ ("A-scans of one line"), "", 1, 1e7,
        self->options.n_columns > 0 ? self->options.n_columns : (double)NAN);
  self->serpentine = ins_convert_form_add_check (
      column, _ ("Every other line stands there from its end"), self->options.is_serpentine);
  self->index_first = ins_convert_form_add_check (
      column, _ ("A-scans that follow each other lie along the index axis"),
      self->options.is_index_first);
  gtk_widget_set_visible (GTK_WIDGET (self->index_first), ins_import_get_rank (import) != 3);
  add_raster (self, column);
  g_signal_connect (ins_convert_form_get_button (self->window), "clicked", G_CALLBACK (on_begin),
                    self);
  g_object_set_data_full (G_OBJECT (self->window), "ins-import-form", self, form_free);

  return self->window;
}
