/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-plan-private.h"

#define FASTEST_S 1e-9    /* asked for where the card shall say what it can */
#define MAX_WAKES_HZ 5e3  /* interrupts that a computer bears for promptness alone ... */
#define LUMP_SAMPLES 4096 /* ... that cards keep otherwise ... */
#define MAX_LUMP_S 0.1    /* ... but not longer than this */

/* Multiplexing cards want the first or the last, cards with one converter per channel the second.
 */
static const InsComediPace stream_paces[] = { INS_PACE_CHANNELS, INS_PACE_SCANS, INS_PACE_BOTH };
/* Outputs are scanned slowly: the channels as close to one another as the card can. */
static const InsComediPace gated_paces[] = { INS_PACE_SCANS, INS_PACE_BOTH, INS_PACE_CHANNELS };

G_STATIC_ASSERT (G_N_ELEMENTS (stream_paces) == INS_N_PACES);
G_STATIC_ASSERT (G_N_ELEMENTS (gated_paces) == INS_N_PACES);

static gboolean
is_gated (const InsComediTask *task)
{
  return task->wiring->n_outputs > 0;
}

static guint
delay_samples (const InsComediTask *task, double rate_hz)
{
  return (guint)CLAMP (round (task->wanted->delay_s * rate_hz), 0, G_MAXINT / 2);
}

static gboolean
settles (InsComediPlan *self, const InsComediTask *task)
{
  return ins_comedi_command_is_within (&self->command, &task->mask) &&
         ins_comedi_command_settle (&self->command, task->board->device);
}

/* Tries each pace that the card has; scans of so many channels, the last one first if @reversed. */
static gboolean
find_stream (InsComediCommand *self,
             const InsComediBoard *board,
             const comedi_cmd *mask,
             guint n_channels,
             gboolean reversed,
             double scan_s)
{
  guint chanspecs[INS_MAX_OUTPUTS];

  for (guint i = 0; i < n_channels; i++)
    chanspecs[i] = board->chanspecs[reversed ? n_channels - 1 - i : i];

  for (guint i = 0; i < INS_N_PACES; i++)
    {
      if (!ins_comedi_command_init (self, board->device, board->subdevice, chanspecs, n_channels,
                                    1))
        return FALSE;
      ins_comedi_command_set_pace (self, stream_paces[i], scan_s, scan_s / n_channels);
      if (ins_comedi_command_is_within (self, mask) &&
          ins_comedi_command_settle (self, board->device) &&
          ins_comedi_command_get_scan_ns (self) > 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
plan_stream (InsComediPlan *self, const InsComediTask *task, GError **error)
{
  const InsComediBoard *board = task->board;
  guint n_channels = task->wiring->pulses == INS_PULSES_AT_SYNC ? 2 : 1;
  double scan_s = 1 / task->wanted->sample_rate_hz;

  self->shape = INS_SHAPE_STREAM;
  for (guint reversed = 0; reversed < n_channels; reversed++)
    if (find_stream (&self->command, board, &task->mask, n_channels, reversed != 0, scan_s))
      {
        double convert_s = ins_comedi_command_get_convert_ns (&self->command) * 1e-9;

        self->format.n_channels = n_channels;
        self->format.signal = reversed;
        self->format.scan_rate_hz = 1e9 / ins_comedi_command_get_scan_ns (&self->command);
        self->sync_s = n_channels == 1 ? 0.0 : reversed ? -convert_s : convert_s;
        self->timing.sample_rate_hz = self->format.scan_rate_hz;
        return TRUE;
      }

  if (n_channels == 1)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                 _ ("The card “%s” refuses to sample channel %u continuously at %.6g MHz. Use "
                    "another channel (some cards want 0), another sample rate or another card."),
                 comedi_get_board_name (board->device), task->wiring->channel,
                 task->wanted->sample_rate_hz / 1e6);
  else
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                 _ ("The card “%s” refuses to sample channels %u and %u together at %.6g MHz. Some "
                    "cards take neighbouring channels only, from 0 on: connect the signal to 0 and "
                    "the pulser's sync output to 1, or use the main bang (sync=signal)."),
                 comedi_get_board_name (board->device), task->wiring->channel,
                 task->wiring->sync_channel, task->wanted->sample_rate_hz / 1e6);

  return FALSE;
}

/* Slow scans would come when a buffer on the card is full, some drivers' after seconds. */
static void
set_wake (InsComediCommand *self, const InsComediTask *task)
{
  double prf_hz = task->wanted->prf_hz;

  if (prf_hz <= MAX_WAKES_HZ || LUMP_SAMPLES / (prf_hz * self->command.chanlist_len) > MAX_LUMP_S)
    self->command.flags |= CMDF_WAKE_EOS;
}

/* One scan per trigger, of @n_scans times the channels. Gated ones at once, if the card can. */
static gboolean
find_triggered_scan (InsComediPlan *self, const InsComediTask *task, guint n_scans)
{
  const InsComediBoard *board = task->board;
  const InsCardWiring *wiring = task->wiring;
  guint n_channels = is_gated (task) ? board->n_chanspecs : 1;
  double convert_s = is_gated (task) ? FASTEST_S : 1 / task->wanted->sample_rate_hz;

  for (guint i = 0; i < 4; i++)
    {
      comedi_cmd *command = &self->command.command;
      gboolean at_once = i < 2;

      if ((at_once && !is_gated (task)) ||
          !ins_comedi_command_init (&self->command, board->device, board->subdevice,
                                    board->chanspecs, n_channels, n_scans))
        continue;
      ins_comedi_command_set_pace (&self->command, at_once ? INS_PACE_SCANS : INS_PACE_BOTH,
                                   FASTEST_S, convert_s);
      command->scan_begin_src = TRIG_EXT;
      command->scan_begin_arg = ins_comedi_trigger_argument (wiring->trigger_input, wiring->falling,
                                                             i % 2 == 0);
      set_wake (&self->command, task);
      /* a card with one converter per channel answers 0: it cannot sample a channel twice a scan */
      if (settles (self, task) &&
          (at_once || ins_comedi_command_get_convert_ns (&self->command) > 0))
        return TRUE;
    }

  return FALSE;
}

/* The rate in Hz at which a record is sampled within a triggered scan; gated: 0 all at once. */
static double
triggered_rate_hz (const InsComediPlan *self)
{
  double convert_ns = ins_comedi_command_get_convert_ns (&self->command);

  return convert_ns > 0 ? 1e9 / convert_ns : 0.0;
}

static gboolean
plan_triggered_scan (InsComediPlan *self, const InsComediTask *task)
{
  double rate_hz = task->wanted->sample_rate_hz;
  guint n_scans = 0, n_wanted = 1;

  self->shape = INS_SHAPE_SCAN_PER_TRIGGER;
  /* the rate that the card makes of it says how many samples the delay is */
  for (guint i = 0; i < 3 && n_wanted != n_scans; i++)
    {
      n_scans = is_gated (task) ? 1 : delay_samples (task, rate_hz) + task->wanted->n_samples;
      if (!find_triggered_scan (self, task, n_scans))
        return FALSE;
      rate_hz = triggered_rate_hz (self);
      n_wanted = is_gated (task) ? 1 : delay_samples (task, rate_hz) + task->wanted->n_samples;
    }
  self->timing.sample_rate_hz = rate_hz;

  return n_wanted == n_scans;
}

/* A command of @n_scans scans from the trigger on. */
static gboolean
find_triggered_command (InsComediPlan *self,
                        const InsComediTask *task,
                        InsComediPace pace,
                        guint n_scans)
{
  const InsComediBoard *board = task->board;
  const InsCardWiring *wiring = task->wiring;
  guint n_channels = is_gated (task) ? board->n_chanspecs : 1;
  double scan_s = is_gated (task) ? FASTEST_S : 1 / task->wanted->sample_rate_hz;

  for (guint edge = 2; edge-- > 0;)
    {
      comedi_cmd *command = &self->command.command;

      if (!ins_comedi_command_init (&self->command, board->device, board->subdevice,
                                    board->chanspecs, n_channels, 1))
        return FALSE;
      ins_comedi_command_set_pace (&self->command, pace, scan_s, FASTEST_S);
      command->start_src = TRIG_EXT;
      command->start_arg = ins_comedi_trigger_argument (wiring->trigger_input, wiring->falling,
                                                        edge != 0);
      command->stop_src = TRIG_COUNT;
      command->stop_arg = n_scans;
      if (settles (self, task) && ins_comedi_command_get_scan_ns (&self->command) > 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
plan_triggered_command (InsComediPlan *self, const InsComediTask *task)
{
  self->shape = INS_SHAPE_COMMAND_PER_TRIGGER;
  if (ins_comedi_habits_find (task->board->device)->n_dropped > 0)
    return FALSE;
  for (guint i = 0; i < INS_N_PACES; i++)
    {
      InsComediPace pace = is_gated (task) ? gated_paces[i] : stream_paces[i];
      double rate_hz;

      if (!find_triggered_command (self, task, pace, 1))
        continue;
      rate_hz = is_gated (task) ? triggered_rate_hz (self)
                                : 1e9 / ins_comedi_command_get_scan_ns (&self->command);
      self->timing.sample_rate_hz = rate_hz;
      if (is_gated (task) ||
          find_triggered_command (self, task, pace,
                                  delay_samples (task, rate_hz) + task->wanted->n_samples))
        return TRUE;
    }

  return FALSE;
}

static void
set_trigger_error (const InsComediTask *task, GError **error)
{
  const InsCardWiring *wiring = task->wiring;
  const char *name = comedi_get_board_name (task->board->device);
  guint sources = task->mask.scan_begin_src | task->mask.start_src;

  if ((sources & TRIG_EXT) == 0)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                 _ ("The card “%s” has no external trigger. Connect the pulser's sync output to a "
                    "second channel instead (sync=1), or find the pulses by their main bang "
                    "(sync=signal)."),
                 name);
  else if (ins_comedi_habits_find (task->board->device)->n_dropped > 0)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                 _ ("The driver of the card “%s” throws away the first samples after a trigger, "
                    "and the echoes with them. Connect the pulser's sync output to a second "
                    "channel instead (sync=1), or find the pulses by their main bang "
                    "(sync=signal)."),
                 name);
  else
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                 _ ("The card “%s” has an external trigger, but refuses input %u with its %s edge "
                    "for records of %u samples at %.6g MHz. Try another input or edge, or connect "
                    "the pulser's sync output to a second channel (sync=1)."),
                 name, wiring->trigger_input,
                 /* Translators: of a trigger signal, within “with its ... edge” */
                 wiring->falling ? C_ ("edge", "falling") : C_ ("edge", "rising"),
                 is_gated (task) ? wiring->n_outputs : task->wanted->n_samples,
                 task->wanted->sample_rate_hz / 1e6);
}

static gboolean
plan_trigger (InsComediPlan *self, const InsComediTask *task, GError **error)
{
  self->format.n_channels = 1;
  if (plan_triggered_scan (self, task) || plan_triggered_command (self, task))
    return TRUE;
  set_trigger_error (task, error);

  return FALSE;
}

static gboolean
plan_timer (InsComediPlan *self, const InsComediTask *task, GError **error)
{
  const InsComediBoard *board = task->board;

  self->shape = INS_SHAPE_SCAN_PER_TIMER;
  self->format.n_channels = 1;
  for (guint i = 0; i < INS_N_PACES; i++)
    {
      if (!ins_comedi_command_init (&self->command, board->device, board->subdevice,
                                    board->chanspecs, board->n_chanspecs, 1))
        break;
      ins_comedi_command_set_pace (&self->command, gated_paces[i], 1 / task->wanted->prf_hz,
                                   FASTEST_S);
      set_wake (&self->command, task);
      if (settles (self, task) && ins_comedi_command_get_scan_ns (&self->command) > 0)
        {
          self->timing.prf_hz = 1e9 / ins_comedi_command_get_scan_ns (&self->command);
          self->timing.sample_rate_hz = triggered_rate_hz (self);
          return TRUE;
        }
    }
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
               _ ("The card “%s” refuses to scan these %u channels at %.6g Hz. Some cards take "
                  "neighbouring channels only, from 0 on: connect the outputs so."),
               comedi_get_board_name (board->device), board->n_chanspecs, task->wanted->prf_hz);

  return FALSE;
}

gboolean
ins_comedi_plan_find_command (InsComediPlan *self, const InsComediTask *task, GError **error)
{
  self->format.sample_bytes = task->board->sample_bytes;
  self->format.maxdata = task->board->maxdata;

  if (task->wiring->pulses == INS_PULSES_AT_TRIGGER)
    return plan_trigger (self, task, error);
  if (is_gated (task))
    return plan_timer (self, task, error);

  return plan_stream (self, task, error);
}

double
ins_comedi_round_rate_hz (const InsComediBoard *board, guint n_channels, double wanted_hz)
{
  InsComediCommand command;
  comedi_cmd mask = { 0 };

  if (comedi_get_cmd_src_mask (board->device, board->subdevice, &mask) < 0 ||
      !find_stream (&command, board, &mask, MIN (n_channels, board->n_chanspecs), FALSE,
                    1 / wanted_hz))
    return 0.0;

  return 1e9 / ins_comedi_command_get_scan_ns (&command);
}

double
ins_comedi_maximum_rate_hz (const InsComediBoard *board, guint n_channels)
{
  return ins_comedi_round_rate_hz (board, n_channels, 1 / FASTEST_S);
}
