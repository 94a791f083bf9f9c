/* Killed, or without power, at any write: lines that were synced are there, and one that is being
 * replaced is there at every moment, the old or the new.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "losing-disk.h"
#include "storage-fixture.h"

#define N_ROWS 5
#define NEVER G_MAXUINT
#define N_CUTS 4 /* ways to lose what was not synced, for each moment */

/* 12 lines of 40 kB, which is ten pages each. */
#define LONG_RECIPE                                                                                \
  "[Scan]\nScanAxis=X\nIndexAxis=Y\nStartMm=0;0;0\nScanLengthMm=5\nIndexLengthMm=1.2\n"            \
  "ScanStepMm=0.1\nIndexStepMm=0.1\n[Acquisition]\nSamples=400\nPrfHz=1000\n"

typedef struct
{
  Fixture *fixture;
  gint16 synced[32];  /* per row: newest variant that a sync covered; -1 none */
  gint16 put[32];     /* newest that put_line() was given */
  gint16 pending[32]; /* newest that put_line() took */
} Story;

static void
story_init (Story *self, Fixture *fixture, gint16 variant)
{
  self->fixture = fixture;
  for (guint row = 0; row < G_N_ELEMENTS (self->put); row++)
    self->put[row] = self->pending[row] = self->synced[row] = variant;
}

static gboolean
put (Story *self, InsLineSink *sink, guint row, gint16 variant)
{
  fixture_fill_line (self->fixture, row, variant);
  self->put[row] = variant;
  if (!sink->put_line (sink, self->fixture->line, NULL))
    return FALSE;
  self->pending[row] = variant;

  return TRUE;
}

static gboolean
sync_all (Story *self, InsLineSink *sink)
{
  if (!sink->sync (sink, NULL))
    return FALSE;
  memcpy (self->synced, self->pending, sizeof self->synced);

  return TRUE;
}

/* The variant that a row is of, over all its samples; the test fails if it is a mixture. */
static gint16
get_variant (InsNdeFile *file, guint row)
{
  const guint column = 3; /* no hole in any row */
  guint n_samples = ins_nde_file_get_timing (file)->n_samples;
  gint16 variant = 0;

  for (guint place = 0; place < 7; place++)
    {
      const gint16 *ascan = ins_nde_file_get_ascan (file, row, place);

      if (ascan == NULL)
        continue;
      if (place == 0)
        variant = (gint16)(ascan[0] - fixture_get_sample (row, 0, 0));
      for (guint i = 0; i < n_samples; i++)
        g_assert_cmpint (ascan[i], ==, (gint16)(fixture_get_sample (row, place, i) + variant));
    }
  g_assert_nonnull (ins_nde_file_get_ascan (file, row, column));

  return variant;
}

/* Every row that was synced is there, whole, and no older than it was then. */
static guint
check_file (const Story *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsNdeFile) file = ins_nde_file_open (path, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint row = 0; row < self->fixture->plan->n_lines; row++)
    {
      gint16 variant;

      if (!ins_nde_file_is_line_done (file, row))
        {
          g_assert_cmpint (self->synced[row], ==, -1);
          continue;
        }
      n++;
      variant = get_variant (file, row);
      g_assert_cmpint (variant, >=, self->synced[row]);
      g_assert_cmpint (variant, <=, self->put[row]);
    }

  return n;
}

/* As the file lies, after recovery, and gone on with. */
static void
check_all_ways (const Story *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (path, TRUE, FALSE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  guint n_rows = self->fixture->plan->n_lines, n_lines = 0, n = check_file (self, path);
  g_autofree gboolean *done = g_new0 (gboolean, n_rows);
  Story second = *self;

  memcpy (second.pending, self->synced, sizeof second.pending); /* the rest is as it happens */
  g_assert_true (ins_nde_recover (path, &n_lines, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_lines, ==, n);
  g_assert_cmpuint (check_file (self, path), ==, n);
  g_assert_true (sink->begin (sink, &self->fixture->info, done, &error));
  g_assert_no_error (error);
  for (guint row = 0; row < n_rows; row++)
    if (!done[row])
      g_assert_true (put (&second, sink, row, 0));
  g_assert_true (sync_all (&second, sink));
  g_assert_true (sink->finish (sink, TRUE, &fixture_account, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (check_file (&second, path), ==, n_rows);
}

static void
check_in_python (const char *path)
{
#ifdef PYTHON
  static const char program[] = "import sys, h5py\n"
                                "f = h5py.File(sys.argv[1], 'r')\n"
                                "f['Public/Groups/0/Datasets/0-AScanAmplitude'][...]\n"
                                "f['Private/Insonify/Lines'][...]\n";
  g_autoptr (GError) error = NULL;
  char *arguments[] = { (char *)PYTHON, (char *)"-c", (char *)program, (char *)path, NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL,
                               &status, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
#endif
}

/* Replaces rows 2 and 0, row 2 again, and ends the scan; FALSE once the disk is dead. */
static gboolean
replace_lines (Story *self, InsNdeWriter *writer)
{
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  gboolean done[N_ROWS];

  if (!sink->begin (sink, &self->fixture->info, done, NULL))
    return FALSE;
  for (guint row = 0; row < N_ROWS; row++)
    g_assert_true (done[row]);

  return put (self, sink, 2, 5) && put (self, sink, 0, 7) && sync_all (self, sink) &&
         put (self, sink, 2, 9) && sink->finish (sink, TRUE, &fixture_account, NULL);
}

/* At write number n the program is killed, or the power fails, in every way; until it is through.
 */
static void
test_replace (gconstpointer data)
{
  const gboolean is_power_cut = GPOINTER_TO_INT (data);
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (GRand) random = g_rand_new_with_seed (31);
  g_autofree char *before = NULL;
  gboolean died = TRUE;
  gsize size = 0;
  guint n;

  fixture_write (fixture, NULL, TRUE);
  g_assert_true (g_file_get_contents (fixture->path, &before, &size, NULL));
  for (n = 0; died; n++)
    for (guint cut = 0; cut < (is_power_cut ? N_CUTS : 1); cut++)
      {
        g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, TRUE, FALSE);
        gboolean through;
        Story story;

        g_assert_true (g_file_set_contents (fixture->path, before, (gssize)size, NULL));
        story_init (&story, fixture, 0);
        losing_disk_start (fixture->path, n);
        through = replace_lines (&story, writer);
        died = losing_disk_stop ();
        g_assert_cmpint (through, ==, !died);
        if (is_power_cut)
          losing_disk_cut_power (random);
        g_clear_pointer (&writer, ins_nde_writer_free);
        check_all_ways (&story, fixture->path);
      }
  g_test_message ("%u writes and syncs", n - 1);
  g_assert_cmpuint (n, >, 60);
}

/* Twelve lines, synced after every third; FALSE once the disk is dead. */
static gboolean
write_lines (Story *self, InsLineSink *sink)
{
  for (guint order = 0; order < self->fixture->plan->n_lines; order++)
    if (!put (self, sink, self->fixture->plan->rows[order], 0) ||
        (order % 3 == 2 && !sync_all (self, sink)))
      return FALSE;

  return sink->finish (sink, TRUE, &fixture_account, NULL);
}

/* The power fails at any moment of a scan. */
static void
test_power_cut (void)
{
  g_autoptr (Fixture) fixture = fixture_new (LONG_RECIPE);
  g_autoptr (GRand) random = g_rand_new_with_seed (32);
  gboolean died = TRUE;

  for (guint n = 0; died; n++)
    {
      g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, FALSE, TRUE);
      InsLineSink *sink = ins_nde_writer_get_sink (writer);
      g_autoptr (GError) error = NULL;
      gboolean done[32];
      Story story;

      story_init (&story, fixture, -1);
      g_assert_true (sink->begin (sink, &fixture->info, done, &error));
      g_assert_no_error (error);
      losing_disk_start (fixture->path, n);
      write_lines (&story, sink);
      died = losing_disk_stop ();
      losing_disk_cut_power (random);
      g_clear_pointer (&writer, ins_nde_writer_free);
      if (n % 40 == 0)
        check_in_python (fixture->path);
      check_all_ways (&story, fixture->path);
    }
}

/* A sync that failed may have lost anything, though it still looks good: no line of before is
 * claimed to be safe, and the file says that it is to be checked. */
static void
test_failed_sync (void)
{
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, FALSE, FALSE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  g_autoptr (GRand) random = g_rand_new_with_seed (33);
  g_autoptr (GError) error = NULL;
  gboolean done[N_ROWS];
  Story story;

  story_init (&story, fixture, -1);
  g_assert_true (sink->begin (sink, &fixture->info, done, &error));
  g_assert_true (put (&story, sink, 0, 0) && put (&story, sink, 1, 0) && sync_all (&story, sink));
  g_assert_true (put (&story, sink, 2, 0));
  losing_disk_start (fixture->path, 0);
  g_assert_false (sink->sync (sink, &error));
  g_assert_nonnull (error);
  g_assert_true (losing_disk_stop ());
  g_assert_true (sink->finish (sink, FALSE, &fixture_account, NULL));
  check_all_ways (&story, fixture->path);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/nde-power/replace-killed", GINT_TO_POINTER (FALSE), test_replace);
  g_test_add_data_func ("/nde-power/replace-power-cut", GINT_TO_POINTER (TRUE), test_replace);
  g_test_add_func ("/nde-power/power-cut", test_power_cut);
  g_test_add_func ("/nde-power/failed-sync", test_failed_sync);

  return g_test_run ();
}
