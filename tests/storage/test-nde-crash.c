/* Kill at any moment, full disk, resume: what was acknowledged is in the file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "storage-fixture.h"

#define N_KILLS 20

/* 400 lines of 40 kB. */
#define LONG_RECIPE                                                                                \
  "[Scan]\nScanAxis=X\nIndexAxis=Y\nStartMm=0;0;0\nScanLengthMm=5\nIndexLengthMm=40\n"             \
  "ScanStepMm=0.1\nIndexStepMm=0.1\n[Acquisition]\nSamples=400\nPrfHz=1000\n"

static void
fill_long_line (Fixture *fixture, guint order)
{
  InsLineData *line = fixture->line;

  ins_plan_get_line (fixture->plan, order, &line->line);
  for (gsize i = 0; i < (gsize)line->n_pixels * line->n_samples; i++)
    line->ascans[i] = (gint16)(line->line.row * 31 + i * 7);
  for (guint i = 0; i < line->n_pixels; i++)
    {
      line->amplitude_percent[i] = (float)line->line.row + (float)i / 64;
      line->tof_s[i] = 1e-6f;
      line->gate_status[i] = line->status[i] = INS_STATUS_HAS_DATA;
      line->n_pulses[i] = 1;
    }
}

/* Never returns. Every line that put_line() took is told through the pipe. */
static void
child_main (Fixture *fixture, int pipe_fd)
{
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, FALSE, TRUE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  g_autofree gboolean *done = g_new0 (gboolean, fixture->plan->n_lines);
  gboolean well = sink->begin (sink, &fixture->info, done, NULL);

  for (guint order = 0; well && order < fixture->plan->n_lines; order++)
    {
      fill_long_line (fixture, order);
      well = sink->put_line (sink, fixture->line, NULL) &&
             write (pipe_fd, &fixture->line->line.row, sizeof (guint)) == sizeof (guint);
      ins_clock_sleep_s (1e-4);
    }
  pause ();
  _exit (1);
}

/* Kills the child once it has acknowledged a number of lines and a moment has gone by. */
static guint
run_and_kill (Fixture *fixture, guint n_wanted, double then_s, gboolean *acknowledged)
{
  int ends[2];
  guint n = 0, row;
  pid_t child;

  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  if (child == 0)
    {
      close (ends[0]);
      child_main (fixture, ends[1]);
    }
  close (ends[1]);
  while (n < n_wanted && read (ends[0], &row, sizeof row) == sizeof row)
    {
      acknowledged[row] = TRUE;
      n++;
    }
  g_assert_cmpuint (n, ==, n_wanted);
  ins_clock_sleep_s (then_s);
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  while (read (ends[0], &row, sizeof row) == sizeof row)
    {
      acknowledged[row] = TRUE;
      n++;
    }
  close (ends[0]);

  return n;
}

static void
assert_long_line (Fixture *fixture, InsNdeFile *file, guint row)
{
  const InsPlan *plan = fixture->plan;
  const gint16 *ascans = ins_nde_file_get_ascan (file, row, 0);

  g_assert_true (ins_nde_file_is_line_done (file, row));
  g_assert_nonnull (ascans);
  for (gsize i = 0; i < (gsize)plan->grid.n_columns * plan->timing.n_samples; i++)
    g_assert_true (ascans[i] == (gint16)(row * 31 + i * 7));
}

/* The number of lines that another program sees in the file. */
static guint
count_lines_in_python (const char *path)
{
#ifdef PYTHON
  static const char program[] = "import sys, json, h5py\n"
                                "f = h5py.File(sys.argv[1], 'r')\n"
                                "json.loads(f['Public/Setup'][()].decode())\n"
                                "json.loads(f['Properties'][()].decode())\n"
                                "print(int(f['Private/Insonify/Lines']['state'].sum()))\n";
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;
  char *arguments[] = { (char *)PYTHON, (char *)"-c", (char *)program, (char *)path, NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL,
                               &status, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));

  return (guint)g_ascii_strtoull (out, NULL, 10);
#else
  return G_MAXUINT;
#endif
}

static void
test_kill (void)
{
  g_autoptr (Fixture) fixture = fixture_new (LONG_RECIPE);
  g_autoptr (GRand) random = g_rand_new_with_seed (20);
  guint n_rows = fixture->plan->n_lines;
  g_autofree gboolean *acknowledged = g_new (gboolean, n_rows);

  for (guint i = 0; i < N_KILLS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsNdeFile) file = NULL;
      g_autoptr (InsNdeFile) recovered = NULL;
      g_autofree char *once = NULL;
      g_autofree char *twice = NULL;
      gsize size = 0, second_size = 0;
      gboolean complete = TRUE;
      guint n, n_seen, n_lines = 0;

      memset (acknowledged, 0, n_rows * sizeof *acknowledged);
      n = run_and_kill (fixture, (guint)g_rand_int_range (random, 1, 200),
                        g_rand_double_range (random, 0, 1e-3), acknowledged);

      file = ins_nde_file_open (fixture->path, &error);
      g_assert_no_error (error);
      /* one more may have been written without the word of it getting through */
      g_assert_cmpuint (ins_nde_file_get_n_lines_done (file), >=, n);
      g_assert_cmpuint (ins_nde_file_get_n_lines_done (file), <=, n + 1);

      if (i % 4 == 0)
        {
          n_seen = count_lines_in_python (fixture->path);
          g_assert_true (n_seen == G_MAXUINT || n_seen == ins_nde_file_get_n_lines_done (file));
        }

      g_assert_true (ins_nde_recover (fixture->path, &n_lines, &complete, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (n_lines, ==, ins_nde_file_get_n_lines_done (file));
      g_assert_false (complete);
      g_assert_true (g_file_get_contents (fixture->path, &once, &size, NULL));
      g_assert_true (ins_nde_recover (fixture->path, &n_lines, &complete, &error));
      g_assert_true (g_file_get_contents (fixture->path, &twice, &second_size, NULL));
      g_assert_cmpuint (size, ==, second_size);
      g_assert_cmpint (memcmp (once, twice, size), ==, 0);

      recovered = ins_nde_file_open (fixture->path, &error);
      g_assert_no_error (error);
      for (guint row = 0; row < n_rows; row++)
        if (acknowledged[row])
          assert_long_line (fixture, recovered, row);
    }
}

/* A line that was cut off in the middle has no record, or one that does not fit its data. */
static void
test_torn_line (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsNdeFile) file = NULL;
  g_autofree char *bytes = NULL;
  gint16 row_four[16];
  gsize size = 0;
  char *place = NULL;
  guint n_lines = 0;

  for (guint i = 0; i < 16; i++)
    row_four[i] = fixture_get_sample (4, 0, i);
  fixture_write (fixture, NULL, FALSE);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, NULL));
  place = memmem (bytes, size, row_four, sizeof row_four);
  g_assert_nonnull (place);
  place[5] ^= 1;
  g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize)size, NULL));

  file = ins_nde_file_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ins_nde_file_get_n_lines_done (file), ==, 4);
  g_assert_false (ins_nde_file_is_line_done (file, 4));
  for (guint row = 0; row < 4; row++)
    fixture_assert_line (file, row);
  g_assert_true (ins_nde_recover (fixture->path, &n_lines, NULL, &error));
  g_assert_cmpuint (n_lines, ==, 4);
  g_clear_pointer (&file, ins_nde_file_unref);
  file = ins_nde_file_open (fixture->path, &error);
  g_assert_cmpuint (ins_nde_file_get_n_lines_done (file), ==, 4);
}

/* A finished file is not read through at opening; damage to A-scans shows when they are asked for.
 */
static void
test_rotten_ascan (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsNdeFile) file = NULL;
  g_autofree char *bytes = NULL;
  gint16 row_four[16];
  gsize size = 0;
  char *place = NULL;

  for (guint i = 0; i < 16; i++)
    row_four[i] = fixture_get_sample (4, 0, i);
  fixture_write (fixture, NULL, TRUE);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, NULL));
  place = memmem (bytes, size, row_four, sizeof row_four);
  g_assert_nonnull (place);
  place[5] ^= 1;
  g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize)size, NULL));

  file = ins_nde_file_open (fixture->path, &error);
  g_assert_no_error (error);
  for (guint row = 0; row < 4; row++)
    fixture_assert_line (file, row);
  g_assert_null (ins_nde_file_get_ascan (file, 4, 0));
  g_assert_null (ins_nde_file_get_ascan (file, 4, 6));
}

static void
test_resume (void)
{
  const gboolean wanted[] = { TRUE, FALSE, TRUE, TRUE, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, TRUE, FALSE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  g_autoptr (InsNdeFile) file = NULL;
  gboolean done[5];

  fixture_write (fixture, wanted, FALSE);
  g_assert_true (sink->begin (sink, &fixture->info, done, &error));
  g_assert_no_error (error);
  for (guint row = 0; row < 5; row++)
    {
      g_assert_cmpint (done[row], ==, wanted[row]);
      if (done[row])
        continue;
      fixture_fill_line (fixture, row, 0);
      g_assert_true (sink->put_line (sink, fixture->line, &error));
    }
  g_assert_true (sink->finish (sink, TRUE, &fixture_account, &error));
  g_assert_no_error (error);

  file = ins_nde_file_open (fixture->path, &error);
  g_assert_cmpuint (ins_nde_file_get_n_lines_done (file), ==, 5);
  for (guint row = 0; row < 5; row++)
    fixture_assert_line (file, row);
}

/* Measured again: the new data count, and a failure leaves the old line or a hole, no mixture. */
static void
test_rescan (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, TRUE, FALSE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  g_autoptr (InsNdeFile) file = NULL;
  struct rlimit before, small;
  const gint16 *ascan;
  gboolean done[5], put;

  fixture_write (fixture, NULL, TRUE);
  g_assert_true (sink->begin (sink, &fixture->info, done, &error));
  fixture_fill_line (fixture, 2, 5);
  g_assert_true (sink->put_line (sink, fixture->line, &error));
  g_assert_no_error (error);

  file = ins_nde_file_open (fixture->path, &error);
  g_assert_cmpuint (ins_nde_file_get_n_lines_done (file), ==, 5);
  g_assert_cmpint (ins_nde_file_get_ascan (file, 2, 1)[3], ==, fixture_get_sample (2, 1, 3) + 5);
  g_clear_pointer (&file, ins_nde_file_unref);

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 1000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  put = sink->put_line (sink, fixture->line, NULL);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_false (put);
  g_assert_true (sink->finish (sink, FALSE, &fixture_account, &error));
  file = ins_nde_file_open (fixture->path, &error);
  for (guint row = 0; row < 5; row++)
    if (row != 2)
      fixture_assert_line (file, row);
  ascan = ins_nde_file_get_ascan (file, 2, 1);
  for (guint i = 0; ascan != NULL && i < 16; i++)
    g_assert_cmpint (ascan[i], ==, fixture_get_sample (2, 1, i) + 5);
}

static void
test_resume_other_recipe (void)
{
  const gboolean wanted[] = { TRUE, FALSE, TRUE, TRUE, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, TRUE, FALSE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  gboolean done[5];

  g_assert_false (sink->begin (sink, &fixture->info, done, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO);
  g_clear_error (&error);

  fixture_write (fixture, wanted, FALSE);
  fixture->recipe->speed_mm_s = 19.0;
  fixture->recipe->gates[1].threshold_percent = 11.0;
  g_assert_false (sink->begin (sink, &fixture->info, done, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_MISMATCH);
  g_assert_nonnull (strstr (error->message, "[Scan] SpeedMmPerS, [Gate A] ThresholdPercent"));
  g_clear_error (&error);

  fixture->recipe->speed_mm_s = 20.0;
  fixture->recipe->gates[1].threshold_percent = 10.0;
  fixture->info.digitizer_info.full_scale_counts = 127;
  g_assert_false (sink->begin (sink, &fixture->info, done, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_MISMATCH);
  g_clear_error (&error);

  /* another name is the same scan */
  fixture->info.digitizer_info.full_scale_counts = 2047;
  g_free (fixture->recipe->name);
  fixture->recipe->name = g_strdup ("Another name");
  g_assert_true (sink->begin (sink, &fixture->info, done, &error));
  g_assert_no_error (error);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

/* The disk is too small for the scan: known before anything moves, and nothing is left lying. */
static void
test_no_room (void)
{
  const rlim_t limits[] = { 100, 4096, 100000, 10 << 20 };
  g_autoptr (Fixture) fixture = fixture_new (LONG_RECIPE);
  struct rlimit before, small;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, FALSE, FALSE);
      InsLineSink *sink = ins_nde_writer_get_sink (writer);
      g_autofree gboolean *done = g_new0 (gboolean, fixture->plan->n_lines);
      gboolean begun;

      small = before;
      small.rlim_cur = limits[i];
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
      begun = sink->begin (sink, &fixture->info, done, &error);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
      g_assert_false (begun);
      g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FULL);
      g_assert_nonnull (strstr (error->message, "MB"));
      g_assert_cmpuint (count_files (fixture->folder), ==, 0);
    }
}

/* Room was reserved, but a disk can fail in the middle: what is there stays good. */
static void
test_fails_in_the_middle (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, FALSE, FALSE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  g_autoptr (InsNdeFile) file = NULL;
  struct rlimit before, small;
  gboolean done[5], put;

  g_assert_true (sink->begin (sink, &fixture->info, done, &error));
  fixture_fill_line (fixture, 0, 0);
  g_assert_true (sink->put_line (sink, fixture->line, &error));
  g_assert_no_error (error);

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 1000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  fixture_fill_line (fixture, 1, 0);
  put = sink->put_line (sink, fixture->line, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_false (put);
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FULL);
  g_clear_error (&error);

  g_assert_true (sink->finish (sink, FALSE, &fixture_account, &error));
  g_assert_no_error (error);
  file = ins_nde_file_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ins_nde_file_get_n_lines_done (file), ==, 1);
  fixture_assert_line (file, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
  g_test_add_func ("/nde-crash/kill", test_kill);
  g_test_add_func ("/nde-crash/torn-line", test_torn_line);
  g_test_add_func ("/nde-crash/rotten-ascan", test_rotten_ascan);
  g_test_add_func ("/nde-crash/resume", test_resume);
  g_test_add_func ("/nde-crash/rescan", test_rescan);
  g_test_add_func ("/nde-crash/resume-other-recipe", test_resume_other_recipe);
  g_test_add_func ("/nde-crash/no-room", test_no_room);
  g_test_add_func ("/nde-crash/fails-in-the-middle", test_fails_in_the_middle);

  return g_test_run ();
}
