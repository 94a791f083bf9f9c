/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/digitizer/ins-comedi-limits.h"
#include "devices/digitizer/ins-comedi-plan.h"

#define MOST_GATED 4       /* channels */
#define SHORTEST_S 1e-9    /* asked for to hear what the shortest really is */
#define LOWEST_RATE_HZ 1e3 /* of the list */
#define FINITE_SCANS 1024  /* of a command that a trigger starts */

/* 4 KiB with the channel list, hence not on each stack. */
typedef struct
{
  const InsComediBoard *board;
  comedi_cmd mask; /* the sources it has */
  InsComediCommand command;
} Search;

/* The maximum, then 1, 2, 5, 10, ... as far as the card makes them without rounding. */
static void
find_rates (const InsComediBoard *board, InsCardOffer *offer)
{
  static const double mantissas[] = { 5, 2, 1 };
  double highest_hz = offer->maximum_rate_hz;

  offer->rates_hz[offer->n_rates++] = highest_hz;
  for (double decade = pow (10, floor (log10 (highest_hz))); decade >= LOWEST_RATE_HZ;
       decade = round (decade / 10))
    for (guint i = 0; i < G_N_ELEMENTS (mantissas) && offer->n_rates < INS_OFFER_MAX_RATES; i++)
      {
        double rate_hz = mantissas[i] * decade;

        if (rate_hz < highest_hz * (1 - 1e-9) &&
            fabs (ins_comedi_round_rate_hz (board, 1, rate_hz) / rate_hz - 1) < 1e-9)
          offer->rates_hz[offer->n_rates++] = rate_hz;
      }
}

typedef void (*SetTrigger) (comedi_cmd *command, guint trigger);

static void
set_scan_trigger (comedi_cmd *command, guint trigger)
{
  command->scan_begin_src = TRIG_EXT;
  command->scan_begin_arg = trigger;
}

static void
set_start_trigger (comedi_cmd *command, guint trigger)
{
  command->start_src = TRIG_EXT;
  command->start_arg = trigger;
  command->stop_src = TRIG_COUNT;
  command->stop_arg = FINITE_SCANS;
}

/* Two inputs, for not every card calls its first one 0, and both ways to say that it is an edge. */
static gboolean
try_triggers (Search *self, guint n_scans, InsComediPace pace, SetTrigger set)
{
  const InsComediBoard *board = self->board;

  for (guint i = 0; i < 4; i++)
    {
      if (!ins_comedi_command_init (&self->command, board->device, board->subdevice,
                                    board->chanspecs, 1, n_scans))
        return FALSE;
      ins_comedi_command_set_pace (&self->command, pace, SHORTEST_S, SHORTEST_S);
      set (&self->command.command, ins_comedi_trigger_argument (i / 2, FALSE, i % 2 == 0));
      if (ins_comedi_command_is_within (&self->command, &self->mask) &&
          ins_comedi_command_settle (&self->command, board->device))
        return TRUE;
    }

  return FALSE;
}

/* Samples of one channel, one after the other: a card with one converter for each channel answers
 * 0 and takes them all at once. */
static gboolean
try_record (Search *self, guint n_samples)
{
  return try_triggers (self, n_samples, INS_PACE_BOTH, set_scan_trigger) &&
         ins_comedi_command_get_convert_ns (&self->command) > 0;
}

/* The signal channel stands in the list so often; the longest list that the card takes. */
static guint
find_longest_record (Search *self)
{
  guint good = 1, bad = INS_COMEDI_MAX_CHANLIST + 1;

  while (bad - good > 1)
    {
      gboolean is_open = bad > INS_COMEDI_MAX_CHANLIST;
      guint middle = is_open ? MIN (2 * good, bad - 1) : (good + bad) / 2;

      if (try_record (self, middle))
        good = middle;
      else
        bad = middle;
    }

  return good;
}

static void
find_triggers (Search *self, InsCardOffer *offer)
{
  offer->can_scan_on_trigger = try_triggers (self, 1, INS_PACE_SCANS, set_scan_trigger) ||
                               try_triggers (self, 1, INS_PACE_BOTH, set_scan_trigger);
  if (offer->can_scan_on_trigger)
    offer->maximum_scan_samples = find_longest_record (self);

  for (InsComediPace pace = 0; pace < INS_N_PACES && !offer->can_start_on_trigger; pace++)
    offer->can_start_on_trigger = try_triggers (self, 1, pace, set_start_trigger);
}

void
ins_comedi_limits_find (const InsComediBoard *board, InsCardOffer *offer)
{
  g_autofree Search *self = g_new0 (Search, 1);

  self->board = board;
  if (comedi_get_cmd_src_mask (board->device, board->subdevice, &self->mask) < 0)
    return;

  offer->maximum_rate_hz = ins_comedi_maximum_rate_hz (board, 1);
  if (offer->maximum_rate_hz > 0)
    find_rates (board, offer);
  if (board->n_chanspecs >= 2)
    offer->maximum_rate_pair_hz = ins_comedi_maximum_rate_hz (board, 2);
  for (guint n = MIN (board->n_chanspecs, MOST_GATED); n > 0 && offer->maximum_gated_hz == 0; n--)
    offer->maximum_gated_hz = ins_comedi_maximum_rate_hz (board, n);
  find_triggers (self, offer);
}
