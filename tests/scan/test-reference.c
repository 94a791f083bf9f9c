/* test-reference.c - whether the stage's coordinates mean what they did: compared, and in a scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "core/ins-error.h"
#include "engine-fixture.h"

#define SHIFT_MM 0.3 /* three pixels */

static const InsPosition half = { { 0.05, 0.05, 0.05 } };

static void
test_by_home (void)
{
  const InsReference then = { .has_home = TRUE,
                              .home_mm = { { -1.0, -2.0, (double)NAN } },
                              .has_zero = TRUE };
  InsReference now = then;
  InsPosition shift;
  g_autofree char *text = NULL;

  g_assert_cmpint (ins_reference_compare (&then, &now, TRUE, &half, &shift), ==,
                   INS_REFERENCE_SAME);
  now.zero_mm.mm[INS_AXIS_X] = 7.0; /* the switches know better */
  now.home_mm.mm[INS_AXIS_X] += 0.04;
  g_assert_cmpint (ins_reference_compare (&then, &now, TRUE, &half, &shift), ==,
                   INS_REFERENCE_SAME);
  now.home_mm.mm[INS_AXIS_Y] -= 0.125;
  g_assert_cmpint (ins_reference_compare (&then, &now, TRUE, &half, &shift), ==,
                   INS_REFERENCE_SHIFTED);
  g_assert_cmpfloat_with_epsilon (shift.mm[INS_AXIS_X], 0.04, 1e-9);
  g_assert_cmpfloat_with_epsilon (shift.mm[INS_AXIS_Y], -0.125, 1e-9);
  g_assert_cmpfloat (shift.mm[INS_AXIS_Z], ==, 0.0);
  text = ins_reference_describe (&shift, &half);
  g_assert_cmpstr (text, ==, "Y -0.125 mm");
}

static void
test_by_zero (void)
{
  const InsReference then = { .has_zero = TRUE, .zero_mm = { { -10.0, -10.0, -10.0 } } };
  const InsReference homed = { .has_home = TRUE };
  InsReference now = then;
  InsPosition shift;

  g_assert_cmpint (ins_reference_compare (&then, &now, TRUE, &half, &shift), ==,
                   INS_REFERENCE_SAME);
  now.has_home = TRUE; /* nobody knows where it stood then */
  now.zero_mm.mm[INS_AXIS_X] = -9.0;
  g_assert_cmpint (ins_reference_compare (&then, &now, TRUE, &half, &shift), ==,
                   INS_REFERENCE_SHIFTED);
  g_assert_cmpfloat_with_epsilon (shift.mm[INS_AXIS_X], -1.0, 1e-9);

  g_assert_cmpint (ins_reference_compare (&homed, &then, TRUE, &half, &shift), ==,
                   INS_REFERENCE_TO_HOME);
  g_assert_cmpint (ins_reference_compare (&homed, &then, FALSE, &half, &shift), ==,
                   INS_REFERENCE_UNKNOWN);
  now.has_zero = FALSE;
  g_assert_cmpint (ins_reference_compare (&then, &now, TRUE, &half, &shift), ==,
                   INS_REFERENCE_UNKNOWN);
}

/* In a scan that is gone on with, on a stage whose zero lies at -225 mm. */
static InsSnapshot
resume (InsEngine *engine, MemorySink *sink, const InsReference *then, gboolean accept)
{
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  const InsScanOptions options = { .accept_shift = accept };
  g_autoptr (GError) error = NULL;

  memory_sink_set_reference (sink, then);
  g_assert_true (ins_engine_start_scan_with (engine, recipe, &options, &sink->parent, &error));
  g_assert_no_error (error);

  return wait_for (engine, is_over);
}

static void
test_refused (void)
{
  const InsReference then[] = {
    { .has_zero = TRUE, .zero_mm = { { -225.0 + SHIFT_MM, -225.0, -225.0 } } },
    { .has_home = TRUE },
  };
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");

  for (guint i = 0; i < G_N_ELEMENTS (then); i++)
    {
      g_autoptr (MemorySink) sink = memory_sink_new ();
      InsSnapshot snapshot = resume (engine, sink, &then[i], FALSE);

      g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
      g_assert_cmpint (snapshot.error_domain, ==, INS_DEVICE_ERROR);
      g_assert_cmpint (snapshot.error_code, ==, INS_DEVICE_ERROR_REFERENCE);
      g_assert_nonnull (strstr (snapshot.scan_message, i == 0 ? "X +0.300 mm" : "Home it"));
      g_assert_cmpuint (sink->n_begun, ==, 0); /* nothing was touched */
      for (guint axis = 0; axis < INS_N_AXES; axis++)
        g_assert_cmpfloat (snapshot.report.position.mm[axis], ==, 0.0);
    }
}

static void
test_agreed (void)
{
  const InsReference same = { .has_zero = TRUE, .zero_mm = { { -225.0, -225.0, -225.0 } } };
  const InsReference then = { .has_zero = TRUE,
                              .zero_mm = { { -225.0 + SHIFT_MM, -225.0, -225.0 } } };
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (MemorySink) plain = memory_sink_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  g_autoptr (InsCscan) cscan = NULL;
  InsSnapshot snapshot = resume (engine, plain, &same, FALSE);
  double row_mm = snapshot.line.start.mm[INS_AXIS_X];

  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpstr (snapshot.shift_message, ==, "");
  g_assert_cmpint (plain->check.verdict, ==, INS_REFERENCE_SAME);

  snapshot = resume (engine, sink, &then, TRUE);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_nonnull (strstr (snapshot.shift_message, "X +0.300 mm"));
  g_assert_cmpint (sink->check.verdict, ==, INS_REFERENCE_SHIFTED);
  g_assert_cmpfloat_with_epsilon (sink->check.shift_mm.mm[INS_AXIS_X], SHIFT_MM, 1e-9);
  g_assert_cmpfloat_with_epsilon (snapshot.line.start.mm[INS_AXIS_X], row_mm + SHIFT_MM, 1e-9);
  /* the picture is where it was */
  cscan = ins_engine_dup_cscan (engine);
  g_assert_cmpfloat (ins_cscan_get_grid (cscan)->start.mm[INS_AXIS_X], ==, 1.0);
}

/* A file that is begun now, of a job that was begun on another zero, has the coordinates of the
 * others. */
static void
test_begun_in_a_job (void)
{
  const InsReference then = { .has_zero = TRUE,
                              .zero_mm = { { -225.0 + SHIFT_MM, -225.0, -225.0 } } };
  InsScanOptions options = { .has_reference = TRUE, .reference = then };
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) refused = memory_sink_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  g_autoptr (GError) error = NULL;
  InsSnapshot snapshot;

  g_assert_true (ins_engine_start_scan_with (engine, recipe, &options, &refused->parent, &error));
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.error_code, ==, INS_DEVICE_ERROR_REFERENCE);
  g_assert_cmpuint (refused->n_begun, ==, 0);

  options.accept_shift = TRUE;
  g_assert_true (ins_engine_start_scan_with (engine, recipe, &options, &sink->parent, &error));
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_false (sink->check.is_resumed);
  g_assert_cmpint (sink->check.verdict, ==, INS_REFERENCE_SHIFTED);
  g_assert_cmpfloat_with_epsilon (sink->check.shift_mm.mm[INS_AXIS_X], SHIFT_MM, 1e-9);
  g_assert_cmpfloat_with_epsilon (sink->reference.zero_mm.mm[INS_AXIS_X], then.zero_mm.mm[0], 1e-9);
  memory_sink_assert_whole (sink);
}

static gboolean
is_homed (const InsSnapshot *snapshot)
{
  return snapshot->report.homed && snapshot->report.activity == INS_STAGE_IDLE;
}

/* Where a homing ended counts until a person has to vouch for the place. */
static void
test_confirmed (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  InsReference reference;
  int n_polls = 0;

  ins_engine_get_reference (engine, &reference);
  g_assert_false (reference.has_home);
  ins_engine_home (engine);
  for (; n_polls < 5000 && !reference.has_home; n_polls++)
    {
      g_usleep (2000);
      ins_engine_get_reference (engine, &reference);
    }
  g_assert_true (reference.has_home && reference.homed_unix_us > 0);
  (void)wait_for (engine, is_homed);
  ins_engine_unlock (engine);
  for (n_polls = 0; n_polls < 5000 && reference.has_home; n_polls++)
    {
      g_usleep (2000);
      ins_engine_get_reference (engine, &reference);
    }
  g_assert_false (reference.has_home);
  g_assert_true (reference.has_zero);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reference/by-home", test_by_home);
  g_test_add_func ("/reference/by-zero", test_by_zero);
  g_test_add_func ("/reference/refused", test_refused);
  g_test_add_func ("/reference/agreed", test_agreed);
  g_test_add_func ("/reference/begun-in-a-job", test_begun_in_a_job);

  g_test_add_func ("/reference/confirmed", test_confirmed);

  return g_test_run ();
}
