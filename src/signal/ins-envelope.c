/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fftw3.h>
#include <math.h>

#include "core/ins-lock.h"
#include "signal/ins-envelope.h"

/* Zeros after the record, so that its end does not ring into its beginning: an eighth of it. */
#define PADDING 8

struct _InsEnvelope
{
  guint n_samples, length;
  fftwf_complex *signal; /* length */
  fftwf_plan forward, backward;
};

/* FFTW's planner, alone of its parts, may run in one thread only. */
static InsLock planner_lock = PTHREAD_MUTEX_INITIALIZER;

/* The next length that FFTW has short loops for: factors 2, 3 and 5. */
static guint
get_quick_length (guint least)
{
  for (guint length = least;; length++)
    {
      guint rest = length;

      while (rest % 2 == 0)
        rest /= 2;
      while (rest % 3 == 0)
        rest /= 3;
      while (rest % 5 == 0)
        rest /= 5;
      if (rest == 1)
        return length;
    }
}

InsEnvelope *
ins_envelope_new (guint n_samples)
{
  InsEnvelope *self;
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = NULL;

  g_return_val_if_fail (n_samples > 0, NULL);

  self = g_new0 (InsEnvelope, 1);
  self->n_samples = n_samples;
  self->length = get_quick_length (n_samples + n_samples / PADDING + 1);
  self->signal = fftwf_alloc_complex (self->length);
  locker = ins_lock_acquire (&planner_lock);
  self->forward = fftwf_plan_dft_1d ((int)self->length, self->signal, self->signal, FFTW_FORWARD,
                                     FFTW_ESTIMATE);
  self->backward = fftwf_plan_dft_1d ((int)self->length, self->signal, self->signal, FFTW_BACKWARD,
                                      FFTW_ESTIMATE);

  return self;
}

void
ins_envelope_free (InsEnvelope *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&planner_lock);

  fftwf_destroy_plan (self->forward);
  fftwf_destroy_plan (self->backward);
  fftwf_free (self->signal);
  g_free (self);
}

guint
ins_envelope_get_n_samples (const InsEnvelope *self)
{
  return self->n_samples;
}

static void
load (InsEnvelope *self, const gint16 *samples)
{
  gint64 sum = 0;
  float mean;

  for (guint i = 0; i < self->n_samples; i++)
    sum += samples[i];
  mean = (float)sum / (float)self->n_samples;
  for (guint i = 0; i < self->length; i++)
    {
      self->signal[i][0] = i < self->n_samples ? samples[i] - mean : 0;
      self->signal[i][1] = 0;
    }
}

/* Positive frequencies twice, negative ones not at all; FFTW leaves a factor of the length. */
static void
make_analytic (InsEnvelope *self)
{
  guint half = self->length / 2;

  for (guint i = 0; i < self->length; i++)
    {
      gboolean is_alone = i == 0 || (self->length % 2 == 0 && i == half);
      float factor = is_alone ? 1 : i <= half ? 2 : 0;

      self->signal[i][0] *= factor / (float)self->length;
      self->signal[i][1] *= factor / (float)self->length;
    }
}

void
ins_envelope_compute (InsEnvelope *self, const gint16 *samples, float *envelope)
{
  load (self, samples);
  fftwf_execute (self->forward);
  make_analytic (self);
  fftwf_execute (self->backward);
  for (guint i = 0; i < self->n_samples; i++)
    envelope[i] = hypotf (self->signal[i][0], self->signal[i][1]);
}
