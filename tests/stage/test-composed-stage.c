/* test-composed-stage.c - several controllers are one stage
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/ins-rig.h"
#include "devices/simulated/ins-sim-server.h"
#include "devices/stage/ins-composed-stage.h"
#include "devices/stage/ins-stage-address.h"
#include "scripted-stage.h"

#define WATCHDOG_S 30.0
#define SLICE_S 0.005

/* X and Y are one controller's Y and turned X, Z is the other's X. */
typedef struct
{
  ScriptedStage *flat, *high;
  InsStage *stage;
} Fixture;

static const guint z_first[] = { 1u << INS_AXIS_Z, 1u << INS_AXIS_X | 1u << INS_AXIS_Y };

static void
set_up (Fixture *f, gconstpointer data)
{
  InsComposedPart parts[] = {
    { .axis = { INS_AXIS_Y, INS_AXIS_X, INS_COMPOSED_NO_AXIS }, .sign = { 1, -1, 1 } },
    { .axis = { INS_COMPOSED_NO_AXIS, INS_COMPOSED_NO_AXIS, INS_AXIS_X }, .sign = { 1, 1, 1 } },
  };
  g_autoptr (GError) error = NULL;

  f->flat = scripted_stage_new ();
  f->high = scripted_stage_new ();
  f->high->cannot_home = data != NULL;
  parts[0].stage = INS_STAGE (f->flat);
  parts[1].stage = INS_STAGE (f->high);
  f->stage = ins_composed_stage_new (parts, 2, z_first, 2);
  g_assert_true (ins_stage_open (f->stage, NULL, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->stage);
  g_object_unref (f->flat);
  g_object_unref (f->high);
}

static InsStageReport
poll_stage (InsStage *stage)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  g_assert_true (ins_stage_poll (stage, &report, &error));
  g_assert_no_error (error);

  return report;
}

static InsStageReport
poll_until (InsStage *stage, InsStageActivity activity)
{
  double until_s = ins_clock_now_s () + WATCHDOG_S;
  InsStageReport report;

  while (report = poll_stage (stage), report.activity != activity)
    {
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
      ins_clock_sleep_s (SLICE_S);
    }

  return report;
}

static void
move (InsStage *stage, double x, double y, double z)
{
  const InsPosition target = { { x, y, z } };
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_stage_move (stage, &target, 20.0, &error));
  g_assert_no_error (error);
}

static void
assert_near (double value, double expected)
{
  g_assert_cmpfloat_with_epsilon (value, expected, 1e-9);
}

/* Ends change places where an axis is turned round. */
static void
test_info (Fixture *f, gconstpointer data)
{
  InsStageInfo info;

  ins_stage_get_info (f->stage, &info);
  g_assert_cmpstr (info.name, ==, "Scripted + Scripted");
  g_assert_cmpuint (info.n_axes, ==, 3);
  g_assert_true (info.can_home);
  g_assert_false (info.coordinated_axes);
  assert_near (info.travel_minimum.mm[INS_AXIS_X], -1000.0);
  assert_near (info.travel_maximum.mm[INS_AXIS_X], 1001.0);
  assert_near (info.travel_minimum.mm[INS_AXIS_Y], -1000.0);
  assert_near (info.travel_maximum.mm[INS_AXIS_Y], 1000.0);
  assert_near (info.maximum_speed.mm[INS_AXIS_Y], 100.0);
  assert_near (info.acceleration.mm[INS_AXIS_Z], 100.0);
}

/* Each part gets its axes and its share of the speed; the position is that of all. */
static void
test_move (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  move (f->stage, 0.3, 0.4, -1.2); /* 1.3 mm: 5, 12, 13 */
  assert_near (f->flat->target.mm[INS_AXIS_Y], 0.3);
  assert_near (f->flat->target.mm[INS_AXIS_X], -0.4);
  g_assert_true (isnan (f->flat->target.mm[INS_AXIS_Z]));
  assert_near (f->high->target.mm[INS_AXIS_X], -1.2);
  assert_near (f->flat->speed_mm_s, 20.0 * 5.0 / 13.0);
  assert_near (f->high->speed_mm_s, 20.0 * 12.0 / 13.0);
  report = poll_stage (f->stage);
  g_assert_cmpint (report.activity, ==, INS_STAGE_MOVING);
  g_assert_true (report.position_known);
  g_assert_true (report.homed);
  g_assert_cmpfloat (report.asked_s, <=, report.answered_s);
  report = poll_until (f->stage, INS_STAGE_IDLE);
  assert_near (report.position.mm[INS_AXIS_Z], f->high->position.mm[INS_AXIS_X]);
  assert_near (report.position.mm[INS_AXIS_Y], -f->flat->position.mm[INS_AXIS_X]);

  /* one part only: the other one is left alone */
  move (f->stage, NAN, NAN, 0.0);
  g_assert_cmpuint (f->flat->n_moves, ==, 1);
  g_assert_cmpuint (f->high->n_moves, ==, 2);
  assert_near (f->high->speed_mm_s, 20.0);
}

/* Beyond the end of one axis nothing moves at all. */
static void
test_limit (Fixture *f, gconstpointer data)
{
  const InsPosition target = { { 1.0, 1.0, 1001.0 } };
  g_autoptr (GError) error = NULL;

  g_assert_false (ins_stage_move (f->stage, &target, 10.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT);
  g_assert_cmpuint (f->flat->n_moves + f->high->n_moves, ==, 0);
}

/* One part starts, the next one says no: the first is stopped. */
static void
test_refused (Fixture *f, gconstpointer data)
{
  const InsPosition target = { { 100.0, 100.0, 100.0 } };
  g_autoptr (GError) error = NULL;

  f->high->refuses = TRUE;
  g_assert_false (ins_stage_move (f->stage, &target, 10.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  g_assert_cmpuint (f->flat->n_moves, ==, 1);
  g_assert_cmpuint (f->flat->n_stops, ==, 1);
  g_assert_false (scripted_stage_is_moving (f->flat));
}

static void
test_jog (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_stage_jog_hold (f->stage, INS_AXIS_Y, 1, 5.0, 0.3, &error));
  g_assert_cmpint (f->flat->axis, ==, INS_AXIS_X);
  g_assert_cmpint (f->flat->direction, ==, -1);
  g_assert_cmpuint (f->high->n_holds, ==, 0);
  g_assert_cmpint (poll_stage (f->stage).activity, ==, INS_STAGE_JOGGING);
  g_assert_true (ins_stage_jog_cancel (f->stage, &error));
  poll_until (f->stage, INS_STAGE_IDLE);
  g_assert_true (ins_stage_jog (f->stage, INS_AXIS_Z, -0.1, 5.0, &error));
  g_assert_cmpuint (f->high->n_jogs, ==, 1);
  g_assert_no_error (error);
}

static gpointer
stop_main (gpointer stage)
{
  ins_stage_stop (stage);

  return NULL;
}

/* Written to all parts, from any thread. */
static void
test_stop (Fixture *f, gconstpointer data)
{
  move (f->stage, 100.0, 100.0, 100.0);
  g_thread_join (g_thread_new ("stop", stop_main, f->stage));
  g_assert_cmpuint (f->flat->n_stops, ==, 1);
  g_assert_cmpuint (f->high->n_stops, ==, 1);
  g_assert_false (scripted_stage_is_moving (f->flat) || scripted_stage_is_moving (f->high));
  ins_stage_halt (f->stage);
  g_assert_cmpuint (f->flat->n_halts, ==, 1);
  g_assert_cmpuint (f->high->n_halts, ==, 1);
}

/* One is lost: all stop, and all of it is lost. */
static void
test_lost (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  move (f->stage, 100.0, 100.0, 100.0);
  f->high->is_silent = TRUE;
  g_assert_false (ins_stage_poll (f->stage, &report, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  g_assert_cmpint (report.activity, ==, INS_STAGE_UNKNOWN);
  g_assert_false (report.position_known);
  g_assert_cmpuint (f->flat->n_stops, ==, 1);
  g_assert_false (scripted_stage_is_moving (f->flat));
  g_clear_error (&error);
  g_assert_false (ins_stage_jog (f->stage, INS_AXIS_X, 1.0, 1.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  g_clear_error (&error);

  ins_stage_close (f->stage);
  g_assert_false (f->flat->is_open || f->high->is_open);
  g_assert_false (ins_stage_open (f->stage, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND);
  g_assert_false (f->flat->is_open);
  g_clear_error (&error);
  f->high->is_silent = FALSE;
  g_assert_true (ins_stage_open (f->stage, NULL, &error));
  g_assert_cmpint (poll_stage (f->stage).activity, ==, INS_STAGE_IDLE);
}

/* One wants a person: the others stop, and the message says which axes it is. */
static void
test_alarm (Fixture *f, gconstpointer data)
{
  const InsPosition target = { { 0.0, 0.0, 0.0 } };
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  move (f->stage, 100.0, 100.0, 100.0);
  f->high->is_alarmed = TRUE;
  report = poll_until (f->stage, INS_STAGE_ALARM);
  g_assert_cmpstr (report.message, ==, "Z: Trouble.");
  g_assert_cmpuint (f->flat->n_stops, ==, 1);
  g_assert_cmpuint (f->high->n_stops, ==, 0);
  poll_stage (f->stage);
  g_assert_cmpuint (f->flat->n_stops, ==, 1);
  g_assert_false (ins_stage_move (f->stage, &target, 10.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM);
  g_clear_error (&error);
  f->high->is_alarmed = FALSE;
  f->high->until_s = 0.0;
  g_assert_true (ins_stage_unlock (f->stage, &error));
  g_assert_cmpuint (f->flat->n_unlocks, ==, 1);
  g_assert_cmpuint (f->high->n_unlocks, ==, 1);
  g_assert_cmpstr (poll_until (f->stage, INS_STAGE_IDLE).message, ==, "");
}

static void
start_homing (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_stage_home (f->stage, &error));
  g_assert_no_error (error);
}

/* Z lifts the probe off the part before the others move. */
static void
test_home (Fixture *f, gconstpointer data)
{
  start_homing (f);
  g_assert_cmpuint (f->high->n_homes, ==, 1);
  while (scripted_stage_is_moving (f->high))
    {
      g_assert_cmpint (poll_stage (f->stage).activity, ==, INS_STAGE_HOMING);
      g_assert_true (f->flat->n_homes == 0 || !scripted_stage_is_moving (f->high));
      ins_clock_sleep_s (SLICE_S);
    }
  g_assert_true (poll_until (f->stage, INS_STAGE_IDLE).homed);
  g_assert_cmpuint (f->flat->n_homes, ==, 1);
  g_assert_cmpuint (f->high->n_homes, ==, 1);
}

/* Z finds no switch: the others do not begin. */
static void
test_home_fails (Fixture *f, gconstpointer data)
{
  f->high->finds_no_switch = TRUE;
  start_homing (f);
  g_assert_false (poll_until (f->stage, INS_STAGE_IDLE).homed);
  g_assert_cmpuint (f->flat->n_homes, ==, 0);
}

/* A stop between the two ends it. */
static void
test_home_stopped (Fixture *f, gconstpointer data)
{
  start_homing (f);
  ins_stage_stop (f->stage);
  poll_until (f->stage, INS_STAGE_IDLE);
  poll_stage (f->stage);
  g_assert_cmpuint (f->flat->n_homes, ==, 0);
}

/* Z has no switches: the others home, Z is named and wants a person's word. */
static void
test_home_in_part (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  f->high->is_homed = FALSE;
  start_homing (f);
  report = poll_until (f->stage, INS_STAGE_IDLE);
  g_assert_cmpuint (f->flat->n_homes, ==, 1);
  g_assert_cmpuint (f->high->n_homes, ==, 0);
  g_assert_false (report.homed);
  g_assert_true (g_str_has_prefix (report.message, "Z has no switches"));
  g_assert_true (ins_stage_unlock (f->stage, &error));
  report = poll_stage (f->stage);
  g_assert_true (report.homed);
  g_assert_cmpstr (report.message, ==, "");
}

static void
test_addresses (void)
{
  static const struct
  {
    const char *text;
    const char *says; /* NULL: good */
  } cases[] = {
    { "zaber:unix:/a?x=1&y=-2+zaber:unix:/b?z=1", NULL },
    { "grbl:unix:/a?x=X&y=-y+zaber:unix:/b?z=1&home=XY,Z", NULL },
    { "grbl:unix:/a+b", NULL }, /* a plus in a path joins nothing */
    { "zaber:serial:usb:0403:6001:A5?x=1+esp301:tcp:host:23?y=1+vxm:unix:/c?z=1&z_um_per_step=5",
      NULL },
    { "auto:unix:/a", NULL },
    { "auto:serial:/dev/ttyUSB0?x=2", NULL },
    { "zaber:unix:/a+zaber:unix:/b?z=1", "which axes it has" },
    { "zaber:unix:/a?x=1&z=2+zaber:unix:/b?z=1", "the Z axis is named twice" },
    { "grbl:unix:/a?x=1+zaber:unix:/b?z=1", "called X, Y and Z" },
    { "grbl:unix:/a?x=X&x_um_per_step=1+zaber:unix:/b?z=1", "unknown option" },
    { "auto:unix:/a?x=1+zaber:unix:/b?z=1", "has to have its protocol" },
    { "zaber:unix:/a?x=1&home=Z,XY+zaber:unix:/b?z=1&home=Z,XY", "stands there twice" },
    { "zaber:unix:/a?x=1+zaber:unix:/b?y=1+zaber:unix:/c?z=1+zaber:unix:/d?x=2",
      "more controllers" },
    { "zaber:nowhere?x=1+zaber:unix:/b?z=1", "nowhere" },
    { "grbl:unix:/a?x=X", "unknown option" },
    { "auto:nowhere", "nowhere" },
    { "unknown:unix:/a", "is not a stage" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsRig) rig = ins_rig_new (NULL, cases[i].text, "sim", &error);

      g_test_message ("%s: %s", cases[i].text, error != NULL ? error->message : "good");
      g_assert_true ((rig != NULL) == (cases[i].says == NULL));
      if (rig != NULL)
        {
          g_autofree char *text = ins_rig_to_text (rig);

          g_assert_nonnull (strstr (text, cases[i].text)); /* the rig keeps it */
          continue;
        }
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

/* Two firmwares of different families, through their own drivers. */
static void
test_emulators (void)
{
  g_autofree char *folder = g_dir_make_tmp ("insonify-XXXXXX", NULL);
  g_autofree char *flat = g_build_filename (folder, "flat", NULL);
  g_autofree char *high = g_build_filename (folder, "high", NULL);
  g_autofree char *flat_spec = g_strconcat ("unix:", flat, NULL);
  g_autofree char *high_spec = g_strconcat ("unix:", high, NULL);
  g_autofree char *address = g_strdup_printf ("grbl:%s?x=X&y=Y+zaber:%s?z=1&z_um_per_step=0.047625",
                                              flat_spec, high_spec);
  g_autoptr (GError) error = NULL;
  g_autoptr (InsSimServer) one = ins_sim_server_listen ("grbl", flat_spec, NULL, &error);
  g_autoptr (InsSimServer) other = ins_sim_server_listen ("zaber", high_spec, NULL, &error);
  g_autoptr (InsStage) stage = NULL;
  InsStageReport report;

  g_assert_no_error (error);
  ins_sim_server_start (one);
  ins_sim_server_start (other);
  stage = ins_stage_new_from_address (address, &error);
  g_assert_no_error (error);
  g_assert_true (ins_stage_open (stage, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (poll_stage (stage).position_known);
  move (stage, 3.0, 4.0, 5.0);
  report = poll_until (stage, INS_STAGE_IDLE);
  g_assert_cmpfloat_with_epsilon (report.position.mm[INS_AXIS_X], 3.0, 0.01);
  g_assert_cmpfloat_with_epsilon (report.position.mm[INS_AXIS_Y], 4.0, 0.01);
  g_assert_cmpfloat_with_epsilon (report.position.mm[INS_AXIS_Z], 5.0, 0.01);

  move (stage, 100.0, 100.0, 100.0);
  g_assert_cmpint (poll_stage (stage).activity, ==, INS_STAGE_MOVING);
  ins_stage_stop (stage);
  report = poll_until (stage, INS_STAGE_IDLE);
  g_assert_true (report.position_known);
  g_assert_cmpfloat (report.position.mm[INS_AXIS_X], <, 90.0);
  g_assert_cmpfloat (report.position.mm[INS_AXIS_Z], <, 90.0);
  ins_stage_close (stage);
  g_clear_pointer (&one, ins_sim_server_free);
  g_clear_pointer (&other, ins_sim_server_free);
  g_rmdir (folder);
}

#define ADD(path, function, data)                                                                  \
  g_test_add ("/composed-stage/" path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("info", test_info, NULL);
  ADD ("move", test_move, NULL);
  ADD ("limit", test_limit, NULL);
  ADD ("refused", test_refused, NULL);
  ADD ("jog", test_jog, NULL);
  ADD ("stop", test_stop, NULL);
  ADD ("lost", test_lost, NULL);
  ADD ("alarm", test_alarm, NULL);
  ADD ("home", test_home, NULL);
  ADD ("home-fails", test_home_fails, NULL);
  ADD ("home-stopped", test_home_stopped, NULL);
  ADD ("home-in-part", test_home_in_part, "without switches");
  g_test_add_func ("/composed-stage/addresses", test_addresses);
  g_test_add_func ("/composed-stage/emulators", test_emulators);

  return g_test_run ();
}
