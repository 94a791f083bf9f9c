/* fake-signal.h - what a pulser and a probe send to a card
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "fake-comedi.h"

#define FAKE_MAX_ECHOES 8

/* A pulser that runs by itself; pulse k fires at first_ns + k * period_ns + jitter of its own. */
typedef struct
{
  double first_ns, period_ns;
  double jitter_ns;       /* uniform, +-; below half a period */
  guint missing_every;    /* every so many-th pulse does not fire, 0: all do */
  double width_ns;        /* of the sync output */
  double sync_v, rise_ns; /* its height and how long its edges take */
} FakePulser;

typedef struct
{
  double delay_ns; /* after the pulse */
  double v;        /* peak */
} FakeEcho;

/* The trace of a probe on one channel and the sync output on another. */
typedef struct
{
  FakePulser pulser;
  guint signal_channel, sync_channel;
  double bang_v, bang_ns; /* main bang: height and time constant; 0: the receiver cuts it off */
  double centre_hz;       /* of the echoes, ten cycles at most */
  guint n_echoes;
  FakeEcho echoes[FAKE_MAX_ECHOES];
} FakeTrace;

/* Moment of pulse k; NAN if it does not fire. */
double fake_pulser_get_ns (const FakePulser *self, gint64 k);
/* Number of the last pulse that fired at or before that moment, -1: none yet. */
gint64 fake_pulser_find (const FakePulser *self, double ns);

/* FakeTrigger with data FakePulser: the sync output at every input; falling edges width_ns later.
 */
double fake_pulser_trigger (gpointer pulser, guint input, gboolean falling, double after_ns);
/* FakeSignal with data FakeTrace. */
double fake_trace_signal (gpointer trace, const FakeMoment *at);
