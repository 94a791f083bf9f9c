/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "scan/ins-registration-summary.h"

static const InsTrackLine usual = { .crossing_s = 100.0,
                                    .speed_mm_s = 10.0,
                                    .offset_s = 1e-3,
                                    .offset_low_s = -1e-3,
                                    .offset_high_s = 4e-3,
                                    .sigma_s = 50e-6,
                                    .n_reports = 40 };

static void
test_figures (void)
{
  InsTrackLine lines[5] = { usual, usual, usual, usual, usual };
  InsRegistrationSummary summary;

  lines[1].sigma_s = 100e-6;
  lines[1].speed_mm_s = -10.0;
  lines[2].state = INS_TRACK_FEW_REPORTS;
  lines[2].verdict = INS_TRACK_FEW;
  lines[3].state = INS_TRACK_INTERPOLATED; /* left out: does not count in median and worst */
  lines[3].verdict = INS_TRACK_LOST;
  lines[3].interpolated = TRUE;
  lines[3].sigma_s = 1.0;
  lines[3].crossing_s = 900.0;
  lines[4].crossing_s = 200.0; /* the newest says what is known of the delay */
  lines[4].offset_s = 2e-3;
  ins_registration_summarise (lines, G_N_ELEMENTS (lines), &summary);
  g_assert_cmpuint (summary.n_lines, ==, 5);
  g_assert_cmpuint (summary.n_in_state[INS_TRACK_OK], ==, 3);
  g_assert_cmpuint (summary.n_in_state[INS_TRACK_FEW_REPORTS], ==, 1);
  g_assert_cmpuint (summary.n_in_state[INS_TRACK_INTERPOLATED], ==, 1);
  g_assert_cmpuint (summary.n_doubted, ==, 1);
  g_assert_cmpuint (summary.n_reports, ==, 200);
  g_assert_cmpfloat_with_epsilon (summary.median_um, 1.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (summary.worst_um, 2.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (summary.rms_um, sqrt (1.75 / 4.0), 1e-9);
  g_assert_cmpfloat_with_epsilon (summary.low_um, -60.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (summary.high_um, 40.0, 1e-9);
}

static void
assert_says (const InsRegistrationSummary *summary,
             const char *comb_text,
             gboolean both_ways,
             const char *wanted,
             const char *unwanted)
{
  g_autofree char *text = ins_registration_to_text (summary, comb_text, both_ways);

  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, wanted));
  g_assert_null (strstr (text, unwanted));
}

static void
test_sentences (void)
{
  InsTrackLine lines[2] = { usual, usual };
  InsRegistrationSummary summary;
  g_autofree char *nothing = NULL;

  lines[1].state = INS_TRACK_STALE;
  ins_registration_summarise (lines, 2, &summary);
  assert_says (&summary, NULL, FALSE, "±1 µm (median)", "Backlash");
  assert_says (&summary, NULL, TRUE, "possible range -40 to +60 µm (hard bounds from 80 reports)",
               "measured comb");
  assert_says (&summary, NULL, TRUE, "older than the question", "few reports");
  assert_says (&summary, "Comb 3 µm.", TRUE, "Forward against backward: Comb 3 µm.", "possible");
  assert_says (&summary, "Comb 3 µm.", TRUE, "included in the measured comb", "not observable");

  /* an empty range bounds nothing */
  lines[0].offset_low_s = lines[1].offset_low_s = 5e-3;
  ins_registration_summarise (lines, 2, &summary);
  assert_says (&summary, NULL, TRUE, "range not known", "possible range");

  ins_registration_summarise (NULL, 0, &summary);
  nothing = ins_registration_to_text (&summary, NULL, TRUE);
  g_assert_cmpstr (nothing, ==, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/registration-summary/figures", test_figures);
  g_test_add_func ("/registration-summary/sentences", test_sentences);

  return g_test_run ();
}
