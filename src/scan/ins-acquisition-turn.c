/* ins-acquisition-turn.c - from one line to the next while the stage goes on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "ins-acquisition"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "scan/ins-acquisition-private.h"

static guint
get_part_end (const InsLinePulses *line, guint part)
{
  return part + 1 < line->n_parts ? line->parts[part + 1].first : line->n_pulses;
}

/* The first pulse of a part that was heard at @from_s or later. */
static guint
find_first (const InsLinePulses *line, guint part, double from_s)
{
  const InsClockMap *map = &line->parts[part].map;
  guint low = line->parts[part].first, high = get_part_end (line, part);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (ins_clock_map_to_host_s (map, line->pulses[middle].card_s) < from_s)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* What the next line has already: at most a turn of the stage. */
static void
copy_tail (const InsLinePulses *line, InsLinePulses *next, double from_s)
{
  next->n_pulses = next->n_parts = next->n_overruns = 0;
  next->overflow = line->overflow;
  for (guint part = 0; part < line->n_parts; part++)
    {
      guint first = find_first (line, part, from_s), n = get_part_end (line, part) - first;

      n = MIN (n, next->capacity - next->n_pulses);
      if (n == 0)
        continue;
      next->n_overruns += next->n_parts > 0;
      next->parts[next->n_parts] = line->parts[part];
      next->parts[next->n_parts++].first = next->n_pulses;
      memcpy (next->pulses + next->n_pulses, line->pulses + first, n * sizeof *next->pulses);
      memcpy (next->samples + (gsize)next->n_pulses * next->n_samples,
              line->samples + (gsize)first * line->n_samples,
              (gsize)n * next->n_samples * sizeof *next->samples);
      next->n_pulses += n;
    }
}

/* Waits until the stream has passed @until_s. */
static void
wait_locked (InsAcquisition *self, double until_s)
{
  double limit_s = ins_clock_now_s () + INS_CARD_SILENCE_S + 2.0 +
                   3.0 / MAX (self->status.timing.prf_hz, 1e-3);

  while (!self->line_ended && self->line_passed_s <= until_s && ins_clock_now_s () < limit_s)
    ins_condition_wait (&self->changed, &self->lock, 0.5);
  if (!self->line_ended && self->line_passed_s <= until_s)
    {
      self->line_ended = TRUE;
      self->line_error = g_error_new (
          INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST, "%s",
          _ ("The card has fallen silent. Check the trigger and the card."));
    }
  while (self->line_busy)
    ins_condition_wait (&self->changed, &self->lock, 1.0);
}

gboolean
ins_acquisition_next_line (InsAcquisition *self,
                           double until_s,
                           double from_s,
                           InsLinePulses *next,
                           GError **error)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->line_goes_on = TRUE;
  self->line_end_s = until_s;
  wait_locked (self, until_s);
  if (self->line_error != NULL)
    {
      self->line = NULL;
      g_propagate_error (error, g_steal_pointer (&self->line_error));
      return FALSE;
    }

  copy_tail (self->line, next, from_s);
  self->line = next;
  self->line_began_s = ins_clock_now_s ();
  self->line_end_s = (double)INFINITY;
  self->line_ended = self->line_goes_on = FALSE;

  return TRUE;
}
