/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "cli/ins-cli.h"
#include "core/ins-number.h"
#include "storage/ins-import.h"

typedef struct
{
  char *output, *name, *order, *axes, *delimiter, *decimal;
  char *scan_step, *index_step, *scan_start, *index_start;
  char *sample_rate, *delay, *velocity, *zero, *full;
  int n_columns, n_header_lines, n_leading;
  gboolean is_serpentine, is_index_first;
} Options;

static void
options_clear (Options *self)
{
  char **texts[] = { &self->output,     &self->name,        &self->order,       &self->axes,
                     &self->delimiter,  &self->decimal,     &self->scan_step,   &self->index_step,
                     &self->scan_start, &self->index_start, &self->sample_rate, &self->delay,
                     &self->velocity,   &self->zero,        &self->full };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Numbers of a command line have a point under any locale. FALSE after a message. */
static gboolean
take_number (const char *option, const char *text, double factor, double *value)
{
  double number;

  if (text == NULL)
    return TRUE;
  if (!ins_number_parse (text, &number))
    {
      ins_cli_complain (_ ("--%s takes a number, not “%s”."), option, text);
      return FALSE;
    }
  *value = number * factor;

  return TRUE;
}

/* A step below 0 runs the other way. */
static gboolean
take_step (const char *option, const char *text, double *step_mm, int *sign)
{
  double value = *sign * *step_mm;

  if (!take_number (option, text, 1.0, &value))
    return FALSE;
  *step_mm = fabs (value);
  *sign = value < 0.0 ? -1 : 1;

  return TRUE;
}

static gboolean
take_axes (const char *text, InsVolume *volume)
{
  const char *letters = INS_AXIS_LETTERS, *scan, *index;

  if (text == NULL)
    return TRUE;
  scan = strlen (text) == 2 ? strchr (letters, g_ascii_toupper (text[0])) : NULL;
  index = strlen (text) == 2 ? strchr (letters, g_ascii_toupper (text[1])) : NULL;
  if (scan == NULL || index == NULL || scan == index)
    {
      ins_cli_complain (_ ("--axes takes scan and index axis, such as XY, not “%s”."), text);
      return FALSE;
    }
  volume->scan_axis = (InsAxis)(scan - letters);
  volume->index_axis = (InsAxis)(index - letters);

  return TRUE;
}

/* "rcs": the first dimension is the row, the second the column, the third the sample. */
static gboolean
take_order (const char *text, guint *order)
{
  static const char letters[] = "rcs";

  for (guint i = 0; text != NULL && i < 3; i++)
    {
      const char *found = strlen (text) == 3 ? strchr (text, letters[i]) : NULL;

      if (found == NULL)
        {
          ins_cli_complain (_ ("--order takes r, c and s (row, column, sample) in the order of the "
                               "dimensions, not “%s”."),
                            text);
          return FALSE;
        }
      order[i] = (guint)(found - text);
    }

  return TRUE;
}

static gboolean
take_format (const Options *options, InsCsvFormat *format)
{
  const char *delimiter = options->delimiter, *decimal = options->decimal;

  if (delimiter != NULL && (g_str_equal (delimiter, "tab") || g_str_equal (delimiter, "\\t")))
    delimiter = "\t";
  if (delimiter != NULL && (strlen (delimiter) != 1 || strchr (";,\t ", *delimiter) == NULL))
    {
      ins_cli_complain (_ ("--delimiter takes one of ; , tab or a blank, not “%s”."), delimiter);
      return FALSE;
    }
  if (decimal != NULL && (strlen (decimal) != 1 || strchr (".,", *decimal) == NULL))
    {
      ins_cli_complain (_ ("--decimal takes a point or a comma, not “%s”."), decimal);
      return FALSE;
    }
  if (delimiter != NULL)
    format->delimiter = *delimiter;
  if (decimal != NULL)
    format->decimal = *decimal;
  if (options->n_header_lines >= 0)
    format->n_header_lines = (guint)options->n_header_lines;
  if (options->n_leading >= 0)
    format->n_leading = (guint)options->n_leading;

  return TRUE;
}

static gboolean
take_all (const Options *options, InsImportOptions *to)
{
  InsVolume *volume = &to->volume;

  if (options->n_columns > 0)
    to->n_columns = (guint)options->n_columns;
  to->is_serpentine = to->is_serpentine || options->is_serpentine;
  to->is_index_first = options->is_index_first;
  if (options->name != NULL)
    volume->name = options->name;

  return take_format (options, &to->csv) && take_order (options->order, to->order) &&
         take_axes (options->axes, volume) &&
         take_step ("scan-step", options->scan_step, &volume->scan_step_mm, &volume->scan_sign) &&
         take_step ("index-step", options->index_step, &volume->index_step_mm,
                    &volume->index_sign) &&
         take_number ("scan-start", options->scan_start, 1.0, &volume->scan_start_mm) &&
         take_number ("index-start", options->index_start, 1.0, &volume->index_start_mm) &&
         take_number ("sample-rate", options->sample_rate, 1e6, &volume->sample_rate_hz) &&
         take_number ("delay", options->delay, 1e-6, &volume->delay_s) &&
         take_number ("velocity", options->velocity, 1.0, &volume->velocity_m_s) &&
         take_number ("zero", options->zero, 1.0, &to->zero) &&
         take_number ("full", options->full, 1.0, &to->full);
}

static InsCliStatus
import (const char *path, const Options *options)
{
  g_autoptr (InsImport) self = NULL;
  GError *error = NULL;
  InsImportOptions wish;

  self = ins_import_open (path, &error);
  if (self == NULL)
    return ins_cli_fail (error);
  ins_import_get_options (self, &wish);
  if (!take_all (options, &wish))
    return INS_CLI_WRONG;
  if (!ins_import_set_options (self, &wish, ins_cli_get_cancellable (), &error) ||
      !ins_import_write (self, options->output, FALSE, NULL, NULL, ins_cli_get_cancellable (),
                         &error))
    return ins_cli_fail (error);
  g_print ("%s: %u lines of %u A-scans of %u samples\n", options->output, wish.volume.n_rows,
           wish.volume.n_columns, wish.volume.n_samples);
  g_print ("100 %% = %g, zero line = %g\n", wish.full, wish.zero);

  return INS_CLI_DONE;
}

static char **
parse (char **argv, Options *o)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output, N_ ("Scan file to write"),
      N_ ("OUT.nde") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &o->name, N_ ("Name of the scan"), N_ ("TEXT") },
    { "columns", 0, 0, G_OPTION_ARG_INT, &o->n_columns, N_ ("A-scans of one line"), N_ ("N") },
    { "order", 0, 0, G_OPTION_ARG_STRING, &o->order,
      N_ ("Dimensions of an array: r row, c column, s sample; default rcs"), N_ ("{rcs|...}") },
    { "serpentine", 0, 0, G_OPTION_ARG_NONE, &o->is_serpentine,
      N_ ("Every other line stands there from its end"), NULL },
    { "index-first", 0, 0, G_OPTION_ARG_NONE, &o->is_index_first,
      N_ ("A-scans that follow each other lie along the index axis"), NULL },
    { "axes", 0, 0, G_OPTION_ARG_STRING, &o->axes, N_ ("Scan and index axis, default XY"),
      N_ ("XY") },
    { "scan-step", 0, 0, G_OPTION_ARG_STRING, &o->scan_step, N_ ("From pixel to pixel"),
      N_ ("MM") },
    { "index-step", 0, 0, G_OPTION_ARG_STRING, &o->index_step, N_ ("From line to line"),
      N_ ("MM") },
    { "scan-start", 0, 0, G_OPTION_ARG_STRING, &o->scan_start, N_ ("First pixel"), N_ ("MM") },
    { "index-start", 0, 0, G_OPTION_ARG_STRING, &o->index_start, N_ ("First line"), N_ ("MM") },
    { "sample-rate", 0, 0, G_OPTION_ARG_STRING, &o->sample_rate, N_ ("Of the A-scans"),
      N_ ("MHZ") },
    { "delay", 0, 0, G_OPTION_ARG_STRING, &o->delay, N_ ("From the pulse to the first sample"),
      N_ ("US") },
    { "velocity", 0, 0, G_OPTION_ARG_STRING, &o->velocity, N_ ("Of sound in the part"),
      N_ ("M/S") },
    { "zero", 0, 0, G_OPTION_ARG_STRING, &o->zero, N_ ("Number at the zero line, default 0"),
      N_ ("NUMBER") },
    { "full", 0, 0, G_OPTION_ARG_STRING, &o->full,
      N_ ("Distance from it at 100 %, default just above the greatest"), N_ ("NUMBER") },
    { "delimiter", 0, 0, G_OPTION_ARG_STRING, &o->delimiter, N_ ("Between columns of a table"),
      N_ ("{;|,|tab}") },
    { "decimal", 0, 0, G_OPTION_ARG_STRING, &o->decimal, N_ ("Decimal sign of a table"),
      N_ ("{.|,}") },
    { "header-lines", 0, 0, G_OPTION_ARG_INT, &o->n_header_lines, N_ ("Of a table"), N_ ("N") },
    { "leading-columns", 0, 0, G_OPTION_ARG_INT, &o->n_leading, N_ ("Before the samples"),
      N_ ("N") },
    { NULL },
  };

  return ins_cli_parse (
      argv, _ ("FILE.{csv,txt,npy} -o OUT.nde"),
      _ ("Makes a scan file of a table of A-scans or a NumPy array. What is not said is guessed."),
      entries, FALSE, 1, 1);
}

InsCliStatus
ins_cli_import (char **argv)
{
  g_auto (Options) options = { .n_columns = 0, .n_header_lines = -1, .n_leading = -1 };
  g_auto (GStrv) arguments = parse (argv, &options);

  if (arguments == NULL)
    return INS_CLI_WRONG;
  if (options.output == NULL)
    {
      ins_cli_complain (_ ("Say by -o which file to write."));
      return INS_CLI_WRONG;
    }

  return import (arguments[0], &options);
}
