/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "scan/ins-timing-figures.h"

static const struct
{
  const char *id, *name;
} steps[INS_N_TIMING_STEPS] = {
  [INS_TIMING_CARD_WAIT] = { "card_wait", N_ ("Waiting for the card") },
  [INS_TIMING_CARD_READ] = { "card_read", N_ ("Reading the card") },
  [INS_TIMING_CUT] = { "cut", N_ ("Cutting to pulses") },
  [INS_TIMING_CLOCK_FIT] = { "clock_fit", N_ ("Fitting the card's clock") },
  [INS_TIMING_COLLECT] = { "collect", N_ ("Collecting the line") },
  [INS_TIMING_PUBLISH] = { "publish", N_ ("Live A-scan and account") },
  [INS_TIMING_BUFFER_WAIT] = { "buffer_wait", N_ ("Waiting for a free buffer") },
  [INS_TIMING_PLACE] = { "place", N_ ("Placing the pulses") },
  [INS_TIMING_AVERAGE] = { "average", N_ ("Averaging") },
  [INS_TIMING_GATE] = { "gate", N_ ("Gates") },
  [INS_TIMING_DERIVE] = { "derive", N_ ("Derived planes and alarms") },
  [INS_TIMING_PICTURE] = { "picture", N_ ("Handing over to the picture") },
  [INS_TIMING_WRITE] = { "write", N_ ("Writing, with checksums") },
  [INS_TIMING_SYNC] = { "sync", N_ ("Syncing to the disk") },
};

void
ins_timing_cost_add (InsTimingCost *cost, double duration_s)
{
  cost->n++;
  cost->sum_s += duration_s;
  cost->longest_s = MAX (cost->longest_s, duration_s);
}

double
ins_timing_cost_get_mean_s (const InsTimingCost *cost)
{
  return cost->n > 0 ? cost->sum_s / (double)cost->n : (double)NAN;
}

void
ins_timing_figures_count_free (guint *fewest, guint *n_places, guint n, guint n_free)
{
  *fewest = *n_places == 0 ? n_free : MIN (*fewest, n_free);
  *n_places = n;
}

void
ins_timing_figures_merge_card (InsTimingFigures *figures, const InsTimingFigures *card)
{
  for (guint step = 0; step < INS_TIMING_BUFFER_WAIT; step++)
    figures->costs[step] = card->costs[step];
  figures->elapsed_s = card->elapsed_s;
  figures->latest_block_s = card->latest_block_s;
  figures->longest_away_s = card->longest_away_s;
}

const char *
ins_timing_step_get_id (InsTimingStep step)
{
  g_return_val_if_fail (step < INS_N_TIMING_STEPS, NULL);

  return steps[step].id;
}

const char *
ins_timing_step_get_name (InsTimingStep step)
{
  g_return_val_if_fail (step < INS_N_TIMING_STEPS, NULL);

  return _ (steps[step].name);
}

double
ins_timing_figures_get_share (const InsTimingFigures *figures, InsTimingStep step)
{
  g_return_val_if_fail (step < INS_N_TIMING_STEPS, (double)NAN);

  return figures->elapsed_s > 0.0 ? figures->costs[step].sum_s / figures->elapsed_s : (double)NAN;
}
