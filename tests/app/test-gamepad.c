/* What a gamepad may move, and what stops it. Exits with 77 where there is no display.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "app/ins-motion-panel-private.h"
#include "jog-fixture.h"

#define STICK(s, v) ins_gamepad_map_take_stick (&map, INS_GAMEPAD_STICK_##s, v)
#define BUTTON(b, down) ins_gamepad_map_take_button (&map, INS_GAMEPAD_##b, down)

static const int pads[2];

static void
assert_wish (InsGamepadWish wish, InsGamepadVerb verb, InsAxis axis, int direction, double share)
{
  g_assert_cmpint (wish.verb, ==, verb);
  if (verb == INS_GAMEPAD_START || verb == INS_GAMEPAD_SPEED || verb == INS_GAMEPAD_STEP)
    {
      g_assert_cmpint (wish.axis, ==, axis);
      g_assert_cmpint (wish.direction, ==, direction);
    }
  if (verb == INS_GAMEPAD_START || verb == INS_GAMEPAD_SPEED)
    g_assert_cmpfloat_with_epsilon (wish.share, share, 1e-9);
}

#define assert_verb(wish, verb) assert_wish (wish, verb, INS_AXIS_X, 0, 0.0)

static void
test_map_runs (void)
{
  InsGamepadMap map;

  ins_gamepad_map_init (&map);
  assert_verb (STICK (X, 0.0), INS_GAMEPAD_NOTHING);
  assert_verb (BUTTON (LEFT_SHOULDER, TRUE), INS_GAMEPAD_NOTHING);
  assert_verb (STICK (X, 0.25), INS_GAMEPAD_NOTHING);
  assert_wish (STICK (X, 0.4), INS_GAMEPAD_START, INS_AXIS_X, 1, 0.1);
  assert_verb (STICK (X, 0.55), INS_GAMEPAD_NOTHING);
  assert_wish (STICK (X, 0.95), INS_GAMEPAD_SPEED, INS_AXIS_X, 1, 1.0);
  assert_verb (STICK (X, 0.85), INS_GAMEPAD_NOTHING); /* a hand trembles */
  assert_wish (STICK (X, 0.7), INS_GAMEPAD_SPEED, INS_AXIS_X, 1, 0.35);
  assert_verb (STICK (X, 0.1), INS_GAMEPAD_LET_GO);
  assert_wish (STICK (Y, -1.0), INS_GAMEPAD_START, INS_AXIS_Y, -1, 1.0); /* up, as the arrow */
  assert_verb (STICK (Y, 0.0), INS_GAMEPAD_LET_GO);
  assert_wish (STICK (Z, -0.35), INS_GAMEPAD_START, INS_AXIS_Z, 1, 0.1); /* up: away */
  assert_verb (BUTTON (LEFT_SHOULDER, FALSE), INS_GAMEPAD_LET_GO);
}

/* The shoulder comes first, and what ended begins again only from the centre. */
static void
test_map_starts_from_centre (void)
{
  InsGamepadMap map;

  ins_gamepad_map_init (&map);
  assert_verb (BUTTON (RIGHT_SHOULDER, TRUE), INS_GAMEPAD_NOTHING);
  STICK (X, 0.0);
  BUTTON (RIGHT_SHOULDER, FALSE);
  assert_verb (STICK (X, 0.9), INS_GAMEPAD_NOTHING);
  assert_verb (BUTTON (RIGHT_SHOULDER, TRUE), INS_GAMEPAD_NOTHING);
  assert_verb (STICK (X, 1.0), INS_GAMEPAD_NOTHING);
  STICK (X, 0.0);
  assert_wish (STICK (X, 1.0), INS_GAMEPAD_START, INS_AXIS_X, 1, 1.0);
  assert_verb (BUTTON (RIGHT_SHOULDER, FALSE), INS_GAMEPAD_LET_GO);
  assert_verb (BUTTON (RIGHT_SHOULDER, TRUE), INS_GAMEPAD_NOTHING);
  assert_verb (STICK (X, 0.9), INS_GAMEPAD_NOTHING);
  /* the first push along the other axis ends it, and is no start */
  STICK (X, 0.0);
  assert_wish (STICK (X, 0.5), INS_GAMEPAD_START, INS_AXIS_X, 1, 0.1);
  assert_verb (STICK (Y, 0.7), INS_GAMEPAD_NOTHING);
  assert_verb (STICK (Y, 0.8), INS_GAMEPAD_LET_GO);
  assert_verb (STICK (Y, 1.0), INS_GAMEPAD_NOTHING);
  assert_verb (STICK (X, (double)NAN), INS_GAMEPAD_NOTHING);
}

static void
test_map_buttons (void)
{
  InsGamepadMap map;

  ins_gamepad_map_init (&map);
  assert_wish (BUTTON (UP, TRUE), INS_GAMEPAD_STEP, INS_AXIS_Y, -1, 0.0);
  assert_verb (BUTTON (UP, FALSE), INS_GAMEPAD_NOTHING);
  assert_wish (BUTTON (RIGHT, TRUE), INS_GAMEPAD_STEP, INS_AXIS_X, 1, 0.0);
  STICK (X, 0.0);
  BUTTON (LEFT_SHOULDER, TRUE);
  STICK (X, -0.5);
  assert_verb (BUTTON (LEFT, TRUE), INS_GAMEPAD_NOTHING);
  assert_verb (BUTTON (EAST, TRUE), INS_GAMEPAD_STOP);
  assert_verb (BUTTON (EAST, FALSE), INS_GAMEPAD_NOTHING);
}

/* ---- in the panel --------------------------------------------------------------------------- */

static void
hold_shoulder (JogFixture *f)
{
  ins_gamepad_plug (f->panel->gamepad, &pads[0], "Pad");
  ins_gamepad_press (f->panel->gamepad, &pads[0], INS_GAMEPAD_LEFT_SHOULDER, TRUE);
  ins_gamepad_push (f->panel->gamepad, &pads[0], INS_GAMEPAD_STICK_X, 0.0);
}

static void
start_run (JogFixture *f)
{
  jog_fixture_arm (f);
  hold_shoulder (f);
  ins_gamepad_push (f->panel->gamepad, &pads[0], INS_GAMEPAD_STICK_X, 1.0);
  jog_fixture_assert_log (f, "hold X 1 at 10000");
}

static void
test_runs (JogFixture *f, gconstpointer data)
{
  start_run (f);
  ins_gamepad_push (f->panel->gamepad, &pads[0], INS_GAMEPAD_STICK_X, 0.4);
  jog_fixture_assert_log (f, "hold X 1 at 1000");
  ins_gamepad_push (f->panel->gamepad, &pads[0], INS_GAMEPAD_STICK_X, 0.0);
  jog_fixture_assert_log (f, "release");
  ins_gamepad_press (f->panel->gamepad, &pads[0], INS_GAMEPAD_UP, TRUE);
  jog_fixture_assert_log (f, "jog Y -1000 at 10000");
}

static void
test_not_armed (JogFixture *f, gconstpointer data)
{
  hold_shoulder (f);
  ins_gamepad_push (f->panel->gamepad, &pads[0], INS_GAMEPAD_STICK_X, 1.0);
  ins_gamepad_press (f->panel->gamepad, &pads[0], INS_GAMEPAD_UP, TRUE);
  jog_fixture_assert_log (f, "");
  jog_fixture_arm (f); /* with a stick that is pushed: nothing starts by arming */
  ins_gamepad_push (f->panel->gamepad, &pads[0], INS_GAMEPAD_STICK_X, 0.9);
  jog_fixture_assert_log (f, "");
  g_assert_nonnull (strstr (gtk_label_get_text (f->panel->gamepad_label), "Pad moves"));
}

static void
test_stops_on (JogFixture *f, gconstpointer data)
{
  const JogStop *stop = data;

  jog_fixture_set_hold (f);
  start_run (f);
  stop->stop (f);
  panel_test_run_ms (50);
  jog_fixture_assert_log (f, "release");
  ins_gamepad_push (f->panel->gamepad, &pads[0], INS_GAMEPAD_STICK_X, 0.9);
  ins_gamepad_push (f->panel->gamepad, &pads[0], INS_GAMEPAD_STICK_X, 0.4);
  jog_fixture_assert_log (f, "");
}

static void
test_unplugged (JogFixture *f, gconstpointer data)
{
  start_run (f);
  ins_gamepad_unplug (f->panel->gamepad, &pads[0]);
  jog_fixture_assert_log (f, "release");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (f->panel->gamepad_label)));
  ins_gamepad_push (f->panel->gamepad, &pads[0], INS_GAMEPAD_STICK_X, 1.0);
  jog_fixture_assert_log (f, "");
}

static void
test_stop_button (JogFixture *f, gconstpointer data)
{
  ins_gamepad_press (f->panel->gamepad, &pads[0], INS_GAMEPAD_EAST, TRUE);
  jog_fixture_assert_log (f, "stop");
  start_run (f);
  ins_gamepad_press (f->panel->gamepad, &pads[1], INS_GAMEPAD_EAST, TRUE); /* another pad's, too */
  jog_fixture_assert_log (f, "release; stop");
  g_assert_false (jog_fixture_is_armed (f));
}

/* A second pad moves nothing. */
static void
test_one_pad (JogFixture *f, gconstpointer data)
{
  start_run (f);
  ins_gamepad_push (f->panel->gamepad, &pads[1], INS_GAMEPAD_STICK_X, 0.0);
  ins_gamepad_press (f->panel->gamepad, &pads[1], INS_GAMEPAD_DOWN, TRUE);
  jog_fixture_assert_log (f, "");
}

#define PANEL_TEST(path, function, data)                                                           \
  g_test_add (path, JogFixture, data, jog_fixture_set_up, function, jog_fixture_tear_down)

int
main (int argc, char *argv[])
{
  int status;

  if (!gtk_init_check ())
    return 77;
  jog_fixture_start_bus ();
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/gamepad/map/runs", test_map_runs);
  g_test_add_func ("/gamepad/map/starts-from-centre", test_map_starts_from_centre);
  g_test_add_func ("/gamepad/map/buttons", test_map_buttons);
  PANEL_TEST ("/gamepad/runs", test_runs, NULL);
  PANEL_TEST ("/gamepad/not-armed", test_not_armed, NULL);
  PANEL_TEST ("/gamepad/unplugged", test_unplugged, NULL);
  PANEL_TEST ("/gamepad/stop-button", test_stop_button, NULL);
  PANEL_TEST ("/gamepad/one-pad", test_one_pad, NULL);
  for (guint i = 0; i < n_jog_stops; i++)
    {
      g_autofree char *path = g_strconcat ("/gamepad/stops-on/", jog_stops[i].name, NULL);

      if (g_str_equal (jog_stops[i].name, "gesture-cancel") ||
          g_str_equal (jog_stops[i].name, "insensitive")) /* of the pointer and its key */
        continue;
      PANEL_TEST (path, test_stops_on, &jog_stops[i]);
    }
  status = g_test_run ();
  jog_fixture_end_bus ();

  return status;
}
