/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "core/ins-error.h"
#include "devices/simulated/ins-sim-timing.h"

#define MINIMUM_RATE_HZ 1e3
#define MAXIMUM_N_SAMPLES (1u << 20)

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list arguments;
  g_autofree char *why = NULL;

  va_start (arguments, format);
  why = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED, why);

  return FALSE;
}

static gboolean
check_prf (const InsTiming *wanted, GError **error)
{
  if (!(wanted->prf_hz > 0.0 && wanted->prf_hz <= INS_SIM_MAXIMUM_PRF_HZ))
    return refuse (error,
                   _ ("The simulated card pulses at most %g times a second, not %g. Change "
                      "PrfHz."),
                   INS_SIM_MAXIMUM_PRF_HZ, wanted->prf_hz);

  return TRUE;
}

gboolean
ins_sim_timing_check (const InsTiming *wanted, gboolean is_gated, GError **error)
{
  double record_s = wanted->delay_s + wanted->n_samples / wanted->sample_rate_hz;

  /* of a flaw detector's outputs only the pulses have a time */
  if (!check_prf (wanted, error))
    return FALSE;
  if (is_gated)
    return TRUE;
  if (!(wanted->sample_rate_hz >= MINIMUM_RATE_HZ &&
        wanted->sample_rate_hz <= INS_SIM_MAXIMUM_RATE_HZ))
    return refuse (error,
                   _ ("The simulated card samples at 0.001 to 200 MHz, not at %g MHz. Change "
                      "SampleRateHz."),
                   wanted->sample_rate_hz * 1e-6);
  if (wanted->n_samples < 1 || wanted->n_samples > MAXIMUM_N_SAMPLES)
    return refuse (error,
                   _ ("The simulated card records 1 to %u samples a pulse, not %u. Change "
                      "Samples."),
                   MAXIMUM_N_SAMPLES, wanted->n_samples);
  if (!(wanted->delay_s >= 0.0))
    return refuse (error, _ ("The simulated card cannot begin before the pulse. Change DelayS."));
  if (record_s > 1.0 / wanted->prf_hz * (1.0 + 1e-9))
    return refuse (error,
                   _ ("A record ends %.6g ms after its pulse, but at %g pulses a second the next "
                      "one comes after %.6g ms. Take fewer samples or pulse more slowly."),
                   record_s * 1e3, wanted->prf_hz, 1e3 / wanted->prf_hz);

  return TRUE;
}
