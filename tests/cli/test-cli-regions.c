/* test-cli-regions.c - several regions in one go, and rectangles at finer steps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "cli-program.h"

static const char recipe_text[] =
    "[Scan]\nScanAxis=Y\nIndexAxis=X\nSpeedMmPerS=40\nScanStepMm=0.1\nIndexStepMm=0.2\n"
    "[Acquisition]\nPrfHz=1000\nSamples=64\n"
    "[Region a]\nStartMm=10;10;0\nScanLengthMm=2\nIndexLengthMm=0.4\n"
    "[Region b]\nStartMm=14;12;2\nScanLengthMm=1\nIndexLengthMm=0.6\nScanStepMm=0.05\n";

static void
assert_says (const char *command, int status, const char *text)
{
  g_auto (Result) result = run (command);

  g_assert_cmpint (result.status, ==, status);
  g_assert_true (strstr (result.out, text) != NULL || strstr (result.err, text) != NULL);
}

/* Nothing of this moves anything. */
static void
test_refusals (void)
{
  static const struct
  {
    const char *command;
    int status;
    const char *says;
  } cases[] = {
    { "scan recipe -o x.nde --region c", 2, "no region “c”" },
    { "scan recipe -o x.nde --region 1,2,3", 2, "no region “1,2,3”" },
    { "scan recipe -o x.nde --region 1,2,3,four", 2, "not a rectangle" },
    { "scan recipe -o x.nde --region a --step 1", 2, "Leave out --step" },
    { "scan recipe -o x.nde --step 1", 2, "--region X0,Y0,X1,Y1" },
    { "scan recipe -o x.nde --region 1,2,3,4 --step 0", 2, "“0”" },
    { "scan recipe -o x.nde --region 1,2,3,4 --step 1,1,1", 2, "“1,1,1”" },
    { "scan recipe -o x.nde --region 1,2,3,4 --step 0.0000001", 2, "ScanStepMm" },
    { "scan recipe -o x.nde --region 10,400,11,401", 2, "leaves Y" },
    { "scan recipe -o x.nde --resume", 1, "x-a.nde" },
    { "scan far -o x.nde", 2, "Region b: Area leaves X" },
    { "validate far", 2, "bad: Region b: Area leaves X" },
    { "validate recipe", 0, "all: 2 regions, 5 of 5 lines swept, 100.0 %" },
    { "validate recipe --region b", 0, "area: 3 lines of 20 pixels, 1 x 0.6 mm" },
    { "validate recipe --region -1,5,1,6 --step 0.5,0.25", 0, "in steps of 0.5 x 0.25 mm" },
    { "validate triangle --lines", 0, "line 3: pixels 1 to 12, 12 wanted, Y 0 to 11 mm" },
    { "validate triangle --lines", 0, "line 15: left out" },
    { "validate triangle", 0, "spans: 14 of 20 lines swept, 1 to 14 pixels each, 26.2 %" },
    { "validate many", 2, "at most 12.5 mm/s" },
    { "validate many", 2, "pulses: 2.50 a pixel, 8 averaged, at most 12.500 mm/s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_says (cases[i].command, cases[i].status, cases[i].says);
}

static void
assert_info (const char *name, const char *says)
{
  g_autofree char *command = g_strdup_printf ("info %s", name);

  assert_says (command, 0, says);
}

/* A file for each, at its place and with its own steps; what is whole is not scanned again, and a
 * file of another recipe is not gone on with. */
static void
test_regions (void)
{
  g_auto (Result) result = run ("scan recipe -o part.nde");
  g_auto (Result) again = { 0 };

  g_assert_cmpint (result.status, ==, 0);
  g_assert_nonnull (strstr (result.err, "region a (1 of 2), line 2 of 2"));
  g_assert_nonnull (strstr (result.err, "100 %, region b (2 of 2), line 3 of 3"));
  g_assert_nonnull (strstr (result.out, "part-a.nde: 2 of 2 lines, 0 holes"));
  g_assert_nonnull (strstr (result.out, "part-b.nde: 3 of 3 lines, 0 holes"));
  assert_info ("part-a.nde", "n_columns 20\n");
  assert_info ("part-b.nde", "scan_step_mm 0.05\n");
  assert_says ("scan recipe -o part.nde", 1, "part-a.nde exists already");
  assert_says ("scan other -o part.nde --resume", 2, "ScanStepMm");
  drop_file ("part-b.nde");
  again = run ("scan recipe -o part.nde --resume");
  g_assert_cmpint (again.status, ==, 0);
  g_assert_nonnull (strstr (again.out, "part-a.nde: complete before"));
  g_assert_null (strstr (again.out, "part-a.nde: 2 of 2"));
  g_assert_nonnull (strstr (again.out, "part-b.nde: 3 of 3 lines, 0 holes"));
}

/* On the lattice of the new steps through the first pixel of the recipe. */
static void
test_rectangle (void)
{
  assert_says ("scan recipe -o fine.nde --quiet --region 10.42,10.31,10.18,11.01 --step 0.05", 0,
               "");
  assert_info ("fine.nde", "n_columns 15\n");
  assert_info ("fine.nde", "n_lines 5\n");
  assert_info ("fine.nde", "complete true\n");
}

/* A stage that says nothing in motion is found out in its first move; with a person's word the scan
 * goes on, at rest at each point. */
static void
test_mute_stage (void)
{
  g_auto (Result) result = run ("scan points -o mute.nde --stage 'sim?protocol=vxm&variant=mute' "
                                "--confirm-position");

  g_assert_cmpint (result.status, ==, 0);
  g_assert_nonnull (strstr (result.err, "said nothing while it moved"));
  g_assert_nonnull (strstr (result.out, "mute.nde: 1 of 1 lines, 0 holes"));
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  cli_program_begin (argv[1]);
  put_file ("recipe", recipe_text);
  put_file ("other", "[Scan]\nSpeedMmPerS=40\nScanStepMm=0.2\nIndexStepMm=0.2\n"
                     "[Acquisition]\nPrfHz=1000\nSamples=64\n"
                     "[Region a]\nStartMm=10;10;0\nScanLengthMm=2\nIndexLengthMm=0.4\n"
                     "[Region b]\nStartMm=14;12;2\nScanLengthMm=1\nIndexLengthMm=0.6\n");
  put_file ("far", "[Scan]\nScanStepMm=0.2\nIndexStepMm=0.2\n"
                   "[Region a]\nStartMm=10;10;0\nScanLengthMm=2\nIndexLengthMm=1\n"
                   "[Region b]\nStartMm=250;10;0\nScanLengthMm=2\nIndexLengthMm=1\n");
  put_file ("triangle", "[Scan]\nScanLengthMm=20\nIndexLengthMm=20\nScanStepMm=1\nIndexStepMm=1\n"
                        "Outline=-0.5;-0.5;13.9;-0.5;-0.5;13.9\n");
  put_file ("many", "[Scan]\nScanLengthMm=20\nIndexLengthMm=20\nScanStepMm=0.1\n"
                    "SpeedMmPerS=40\n[Acquisition]\nPrfHz=1000\nSamples=64\nAverages=8\n");
  put_file ("points", "[Scan]\nMotion=points\nDwellS=0.005\nScanLengthMm=4\nIndexLengthMm=1\n"
                      "ScanStepMm=1\nIndexStepMm=1\nSpeedMmPerS=20\nStartMm=5;5;0\n");
  g_test_add_func ("/cli-regions/refusals", test_refusals);
  g_test_add_func ("/cli-regions/regions", test_regions);
  g_test_add_func ("/cli-regions/rectangle", test_rectangle);
  g_test_add_func ("/cli-regions/mute-stage", test_mute_stage);
  status = g_test_run ();
  cli_program_end ();

  return status;
}
