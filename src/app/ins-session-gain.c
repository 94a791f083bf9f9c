/* ins-session-gain.c - how near the live A-scan comes to the card's limit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/ins-session-gain.h"
#include "app/ins-session-private.h"

#define LOOK_US (G_USEC_PER_SEC / 10) /* so often at most */
#define HOLD_US G_USEC_PER_SEC        /* the worst of so long is what is said */
#define BANG_S 2e-6                   /* of the pulse itself */
#define MAX_SAMPLES (1u << 20)

static void
take (InsHeadroom *worst, const InsHeadroom *one)
{
  if (one->n_at_limit >= worst->n_at_limit)
    {
      worst->n_at_limit = one->n_at_limit;
      worst->n_samples = one->n_samples;
    }
  worst->n_samples = MAX (worst->n_samples, 1);
  worst->peak_percent = MAX (worst->peak_percent, one->peak_percent);
}

static void
look (InsSession *self)
{
  const guint capacity = MIN (self->snapshot.timing.n_samples * 2, MAX_SAMPLES);
  g_autofree gint16 *samples = capacity > 0 ? g_new (gint16, capacity) : NULL;
  InsHeadroom headroom;
  InsTiming timing;
  guint n_samples = 0, first = 0;

  if (samples != NULL)
    n_samples = ins_engine_copy_ascan (self->engine, samples, capacity, &timing);
  if (n_samples == 0)
    return;
  if (timing.delay_s < BANG_S)
    first = (guint)MIN ((BANG_S - timing.delay_s) * timing.sample_rate_hz, (double)n_samples);
  ins_headroom_measure (samples, n_samples, first, self->snapshot.digitizer_info.full_scale_counts,
                        &headroom);
  if (headroom.n_samples > 0)
    take (&self->gain.now, &headroom);
}

void
ins_session_follow_gain (InsSession *self)
{
  const gint64 now_us = g_get_monotonic_time ();

  if (self->engine == NULL || self->snapshot.digitizer_link != INS_LINK_READY ||
      self->snapshot.digitizer_info.mode == INS_ACQUIRE_GATED)
    {
      self->gain = (InsSessionGain){ 0 };
      return;
    }
  if (now_us - self->gain.look_us < LOOK_US)
    return;
  self->gain.look_us = now_us;
  look (self);
  if (self->gain.said.n_samples > 0 && now_us - self->gain.said_us < HOLD_US)
    return;
  self->gain.said_us = now_us;
  self->gain.said = self->gain.now;
  self->gain.now = (InsHeadroom){ 0 };
}

gboolean
ins_session_get_headroom (InsSession *self, InsHeadroom *headroom)
{
  g_return_val_if_fail (INS_IS_SESSION (self), FALSE);

  *headroom = self->gain.said;

  return headroom->n_samples > 0;
}
