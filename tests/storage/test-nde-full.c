/* test-nde-full.c - the disk is full in the middle of a line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "core/ins-error.h"
#include "storage-fixture.h"
#include "storage/ins-nde-file-private.h"

/* FALSE: readers check every line. */
static gboolean
is_marked_finished (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsNdeFile) file = ins_nde_file_open (path, &error);
  g_autofree char *bytes = NULL;
  guint32 state;
  gsize n;

  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, &n, &error));
  memcpy (&state, bytes + ins_nde_file_get_layout (file)->datasets[INS_NDE_STATE].offset,
          sizeof state);

  return state == INS_NDE_STATE_FINISHED;
}

/* The disk is full in the middle of a line; room is made and the line is put again, or it is not.
 */
static void
test_room_again (void)
{
  for (guint room = 0; room < 2; room++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
      g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, FALSE, FALSE);
      InsLineSink *sink = ins_nde_writer_get_sink (writer);
      g_autoptr (InsNdeFile) file = NULL;
      struct rlimit before, small;
      gboolean done[5], put;

      g_assert_true (sink->begin (sink, &fixture->info, done, &error));
      for (guint order = 0; order < 5; order++)
        {
          fixture_fill_line (fixture, order, 0);
          if (order == 3)
            {
              g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
              small = before;
              small.rlim_cur = 1000;
              g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
              put = sink->put_line (sink, fixture->line, &error);
              g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
              g_assert_false (put);
              g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FULL);
              g_assert_nonnull (strstr (error->message, " free"));
              g_clear_error (&error);
              if (room == 0)
                break;
            }
          g_assert_true (sink->put_line (sink, fixture->line, &error));
        }
      g_assert_true (sink->finish (sink, room == 1, &fixture_account, &error));
      file = ins_nde_file_open (fixture->path, &error);
      g_assert_cmpuint (ins_nde_file_get_n_lines_done (file), ==, room == 1 ? 5 : 3);
      g_assert_true (is_marked_finished (fixture->path) == (room == 1));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
  g_test_add_func ("/nde-full/room-again", test_room_again);

  return g_test_run ();
}
