/* ins-acquisition-stream.c - the running stream: its clock, its losses and the line cut out of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything here runs on the acquisition thread; see ins-acquisition-worker.c.
 */
#define G_LOG_DOMAIN "ins-acquisition"

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "scan/ins-acquisition-private.h"

#define READ_TIMEOUT_S 0.05
#define SHORT_READ_TIMEOUT_S 0.01 /* where only silence says that a line is over */
#define ASCAN_PERIOD_S 0.03       /* how often the newest A-scan is copied for people */

/* A card that overruns so often without a single pulse in between cannot do what it is asked. */
#define MAX_BARREN_STARTS 8

/* Pulses that come only while the stage moves end with it: so many missing ones, and no less than
 * this, and the line has all it gets. */
#define PAUSE_S 0.1
#define SURPLUS_S 0.02 /* until what the card has still to deliver would be there */
#define PAUSE_PULSES 3.0

#define RESIDUAL_REST_S 60.0 /* the residual at rest is of the last minute */

/* (transfer full) error: a line that is being collected ends with it. */
void
ins_acquisition_end_line_with (InsAcquisition *self, GError *error)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (self->line == NULL || self->line_ended)
    {
      g_clear_error (&error);
      return;
    }
  self->line_ended = TRUE;
  self->line_error = error;
  ins_condition_broadcast (&self->changed);
}

/* What the present stream has given since the account began goes to what earlier ones gave. */
static void
close_account (InsAcquisition *self)
{
  InsDigitizerCount count;

  ins_digitizer_get_count (self->digitizer, &count);
  self->earlier.n_samples += count.n_samples - self->origin.n_samples;
  self->earlier.n_pulses += count.n_pulses - self->origin.n_pulses;
  self->earlier.n_missed += count.n_missed - self->origin.n_missed;
  self->earlier_s += self->heard_s - self->origin_s;
}

void
ins_acquisition_stop_stream (InsAcquisition *self)
{
  if (!self->streaming)
    return;
  ins_digitizer_stop (self->digitizer);
  close_account (self);
  self->streaming = FALSE;
}

void
ins_acquisition_begin_account (InsAcquisition *self)
{
  if (self->streaming)
    ins_digitizer_get_count (self->digitizer, &self->origin);
  self->origin_s = self->heard_s;
  self->earlier = (InsDigitizerCount){ 0 };
  self->earlier_s = 0.0;
  self->n_restarts = 0;
  self->residual_s = ins_clock_now_s ();
  ins_clock_fit_clear_residual (self->fit);
  ins_acquisition_begin_timing (self);
}

/* After start(): nothing has come yet. */
static void
open_stream (InsAcquisition *self)
{
  self->streaming = TRUE;
  self->stream_serial++;
  self->next_index = 0;
  self->heard_s = ins_clock_now_s ();
  self->origin = (InsDigitizerCount){ 0 };
  self->origin_s = self->heard_s;
  ins_acquisition_note_stream (self);
}

gboolean
ins_acquisition_start_stream (InsAcquisition *self, GError **error)
{
  InsDigitizerInfo info;

  if (!ins_digitizer_start (self->digitizer, &self->timing, error))
    return FALSE;

  ins_digitizer_get_info (self->digitizer, &info);
  self->waits_for_pulse = info.waits_for_pulse;
  self->has_crystal = info.clock_tolerance <= INS_CLOCK_CRYSTAL;
  g_strlcpy (self->pulse_hint, info.pulse_hint, sizeof self->pulse_hint);
  ins_clock_fit_begin (self->fit, info.clock_tolerance);
  open_stream (self);
  self->n_barren = 0;
  ins_acquisition_begin_account (self);

  return TRUE;
}

/* Outside the lock: the buffer is ours while line_busy is set. */
static void
append_pulses (InsAcquisition *self, InsLinePulses *line, const InsClockMap *map)
{
  const InsPulseBlock *block = self->block;
  guint n = MIN (block->n_pulses, line->capacity - line->n_pulses);

  if (block->n_samples != line->n_samples || n == 0)
    {
      line->overflow |= n < block->n_pulses;
      return;
    }
  if (line->n_parts == 0 || line->parts[line->n_parts - 1].stream != self->stream_serial)
    {
      if (line->n_parts == INS_LINE_MAX_PARTS)
        {
          line->overflow = TRUE;
          return;
        }
      line->parts[line->n_parts++] = (InsLinePart){ .first = line->n_pulses,
                                                    .stream = self->stream_serial };
    }
  memcpy (line->pulses + line->n_pulses, block->pulses, n * sizeof *line->pulses);
  memcpy (line->samples + (gsize)line->n_pulses * line->n_samples, block->samples,
          (gsize)n * line->n_samples * sizeof *line->samples);
  line->n_pulses += n;
  line->overflow |= n < block->n_pulses;
  line->parts[line->n_parts - 1].map = *map;
}

static void
collect_line (InsAcquisition *self, const InsClockMap *map)
{
  InsLinePulses *line;
  /* what was delivered, which a late reader finds behind what has left the card */
  double passed_s = ins_clock_map_to_host_s (map,
                                             self->block->pulses[self->block->n_pulses - 1].card_s);

  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    if (self->line == NULL || self->line_ended)
      return;
    line = self->line;
    self->line_busy = TRUE;
  }
  append_pulses (self, line, map);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->line_busy = FALSE;
    self->line_passed_s = passed_s;
    if (line->n_expected == 0 && passed_s > self->line_end_s && !self->line_goes_on)
      self->line_ended = TRUE;
    ins_condition_broadcast (&self->changed);
  }
}

static guint64
count_lost (InsAcquisition *self)
{
  guint64 n_lost = 0;

  for (guint i = 0; i < self->block->n_pulses; i++)
    {
      n_lost += self->block->pulses[i].index - self->next_index;
      self->next_index = self->block->pulses[i].index + 1;
    }

  return n_lost;
}

/* Of a pulser that runs free the rate says nothing about the card's clock, but how fast it pulses.
 */
static void
fill_account (InsAcquisition *self, const InsClockMap *map, InsScanAccount *account)
{
  InsDigitizerCount count;
  InsClockResidual residual;

  ins_digitizer_get_count (self->digitizer, &count);
  ins_clock_fit_get_residual (self->fit, &residual);
  *account = (InsScanAccount){
    .count = { .n_samples = self->earlier.n_samples + count.n_samples - self->origin.n_samples,
               .n_pulses = self->earlier.n_pulses + count.n_pulses - self->origin.n_pulses,
               .n_missed = self->earlier.n_missed + count.n_missed - self->origin.n_missed,
               .prf_hz = count.prf_hz },
    .n_restarts = self->n_restarts,
    .elapsed_s = self->earlier_s + self->heard_s - self->origin_s,
    .clock_ppm = self->has_crystal && map->span_s > 1.0 ? (1.0 / map->rate - 1.0) * 1e6
                                                        : (double)NAN,
    .residual_p50_s = residual.p50_s,
    .residual_p99_s = residual.p99_s,
    .n_residuals = residual.n,
    .figures = self->figures,
  };
  account->figures.elapsed_s = ins_clock_now_s () - self->figures_s;
  account->figures.latest_block_s = residual.n > 0 ? residual.latest_s : 0.0;
  if (isnan (count.prf_hz) && !self->has_crystal && ins_clock_fit_is_known (self->fit))
    account->count.prf_hz = self->timing.prf_hz / map->rate;
}

static void
publish_block (InsAcquisition *self, const InsClockMap *map)
{
  double now_s = ins_clock_now_s ();
  guint64 n_lost = count_lost (self);
  gboolean copy = now_s - self->ascan_s > ASCAN_PERIOD_S;
  const InsPulseBlock *block = self->block;
  InsScanAccount account;

  fill_account (self, map, &account);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->status.n_lost_pulses += n_lost;
    self->status.account = account;
    self->status.clock_known = ins_clock_fit_is_known (self->fit);
    if (self->status.pulse_missing)
      self->status.message[0] = '\0';
    self->status.pulse_missing = FALSE;
    if (copy)
      {
        memcpy (self->ascan, block->samples + (gsize)(block->n_pulses - 1) * block->n_samples,
                block->n_samples * sizeof *self->ascan);
        self->n_ascan = block->n_samples;
        self->ascan_timing = self->timing;
      }
  }
  if (!copy)
    return;
  self->ascan_s = now_s;
  self->notify (self->notify_data);
}

/* Samples were lost on the card: what came before is good, also in the line that is being swept,
 * where the pulses that are missing become holes. The stream starts anew at once. */
static void
restart_after_overrun (InsAcquisition *self, const GError *overrun)
{
  g_autoptr (GError) error = NULL;

  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    if (self->line != NULL && !self->line_ended)
      self->line->n_overruns++;
  }
  ins_acquisition_stop_stream (self);
  self->n_restarts++;
  if (++self->n_barren > MAX_BARREN_STARTS)
    ins_acquisition_lose_card (self, overrun);
  else if (!ins_digitizer_start (self->digitizer, &self->timing, &error))
    ins_acquisition_lose_card (self, error);
  else
    {
      ins_clock_fit_reset (self->fit);
      open_stream (self);
    }
}

typedef enum
{
  SILENCE_SHORT,
  SILENCE_PAUSE, /* pulses have come, and the line's end has passed: there are no more */
  SILENCE_LONG,
} Silence;

static Silence
judge_silence (InsAcquisition *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  gboolean in_line = self->line != NULL && !self->line_ended;
  double since_s = in_line ? MAX (self->heard_s, self->line_began_s) : self->heard_s;
  double now_s = ins_clock_now_s ();
  double longest_s = INS_CARD_SILENCE_S + 2.0 / self->timing.prf_hz;
  gboolean by_position = atomic_load (&self->by_position);

  if (by_position && !in_line)
    return SILENCE_SHORT;
  if (by_position)
    longest_s += self->line->longest_gap_s;
  if (now_s - since_s > longest_s)
    return SILENCE_LONG;
  if (in_line && self->line->n_expected > 0 && self->line->n_pulses >= self->line->n_expected &&
      now_s > MAX (self->heard_s, self->line_end_s) + SURPLUS_S)
    return SILENCE_PAUSE; /* a pulse more than there should be has been seen, too */
  if (in_line && self->line->n_pulses > 0 &&
      now_s - MAX (self->heard_s, self->line_end_s) >
          MAX (PAUSE_S, PAUSE_PULSES / self->timing.prf_hz))
    return SILENCE_PAUSE;

  return SILENCE_SHORT;
}

/* The card is there and waits; so does the link, for people may be at the cable just now. */
static void
miss_pulse (InsAcquisition *self)
{
  GError *error = g_error_new (
      INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST, _ ("No pulse has come for %.0f s. %s"),
      INS_CARD_SILENCE_S,
      atomic_load (&self->by_position)
          ? _ ("Check the cable from the stage controller's trigger output to the card's trigger "
               "input.")
      : self->pulse_hint[0] != '\0'
          ? self->pulse_hint
          : _ ("Check that the pulser runs and its trigger or sync cable to the card."));
  gboolean is_news;

  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    is_news = !self->status.pulse_missing;
    self->status.pulse_missing = TRUE;
    g_strlcpy (self->status.message, error->message, sizeof self->status.message);
  }
  ins_acquisition_end_line_with (self, error);
  if (is_news)
    self->notify (self->notify_data);
}

static void
bear_silence (InsAcquisition *self)
{
  Silence silence = judge_silence (self);
  g_autoptr (GError) error = NULL;

  if (silence == SILENCE_SHORT)
    return;
  if (silence == SILENCE_LONG && self->waits_for_pulse)
    miss_pulse (self);
  else if (silence == SILENCE_PAUSE && self->waits_for_pulse)
    ins_acquisition_end_line_with (self, NULL);
  else if (silence == SILENCE_LONG)
    {
      g_set_error (&error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
                   _ ("The card has sent no pulse for %.0f s. Check the trigger and the card."),
                   INS_CARD_SILENCE_S);
      ins_acquisition_lose_card (self, error);
    }
}

static gboolean
is_at_rest (InsAcquisition *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return !self->in_scan;
}

/* Nobody knows what the card did meanwhile, and its clock and the computer's have parted. */
static gboolean
restart_after_suspend (InsAcquisition *self)
{
  double slept_s = ins_suspend_watch_look (&self->suspend, ins_suspend_get_s ());
  g_autoptr (GError) error = NULL;

  if (!(slept_s > 0.0))
    return FALSE;
  g_set_error (&error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN,
               _ ("The computer was suspended for %.1f s, and the card with it."), slept_s);
  restart_after_overrun (self, error);

  return TRUE;
}

void
ins_acquisition_read_stream (InsAcquisition *self)
{
  g_autoptr (GError) error = NULL;
  InsClockMap map;
  double now_s = ins_acquisition_note_look (self);
  double timeout_s = atomic_load (&self->by_position) ? SHORT_READ_TIMEOUT_S : READ_TIMEOUT_S;

  if (restart_after_suspend (self))
    return;
  if (!ins_digitizer_read (self->digitizer, self->block, timeout_s, &error))
    {
      if (g_error_matches (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN))
        restart_after_overrun (self, error);
      else
        ins_acquisition_lose_card (self, error);
      return;
    }
  now_s = ins_acquisition_note_read (self, now_s);
  if (self->block->n_pulses == 0)
    {
      bear_silence (self);
      return;
    }

  self->heard_s = now_s;
  self->n_barren = 0;
  if (self->heard_s - self->residual_s > RESIDUAL_REST_S && is_at_rest (self))
    ins_acquisition_begin_account (self);
  ins_clock_fit_add (self->fit, self->block->newest_card_s, self->block->arrival_s);
  if (!ins_clock_fit_get_map (self->fit, &map))
    return;
  now_s = ins_acquisition_note_step (self, INS_TIMING_CLOCK_FIT, now_s);
  collect_line (self, &map);
  now_s = ins_acquisition_note_step (self, INS_TIMING_COLLECT, now_s);
  publish_block (self, &map);
  ins_acquisition_note_step (self, INS_TIMING_PUBLISH, now_s);
}
