/* test-cli-verdict.c - good or bad, as scripts read it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "cli-program.h"

#define SCAN                                                                                       \
  "[Scan]\nScanAxis=X\nIndexAxis=Y\nStartMm=5;5;0\nScanLengthMm=2\nIndexLengthMm=0.4\n"            \
  "ScanStepMm=0.1\nIndexStepMm=0.2\nSpeedMmPerS=40\n[Acquisition]\nPrfHz=1000\nSamples=64\n"

/* Said after the scan, and by the file; under a comma locale as well. */
static void
test_bad (void)
{
  g_auto (Result) scan = run_in ("scan bad -o bad.nde", "de_DE.UTF-8");
  g_auto (Result) info = run_in ("info bad.nde", "de_DE.UTF-8");

  g_assert_cmpint (scan.status, ==, 0);
  g_assert_nonnull (strstr (scan.out, "verdict: bad\nrule Echo: bad, max "));
  g_assert_nonnull (strstr (scan.out, " %FSH, at most 0.001, 0.00 % missing\n"));
  g_assert_nonnull (strstr (scan.out, "rule Area: good, void_area_mm2 0.0000 mm2, at most 5"));
  g_assert_nonnull (strstr (info.out, "\nverdict bad\n"));
  g_assert_nonnull (strstr (info.out, "at most 0.001"));
}

static void
test_none (void)
{
  g_auto (Result) scan = run ("scan plain -o plain.nde");
  g_auto (Result) info = run ("info plain.nde");

  g_assert_cmpint (scan.status, ==, 0);
  g_assert_null (strstr (scan.out, "verdict"));
  g_assert_null (strstr (info.out, "\nverdict"));
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  cli_program_begin (argv[1]);
  put_file ("plain", SCAN);
  put_file ("bad", SCAN "[Rule Echo]\nKind=statistics\nFigure=max\nAtMost=0.001\n"
                        "[Rule Area]\nKind=voids\nThreshold=1e6\nFigure=void_area_mm2\nAtMost=5\n");
  g_test_add_func ("/cli-verdict/bad", test_bad);
  g_test_add_func ("/cli-verdict/none", test_none);
  status = g_test_run ();
  cli_program_end ();

  return status;
}
