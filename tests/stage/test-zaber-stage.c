/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "zaber-fixture.h"

#define STAYS ((double)NAN)

static void
near (double value, double expected)
{
  g_assert_cmpfloat_with_epsilon (value, expected, 1e-6);
}

static void
test_open (ZaberFixture *f, gconstpointer data)
{
  InsStageInfo info;
  InsStageReport report;

  zaber_fixture_open (f, "");
  ins_stage_get_info (f->stage, &info);
  g_assert_cmpstr (info.name, ==, "Zaber 30222 (7.14)");
  g_assert_cmpstr (info.protocol, ==, "zaber");
  g_assert_cmpuint (info.n_axes, ==, 3);
  near (info.travel_minimum.mm[INS_AXIS_X], 0.0);
  near (info.travel_maximum.mm[INS_AXIS_X], 100.0);
  near (info.travel_maximum.mm[INS_AXIS_Z], 50.0);
  near (info.maximum_speed.mm[INS_AXIS_X], 100.0);
  near (info.acceleration.mm[INS_AXIS_X], 163.0 * 1e4 / 1.6384 * 0.5e-3);
  near (info.resolution.mm[INS_AXIS_Z], 0.25e-3);
  report = zaber_fixture_poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.position_known && report.homed);
  near (report.position.mm[INS_AXIS_X], 0.5);
  near (report.position.mm[INS_AXIS_Y], 1.0);
  near (report.position.mm[INS_AXIS_Z], 0.75);
  /* nothing was set but how it talks, nothing moved */
  g_assert_true (line_peer_has (f->peer, "set comm.checksum 1:"));
  g_assert_false (line_peer_has (f->peer, "set m"));
  g_assert_false (line_peer_has (f->peer, "set a"));
  g_assert_false (line_peer_has (f->peer, "set l"));
  g_assert_false (line_peer_has (f->peer, "move"));
  g_assert_false (line_peer_has (f->peer, "stop"));
}

/* Nobody but the data sheet knows how long a microstep is. */
static void
test_scale_unknown (ZaberFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  zaber_fixture_open (f, "!x_um_per_step=0.5&y_um_per_step=0.5");
  report = zaber_fixture_poll (f);
  g_assert_false (report.position_known);
  g_assert_nonnull (strstr (report.message, "z_um_per_step"));
  zaber_fixture_assert_move_fails (f, 1.0, STAYS, INS_DEVICE_ERROR_REFUSED, "z_um_per_step");
  g_assert_false (ins_stage_jog (f->stage, INS_AXIS_X, 1.0, 5.0, NULL));
  g_assert_false (ins_stage_home (f->stage, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  g_assert_false (line_peer_has (f->peer, "move"));
  g_assert_false (line_peer_has (f->peer, "home"));
}

static void
test_names (ZaberFixture *f, gconstpointer data)
{
  InsStageInfo info;
  InsStageReport report;

  f->devices[1].n_axes = 2;
  zaber_fixture_open (f, "x=2.2&y=-1.3&z=2");
  ins_stage_get_info (f->stage, &info);
  near (info.travel_minimum.mm[INS_AXIS_Y], -100.0);
  near (info.travel_maximum.mm[INS_AXIS_Y], 0.0);
  report = zaber_fixture_poll (f);
  near (report.position.mm[INS_AXIS_X], 6.0);
  near (report.position.mm[INS_AXIS_Y], -1.5);
  near (report.position.mm[INS_AXIS_Z], 2.75);
  /* turned round on its way out, too */
  g_assert_true (ins_stage_move (f->stage, &(InsPosition){ { STAYS, -40.0, STAYS } }, 100.0, NULL));
  g_assert_true (line_peer_has (f->peer, "move abs 80000:"));
}

/* Without names: in the order in which they answer, over all devices. */
static void
test_order_of_axes (ZaberFixture *f, gconstpointer data)
{
  InsStageReport report;

  f->devices[0].n_axes = 2;
  f->devices[0].is_there[0] = FALSE;
  f->devices[1].n_axes = 1;
  f->devices[2].n_axes = 2;
  zaber_fixture_open (f, "y=3.1");
  report = zaber_fixture_poll (f);
  near (report.position.mm[INS_AXIS_X], 1.0);
  near (report.position.mm[INS_AXIS_Y], 10.5);
  near (report.position.mm[INS_AXIS_Z], 2.75);
}

static void
test_missing_axis (ZaberFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  InsStageInfo info;
  InsStageReport report;

  f->devices[0].n_axes = 2;
  zaber_fixture_open (f, "!x_um_per_step=0.5&y_um_per_step=0.5");
  ins_stage_get_info (f->stage, &info);
  g_assert_cmpuint (info.n_axes, ==, 2);
  report = zaber_fixture_poll (f);
  g_assert_true (report.position_known && report.homed);
  near (report.position.mm[INS_AXIS_Z], 0.0);
  zaber_fixture_assert_move_fails (f, 1.0, 5.0, INS_DEVICE_ERROR_LIMIT, "no Z axis");
  g_assert_false (ins_stage_jog (f->stage, INS_AXIS_Z, 1.0, 5.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT);
  g_assert_false (line_peer_has (f->peer, "move"));
  g_assert_true (ins_stage_move (f->stage, &(InsPosition){ { 1.0, STAYS, 0.0 } }, 20.0, NULL));
  g_assert_true (line_peer_has (f->peer, "move abs 2000:"));
}

static void
test_axis_not_there (ZaberFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zaber_fixture_make (f, "x=4");
  g_assert_false (ins_stage_open (f->stage, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "device 4"));
}

/* The speed is a setting: set when it changes, given back at the end. */
static void
test_speed_is_given_back (ZaberFixture *f, gconstpointer data)
{
  const InsPosition first = { { 20.0, STAYS, STAYS } }, both = { { 30.0, 31.0, STAYS } };

  zaber_fixture_open (f, "");
  g_assert_true (ins_stage_move (f->stage, &first, 50.0, NULL));
  line_peer_lock (f->peer);
  f->devices[0].steps[0] = 40000.0;
  g_assert_nonnull (strstr (f->peer->received->str, "set maxspeed 163840:"));
  g_assert_null (strstr (f->peer->received->str, "set accel"));
  line_peer_unlock (f->peer);
  zaber_fixture_poll (f);
  zaber_fixture_poll (f);
  line_peer_forget (f->peer);

  /* 10 mm and 30 mm: a third of the speed and of the acceleration */
  g_assert_true (ins_stage_unlock (f->stage, NULL));
  g_assert_true (ins_stage_move (f->stage, &both, 50.0, NULL));
  g_assert_true (line_peer_has (f->peer, "set maxspeed 51811:"));
  g_assert_true (line_peer_has (f->peer, "set accel 54:"));
  g_assert_true (line_peer_has (f->peer, "set maxspeed 155432:"));
  line_peer_lock (f->peer);
  f->devices[0].steps[0] = 60000.0;
  f->devices[0].steps[1] = 62000.0;
  line_peer_unlock (f->peer);
  line_peer_forget (f->peer);
  ins_stage_close (f->stage);
  g_assert_true (line_peer_has (f->peer, "/1 1"));
  g_assert_true (line_peer_has (f->peer, "set maxspeed 327680:"));
  g_assert_true (line_peer_has (f->peer, "set accel 163:"));
}

/* Newer firmware takes it with the move; if it does not after all, as before. */
static void
test_speed_with_move (ZaberFixture *f, gconstpointer data)
{
  f->devices[0].version = "7.38";
  zaber_fixture_open (f, "");
  g_assert_true (ins_stage_move (f->stage, &(InsPosition){ { 20.0, STAYS, STAYS } }, 50.0, NULL));
  g_assert_true (line_peer_has (f->peer, "move abs 40000 163840 163:"));
  g_assert_false (line_peer_has (f->peer, "set m"));
  line_peer_lock (f->peer);
  f->reject = "move abs";
  f->reason = "BADCOMMAND";
  f->n_rejections = 1;
  line_peer_unlock (f->peer);
  g_assert_true (ins_stage_move (f->stage, &(InsPosition){ { STAYS, 20.0, STAYS } }, 50.0, NULL));
  g_assert_true (line_peer_has (f->peer, "set maxspeed 163840:"));
  g_assert_true (line_peer_has (f->peer, "move abs 40000:"));
}

/* Settings and moves go out together. A setting that the device was too busy for comes behind the
 * move, which is therefore given once more. */
static void
test_one_exchange (ZaberFixture *f, gconstpointer data)
{
  const InsPosition target = { { 20.0, STAYS, STAYS } };
  const char *setting, *move;

  zaber_fixture_open (f, "");
  line_peer_lock (f->peer);
  f->reject = "set maxspeed";
  f->reason = "AGAIN";
  f->n_rejections = 1;
  line_peer_unlock (f->peer);
  g_assert_true (ins_stage_move (f->stage, &target, 50.0, NULL));
  line_peer_lock (f->peer);
  setting = g_strrstr (f->peer->received->str, "set maxspeed 163840:");
  move = strstr (f->peer->received->str, "move abs 40000:");
  g_assert_true (setting != NULL && move != NULL);
  g_assert_true (setting > move);
  g_assert_true (strstr (setting, "move abs 40000:") != NULL);
  line_peer_unlock (f->peer);
}

/* Each axis as fast as it is told, with all its acceleration. */
static void
test_move_each (ZaberFixture *f, gconstpointer data)
{
  const InsPosition target = { { 20.0, 2.0, STAYS } }, speed = { { 10.0, 50.0, 1.0 } };
  InsStageInfo info;

  f->devices[0].version = "7.38";
  zaber_fixture_open (f, "");
  ins_stage_get_info (f->stage, &info);
  g_assert_true (info.starts_together && info.preempts);
  g_assert_true (ins_stage_move_each (f->stage, &target, &speed, NULL));
  g_assert_true (line_peer_has (f->peer, "move abs 40000 32768 163:"));
  g_assert_true (line_peer_has (f->peer, "move abs 4000 163840 163:"));
}

static void
test_rejections (ZaberFixture *f, gconstpointer data)
{
  zaber_fixture_open (f, "");
  f->reject = "move";
  f->reason = "BADDATA";
  f->n_rejections = 1;
  zaber_fixture_assert_move_fails (f, 20.0, STAYS, INS_DEVICE_ERROR_LIMIT, "limits");
  f->reason = "PARKED";
  f->n_rejections = 1;
  zaber_fixture_assert_move_fails (f, 20.0, STAYS, INS_DEVICE_ERROR_REFUSED, "parked");
  g_assert_cmpint (zaber_fixture_poll (f).activity, ==, INS_STAGE_IDLE);
  /* too busy only: it is said again */
  f->reason = "AGAIN";
  f->n_rejections = 2;
  g_assert_true (ins_stage_move (f->stage, &(InsPosition){ { 20.0, STAYS, STAYS } }, 50.0, NULL));
}

/* When the second axis refuses, the first is stopped. */
static void
test_half_a_move (ZaberFixture *f, gconstpointer data)
{
  zaber_fixture_open (f, "");
  f->reject = "move abs 160000";
  f->reason = "DRIVERDISABLED";
  f->n_rejections = 1;
  zaber_fixture_assert_move_fails (f, 20.0, 40.0, INS_DEVICE_ERROR_REFUSED, "unlock");
  g_assert_true (line_peer_has (f->peer, "stop:"));
}

static void
test_fault (ZaberFixture *f, gconstpointer data)
{
  InsStageReport report;

  zaber_fixture_open (f, "");
  line_peer_lock (f->peer);
  f->devices[0].warning = "FD";
  f->devices[0].list = "02 FD WR";
  line_peer_unlock (f->peer);
  report = zaber_fixture_poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_ALARM);
  g_assert_nonnull (strstr (report.message, "overheating"));
  g_assert_false (report.homed || report.position_known); /* WR stands behind it in the list */
  zaber_fixture_assert_move_fails (f, 20.0, STAYS, INS_DEVICE_ERROR_ALARM, "overheating");
  line_peer_forget (f->peer);
  g_assert_true (ins_stage_unlock (f->stage, NULL));
  g_assert_true (line_peer_has (f->peer, "driver enable:"));
  g_assert_true (line_peer_has (f->peer, "warnings clear:"));
  g_assert_cmpint (zaber_fixture_poll (f).activity, ==, INS_STAGE_IDLE);
}

static void
test_notice (ZaberFixture *f, gconstpointer data)
{
  InsStageReport report;

  f->devices[0].warning = "WT";
  f->devices[0].list = "01 WT";
  zaber_fixture_open (f, "");
  report = zaber_fixture_poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.homed);
  g_assert_nonnull (strstr (report.message, "hot"));
  g_assert_true (ins_stage_move (f->stage, &(InsPosition){ { 20.0, STAYS, STAYS } }, 50.0, NULL));
}

/* Alerts, info, late replies to somebody else's command and noise are no answers. */
static void
test_other_lines (ZaberFixture *f, gconstpointer data)
{
  f->before =
      "!01 2 IDLE --\r\n#01 0 a word\r\n@01 0 OK IDLE -- 5 5 5\r\n@01 0 99 OK IDLE -- 6 6 6\r\n";
  zaber_fixture_open (f, "");
  for (guint i = 0; i < 20; i++)
    near (zaber_fixture_poll (f).position.mm[INS_AXIS_X], 0.5);
  line_peer_lock (f->peer);
  f->before = "";
  f->n_garbled = 2;
  line_peer_unlock (f->peer);
  near (zaber_fixture_poll (f).position.mm[INS_AXIS_X], 0.5);
  line_peer_lock (f->peer);
  g_assert_cmpuint (f->n_garbled, ==, 0);
  line_peer_unlock (f->peer);
}

/* No motion explains it: the supply was off for a moment while nobody looked. */
static void
test_jump (ZaberFixture *f, gconstpointer data)
{
  InsStageReport report;

  zaber_fixture_open (f, "");
  line_peer_lock (f->peer);
  f->devices[0].steps[1] = 150000.0;
  line_peer_unlock (f->peer);
  report = zaber_fixture_poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_ALARM);
  g_assert_false (report.position_known || report.homed);
  g_assert_nonnull (strstr (report.message, "jumped"));
  zaber_fixture_assert_move_fails (f, 20.0, STAYS, INS_DEVICE_ERROR_ALARM, "jumped");
  g_assert_true (ins_stage_unlock (f->stage, NULL));
  report = zaber_fixture_poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.position_known);
}

static void
test_comma_locale (ZaberFixture *f, gconstpointer data)
{
  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("locale de_DE.UTF-8 is not installed");
      return;
    }
  zaber_fixture_open (f, "");
  g_assert_true (ins_stage_move (f->stage, &(InsPosition){ { 20.25, STAYS, STAYS } }, 12.5, NULL));
  setlocale (LC_ALL, "C");
  g_assert_true (line_peer_has (f->peer, "set maxspeed 40960:"));
  g_assert_true (line_peer_has (f->peer, "move abs 40500:"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ZABER_TEST ("/zaber-stage/open", test_open);
  ZABER_TEST ("/zaber-stage/scale-unknown", test_scale_unknown);
  ZABER_TEST ("/zaber-stage/names", test_names);
  ZABER_TEST ("/zaber-stage/order-of-axes", test_order_of_axes);
  ZABER_TEST ("/zaber-stage/missing-axis", test_missing_axis);
  ZABER_TEST ("/zaber-stage/axis-not-there", test_axis_not_there);
  ZABER_TEST ("/zaber-stage/speed-is-given-back", test_speed_is_given_back);
  ZABER_TEST ("/zaber-stage/speed-with-move", test_speed_with_move);
  ZABER_TEST ("/zaber-stage/one-exchange", test_one_exchange);
  ZABER_TEST ("/zaber-stage/move-each", test_move_each);
  ZABER_TEST ("/zaber-stage/rejections", test_rejections);
  ZABER_TEST ("/zaber-stage/half-a-move", test_half_a_move);
  ZABER_TEST ("/zaber-stage/fault", test_fault);
  ZABER_TEST ("/zaber-stage/notice", test_notice);
  ZABER_TEST ("/zaber-stage/other-lines", test_other_lines);
  ZABER_TEST ("/zaber-stage/jump", test_jump);
  ZABER_TEST ("/zaber-stage/comma-locale", test_comma_locale);

  return g_test_run ();
}
