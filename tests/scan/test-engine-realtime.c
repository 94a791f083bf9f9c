/* test-engine-realtime.c - the workers in real time, where this computer grants it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <sched.h>
#include <stdlib.h>

#include "core/ins-error.h"
#include "engine-fixture.h"

/* Threads of this name that run under SCHED_FIFO. */
static guint
count_fifo (const char *name)
{
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const char *task;
  guint n = 0;

  g_assert_nonnull (tasks);
  while ((task = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", task, "comm", NULL);
      g_autofree char *comm = NULL;

      if (g_file_get_contents (path, &comm, NULL, NULL) && g_str_has_prefix (comm, name))
        n += (sched_getscheduler (atoi (task)) & ~SCHED_RESET_ON_FORK) == SCHED_FIFO;
    }

  return n;
}

/* Then nothing but the kernel is asked. */
static gboolean
may_be_realtime (void)
{
  const struct sched_param wanted = { .sched_priority = 1 }, none = { 0 };
  gboolean may = sched_setscheduler (0, SCHED_FIFO | SCHED_RESET_ON_FORK, &wanted) == 0;

  sched_setscheduler (0, SCHED_OTHER | SCHED_RESET_ON_FORK, &none);

  return may;
}

static gboolean
is_told (const InsSnapshot *snapshot)
{
  return snapshot->realtime != INS_REALTIME_OFF;
}

/* Whatever was granted: told, and the scan is as good. */
static void
test_scan_in_real_time (void)
{
  g_autoptr (InsEngine) engine = NULL;
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  if (WITHOUT_BUS && !may_be_realtime ())
    {
      g_test_skip ("no right to SCHED_FIFO, and no bus to ask for it");
      return;
    }
  g_unsetenv ("INSONIFY_REALTIME");
  engine = connected_engine_new ("sim", "sim:resolution");
  ins_engine_ask_realtime (engine);
  g_setenv ("INSONIFY_REALTIME", "0", TRUE);
  snapshot = wait_for (engine, is_told);
  g_assert_cmpint (snapshot.realtime_message[0] == '\0', ==,
                   snapshot.realtime == INS_REALTIME_FIFO);
  if (snapshot.realtime == INS_REALTIME_FIFO)
    {
      g_assert_cmpuint (count_fifo ("ins-motion"), ==, 1);
      g_assert_cmpuint (count_fifo ("ins-acquisition"), ==, 1);
      g_assert_cmpuint (count_fifo ("ins-"), ==, 2);
    }
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (snapshot.n_holes, ==, 0);
}

static void
test_nothing_unless_asked (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim:resolution");
  InsSnapshot snapshot;

  ins_engine_get_snapshot (engine, &snapshot);
  g_assert_cmpint (snapshot.realtime, ==, INS_REALTIME_OFF);
  g_assert_cmpstr (snapshot.realtime_message, ==, "");
  g_assert_cmpuint (count_fifo ("ins-"), ==, 0);
}

static void
test_rig_file_says_no (void)
{
  const struct
  {
    const char *line;
    gboolean is_valid, wants;
  } cases[] = { { "", TRUE, TRUE },
                { "Realtime=yes\n", TRUE, TRUE },
                { "Realtime=no\n", TRUE, FALSE },
                { "Realtime=maybe\n", FALSE, FALSE } };
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "insonify-realtime.rig", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("[Rig]\n%s", cases[i].line), *kept = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (InsRig) rig = NULL;

      g_assert_true (g_file_set_contents (path, text, -1, NULL));
      rig = ins_rig_new (path, NULL, NULL, &error);
      g_remove (path);
      g_assert_cmpint (rig != NULL, ==, cases[i].is_valid);
      if (rig == NULL)
        continue;
      g_assert_cmpint (rig->wants_realtime, ==, cases[i].wants);
      kept = ins_rig_to_text (rig);
      g_assert_cmpint (g_strrstr (kept, "Realtime=no") != NULL, ==, !cases[i].wants);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-realtime/nothing-unless-asked", test_nothing_unless_asked);
  g_test_add_func ("/engine-realtime/scan-in-real-time", test_scan_in_real_time);
  g_test_add_func ("/engine-realtime/rig-file-says-no", test_rig_file_says_no);

  return g_test_run ();
}
