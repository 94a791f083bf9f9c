/* What makes the stage move by hand, and what makes it stop. Exits with 77 where there is no
 * display.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <math.h>

#include "app/ins-jog-pad.h"
#include "app/ins-step-ladder.h"
#include "jog-fixture.h"

/* ---- steps -------------------------------------------------------------------------------- */

static void
test_step (JogFixture *f, gconstpointer data)
{
  jog_fixture_press (f, INS_AXIS_X, 1);
  jog_fixture_assert_log (f, "jog X 1000 at 10000");
  jog_fixture_release (f, INS_AXIS_X, 1);
  jog_fixture_assert_log (f, "");
}

/* What is asked for while a step is outstanding is dropped for good. */
static void
test_step_queues_nothing (JogFixture *f, gconstpointer data)
{
  jog_fixture_press (f, INS_AXIS_Y, -1);
  jog_fixture_release (f, INS_AXIS_Y, -1);
  jog_fixture_assert_log (f, "jog Y -1000 at 10000");
  jog_fixture_press (f, INS_AXIS_Y, -1);
  jog_fixture_release (f, INS_AXIS_Y, -1);
  f->snapshot->report.activity = INS_STAGE_JOGGING;
  fake_session_emit_changed (f->session);
  jog_fixture_press (f, INS_AXIS_Y, -1);
  jog_fixture_release (f, INS_AXIS_Y, -1);
  jog_fixture_assert_log (f, "");

  panel_test_run_ms (300);
  f->snapshot->report.activity = INS_STAGE_IDLE;
  fake_session_emit_changed (f->session);
  panel_test_run_ms (50);
  jog_fixture_assert_log (f, "");
  jog_fixture_press (f, INS_AXIS_Y, 1);
  jog_fixture_release (f, INS_AXIS_Y, 1);
  jog_fixture_assert_log (f, "jog Y 1000 at 10000");
}

static void
test_step_z_has_its_own (JogFixture *f, gconstpointer data)
{
  ins_step_ladder_set_step_mm (jog_fixture_get (f, "ladder_xy"), 5.0);
  gtk_adjustment_set_value (gtk_range_get_adjustment (jog_fixture_get (f, "speed_scale")),
                            log10 (50.0));
  jog_fixture_press (f, INS_AXIS_Z, 1);
  jog_fixture_assert_log (f, "jog Z 100 at 10000"); /* never fast */
}

/* The clicked signal is what the keyboard and assistive tools give. */
static void
test_step_by_activation (JogFixture *f, gconstpointer data)
{
  jog_fixture_set_hold (f);
  g_signal_emit_by_name (ins_jog_pad_get_key (jog_fixture_get (f, "jog_pad"), INS_AXIS_X, -1),
                         "clicked");
  jog_fixture_assert_log (f, "jog X -1000 at 10000");
}

/* A pointer's press must not come out as "clicked" too: that would be a second step. */
static void
test_step_pointer_is_no_click (JogFixture *f, gconstpointer data)
{
  InsJogKey *key = ins_jog_pad_get_key (jog_fixture_get (f, "jog_pad"), INS_AXIS_X, 1);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (key));
  guint n_live = 0;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_CLICK (controller) &&
          gtk_event_controller_get_propagation_phase (controller) != GTK_PHASE_NONE)
        n_live++;
    }
  g_assert_cmpuint (n_live, ==, 1);
}

/* ---- limits ------------------------------------------------------------------------------- */

static void
test_limit_clips (JogFixture *f, gconstpointer data)
{
  f->snapshot->report.position.mm[INS_AXIS_X] = 224.6;
  jog_fixture_press (f, INS_AXIS_X, 1);
  jog_fixture_release (f, INS_AXIS_X, 1);
  jog_fixture_assert_log (f, "jog X 400 at 10000");
  jog_fixture_assert_message (f, "X stops at 225.000 mm, the end of its travel.");
}

static void
test_limit_reached (JogFixture *f, gconstpointer data)
{
  f->snapshot->report.position.mm[INS_AXIS_Z] = -25.0;
  jog_fixture_press (f, INS_AXIS_Z, -1);
  jog_fixture_release (f, INS_AXIS_Z, -1);
  jog_fixture_assert_log (f, "");
  jog_fixture_assert_message (f, "Z stops at \u221225.000 mm, the end of its travel.");
  jog_fixture_press (f, INS_AXIS_Z, 1); /* away from it is free */
  jog_fixture_assert_log (f, "jog Z 100 at 10000");
}

static void
test_limit_of_rig (JogFixture *f, gconstpointer data)
{
  fake_session_set_soft_limits (f->session, 0.0, 200.0);
  f->snapshot->report.position.mm[INS_AXIS_X] = 199.8;
  jog_fixture_press (f, INS_AXIS_X, 1);
  jog_fixture_release (f, INS_AXIS_X, 1);
  jog_fixture_assert_log (f, "jog X 200 at 10000");
  jog_fixture_assert_message (f, "X stops at 200.000 mm, the limit set for this rig.");
}

/* The controller knows nothing of the rig's limit, so the program brakes a held jog. */
static void
test_limit_ends_hold (JogFixture *f, gconstpointer data)
{
  fake_session_set_soft_limits (f->session, 0.0, 200.0);
  jog_fixture_start_hold (f);
  f->snapshot->report.activity = INS_STAGE_JOGGING;
  f->snapshot->report.position.mm[INS_AXIS_X] = 150.0;
  fake_session_emit_changed (f->session);
  jog_fixture_assert_log (f, "");
  f->snapshot->report.position.mm[INS_AXIS_X] = 198.5;
  fake_session_emit_changed (f->session);
  jog_fixture_assert_log (f, "release");
  jog_fixture_assert_message (f, "200.000 mm");
}

static void
test_not_homed_is_slow (JogFixture *f, gconstpointer data)
{
  f->snapshot->report.homed = FALSE;
  f->snapshot->report.position.mm[INS_AXIS_X] = 500.0; /* means nothing yet */
  fake_session_emit_changed (f->session);
  jog_fixture_press (f, INS_AXIS_X, 1);
  jog_fixture_assert_log (f, "jog X 1000 at 5000");
}

/* ---- hold --------------------------------------------------------------------------------- */

static gboolean
has_four_keep_alives (gpointer data)
{
  JogFixture *f = data;

  return fake_session_get_n_keep_alives (f->session) >= 4;
}

static void
test_hold_runs_until_release (JogFixture *f, gconstpointer data)
{
  jog_fixture_set_hold (f);
  jog_fixture_press (f, INS_AXIS_Y, 1);
  jog_fixture_assert_log (f, "");
  panel_test_run_until (has_four_keep_alives, f);
  jog_fixture_assert_log (f, "hold Y 1 at 10000");
  jog_fixture_release (f, INS_AXIS_Y, 1);
  jog_fixture_assert_log (f, "release");
}

static void
test_hold_short_click (JogFixture *f, gconstpointer data)
{
  jog_fixture_set_hold (f);
  jog_fixture_press (f, INS_AXIS_Y, 1);
  jog_fixture_release (f, INS_AXIS_Y, 1);
  jog_fixture_assert_log (f, "jog Y 1000 at 10000");
  panel_test_run_ms (300);
  jog_fixture_assert_log (f, "");
}

static void
assert_stopped (JogFixture *f)
{
  guint n_alive;

  jog_fixture_assert_log (f, "release");
  n_alive = fake_session_get_n_keep_alives (f->session);
  panel_test_run_ms (250);
  g_assert_cmpuint (fake_session_get_n_keep_alives (f->session), ==, n_alive);
  jog_fixture_assert_log (f, "");
}

static void
test_hold_stops (JogFixture *f, gconstpointer data)
{
  const JogStop *how = data;

  jog_fixture_start_hold (f);
  how->stop (f);
  assert_stopped (f);
}

/* What takes the key away before the jog has begun must not end in a step either. */
static void
test_hold_never_starts (JogFixture *f, gconstpointer data)
{
  const JogStop *how = data;

  jog_fixture_set_hold (f);
  jog_fixture_press (f, INS_AXIS_X, 1);
  how->stop (f);
  panel_test_run_ms (350);
  jog_fixture_assert_log (f, "");
}

#define ADD(path, function)                                                                        \
  g_test_add ("/jog/" path, JogFixture, NULL, jog_fixture_set_up, function, jog_fixture_tear_down)

static void
add_stops (void)
{
  for (guint i = 0; i < n_jog_stops; i++)
    {
      g_autofree char *hold = g_strconcat ("/jog/hold/stops-on/", jog_stops[i].name, NULL);
      g_autofree char *never = g_strconcat ("/jog/hold/never-starts-on/", jog_stops[i].name, NULL);

      g_test_add (hold, JogFixture, &jog_stops[i], jog_fixture_set_up, test_hold_stops,
                  jog_fixture_tear_down);
      g_test_add (never, JogFixture, &jog_stops[i], jog_fixture_set_up, test_hold_never_starts,
                  jog_fixture_tear_down);
    }
}

int
main (int argc, char **argv)
{
  if (!gtk_init_check ())
    return 77;
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  ADD ("step/one", test_step);
  ADD ("step/queues-nothing", test_step_queues_nothing);
  ADD ("step/z-has-its-own", test_step_z_has_its_own);
  ADD ("step/by-activation", test_step_by_activation);
  ADD ("step/pointer-is-no-click", test_step_pointer_is_no_click);
  ADD ("limit/clips", test_limit_clips);
  ADD ("limit/reached", test_limit_reached);
  ADD ("limit/of-rig", test_limit_of_rig);
  ADD ("limit/ends-hold", test_limit_ends_hold);
  ADD ("limit/not-homed-is-slow", test_not_homed_is_slow);
  ADD ("hold/until-release", test_hold_runs_until_release);
  ADD ("hold/short-click", test_hold_short_click);
  add_stops ();

  return g_test_run ();
}
