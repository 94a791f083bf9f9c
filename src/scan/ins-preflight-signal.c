/* ins-preflight-signal.c - what the live A-scan says before a scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "scan/ins-advice.h"
#include "scan/ins-preflight-private.h"

#define QUIET_PERCENT 8.0 /* nothing is under the probe */
#define LOW_PERCENT 20.0  /* of the card's range: little of its bits is used */

static InsCheck *
make_minor (const char *text)
{
  InsCheck *check = ins_preflight_make_check (INS_CHECK_OK, "%s", text);

  check->is_minor = TRUE;

  return check;
}

/* Steps and pulses against what is known of the probe. */
InsCheck *
ins_preflight_check_beam (const InsRecipe *recipe, const InsRigStatus *status)
{
  const double step = MAX (recipe->scan_step_mm, recipe->index_step_mm);
  InsAdvice advice;
  InsCheck *check;

  ins_advice_get (recipe, &advice);
  if (isfinite (advice.greatest_step_mm) && step > advice.greatest_step_mm * (1.0 + 1e-6))
    {
      check = ins_preflight_make_check (
          INS_CHECK_NOTE,
          _ ("Steps of %.3g mm pass over flaws: the probe's spot is %.3g mm wide, steps up to %.3g "
             "mm see them twice"),
          step, advice.spot_mm, advice.greatest_step_mm);
      check->fix = INS_FIX_FINER_STEPS;
      return check;
    }
  if (isfinite (advice.greatest_prf_hz) && recipe->timing.prf_hz > advice.greatest_prf_hz &&
      !status->position_trigger)
    {
      check = ins_preflight_make_check (
          INS_CHECK_NOTE,
          _ ("At %.5g pulses a second echoes of the last pulse may still be heard in the water: "
             "%.3g are surely quiet"),
          recipe->timing.prf_hz, advice.greatest_prf_hz);
      check->fix = INS_FIX_QUIET_PRF;
      return check;
    }

  return make_minor (isfinite (advice.spot_mm) ? _ ("Steps and pulse rate suit the probe")
                                               : _ ("The probe's element and focus are not known"));
}

/* In whole decibels: what is said must not flicker. */
InsCheck *
ins_preflight_check_gain (const InsRigStatus *status)
{
  const InsHeadroom *headroom = &status->headroom;
  const double peak = headroom->peak_percent;

  if (!status->gain_known || !status->digitizer_ready || status->digitizer_info.n_outputs > 0)
    return make_minor (_ ("Gain: no A-scan was seen yet"));
  if (headroom->n_at_limit > 0)
    return ins_preflight_make_check (
        INS_CHECK_NOTE,
        _ ("%.1g %% of the A-scan is at the card's limit: amplitudes there are wrong. Lower the "
           "gain."),
        100.0 * headroom->n_at_limit / MAX (headroom->n_samples, 1));
  if (peak < QUIET_PERCENT)
    return make_minor (_ ("Gain: nothing is heard where the probe is"));
  if (peak < LOW_PERCENT)
    return ins_preflight_make_check (
        INS_CHECK_NOTE,
        _ ("The largest echo uses little of the card's range: %.0f dB more gain would do"),
        floor (20.0 * log10 (80.0 / peak)));

  return ins_preflight_make_check (INS_CHECK_OK, _ ("Gain leaves %.0f dB to the card's limit"),
                                   floor (ins_headroom_get_db (headroom)));
}
