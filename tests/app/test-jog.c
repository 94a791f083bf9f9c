/* What makes the stage move by hand, and what makes it stop. Exits with 77 where there is no
 * display.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <math.h>

#include "app/ins-jog-pad.h"
#include "app/ins-jog-safety-popover.h"
#include "app/ins-jog-watch.h"
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

/* The controller itself goes to the end of the travel; the panel says where that is. */
static void
test_limit_names_end_of_hold (JogFixture *f, gconstpointer data)
{
  jog_fixture_start_hold (f);
  f->snapshot->report.position.mm[INS_AXIS_X] = 224.995;
  f->snapshot->report.activity = INS_STAGE_JOGGING;
  fake_session_emit_changed (f->session);
  jog_fixture_assert_log (f, "");
  f->snapshot->report.activity = INS_STAGE_IDLE;
  g_strlcpy (f->snapshot->motion_message, "End.", sizeof f->snapshot->motion_message);
  fake_session_emit_changed (f->session);
  panel_test_run_ms (150);
  jog_fixture_assert_log (f, "release");
  jog_fixture_assert_message (f, "X stops at 225.000 mm, the end of its travel.");
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

/* ---- long moves --------------------------------------------------------------------------- */

static void
set_safety (JogFixture *f, double long_move_mm, double slow_below_mm)
{
  gpointer popover = jog_fixture_get (f, "safety_popover");
  InsJogSafety safety = { long_move_mm, isfinite (slow_below_mm), slow_below_mm, 2.0 };

  if (!safety.has_slow_zone)
    safety.slow_below_mm = 0.0;
  ins_jog_safety_popover_set (popover, &safety);
  g_signal_emit_by_name (popover, "edited");
}

static void
ask_long_step (JogFixture *f)
{
  set_safety (f, 4.0, (double)NAN);
  ins_step_ladder_set_step_mm (jog_fixture_get (f, "ladder_xy"), 5.0);
  jog_fixture_press (f, INS_AXIS_X, -1);
  jog_fixture_release (f, INS_AXIS_X, -1);
  jog_fixture_assert_log (f, "");
  jog_fixture_assert_question (f, "Move X by \u22125.0 mm?");
}

static void
test_long_step_asks (JogFixture *f, gconstpointer data)
{
  ask_long_step (f);
  jog_fixture_answer (f, FALSE);
  jog_fixture_assert_question (f, NULL);
  jog_fixture_assert_log (f, "");
  ask_long_step (f);
  jog_fixture_answer (f, TRUE);
  jog_fixture_assert_question (f, NULL);
  jog_fixture_assert_log (f, "jog X -5000 at 10000");
}

/* An answer counts for what was asked, not for what has become of it. */
static void
test_long_step_is_taken_back (JogFixture *f, gconstpointer data)
{
  ask_long_step (f);
  jog_fixture_press (f, INS_AXIS_Z, 1); /* something else is wanted */
  jog_fixture_release (f, INS_AXIS_Z, 1);
  jog_fixture_assert_question (f, NULL);
  jog_fixture_assert_log (f, "jog Z 100 at 10000");
  panel_test_run_ms (300);
  fake_session_emit_changed (f->session);

  ask_long_step (f);
  panel_test_press_key (f->window, GDK_KEY_Escape, 0);
  jog_fixture_assert_question (f, NULL);
  panel_test_release_key (f->window, GDK_KEY_Escape, 0);
  ask_long_step (f);
  f->snapshot->report.activity = INS_STAGE_MOVING;
  fake_session_emit_changed (f->session);
  jog_fixture_assert_question (f, NULL);
  jog_fixture_assert_log (f, "");
}

/* ---- slow zone ---------------------------------------------------------------------------- */

static void
test_slow_inside (JogFixture *f, gconstpointer data)
{
  set_safety (f, 50.0, 100.5);
  jog_fixture_press (f, INS_AXIS_X, 1);
  jog_fixture_release (f, INS_AXIS_X, 1);
  jog_fixture_assert_log (f, "jog X 1000 at 2000");
  g_assert_cmpstr (gtk_label_get_text (jog_fixture_get (f, "safety_label")), ==,
                   "Slow below Z 100.5 mm: 2 mm/s");
  g_assert_true (gtk_widget_has_css_class (jog_fixture_get (f, "safety_button"), "slow"));
}

static void
test_slow_step_into (JogFixture *f, gconstpointer data)
{
  set_safety (f, 50.0, 99.95);
  jog_fixture_press (f, INS_AXIS_Z, -1);
  jog_fixture_release (f, INS_AXIS_Z, -1);
  jog_fixture_assert_log (f, "jog Z -100 at 2000");
  panel_test_run_ms (300);
  fake_session_emit_changed (f->session);
  jog_fixture_press (f, INS_AXIS_X, 1);
  jog_fixture_release (f, INS_AXIS_X, 1);
  jog_fixture_assert_log (f, "jog X 1000 at 10000");
}

static gboolean
is_held_down (gpointer data)
{
  return fake_session_get_n_keep_alives (((JogFixture *)data)->session) >= 2;
}

/* A held Z- stops above the zone; pressed again it goes on slowly. */
static void
test_slow_ends_hold (JogFixture *f, gconstpointer data)
{
  jog_fixture_set_hold (f);
  set_safety (f, 50.0, 90.0);
  jog_fixture_press (f, INS_AXIS_Z, -1);
  panel_test_run_until (is_held_down, f);
  jog_fixture_assert_log (f, "hold Z -1 at 10000");
  f->snapshot->report.activity = INS_STAGE_JOGGING;
  f->snapshot->report.position.mm[INS_AXIS_Z] = 95.0;
  fake_session_emit_changed (f->session);
  jog_fixture_assert_log (f, "");
  f->snapshot->report.position.mm[INS_AXIS_Z] = 92.0; /* 2.5 + 0.1 mm to brake */
  fake_session_emit_changed (f->session);
  jog_fixture_assert_log (f, "release");
  jog_fixture_assert_message (f, "Z stops above 90.0 mm");
  jog_fixture_release (f, INS_AXIS_Z, -1);

  f->snapshot->report.activity = INS_STAGE_IDLE;
  fake_session_emit_changed (f->session);
  jog_fixture_press (f, INS_AXIS_Z, -1);
  panel_test_run_ms (350);
  f->snapshot->report.activity = INS_STAGE_JOGGING;
  f->snapshot->report.position.mm[INS_AXIS_Z] = 89.0;
  fake_session_emit_changed (f->session);
  jog_fixture_assert_log (f, "hold Z -1 at 2000");
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

static void
test_minimised_is_out_of_sight (void)
{
  g_assert_true (
      ins_jog_watch_is_out_of_sight (GDK_TOPLEVEL_STATE_MINIMIZED | GDK_TOPLEVEL_STATE_MAXIMIZED));
  g_assert_false (ins_jog_watch_is_out_of_sight (GDK_TOPLEVEL_STATE_MAXIMIZED));
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
  int status;

  if (!gtk_init_check ())
    return 77;
  jog_fixture_start_bus ();
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
  ADD ("limit/names-end-of-hold", test_limit_names_end_of_hold);
  ADD ("limit/not-homed-is-slow", test_not_homed_is_slow);
  ADD ("long/asks", test_long_step_asks);
  ADD ("long/is-taken-back", test_long_step_is_taken_back);
  ADD ("slow-zone/inside", test_slow_inside);
  ADD ("slow-zone/step-into", test_slow_step_into);
  ADD ("slow-zone/ends-hold", test_slow_ends_hold);
  g_test_add_func ("/jog/minimised-is-out-of-sight", test_minimised_is_out_of_sight);
  ADD ("hold/until-release", test_hold_runs_until_release);
  ADD ("hold/short-click", test_hold_short_click);
  add_stops ();
  status = g_test_run ();
  jog_fixture_end_bus ();

  return status;
}
