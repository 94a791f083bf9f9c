/* ins-csv-guess.c - what a table of A-scans looks like, from its first lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "storage/ins-csv.h"

/* How much is looked at. */
#define MOST_LINES 64
#define MOST_BYTES (4u << 20)
#define MOST_HINT_LINES 200000u

/* Less than that in a row is more likely a header. */
#define LEAST_SAMPLES 4

typedef struct
{
  const char *at, *end;
} Line;

/* Whole lines only, but for a file of one piece. */
static guint
split_lines (const char *bytes, gsize n_bytes, Line *lines)
{
  const char *at = bytes, *end = bytes + MIN (n_bytes, MOST_BYTES);
  guint n = 0;

  while (n < MOST_LINES && at < end)
    {
      const char *line_end = ins_csv_find_line_end (at, end);

      if (line_end == end && n_bytes > MOST_BYTES && n > 0)
        break;
      lines[n].at = at;
      lines[n++].end = line_end;
      at = MIN (line_end + 1, end);
    }

  return n;
}

/* Fields, and how many of them are numbers or, behind the first number, empty. */
static void
count (const InsCsvFormat *format, const Line *line, guint *n_fields, guint *n_numbers)
{
  const char *at = line->at;
  double value;

  *n_fields = *n_numbers = 0;
  while (at < line->end)
    {
      gboolean good = ins_csv_split (format, &at, line->end, &value);

      (*n_fields)++;
      *n_numbers += good && (!isnan (value) || *n_numbers > 0);
    }
}

/* From which line on all have the same number of columns, all of them numbers. The last line of the
 * file may be empty. Returns the columns, 0 if there is no such table. */
static guint
find_table (const InsCsvFormat *format, const Line *lines, guint n_lines, guint *first)
{
  guint n_columns = 0;

  *first = n_lines;
  for (guint i = n_lines; i-- > 0;)
    {
      guint n_fields, n_numbers;

      count (format, &lines[i], &n_fields, &n_numbers);
      if (n_fields <= 1 && n_columns == 0)
        continue;
      if (n_numbers != n_fields || (n_columns > 0 && n_fields != n_columns))
        break;
      n_columns = n_fields;
      *first = i;
    }
  /* rows of another length are no header: reading is to complain of them */
  for (; *first > 0 && n_columns > 0; (*first)--)
    {
      guint n_fields, n_numbers;

      count (format, &lines[*first - 1], &n_fields, &n_numbers);
      if (n_numbers != n_fields || n_fields < LEAST_SAMPLES || 2 * n_fields < n_columns)
        break;
    }

  return n_columns;
}

/* Names of the columns that are no samples: texts before fields that begin with a number ("12.3
 * us") in the last header line. */
static guint
count_leading (const InsCsvFormat *format, const Line *line, guint n_columns)
{
  const char *at = line->at;
  guint n = 0, n_fields, n_numbers;
  gboolean counting = TRUE;

  count (format, line, &n_fields, &n_numbers);
  if (n_fields != n_columns)
    return 0;
  while (at < line->end && counting)
    {
      const char *from = at;
      double value;

      (void)ins_csv_split (format, &at, line->end, &value);
      while (from < at && (*from == ' ' || *from == '"'))
        from++;
      counting = from < at && !g_ascii_isdigit (*from) && *from != '-' && *from != '+' &&
                 *from != format->decimal;
      n += counting;
    }

  return n + LEAST_SAMPLES <= n_columns ? n : 0;
}

void
ins_csv_guess_format (const char *bytes, gsize n_bytes, InsCsvFormat *format)
{
  static const char delimiters[] = { ';', '\t', ',', ' ' };
  static const char decimals[] = { '.', ',' };
  Line lines[MOST_LINES];
  guint n_lines = split_lines (bytes, n_bytes, lines), best = 0;

  *format = (InsCsvFormat){ .delimiter = ',', .decimal = '.' };
  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    for (guint k = 0; k < G_N_ELEMENTS (decimals); k++)
      {
        InsCsvFormat one = { .delimiter = delimiters[i], .decimal = decimals[k] };
        guint n_columns;

        if (one.delimiter == one.decimal)
          continue;
        n_columns = find_table (&one, lines, n_lines, &one.n_header_lines);
        if (n_columns < best || n_columns == 0 ||
            (n_columns == best && one.n_header_lines >= format->n_header_lines))
          continue;
        best = n_columns;
        *format = one;
      }
  if (best > 0 && format->n_header_lines > 0)
    format->n_leading = count_leading (format, &lines[format->n_header_lines - 1], best);
}

/* ---- hints --------------------------------------------------------------------------------- */

/* What a unit behind a number makes of it: seconds, hertz, metres. 0: no unit that is known. */
static double
get_unit (const char *text)
{
  static const struct
  {
    const char *name;
    double factor;
  } units[] = {
    { "mhz", 1e6 }, { "khz", 1e3 },     { "ghz", 1e9 },        { "hz", 1.0 },  { "ms/s", 1e6 },
    { "m/s", 1.0 }, { "mm/", 1e3 },     { "us", 1e-6 },        { "µs", 1e-6 }, { "\xb5s", 1e-6 },
    { "ns", 1e-9 }, { "ms", 1e-3 },     { "\xce\xbcs", 1e-6 }, { "mm", 1e-3 }, { "um", 1e-6 },
    { "µm", 1e-6 }, { "inch", 0.0254 }, { "in", 0.0254 },      { "s", 1.0 },   { "m", 1.0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_has_prefix (text, units[i].name))
      return units[i].factor;

  return 0.0;
}

/* The unit in brackets, "(mm)" or "[mm]", or else behind the number. */
static double
find_unit (const char *line, const char *behind)
{
  const char *open = strpbrk (line, "([");
  double unit = open != NULL ? get_unit (open + 1) : 0.0;

  while (*behind == ' ' || *behind == '\t')
    behind++;

  return unit > 0.0 ? unit : get_unit (behind);
}

static gboolean
has (const char *line, const char *one, const char *other)
{
  return strstr (line, one) != NULL || (other != NULL && strstr (line, other) != NULL);
}

/* "Scan resolution (mm);0.5", "Sample rate = 100 MHz". @line: in small letters. */
static void
take_hint (const char *line, const char *name, double value, double unit, InsCsvHints *hints)
{
  gboolean is_step = has (name, "step", "resolution") || has (name, "increment", "pitch");
  gboolean is_start = has (name, "start", "offset") || has (name, "origin", NULL);
  double mm = value * (unit > 0.0 ? unit * 1e3 : 1.0);

  if (has (name, "sampl", "digiti") && has (name, "rate", "freq"))
    hints->sample_rate_hz = value * (unit > 0.0 ? unit : value < 1e5 ? 1e6 : 1.0);
  else if (has (name, "velocity", "sound speed"))
    hints->velocity_m_s = value * (unit > 0.0 ? unit : 1.0);
  else if (has (name, "delay", NULL))
    hints->delay_s = value * (unit > 0.0 ? unit : 1e-6);
  else if (has (name, "index", NULL) && is_step)
    hints->index_step_mm = mm;
  else if (has (name, "scan", NULL) && is_step)
    hints->scan_step_mm = mm;
  else if (has (name, "index", NULL) && is_start)
    hints->index_start_mm = mm;
  else if (has (name, "scan", NULL) && is_start)
    hints->scan_start_mm = mm;
  else if (has (name, "columns", "scan points") && value >= 1.0 && value < 1e6)
    hints->n_columns = (guint)value;
}

static void
read_header_line (const InsCsvFormat *format, const Line *line, InsCsvHints *hints)
{
  g_autofree char *text = g_strndup (line->at, MIN ((gsize)(line->end - line->at), 300));
  g_autofree char *small = g_ascii_strdown (text, -1);
  char *at = strpbrk (small, ":=;\t");
  const char *from;
  double value;

  if (at == NULL)
    at = strchr (small, format->delimiter);
  if (at == NULL)
    return;
  from = at + 1;
  while (*from == ' ' || *from == '\t' || *from == '"')
    from++;
  if (!g_ascii_isdigit (*from) && *from != '-')
    return;
  {
    const char *behind = from + strspn (from, "+-0123456789.,eE");
    g_autofree char *number = g_strndup (from, (gsize)(behind - from));

    value = g_ascii_strtod (g_strdelimit (number, ",", '.'), NULL);
    if (!isfinite (value))
      return;
    *at = '\0';
    take_hint (small, small, value, find_unit (small, behind), hints);
  }
}

/* Times over the samples: "12 us", "12.01 us", ... */
static void
read_times (const InsCsvFormat *format, const Line *line, InsCsvHints *hints)
{
  const char *at = line->at;
  double first = (double)NAN, last = (double)NAN, unit = 0.0;
  guint n = 0;

  for (guint i = 0; at < line->end; i++)
    {
      const char *from = at;
      g_autofree char *field = NULL;
      double value;

      (void)ins_csv_split (format, &at, line->end, &value);
      if (i < format->n_leading)
        continue;
      field = g_ascii_strdown (from, at - from);
      unit = find_unit (field, field + strspn (field, " \"+-0123456789.,e"));
      if (isnan (value))
        return;
      first = n == 0 ? value : first;
      last = value;
      n++;
    }
  if (n < 2 || !(last > first) || unit <= 0.0)
    return;
  hints->delay_s = first * unit;
  hints->sample_rate_hz = (n - 1) / ((last - first) * unit);
}

/* "X mm" over a column of places. */
static char
get_letter (const char *at, const char *end)
{
  while (at < end && (*at == ' ' || *at == '"'))
    at++;
  if (at == end || (at + 1 < end && g_ascii_isalpha (at[1])))
    return '\0';

  return g_ascii_toupper (*at);
}

static void
read_letters (const InsCsvFormat *format, const Line *line, InsCsvHints *hints)
{
  const char *at = line->at;
  double value;

  hints->letters[0] = get_letter (at, line->end);
  (void)ins_csv_split (format, &at, line->end, &value);
  hints->letters[1] = get_letter (at, line->end);
}

/* Differences of decimal fractions have noise in the last bits. */
static double
round_step (double step_mm)
{
  return round (step_mm * 1e7) / 1e7;
}

/* The place of each A-scan in the first two columns; the one that changes first runs along the
 * scan. */
static void
read_places (const char *bytes, gsize n_bytes, const InsCsvFormat *format, InsCsvHints *hints)
{
  const char *at = bytes, *end = bytes + n_bytes;
  double first[2] = { (double)NAN, (double)NAN };
  guint n = 0, fast = 1;

  for (guint i = 0; i < MOST_HINT_LINES && at < end; i++)
    {
      const char *line_end = ins_csv_find_line_end (at, end);
      double place[2] = { (double)NAN, (double)NAN };

      for (guint k = 0; k < 2 && at < line_end; k++)
        (void)ins_csv_split (format, &at, line_end, &place[k]);
      at = MIN (line_end + 1, end);
      if (i < format->n_header_lines)
        continue;
      if (isnan (place[0]) || isnan (place[1]))
        return;
      if (n == 0)
        memcpy (first, place, sizeof first);
      else if (n == 1)
        {
          fast = place[1] != first[1] ? 1 : 0;
          hints->scan_step_mm = round_step (place[fast] - first[fast]);
        }
      if (place[1 - fast] != first[1 - fast])
        {
          hints->n_columns = n;
          hints->index_step_mm = round_step (place[1 - fast] - first[1 - fast]);
          hints->is_serpentine = n > 1 && place[fast] != first[fast];
          break;
        }
      n++;
    }
  if (fast == 0)
    {
      char letter = hints->letters[0];

      hints->letters[0] = hints->letters[1];
      hints->letters[1] = letter;
    }
  hints->index_start_mm = first[1 - fast];
  hints->scan_start_mm = first[fast];
}

void
ins_csv_guess_hints (const char *bytes,
                     gsize n_bytes,
                     const InsCsvFormat *format,
                     InsCsvHints *hints)
{
  Line lines[MOST_LINES];
  guint n_lines = split_lines (bytes, n_bytes, lines);
  guint n_header = MIN (format->n_header_lines, n_lines);

  *hints = (InsCsvHints){ .delay_s = (double)NAN,
                          .scan_start_mm = (double)NAN,
                          .index_start_mm = (double)NAN };
  for (guint i = 0; i < n_header; i++)
    read_header_line (format, &lines[i], hints);
  if (n_header > 0 && format->n_leading > 0)
    read_times (format, &lines[n_header - 1], hints);
  if (n_header > 0 && format->n_leading >= 2)
    read_letters (format, &lines[n_header - 1], hints);
  if (format->n_leading >= 2)
    read_places (bytes, n_bytes, format, hints);
}
