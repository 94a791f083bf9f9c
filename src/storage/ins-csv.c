/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "storage/ins-csv.h"

/* What a scan file can hold, about: more is not a table of A-scans. */
#define MOST_ASCANS (1u << 24)
#define MOST_SAMPLES (1u << 20)

#define LINES_PER_LOOK 1000 /* at the cancellable */

struct _InsCsv
{
  const char *bytes, *end;
  InsCsvFormat format;
  GArray *lines; /* guint64: where each begins */
  guint n_samples;
  double least, greatest;
  gboolean is_whole;
};

const char *
ins_csv_find_line_end (const char *at, const char *end)
{
  const char *found = memchr (at, '\n', (gsize)(end - at));

  return found != NULL ? found : end;
}

static gboolean
is_digit (const char *at, const char *end)
{
  return at < end && *at >= '0' && *at <= '9';
}

/* Digits, at most one decimal sign; the number as a whole one and how many decimals it has. */
static const char *
parse_digits (const char *at, const char *end, char decimal, double *number, int *n_decimals)
{
  gboolean has_decimal = FALSE;

  *number = 0.0;
  *n_decimals = 0;
  for (; at < end; at++)
    {
      if (is_digit (at, end))
        {
          *number = *number * 10.0 + (*at - '0');
          *n_decimals += has_decimal;
        }
      else if (*at == decimal && !has_decimal)
        has_decimal = TRUE;
      else
        break;
    }

  return at;
}

static const char *
parse_exponent (const char *at, const char *end, int *exponent)
{
  const char *from = at + 1;
  gboolean is_negative = from < end && *from == '-';
  int sum = 0;

  if (at >= end || (*at != 'e' && *at != 'E'))
    return at;
  if (from < end && (*from == '-' || *from == '+'))
    from++;
  if (!is_digit (from, end))
    return at;
  for (; is_digit (from, end); from++)
    sum = MIN (sum * 10 + (*from - '0'), 10000);
  *exponent = is_negative ? -sum : sum;

  return from;
}

/* Where the number that begins at @at ends; @at itself if there is none. */
static const char *
parse_number (const char *at, const char *end, char decimal, double *value)
{
  const char *from = at;
  gboolean is_negative = from < end && *from == '-';
  int n_decimals, exponent = 0;
  double number;

  if (from < end && (*from == '-' || *from == '+'))
    from++;
  if (end - from >= 3 && g_ascii_strncasecmp (from, "nan", 3) == 0)
    {
      *value = (double)NAN;
      return from + 3;
    }
  if (!is_digit (from, end) && !(from < end && *from == decimal && is_digit (from + 1, end)))
    return at;
  from = parse_digits (from, end, decimal, &number, &n_decimals);
  from = parse_exponent (from, end, &exponent);
  exponent -= n_decimals;
  if (exponent < 0)
    number = exponent < -300 ? number / pow (10, 300) / pow (10, -300 - exponent)
                             : number / pow (10, -exponent);
  else if (exponent > 0 && number > 0.0)
    number *= pow (10, exponent);
  *value = is_negative ? -number : number;

  return from;
}

static gboolean
is_blank (char byte)
{
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '"';
}

gboolean
ins_csv_split (const InsCsvFormat *format, const char **at, const char *end, double *value)
{
  const char *from = *at, *after;
  gboolean good = TRUE;

  *value = (double)NAN;
  while (from < end && is_blank (*from) && *from != format->delimiter)
    from++;
  if (format->delimiter == ' ')
    while (from < end && is_blank (*from))
      from++;
  after = parse_number (from, end, format->decimal, value);
  while (after < end && is_blank (*after) && *after != format->delimiter)
    after++;
  if (after < end && *after != format->delimiter)
    {
      good = FALSE;
      after = memchr (after, format->delimiter, (gsize)(end - after));
      after = after != NULL ? after : end;
    }
  if (isinf (*value))
    good = FALSE;
  /* blanks at the end of a line are not another field */
  if (format->delimiter == ' ')
    while (after + 1 < end && is_blank (after[1]))
      after++;
  *at = after < end ? after + 1 : end;

  return good;
}

static gboolean
fail (GError **error, guint64 line, const char *reason)
{
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT, _ ("Line %llu: %s"),
               (unsigned long long)line, reason);

  return FALSE;
}

static gboolean
is_empty (const char *at, const char *end)
{
  while (at < end && is_blank (*at))
    at++;

  return at == end;
}

/* Fields up to the last that is not empty. */
static guint
count_fields (const InsCsvFormat *format, const char *at, const char *end)
{
  guint n = 0, last = 0;
  double value;

  while (at < end && n <= MOST_SAMPLES + format->n_leading)
    {
      n++;
      if (!ins_csv_split (format, &at, end, &value) || !isnan (value))
        last = n;
    }

  return last;
}

static gboolean
look_at_line (InsCsv *self, const char *at, const char *end, guint64 number, GError **error)
{
  const char *from = at;
  guint64 begins = (guint64)(at - self->bytes);
  guint n_fields = self->format.n_leading + self->n_samples;

  for (guint i = 0; i < n_fields || from < end; i++)
    {
      double value = (double)NAN;

      if (from < end && !ins_csv_split (&self->format, &from, end, &value))
        return fail (error, number,
                     _ ("there is something that is not a number. Check delimiter, decimal sign "
                        "and header lines."));
      if (isnan (value) || i < self->format.n_leading)
        continue;
      if (i >= n_fields)
        return fail (error, number, _ ("there are more columns than in the first row."));
      self->least = fmin (self->least, value);
      self->greatest = fmax (self->greatest, value);
      self->is_whole = self->is_whole && value == floor (value);
    }
  g_array_append_val (self->lines, begins);
  if (self->lines->len <= MOST_ASCANS)
    return TRUE;

  return fail (error, number, _ ("there are more A-scans than a scan file holds (16.7 million)."));
}

static const char *
skip_header (const InsCsv *self)
{
  const char *at = self->bytes;

  for (guint i = 0; i < self->format.n_header_lines && at < self->end; i++)
    at = MIN (ins_csv_find_line_end (at, self->end) + 1, self->end);

  return at;
}

/* The first row says how many samples there are: it must not be a hole. */
static gboolean
look_at_all (InsCsv *self, GCancellable *cancellable, GError **error)
{
  guint64 number = self->format.n_header_lines;
  const char *at = skip_header (self), *line_end;

  for (; at < self->end; at = MIN (line_end + 1, self->end))
    {
      line_end = ins_csv_find_line_end (at, self->end);
      if (number++ % LINES_PER_LOOK == 0 &&
          g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (is_empty (at, line_end))
        continue;
      if (self->lines->len == 0)
        {
          guint n = count_fields (&self->format, at, line_end);

          self->n_samples = n > self->format.n_leading ? n - self->format.n_leading : 0;
          if (self->n_samples < 2 || self->n_samples > MOST_SAMPLES)
            return fail (error, number,
                         _ ("this is not an A-scan: between 2 and 1048576 samples are expected. "
                            "Check delimiter, header lines and columns before the samples."));
        }
      if (!look_at_line (self, at, line_end, number, error))
        return FALSE;
    }
  if (self->lines->len > 0)
    return TRUE;

  return fail (error, number, _ ("the file ends before the first A-scan."));
}

InsCsv *
ins_csv_new (const char *bytes,
             gsize n_bytes,
             const InsCsvFormat *format,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (InsCsv) self = g_new0 (InsCsv, 1);

  self->bytes = bytes;
  self->end = bytes + n_bytes;
  self->format = *format;
  self->lines = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->least = INFINITY;
  self->greatest = -INFINITY;
  self->is_whole = TRUE;
  if (!look_at_all (self, cancellable, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
ins_csv_free (InsCsv *self)
{
  g_array_unref (self->lines);
  g_free (self);
}

guint
ins_csv_get_n_ascans (const InsCsv *self)
{
  return self->lines->len;
}

guint
ins_csv_get_n_samples (const InsCsv *self)
{
  return self->n_samples;
}

gboolean
ins_csv_get_range (const InsCsv *self, double *least, double *greatest, gboolean *is_whole)
{
  *least = self->least;
  *greatest = self->greatest;
  *is_whole = self->is_whole;

  return self->least <= self->greatest;
}

void
ins_csv_read (const InsCsv *self, guint ascan, double *values)
{
  const char *at = self->bytes + g_array_index (self->lines, guint64, ascan);
  const char *end = ins_csv_find_line_end (at, self->end);
  guint n = self->format.n_leading + self->n_samples;

  for (guint i = 0; i < n; i++)
    {
      values[i] = (double)NAN;
      if (at < end)
        (void)ins_csv_split (&self->format, &at, end, &values[i]);
    }
}
