/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#include "scan/ins-registration-summary.h"

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static void
set_range (const InsTrackLine *newest, InsRegistrationSummary *summary)
{
  double both_mm_s = 2.0 * fabs (newest->speed_mm_s);

  if (!(newest->offset_low_s <= newest->offset_high_s))
    return;
  summary->low_um = 1e3 * both_mm_s * (newest->offset_low_s - newest->offset_s);
  summary->high_um = 1e3 * both_mm_s * (newest->offset_high_s - newest->offset_s);
}

void
ins_registration_summarise (const InsTrackLine *lines,
                            guint n_lines,
                            InsRegistrationSummary *summary)
{
  g_autofree double *doubts_um = g_new (double, MAX (n_lines, 1));
  const InsTrackLine *newest = NULL;
  double square_sum = 0.0;
  guint n = 0;

  *summary = (InsRegistrationSummary){ .n_lines = n_lines,
                                       .median_um = (double)NAN,
                                       .worst_um = (double)NAN,
                                       .rms_um = (double)NAN,
                                       .low_um = (double)NAN,
                                       .high_um = (double)NAN };
  for (guint i = 0; i < n_lines; i++)
    {
      const InsTrackLine *line = &lines[i];
      double doubt_um = 2e3 * line->sigma_s * fabs (line->speed_mm_s);

      summary->n_in_state[line->state]++;
      summary->n_reports += line->n_reports;
      if (!ins_track_is_believed (line->verdict))
        summary->n_doubted++;
      else if (isfinite (doubt_um))
        {
          doubts_um[n++] = doubt_um;
          square_sum += 0.25 * doubt_um * doubt_um;
        }
      if (!line->interpolated && (newest == NULL || line->crossing_s > newest->crossing_s))
        newest = line;
    }
  if (n > 0)
    {
      qsort (doubts_um, n, sizeof *doubts_um, compare);
      summary->median_um = doubts_um[n / 2];
      summary->worst_um = doubts_um[n - 1];
      summary->rms_um = sqrt (square_sum / n);
    }
  if (newest != NULL)
    set_range (newest, summary);
}

static void
add_states (GString *text, const InsRegistrationSummary *summary)
{
  guint n;

  if ((n = summary->n_in_state[INS_TRACK_FEW_REPORTS]) > 0)
    g_string_append_printf (
        text, ngettext (" %u line has few reports.", " %u lines have few reports.", n), n);
  if (summary->n_in_state[INS_TRACK_STALE] > 0)
    g_string_append (text,
                     _ (" The stage answers with positions that are older than the question."));
  if (summary->n_in_state[INS_TRACK_SHARE_UNKNOWN] > 0)
    g_string_append (text, _ (" On which side of the link the delay varies is not known."));
  if ((n = summary->n_in_state[INS_TRACK_CLOCK_YOUNG]) > 0)
    g_string_append_printf (text,
                            ngettext (" On %u line the card's clock was known for less than 20 s.",
                                      " On %u lines the card's clock was known for less than 20 s.",
                                      n),
                            n);
  if ((n = summary->n_doubted) > 0)
    g_string_append_printf (
        text,
        ngettext (" %u line was left out because its place is not known within half a pixel.",
                  " %u lines were left out because their place is not known within half a pixel.",
                  n),
        n);
}

char *
ins_registration_to_text (const InsRegistrationSummary *summary,
                          const char *comb_text,
                          gboolean both_ways)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (summary->n_lines == 0)
    return g_strdup ("");
  if (isfinite (summary->median_um))
    g_string_append_printf (
        text, _ ("Line to line, same direction: ±%.2g µm (median), ±%.2g µm (worst)."),
        summary->median_um, summary->worst_um);
  if (both_ways && comb_text != NULL)
    g_string_append_printf (text, _ (" Forward against backward: %s"), comb_text);
  else if (both_ways && isfinite (summary->low_um))
    g_string_append_printf (
        text,
        _ (" Forward against backward: offset not measured; possible range %+.3g "
           "to %+.3g µm (hard bounds from %.0f reports)."),
        summary->low_um, summary->high_um, (double)summary->n_reports);
  else if (both_ways)
    g_string_append (text, _ (" Forward against backward: offset not measured, range not known."));
  g_string_append (text, both_ways
                             ? _ (" Absolute along the line: as forward against backward, plus "
                                  "the stage's own scale and screw error (not included).")
                             : _ (" Absolute along the line: the constant delay and the "
                                  "stage's own scale and screw error are not included."));
  if (both_ways)
    g_string_append (text, comb_text != NULL
                               ? _ (" Backlash: included in the measured comb.")
                               : _ (" Backlash: not observable from a step counter."));
  add_states (text, summary);

  return g_strdup (g_strstrip (text->str));
}
