/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-card-status.h"
#include "app/ins-panel-text.h"
#include "core/ins-number.h"

/* More than this and the card's clock is no crystal, or the samples come through a virtual one. */
#define ODD_CLOCK_PPM 500.0
/* Less than this and one looks for the cable of the transducer. */
#define FAINT_PERCENT 5.0

/* ---- level --------------------------------------------------------------------------------- */

void
ins_card_peak_find (InsCardPeak *self,
                    const gint16 *samples,
                    guint n_samples,
                    const InsDigitizerInfo *info)
{
  int largest = 0;
  int end = MAX (info->full_scale_counts, 1);

  /* the last count of the converter, where that lies below full screen */
  if (info->n_bits > 1 && info->n_bits <= 16)
    end = MIN (end, 1 << (info->n_bits - 1));
  for (guint i = 0; i < n_samples; i++)
    largest = MAX (largest, ABS ((int)samples[i]));
  self->is_known = n_samples > 0 && info->full_scale_counts > 0 && info->mode != INS_ACQUIRE_GATED;
  self->percent = 100.0 * largest / MAX (info->full_scale_counts, 1);
  self->is_clipped = self->is_known && largest >= end - 1;
}

/* ---- lines --------------------------------------------------------------------------------- */

static void
check_free (gpointer data)
{
  InsCheck *check = data;

  g_free (check->text);
  g_free (check);
}

static void
add (GPtrArray *lines, InsCheckLevel level, char *text)
{
  InsCheck *check = g_new0 (InsCheck, 1);

  check->level = level;
  check->text = text;
  g_ptr_array_add (lines, check);
}

static gboolean
add_link (GPtrArray *lines, const InsSnapshot *snapshot)
{
  const InsDigitizerInfo *info = &snapshot->digitizer_info;

  switch (snapshot->digitizer_link)
    {
    case INS_LINK_OPENING:
      add (lines, INS_CHECK_NOTE, g_strdup (_ ("The card is being opened")));
      return FALSE;
    case INS_LINK_LOST:
      add (lines, INS_CHECK_BAD,
           g_strdup (snapshot->digitizer_message[0] != '\0' ? snapshot->digitizer_message
                                                            : _ ("The card does not answer.")));
      return FALSE;
    case INS_LINK_CLOSED:
      add (lines, INS_CHECK_BAD, g_strdup (_ ("No card is connected")));
      return FALSE;
    case INS_LINK_READY:
    default:
      break;
    }
  if (!snapshot->timing_accepted && snapshot->timing_note[0] != '\0')
    {
      add (lines, INS_CHECK_BAD, g_strdup (snapshot->timing_note));
      return FALSE;
    }
  add (lines, INS_CHECK_OK, g_strdup (info->how[0] != '\0' ? info->how : info->name));

  return TRUE;
}

static void
add_pulses (GPtrArray *lines, const InsSnapshot *snapshot)
{
  const InsDigitizerCount *count = &snapshot->card_count;
  g_autofree char *rate = NULL;
  g_autofree char *missed = NULL, *all = NULL;

  if (snapshot->pulse_missing)
    {
      add (lines, INS_CHECK_BAD,
           g_strdup (snapshot->digitizer_message[0] != '\0'
                         ? snapshot->digitizer_message
                         : _ ("No pulse arrives. Check the pulser and its cable.")));
      return;
    }
  if (count->n_pulses == 0 && !isfinite (count->prf_hz))
    return;
  rate = isfinite (count->prf_hz)
             ? ins_number_format_typed (count->prf_hz, count->prf_hz < 100.0 ? 1 : 0)
             : ins_panel_text_number (snapshot->timing.prf_hz);
  missed = g_strdup_printf ("%" G_GUINT64_FORMAT, count->n_missed);
  all = g_strdup_printf ("%" G_GUINT64_FORMAT, count->n_missed + count->n_pulses);
  if (count->n_missed == 0)
    add (lines, INS_CHECK_OK, g_strdup_printf (_ ("%s pulses a second, none missed"), rate));
  else
    /* Translators: a rate, then two numbers of pulses: "998 pulses a second, 12 of 5000 missed" */
    add (lines, INS_CHECK_NOTE,
         g_strdup_printf (_ ("%s pulses a second, %s of %s missed"), rate, missed, all));
}

static void
add_level (GPtrArray *lines, const InsCardPeak *peak)
{
  g_autofree char *percent = NULL;

  if (!peak->is_known)
    return;
  percent = ins_number_format_typed (peak->percent, peak->percent < 10.0 ? 1 : 0);
  if (peak->is_clipped)
    add (lines, INS_CHECK_NOTE,
         g_strdup (_ ("The signal leaves the range. Choose a larger one, or less gain.")));
  else if (peak->percent < FAINT_PERCENT)
    add (lines, INS_CHECK_NOTE,
         g_strdup_printf (_ ("Highest peak %s %%: nothing but noise?"), percent));
  else
    add (lines, INS_CHECK_OK, g_strdup_printf (_ ("Highest peak %s %% of the screen"), percent));
}

static void
add_clock (GPtrArray *lines, const InsSnapshot *snapshot)
{
  const double ppm = snapshot->clock_ppm;
  g_autofree char *number = NULL;
  char *text;

  if (!isfinite (ppm))
    return;
  number = ins_number_format_typed (fabs (ppm), fabs (ppm) < 10.0 ? 1 : 0);
  text = ppm >= 0.0 ? g_strdup_printf (_ ("Card clock %s ppm faster than the computer's"), number)
                    : g_strdup_printf (_ ("Card clock %s ppm slower than the computer's"), number);
  add (lines, fabs (ppm) > ODD_CLOCK_PPM ? INS_CHECK_NOTE : INS_CHECK_OK, text);
}

GPtrArray *
ins_card_status_describe (const InsSnapshot *snapshot, const InsCardPeak *peak)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (check_free);

  if (!add_link (lines, snapshot))
    return lines;
  add_pulses (lines, snapshot);
  if (!snapshot->pulse_missing)
    {
      add_level (lines, peak);
      add_clock (lines, snapshot);
    }
  if (snapshot->timing_note[0] != '\0')
    add (lines, INS_CHECK_NOTE, g_strdup (snapshot->timing_note));

  return lines;
}

/* ---- outputs of a flaw detector ------------------------------------------------------------ */

double
ins_card_output_get_value (const InsCardOutput *output, int counts)
{
  const double volts = ins_card_scale_to_v (&output->scale, counts);

  return output->kind == INS_OUTPUT_SPARE ? volts : output->at_zero_v + output->per_v * volts;
}

char *
ins_card_output_describe (const InsCardOutput *output, guint index)
{
  switch (output->kind)
    {
    case INS_OUTPUT_AMPLITUDE:
      return g_strdup_printf (_ ("Gate %s, amplitude"), output->gate);
    case INS_OUTPUT_TIME:
      return g_strdup_printf (_ ("Gate %s, time"), output->gate);
    case INS_OUTPUT_SPARE:
    default:
      return output->gate[0] != '\0' ? g_strdup_printf (_ ("Gate %s, spare"), output->gate)
                                     : g_strdup_printf (_ ("Output %u, spare"), index + 1);
    }
}

char *
ins_card_output_format (const InsCardOutput *output, double value)
{
  g_autofree char *number = NULL;

  if (!isfinite (value))
    return g_strdup ("–");
  switch (output->kind)
    {
    case INS_OUTPUT_AMPLITUDE:
      number = ins_number_format_typed (value, 1);
      return g_strdup_printf ("%s %%", number);
    case INS_OUTPUT_TIME:
      number = ins_number_format_typed (value * 1e6, 2);
      return g_strdup_printf ("%s µs", number);
    case INS_OUTPUT_SPARE:
    default:
      number = ins_number_format_typed (value, 3);
      return g_strdup_printf ("%s V", number);
    }
}
