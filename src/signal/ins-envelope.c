/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fftw3.h>
#include <math.h>
#include <string.h>

#include "core/ins-lock.h"
#include "signal/ins-envelope.h"
#include "signal/ins-filter-kernels.h"

/* Zeros after the record, so that its end does not ring into its beginning: an eighth of it. */
#define PADDING 8

/* What is the same for all records of one length. Never freed: there are as many as lengths of
 * records. FFTW runs a plan on any memory in any thread. All fields read-only after new. */
typedef struct
{
  guint length; /* even */
  fftwf_plan forward, back;
  float *own, *mirrored; /* length; factors of the turn */
} Plan;

struct _InsEnvelope
{
  guint n_samples;
  const Plan *plan;
  /* plan->length each: the record less its mean, its spectrum, that turned by a quarter of a period
   * for every frequency, and what this is the spectrum of: the Hilbert transform */
  float *values, *spectrum, *turned_spectrum, *turned;
};

/* FFTW's planner, alone of its parts, may run in one thread only. */
static InsLock planner_lock = PTHREAD_MUTEX_INITIALIZER;
static GSList *plans; /* lock */

/* 4, 5 or 6 times a power of two: what the transforms are quickest for. */
static guint
get_quick_length (guint least)
{
  for (guint power = 1;; power *= 2)
    for (guint factor = 4; factor <= 6; factor++)
      if (factor * power >= least)
        return factor * power;
}

/* A record of L = 2 M real numbers is M complex ones z[n] = x[2n] + i x[2n + 1] as it lies there.
 * With Z the transform of z, and E and O those of the even and the odd samples, E[k] = (Z[k] + Z*[M
 * - k]) / 2,  O[k] = (Z[k] - Z*[M - k]) / 2i, X[k] = E[k] + w O[k],  X[k + M] = E[k] - w O[k],  w =
 * exp (-i t),  t = 2 pi k / L. The Hilbert transform has -i X[k] and i X[k + M], and nothing at 0
 * and M. Put back together Z'[k] = i sin t Z[k] + cos t Z*[M - k],  Z'[0] = 0: two transforms of
 * half the length and one pass. FFTW leaves a factor of M. */
static void
make_factors (Plan *plan)
{
  guint half = plan->length / 2;

  plan->own = g_new (float, plan->length);
  plan->mirrored = g_new (float, plan->length);
  for (guint k = 0; k < half; k++)
    {
      double angle = 2.0 * G_PI * k / plan->length;

      plan->own[2 * k + 1] = (float)(sin (angle) / half);
      plan->own[2 * k] = -plan->own[2 * k + 1];
      plan->mirrored[2 * k] = (float)(cos (angle) / half);
      plan->mirrored[2 * k + 1] = -plan->mirrored[2 * k];
    }
}

static Plan *
make_plan_locked (guint length)
{
  Plan *plan = g_new0 (Plan, 1);
  int half = (int)length / 2;
  fftwf_complex *from = fftwf_alloc_complex (length / 2), *to = fftwf_alloc_complex (length / 2);

  plan->length = length;
  make_factors (plan);
  /* estimated, not measured: the same digits in every run */
  plan->forward = fftwf_plan_dft_1d (half, from, to, FFTW_FORWARD,
                                     FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
  plan->back = fftwf_plan_dft_1d (half, from, to, FFTW_BACKWARD,
                                  FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
  fftwf_free (from);
  fftwf_free (to);
  plans = g_slist_prepend (plans, plan);

  return plan;
}

static const Plan *
get_plan (guint length)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&planner_lock);

  for (GSList *l = plans; l != NULL; l = l->next)
    if (((const Plan *)l->data)->length == length)
      return l->data;

  return make_plan_locked (length);
}

InsEnvelope *
ins_envelope_new (guint n_samples)
{
  InsEnvelope *self;

  g_return_val_if_fail (n_samples > 0, NULL);

  self = g_new0 (InsEnvelope, 1);
  self->n_samples = n_samples;
  self->plan = get_plan (get_quick_length (n_samples + n_samples / PADDING + 1));
  self->values = fftwf_alloc_real (self->plan->length);
  self->spectrum = fftwf_alloc_real (self->plan->length);
  self->turned_spectrum = fftwf_alloc_real (self->plan->length);
  self->turned = fftwf_alloc_real (self->plan->length);
  memset (self->values, 0, self->plan->length * sizeof *self->values);

  return self;
}

void
ins_envelope_free (InsEnvelope *self)
{
  fftwf_free (self->values);
  fftwf_free (self->spectrum);
  fftwf_free (self->turned_spectrum);
  fftwf_free (self->turned);
  g_free (self);
}

guint
ins_envelope_get_n_samples (const InsEnvelope *self)
{
  return self->n_samples;
}

static void
transform (fftwf_plan plan, float *from, float *to)
{
  fftwf_execute_dft (plan, (fftwf_complex *)(void *)from, (fftwf_complex *)(void *)to);
}

void
ins_envelope_compute_of (InsEnvelope *self,
                         gconstpointer samples,
                         InsSampleType type,
                         float *envelope)
{
  const InsFilterKernels *kernels = ins_filter_kernels_get ();
  const Plan *plan = self->plan;
  double mean = ins_kernels_get (type)->get_sum (samples, self->n_samples) / self->n_samples;

  kernels->load (samples, type, self->n_samples, (float)mean, self->values);
  transform (plan->forward, self->values, self->spectrum);
  kernels->turn (self->spectrum, plan->length / 2, plan->own, plan->mirrored,
                 self->turned_spectrum);
  transform (plan->back, self->turned_spectrum, self->turned);
  kernels->get_magnitude (self->values, self->turned, self->n_samples, envelope);
}

void
ins_envelope_compute (InsEnvelope *self, const gint16 *samples, float *envelope)
{
  ins_envelope_compute_of (self, samples, INS_SAMPLE_INT16, envelope);
}
