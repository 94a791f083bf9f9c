/* test-nde-card.c - what a scan file keeps about the card, and the formats that do or do not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "core/ins-error.h"
#include "storage-fixture.h"
#include "storage/ins-nde-directory.h"

/* Stopped and gone on with: what the card delivered adds up, its clock is that of the last part. */
static void
test_accounts_add_up (void)
{
  const gboolean wanted[] = { TRUE, FALSE, TRUE, TRUE, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, TRUE, FALSE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  g_autoptr (InsNdeFile) file = NULL;
  InsScanAccount account = fixture_account;
  InsTimingFigures figures;
  gboolean done[5];

  fixture_write (fixture, wanted, TRUE);
  g_assert_true (sink->begin (sink, &fixture->info, done, &error));
  account.count.n_pulses = 10;
  account.clock_ppm = 7.0;
  account.figures.costs[INS_TIMING_CUT].longest_s = 0.0625;
  account.figures.fewest_free_buffers = 1;
  account.figures.longest_dead_s = 0.75;
  g_assert_true (sink->finish (sink, FALSE, &account, &error));
  g_assert_no_error (error);
  file = ins_nde_file_open (fixture->path, &error);
  g_assert_true (ins_nde_file_get_account (file, &account));
  g_assert_cmpuint (account.count.n_pulses, ==, 1010);
  g_assert_cmpuint (account.count.n_samples, ==, 2 * 123456);
  g_assert_cmpuint (account.n_restarts, ==, 4);
  g_assert_cmpfloat (account.elapsed_s, ==, 9.0);
  g_assert_cmpfloat (account.clock_ppm, ==, 7.0);

  g_assert_true (ins_nde_file_get_timing_figures (file, &figures));
  g_assert_cmpfloat (figures.elapsed_s, ==, 9.0);
  g_assert_cmpuint (figures.costs[INS_TIMING_CUT].n, ==, 1000);
  g_assert_cmpfloat (figures.costs[INS_TIMING_CUT].sum_s, ==, 0.5);
  g_assert_cmpfloat (figures.costs[INS_TIMING_CUT].longest_s, ==, 0.125);
  g_assert_cmpuint (figures.costs[INS_TIMING_SYNC].n, ==, 8);
  g_assert_cmpuint (figures.costs[INS_TIMING_GATE].n, ==, 0);
  g_assert_cmpuint (figures.n_lines, ==, 10);
  g_assert_cmpuint (figures.n_buffers, ==, 3);
  g_assert_cmpuint (figures.fewest_free_buffers, ==, 1);
  g_assert_cmpuint (figures.n_file_lines, ==, 0);
  g_assert_cmpfloat (figures.longest_dead_s, ==, 0.75);
}

/* The values of a flaw detector mean what its outputs are wired to. */
static void
test_resume_other_outputs (void)
{
  const gboolean wanted[] = { TRUE, FALSE, TRUE, TRUE, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (Fixture)
      fixture = fixture_new (FIXTURE_TEXT ("ScanAxis=Y\nIndexAxis=X\n", "Mode=gated\n"));
  g_autoptr (InsRig) rig = ins_rig_new (NULL, "sim", "sim?outputs=0:I.amplitude", &error);
  g_autoptr (InsRig) same = ins_rig_new (NULL, "sim", "sim:blocks?outputs=0:I.amplitude", &error);
  g_autoptr (InsRig)
      other = ins_rig_new (NULL, "sim", "sim?outputs=0:I.amplitude,1:F.amplitude", &error);
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, TRUE, FALSE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  gboolean done[5];

  g_assert_no_error (error);
  fixture->info.digitizer_info.n_outputs = 1;
  fixture->info.rig = rig;
  fixture_write (fixture, wanted, FALSE);
  fixture->info.rig = other;
  g_assert_false (sink->begin (sink, &fixture->info, done, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_MISMATCH);
  g_assert_nonnull (strstr (error->message, "wiring of its outputs"));
  g_clear_error (&error);
  fixture->info.rig = same;
  g_assert_true (sink->begin (sink, &fixture->info, done, &error));
  g_assert_no_error (error);
}

/* A file of format 1 has neither Card nor Account; one of a format to come is refused. */
static void
test_formats (void)
{
  static const guint8 signature[] = { 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n' };
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autofree char *recipe_text = ins_recipe_to_text (fixture->recipe);
  const InsNdeHeader header = { .recipe = recipe_text,
                                .rig = (char *)"",
                                .devices = (char *)"",
                                .software = (char *)"",
                                .created = (char *)"",
                                .full_scale_counts = 2047,
                                .timing = fixture->recipe->timing };

  for (guint32 version = 0; version <= INS_NDE_FORMAT_VERSION + 1; version++)
    {
      gboolean known = version >= 1 && version <= INS_NDE_FORMAT_VERSION;
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) directory = NULL;
      g_autoptr (InsRecipe) recipe = NULL;
      g_autofree guint8 *file = NULL;
      g_auto (InsNdeHeader) found = { 0 };
      InsNdeLayout layout, read_back;
      guint64 place = 64;
      gsize size;

      g_assert_true (ins_nde_layout_init (&layout, fixture->recipe, 16, 256, version));
      for (guint i = 0; i < layout.n_datasets; i++)
        if (layout.datasets[i].n_bytes > 0)
          {
            layout.datasets[i].offset = place;
            place += (layout.datasets[i].n_bytes + 7) / 8 * 8;
          }
      directory = ins_nde_directory_new (&layout, &header);
      size = place + g_bytes_get_size (directory);
      file = g_malloc0 (size);
      memcpy (file, signature, sizeof signature);
      memcpy (file + place, g_bytes_get_data (directory, NULL), size - place);
      memcpy (file + place + 16, &version, sizeof version);

      g_assert_true (ins_nde_directory_read (file, size, "file", &read_back, &found, &recipe,
                                             &error) == known);
      if (known)
        g_assert_no_error (error);
      else
        g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
      if (known)
        g_assert_true ((read_back.datasets[INS_NDE_CARD].n_bytes > 0) == (version >= 2));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nde-card/accounts-add-up", test_accounts_add_up);
  g_test_add_func ("/nde-card/resume-other-outputs", test_resume_other_outputs);
  g_test_add_func ("/nde-card/formats", test_formats);

  return g_test_run ();
}
