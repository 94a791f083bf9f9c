/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "grbl-fixture.h"

static void
test_open (Fixture *f, gconstpointer data)
{
  InsStageInfo info;
  InsStageReport report;

  open_stage (f);
  ins_stage_get_info (f->stage, &info);
  g_assert_cmpstr (info.name, ==, "Grbl 1.1h");
  g_assert_cmpstr (info.protocol, ==, "grbl");
  g_assert_cmpfloat (info.travel_minimum.mm[INS_AXIS_X], ==, -50.0);
  g_assert_cmpfloat (info.travel_maximum.mm[INS_AXIS_X], ==, 150.0);
  g_assert_cmpfloat (info.travel_maximum.mm[INS_AXIS_Z], ==, 50.0);
  g_assert_cmpfloat (info.maximum_speed.mm[INS_AXIS_X], ==, 100.0);
  g_assert_true (info.can_home && info.reports_in_motion && info.coordinated_axes);
  report = fixture_poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.position_known && report.homed);
  assert_near (report.position.mm[INS_AXIS_X], 10.0);

  /* nothing was set, nothing moved */
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "="), ==, 0);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "G"), ==, 0);
}

/* An Arduino: deaf in its boot loader for longer than a socket would be waited for; a first boot
 * with empty memory complains before it greets. */
static void
test_greeting (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  use_resetting_port (f);
  f->peer->boot_s = 1.2;
  f->peer->boot_text = "error:7\r\n$0=10\r\n$1=25\r\n\r\nGrbl 1.1h ['$' for help]\r\n";
  open_stage (f);
  report = fixture_poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.homed && report.position_known);
  g_assert_cmpstr (report.message, ==, "");
}

/* One that did not reset answers the first question, and nobody waits for a greeting. */
static void
test_no_greeting (Fixture *f, gconstpointer data)
{
  use_resetting_port (f);
  open_stage (f);
  g_assert_true (fixture_poll (f).position_known);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "^X"), ==, 0);
}

static void
test_locked_at_power_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  g_strlcpy (f->peer->state, "Alarm", sizeof f->peer->state);
  open_stage (f);
  report = fixture_poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_ALARM);
  g_assert_false (report.homed);
  g_assert_cmpstr (report.message, !=, "");
  assert_move_fails (f, 0.0, INS_DEVICE_ERROR_ALARM);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "G1"), ==, 0);

  /* locked against moves, not against homing */
  g_assert_true (ins_stage_home (f->stage, &error));
  peer_end_wait_for (&f->peer->wire, "$H\n");
  grbl_peer_finish_homing (f->peer, 0);
  g_assert_true (poll_until (f, INS_STAGE_IDLE).homed);
}

/* The offset comes with every 10th report only. */
static void
test_offset_is_kept (Fixture *f, gconstpointer data)
{
  InsStageInfo info;

  open_stage (f);
  for (guint i = 0; i < 25; i++)
    assert_near (fixture_poll (f).position.mm[INS_AXIS_X], 10.0);
  fixture_lock (f);
  f->peer->wco.mm[INS_AXIS_X] = -140.0;
  fixture_unlock (f);
  /* believed when it comes for the second time */
  for (guint i = 0; i < 21; i++)
    fixture_poll (f);
  assert_near (fixture_poll (f).position.mm[INS_AXIS_X], 0.0);
  ins_stage_get_info (f->stage, &info);
  g_assert_cmpfloat (info.travel_minimum.mm[INS_AXIS_X], ==, -60.0);
}

static void
test_inches (Fixture *f, gconstpointer data)
{
  f->peer->extra = "$13=1\r\n";
  f->peer->wco = (InsPosition){ { -5.0, 0.0, 0.0 } };
  f->peer->position = (InsPosition){ { -4.0, 0.0, 0.0 } };
  open_stage (f);
  assert_near (fixture_poll (f).position.mm[INS_AXIS_X], 25.4);
}

static void
test_move (Fixture *f, gconstpointer data)
{
  InsPosition target = { { 20.0, 7.5, (double)NAN } };
  InsStageReport report;

  open_stage (f);
  g_assert_true (ins_stage_move (f->stage, &target, 20.0, NULL));
  peer_end_wait_for (&f->peer->wire, "G90 G21 G1 X20.0000 Y7.5000 F1200.000\n");
  g_assert_cmpint (fixture_poll (f).activity, ==, INS_STAGE_MOVING);
  report = poll_until (f, INS_STAGE_IDLE);
  assert_near (report.position.mm[INS_AXIS_X], 20.0);
  assert_near (report.position.mm[INS_AXIS_Y], 7.5);
}

static void
test_travel (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  InsPosition target = { { 0.0, 0.0, 50.25 } };

  open_stage (f);
  g_assert_false (ins_stage_move (f->stage, &target, 20.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT);
  g_assert_nonnull (strstr (error->message, "0.250 mm"));
  g_assert_nonnull (strstr (error->message, "Z axis"));
  g_assert_nonnull (strstr (error->message, "50.000 mm"));
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "G1"), ==, 0);
  /* a hair beyond is meant to be the end itself */
  move_x (f, 150.0005);
  peer_end_wait_for (&f->peer->wire, "X150.0000 ");
}

static void
test_jog (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_lock (f);
  f->peer->run_reports = G_MAXUINT;
  fixture_unlock (f);
  open_stage (f);
  g_assert_true (ins_stage_jog (f->stage, INS_AXIS_X, 1000.0, 20.0, &error));
  g_assert_no_error (error);
  peer_end_wait_for (&f->peer->wire, "$J=G91 G21 X139.9990 F1200.000\n");
  g_assert_cmpint (fixture_poll (f).activity, ==, INS_STAGE_JOGGING);
  g_assert_true (ins_stage_jog_cancel (f->stage, NULL));
  g_assert_cmpint (poll_until (f, INS_STAGE_IDLE).position_known, ==, TRUE);
  g_assert_cmpuint (peer_end_count (&f->peer->wire, "!"), ==, 0);

  /* at the end: only the other way */
  fixture_lock (f);
  f->peer->position.mm[INS_AXIS_X] = 0.0;
  fixture_unlock (f);
  g_assert_false (ins_stage_jog (f->stage, INS_AXIS_X, 1.0, 20.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT);
  g_assert_true (ins_stage_jog (f->stage, INS_AXIS_X, -1.0, 20.0, NULL));
}

static void
test_homing (Fixture *f, gconstpointer data)
{
  InsStageReport first, report = { 0 };

  open_stage (f);
  g_assert_true (ins_stage_home (f->stage, NULL));
  peer_end_forget (&f->peer->wire);
  first = fixture_poll (f);
  for (guint i = 0; i < 5; i++)
    {
      report = fixture_poll (f);
      g_assert_cmpint (report.activity, ==, INS_STAGE_HOMING);
      g_assert_false (report.homed || report.position_known);
      g_assert_cmpfloat (report.asked_s, ==, first.asked_s);
    }
  /* the firmware keeps one question; more would only pile up */
  fixture_lock (f);
  g_assert_cmpstr (f->peer->wire.received->str, ==, "?");
  fixture_unlock (f);
  assert_move_fails (f, 0.0, INS_DEVICE_ERROR_REFUSED);
  grbl_peer_finish_homing (f->peer, 0);
  report = poll_until (f, INS_STAGE_IDLE);
  g_assert_true (report.homed && report.position_known);
  assert_near (report.position.mm[INS_AXIS_X], 149.0);
}

static void
test_homing_fails (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  g_assert_true (ins_stage_home (f->stage, NULL));
  g_assert_cmpint (fixture_poll (f).activity, ==, INS_STAGE_HOMING);
  grbl_peer_finish_homing (f->peer, 9);
  report = poll_until (f, INS_STAGE_ALARM);
  g_assert_cmpuint (report.alarm_code, ==, 9);
  g_assert_false (report.homed || report.position_known);
  g_assert_nonnull (strstr (report.message, "limit switch"));
  g_assert_true (ins_stage_unlock (f->stage, NULL));
  report = poll_until (f, INS_STAGE_IDLE);
  g_assert_false (report.homed);
}

static void
test_homing_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  open_stage (f);
  fixture_lock (f);
  f->peer->next_error = 8;
  fixture_unlock (f);
  g_assert_false (ins_stage_home (f->stage, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  g_assert_cmpint (fixture_poll (f).activity, ==, INS_STAGE_IDLE);
}

static void
test_comma_locale (Fixture *f, gconstpointer data)
{
  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("locale de_DE.UTF-8 is not installed");
      return;
    }
  open_stage (f);
  move_x (f, 20.25);
  peer_end_wait_for (&f->peer->wire, "G1 X20.2500 F1200.000\n");
  assert_near (poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], 20.25);
  setlocale (LC_ALL, "C");
}

/* grblHAL's homing flags: 1 on, 4 locked until homed. Where it does not lock it is asked. */
typedef struct
{
  const char *path, *settings, *full;
  gboolean homed;
} HalCase;

static const HalCase hal_cases[] = {
  { "/grbl-stage/hal-locks-unhomed", "$22=5\r\n", NULL, TRUE },
  { "/grbl-stage/hal-homed", "$22=1\r\n", "|H:1,7", TRUE },
  { "/grbl-stage/hal-not-homed", "$22=1\r\n", "|H:0,3", FALSE },
  { "/grbl-stage/hal-says-nothing", "$22=1\r\n", "", FALSE },
  { "/grbl-stage/hal-is-deaf-to-it", "$22=1\r\n", NULL, FALSE },
  { "/grbl-stage/hal-cannot-home", "$22=0\r\n", NULL, TRUE },
};

static void
test_hal_homed (Fixture *f, gconstpointer data)
{
  const HalCase *one = data;
  InsStageInfo info;

  f->peer->identity = "[VER:1.1f.20260817:]\r\n[FIRMWARE:grblHAL]\r\n";
  f->peer->extra = one->settings;
  f->peer->full = one->full;
  open_stage (f);
  ins_stage_get_info (f->stage, &info);
  g_assert_cmpstr (info.name, ==, "grblHAL 1.1f");
  g_assert_cmpint (fixture_poll (f).homed, ==, one->homed);
  g_assert_true (fixture_poll (f).position_known);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  GRBL_TEST ("/grbl-stage/open", test_open);
  GRBL_TEST ("/grbl-stage/greeting", test_greeting);
  GRBL_TEST ("/grbl-stage/no-greeting", test_no_greeting);
  GRBL_TEST ("/grbl-stage/locked-at-power-up", test_locked_at_power_up);
  GRBL_TEST ("/grbl-stage/offset-is-kept", test_offset_is_kept);
  GRBL_TEST ("/grbl-stage/inches", test_inches);
  GRBL_TEST ("/grbl-stage/move", test_move);
  GRBL_TEST ("/grbl-stage/travel", test_travel);
  GRBL_TEST ("/grbl-stage/jog", test_jog);
  GRBL_TEST ("/grbl-stage/homing", test_homing);
  GRBL_TEST ("/grbl-stage/homing-fails", test_homing_fails);
  GRBL_TEST ("/grbl-stage/homing-refused", test_homing_refused);
  for (guint i = 0; i < G_N_ELEMENTS (hal_cases); i++)
    g_test_add (hal_cases[i].path, Fixture, &hal_cases[i], fixture_set_up, test_hal_homed,
                fixture_tear_down);
  GRBL_TEST ("/grbl-stage/comma-locale", test_comma_locale);

  return g_test_run ();
}
