/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "scan/ins-comb-watch.h"

#define N_ROWS 400
#define N_COLUMNS 120
#define STEP_MM 0.05

typedef struct
{
  InsRig rig;
  InsCscan *cscan;
  InsCombWatch *watch;
  GRand *random;
  guint n_told;
} Scan;

static void
scan_init (Scan *self, gboolean corrects)
{
  const InsScanGrid grid = { N_ROWS, N_COLUMNS, INS_AXIS_X, INS_AXIS_Y,     1,
                             1,      STEP_MM,   STEP_MM,    { { 0, 0, 0 } } };

  *self = (Scan){ .rig = { .corrects_comb = corrects,
                           .backlash_limit_mm = INS_RIG_BACKLASH_LIMIT_MM } };
  self->cscan = ins_cscan_new (&grid, 1);
  self->watch = ins_comb_watch_new (&self->rig, self->cscan);
  self->random = g_rand_new_with_seed (5);
}

static void
scan_clear (Scan *self)
{
  ins_comb_watch_free (self->watch);
  ins_cscan_unref (self->cscan);
  g_rand_free (self->random);
}

/* The lines up to @end, with that comb and placing. */
static void
sweep (Scan *self, guint first, guint end, double comb_px, gboolean one_way, InsPlacing placing)
{
  const guint8 holes[N_COLUMNS] = { 0 };

  for (guint row = first; row < end; row++)
    {
      InsLineData data = {
        .line = { .row = row, .direction = one_way || row % 2 == 0 ? 1 : -1 },
        .card.placing = placing,
        .track = { .speed_mm_s = 50.0, .offset_low_s = 0.0, .offset_high_s = 2e-3, .n_reports = 20 }
      };
      float amplitude[N_COLUMNS], tof[N_COLUMNS];

      for (guint column = 0; column < N_COLUMNS; column++)
        {
          double x = column - 0.5 * data.line.direction * comb_px + 0.3 * row;

          amplitude[column] =
              (float)(50.0 + 10.0 * (sin (0.31 * x) + sin (0.53 * x + 1) + sin (0.97 * x + 2)) +
                      g_rand_double (self->random));
          tof[column] = NAN;
        }
      ins_cscan_set_direction (self->cscan, row,
                               placing == INS_PLACED_BY_REPORTS ? data.line.direction : 0);
      ins_cscan_put_row (self->cscan, row, amplitude, tof, holes);
      self->n_told += ins_comb_watch_add_line (self->watch, &data);
    }
}

static double
get_shift_px (Scan *self)
{
  InsRowShift shift;

  ins_cscan_get_shift (self->cscan, &shift);

  return shift.forward_px - shift.backward_px;
}

/* After a few lines already, then every 16; the picture follows. */
static void
test_measures_while_it_grows (void)
{
  Scan scan;

  scan_init (&scan, TRUE);
  sweep (&scan, 0, 6, 1.2, FALSE, INS_PLACED_BY_REPORTS);
  g_assert_cmpuint (scan.n_told, ==, 0);
  sweep (&scan, 6, 7, 1.2, FALSE, INS_PLACED_BY_REPORTS);
  g_assert_cmpuint (scan.n_told, ==, 1);
  g_assert_cmpfloat_with_epsilon (get_shift_px (&scan), 1.2, 0.1);
  sweep (&scan, 7, 71, 1.2, FALSE, INS_PLACED_BY_REPORTS);
  g_assert_cmpuint (scan.n_told, ==, 5);
  g_assert_cmpfloat_with_epsilon (get_shift_px (&scan), 1.2, 0.03);
  g_assert_true (ins_comb_watch_finish (scan.watch));
  g_assert_cmpint (ins_comb_watch_get (scan.watch)->source, ==, INS_CORRECTION_PICTURE);
  scan_clear (&scan);
}

/* A delay that changes during a long scan is followed, and said. */
static void
test_change_is_said (void)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  Scan scan;

  scan_init (&scan, TRUE);
  sweep (&scan, 0, 150, 1.2, FALSE, INS_PLACED_BY_REPORTS);
  before = ins_comb_watch_to_text (scan.watch);
  g_assert_nonnull (strstr (before, "removed."));
  g_assert_null (strstr (before, "began"));
  sweep (&scan, 150, 400, 2.2, FALSE, INS_PLACED_BY_REPORTS);
  g_assert_cmpfloat_with_epsilon (get_shift_px (&scan), 2.2, 0.05);
  after = ins_comb_watch_to_text (scan.watch);
  g_assert_nonnull (strstr (after, "It was +1.2"));
  scan_clear (&scan);
}

/* Over a flat part of the specimen what was known stays in force. */
static void
test_flat_part_forgets_nothing (void)
{
  const guint8 holes[N_COLUMNS] = { 0 };
  Scan scan;

  scan_init (&scan, TRUE);
  sweep (&scan, 0, 150, 1.2, FALSE, INS_PLACED_BY_REPORTS);
  for (guint row = 150; row < N_ROWS; row++)
    {
      InsLineData data = { .line = { .row = row, .direction = row % 2 == 0 ? 1 : -1 },
                           .track = {
                               .speed_mm_s = 50.0, .offset_high_s = 2e-3, .n_reports = 20 } };
      float amplitude[N_COLUMNS], tof[N_COLUMNS];

      for (guint column = 0; column < N_COLUMNS; column++)
        {
          amplitude[column] = (float)(50.0 + g_rand_double (scan.random));
          tof[column] = NAN;
        }
      ins_cscan_set_direction (scan.cscan, row, data.line.direction);
      ins_cscan_put_row (scan.cscan, row, amplitude, tof, holes);
      ins_comb_watch_add_line (scan.watch, &data);
    }
  g_assert_cmpfloat_with_epsilon (get_shift_px (&scan), 1.2, 0.1);
  g_assert_true (ins_comb_watch_finish (scan.watch));
  g_assert_cmpfloat_with_epsilon (get_shift_px (&scan), 1.2, 0.1);
  scan_clear (&scan);
}

static void
test_leaves_alone_what_it_should (void)
{
  Scan scan;

  /* the rig file says off: measured, not removed */
  scan_init (&scan, FALSE);
  sweep (&scan, 0, 31, 1.2, FALSE, INS_PLACED_BY_REPORTS);
  g_assert_cmpint (ins_comb_watch_get (scan.watch)->comb.verdict, ==, INS_COMB_OK);
  g_assert_cmpfloat (get_shift_px (&scan), ==, 0.0);
  scan_clear (&scan);

  scan_init (&scan, TRUE);
  sweep (&scan, 0, 31, 1.2, TRUE, INS_PLACED_BY_REPORTS);
  g_assert_cmpuint (scan.n_told, ==, 0);
  g_assert_false (ins_comb_watch_finish (scan.watch));
  scan_clear (&scan);

  scan_init (&scan, TRUE);
  sweep (&scan, 0, 31, 1.2, FALSE, INS_PLACED_BY_ENCODER);
  g_assert_false (ins_comb_watch_finish (scan.watch));
  g_assert_cmpfloat (get_shift_px (&scan), ==, 0.0);
  scan_clear (&scan);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comb-watch/measures-while-it-grows", test_measures_while_it_grows);
  g_test_add_func ("/comb-watch/change-is-said", test_change_is_said);
  g_test_add_func ("/comb-watch/flat-part-forgets-nothing", test_flat_part_forgets_nothing);
  g_test_add_func ("/comb-watch/leaves-alone-what-it-should", test_leaves_alone_what_it_should);

  return g_test_run ();
}
