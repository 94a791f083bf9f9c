/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "window-testing.h"

InsApplication *window_testing_application;

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Runs the main loop until @condition holds; FALSE when the time is up. */
gboolean
window_testing_wait_until (WindowFixture *fixture, Condition condition, double timeout_s)
{
  gint64 end_us = g_get_monotonic_time () + (gint64)(timeout_s * 1e6);
  guint tick = g_timeout_add (5, on_tick, NULL);
  gboolean holds = FALSE;

  while (!(holds = condition (fixture)) && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);

  return holds;
}

gboolean
window_testing_never (WindowFixture *fixture)
{
  return FALSE;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

void
window_testing_set_up (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *digitizer = data;

  fixture->folder = g_dir_make_tmp ("insonify-window-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->session = ins_session_new ();
  ins_session_set_folder (fixture->session, fixture->folder);
  fixture->window = ins_window_new (GTK_APPLICATION (window_testing_application), fixture->session);
  if (digitizer != NULL)
    {
      g_autoptr (InsRig) rig = ins_rig_new (NULL, "sim", digitizer, &error);

      g_assert_no_error (error);
      ins_session_set_rig (fixture->session, rig);
    }
  gtk_window_present (GTK_WINDOW (fixture->window));
}

void
window_testing_tear_down (WindowFixture *fixture, gconstpointer data)
{
  ins_session_stop (fixture->session);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  ins_session_set_rig (fixture->session, NULL);
  window_testing_wait_until (fixture, window_testing_never, 0.1); /* lets what is queued run out */
  g_object_unref (fixture->session);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
}

/* ---- conditions ---------------------------------------------------------------------------- */

const InsSnapshot *
window_testing_get_snapshot (WindowFixture *fixture)
{
  return ins_session_get_snapshot (fixture->session);
}

gboolean
window_testing_is_ready (WindowFixture *fixture)
{
  const InsSnapshot *snapshot = window_testing_get_snapshot (fixture);

  return snapshot->stage_link == INS_LINK_READY && snapshot->digitizer_link == INS_LINK_READY &&
         snapshot->report.activity != INS_STAGE_UNKNOWN;
}

gboolean
window_testing_is_homed_and_idle (WindowFixture *fixture)
{
  const InsSnapshot *snapshot = window_testing_get_snapshot (fixture);

  return window_testing_is_ready (fixture) && snapshot->report.homed &&
         snapshot->report.activity == INS_STAGE_IDLE && snapshot->report.position_known;
}

gboolean
window_testing_is_moving (WindowFixture *fixture)
{
  InsStageActivity activity = window_testing_get_snapshot (fixture)->report.activity;

  return activity == INS_STAGE_MOVING || activity == INS_STAGE_JOGGING;
}

gboolean
window_testing_can_start (WindowFixture *fixture)
{
  return ins_session_can_start (fixture->session, NULL);
}

gboolean
window_testing_is_running (WindowFixture *fixture)
{
  return window_testing_get_snapshot (fixture)->scan == INS_SCAN_RUNNING &&
         window_testing_get_snapshot (fixture)->n_lines_done > 0;
}

gboolean
window_testing_is_paused (WindowFixture *fixture)
{
  return window_testing_get_snapshot (fixture)->scan == INS_SCAN_PAUSED;
}

gboolean
window_testing_has_ended (WindowFixture *fixture)
{
  return !ins_session_is_scanning (fixture->session);
}

gboolean
window_testing_has_file (WindowFixture *fixture)
{
  return window_testing_has_ended (fixture) && ins_session_get_file (fixture->session) != NULL;
}

gboolean
window_testing_note_is_shown (WindowFixture *fixture)
{
  return gtk_revealer_get_reveal_child (fixture->window->note);
}

void
window_testing_home (WindowFixture *fixture)
{
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_ready, SHORT_S));
  if (!window_testing_is_homed_and_idle (fixture))
    ins_engine_home (ins_session_get_engine (fixture->session));
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_homed_and_idle, SCAN_S));
}

/* A few lines over the coin. */
InsRecipe *
window_testing_make_recipe (guint n_columns, guint n_rows, double speed_mm_s)
{
  InsRecipe *recipe = ins_recipe_new ();

  g_free (recipe->name);
  recipe->name = g_strdup ("Window test");
  recipe->scan_axis = INS_AXIS_X;
  recipe->index_axis = INS_AXIS_Y;
  recipe->start = (InsPosition){ { 10.0, 14.0, 0.0 } };
  recipe->scan_step_mm = recipe->index_step_mm = 10.0 / n_columns;
  recipe->scan_length_mm = 10.0;
  recipe->index_length_mm = n_rows * recipe->index_step_mm;
  recipe->speed_mm_s = speed_mm_s;
  recipe->pattern = INS_PATTERN_SERPENTINE;
  recipe->timing = (InsTiming){
    .sample_rate_hz = 20e6, .n_samples = 128, .delay_s = 25e-6, .prf_hz = 1000.0
  };

  return recipe;
}

void
window_testing_start_recipe (WindowFixture *fixture, const InsRecipe *recipe)
{
  window_testing_home (fixture);
  ins_session_set_recipe (fixture->session, recipe);
  if (!window_testing_wait_until (fixture, window_testing_can_start, SHORT_S))
    {
      const char *reason = NULL;

      ins_session_can_start (fixture->session, &reason);
      g_error ("cannot start: %s", reason);
    }
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "start", NULL);
}

void
window_testing_start_scan (WindowFixture *fixture, guint n_columns, guint n_rows, double speed_mm_s)
{
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (n_columns, n_rows, speed_mm_s);

  window_testing_start_recipe (fixture, recipe);
}

static void
on_quit (gpointer data)
{
  g_application_quit (data);
}

int
window_testing_run (int *argc, char ***argv, void (*add) (void))
{
  g_autoptr (GError) error = NULL;
  int status;

  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 77;
    }
  g_test_init (argc, argv, NULL);
  window_testing_application = ins_application_new ();
  g_application_register (G_APPLICATION (window_testing_application), NULL, &error);
  g_assert_no_error (error);
  add ();
  status = g_test_run ();
  /* Runs shutdown(): quits before it has begun. */
  g_idle_add_once (on_quit, window_testing_application);
  g_application_run (G_APPLICATION (window_testing_application), 0, NULL);
  g_clear_object (&window_testing_application);

  return status;
}
