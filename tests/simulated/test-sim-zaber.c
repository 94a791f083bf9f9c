/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/simulated/ins-sim-zaber.h"
#include "firmware-peer.h"

#define STEP_MM 47.625e-6 /* of X and Y */

static double
get_mm (FirmwarePeer *peer, InsAxis axis)
{
  InsPosition position;

  ins_sim_controller_get_position (peer->controller, peer->now_s, &position);

  return position.mm[axis];
}

/* It is taken. */
static void
say (FirmwarePeer *peer, const char *text)
{
  firmware_peer_say (peer, text);
  g_assert_nonnull (strstr (peer->heard->str, " OK "));
  g_string_truncate (peer->heard, 0);
}

/* Quoted with the protocol, and what follows from it. */
static void
test_bytes (void)
{
  static const struct
  {
    const char *said, *heard;
  } cases[] = {
    { "/\n", "@01 0 OK IDLE -- 0\r\n" },
    { "/1:CF\n", "@01 0 OK IDLE -- 0\r\n" },
    { "/1:CE\n", "" }, /* a sum that does not fit */
    { "/0 1:7F\r\n", "@01 1 OK IDLE -- 0\r\n" },
    { "/2 1:7D\n", "" }, /* nobody has that number */
    { "/1 tools echo:BF\n", "@01 0 OK IDLE -- 0\r\n" },
    { "/1 tools echo a b\n", "@01 0 OK IDLE -- a b\r\n" },
    { "/1 1 get pos\n", "@01 1 OK IDLE -- 0\r\n" },
    { "/1 0 42 get pos\n", "@01 0 42 OK IDLE -- 0 0 0\r\n" },
    { "/1 2 -- get pos\n", "@01 2 00 OK IDLE -- 0\r\n" },
    { "/get version\n", "@01 0 OK IDLE -- 7.14\r\n" },
    { "/1 get deviceid\n", "@01 0 OK IDLE -- 30222\r\n" },
    { "/1 get axiscount\n", "@01 0 OK IDLE -- 3\r\n" },
    { "/1 get limit.min\n", "@01 0 OK IDLE -- -524934 -524934 -201575\r\n" },
    { "/1 3 get limit.max\n", "@01 3 OK IDLE -- 1814173\r\n" },
    { "/1 1 get maxspeed\n", "@01 1 OK IDLE -- 6880420\r\n" },
    { "/1 1 get accel\n", "@01 1 OK IDLE -- 1720\r\n" },
    { "/1 get nothing\n", "@01 0 RJ IDLE -- BADCOMMAND\r\n" },
    { "/1 jump\n", "@01 0 RJ IDLE -- BADCOMMAND\r\n" },
    { "/1 4 get pos\n", "@01 4 RJ IDLE -- BADAXIS\r\n" },
    { "/1 2 get version\n", "@01 2 RJ IDLE -- DEVICEONLY\r\n" },
    { "/1 1 move abs 99999999\n", "@01 1 RJ IDLE -- BADDATA\r\n" },
    { "/1 1 move abs 1.5\n", "@01 1 RJ IDLE -- BADDATA\r\n" },
    { "/1 1 move abs 1000 100\n", "@01 1 RJ IDLE -- BADDATA\r\n" }, /* from 7.25 on */
    { "/1 warnings\n", "@01 0 OK IDLE -- 00\r\n" },
    { "noise\r\n/1\n", "@01 0 OK IDLE -- 0\r\n" },
    { "/1 ge/1\n", "@01 0 OK IDLE -- 0\r\n" }, /* a slash begins anew */
    { "/1 set comm.checksum 1\n", "@01 0 OK IDLE -- 0:8D\r\n" },
    { "/1\n", "@01 0 OK IDLE -- 0:8D\r\n" },
  };
  FirmwarePeer peer;

  firmware_peer_init_variant (&peer, "zaber", "", "");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].said);
      firmware_peer_expect_since (&peer, cases[i].said, cases[i].heard);
    }
  firmware_peer_clear (&peer);
}

/* 10 mm at 200 mm/s and 500 mm/s^2: no cruise, 2 sqrt (10 / 500) = 0.283 s. */
static void
test_move (void)
{
  FirmwarePeer peer;

  firmware_peer_init_variant (&peer, "zaber", "", "");
  firmware_peer_expect_since (&peer, "/1 1 move abs 209974\n", "@01 1 OK BUSY -- 0\r\n");
  firmware_peer_expect_since (&peer, "/1\n", "@01 0 OK BUSY -- 0\r\n");
  firmware_peer_expect_since (&peer, "/1 2\n", "@01 2 OK IDLE -- 0\r\n");
  firmware_peer_pass (&peer, 0.14142);
  g_assert_cmpfloat_with_epsilon (get_mm (&peer, INS_AXIS_X), 5.0, 0.01);
  firmware_peer_pass (&peer, 0.15);
  firmware_peer_expect_since (&peer, "/1 get pos\n",
                              "!01 1 IDLE --\r\n@01 0 OK IDLE -- 209974 0 0\r\n");
  g_assert_cmpfloat_with_epsilon (get_mm (&peer, INS_AXIS_X), 10.0, STEP_MM);
  /* slower from now on: 1 mm at 2 mm/s and a short ramp */
  say (&peer, "/1 1 set maxspeed 68804\n");
  say (&peer, "/1 1 move rel 20997\n");
  firmware_peer_pass (&peer, 0.3);
  g_assert_cmpfloat_with_epsilon (get_mm (&peer, INS_AXIS_X), 10.6, 0.01);
  firmware_peer_clear (&peer);
}

static void
test_pre_emption (void)
{
  FirmwarePeer peer;

  firmware_peer_init_variant (&peer, "zaber", "", "");
  say (&peer, "/1 1 move abs 2000000\n");
  firmware_peer_pass (&peer, 0.3); /* 22.5 mm, 150 mm/s */
  firmware_peer_expect_since (&peer, "/1 1 move abs 0\n", "@01 1 OK BUSY NI 0\r\n");
  firmware_peer_pass (&peer, 0.1);
  g_assert_cmpfloat (get_mm (&peer, INS_AXIS_X), >, 30.0); /* brakes first */
  firmware_peer_pass (&peer, 3.0);
  firmware_peer_expect_since (&peer, "/1 1 get pos\n", "!01 1 IDLE NI\r\n@01 1 OK IDLE NI 0\r\n");
  firmware_peer_expect_since (&peer, "/1 warnings\n", "@01 0 OK IDLE NI 01 NI\r\n");
  firmware_peer_expect_since (&peer, "/1 warnings clear\n", "@01 0 OK IDLE -- 01 NI\r\n");
  firmware_peer_clear (&peer);
}

static void
test_stop (void)
{
  FirmwarePeer peer;

  firmware_peer_init_variant (&peer, "zaber", "", "");
  say (&peer, "/1 1 move abs 4000000\n");
  firmware_peer_pass (&peer, 0.3); /* 22.5 mm, 150 mm/s: stops within 22.5 mm and 0.3 s */
  firmware_peer_expect_since (&peer, "/stop\n", "@01 0 OK BUSY NI 0\r\n");
  firmware_peer_pass (&peer, 0.29);
  firmware_peer_expect_since (&peer, "/1\n", "@01 0 OK BUSY NI 0\r\n");
  firmware_peer_pass (&peer, 0.02);
  firmware_peer_expect_since (&peer, "/1\n", "!01 1 IDLE NI\r\n@01 0 OK IDLE NI 0\r\n");
  g_assert_cmpfloat_with_epsilon (get_mm (&peer, INS_AXIS_X), 45.0, 0.05);
  firmware_peer_expect_since (&peer, "/stop\n", "@01 0 OK IDLE NI 0\r\n"); /* nothing to stop */

  /* a second one is hard, a velocity of 0 is not */
  say (&peer, "/1 1 move abs 0\n");
  firmware_peer_pass (&peer, 0.2);
  say (&peer, "/stop\n");
  firmware_peer_pass (&peer, 0.05);
  firmware_peer_expect_since (&peer, "/move vel 0\n", "@01 0 OK BUSY NI 0\r\n");
  firmware_peer_expect_since (&peer, "/stop\n", "@01 0 OK IDLE NI 0\r\n!01 1 IDLE NI\r\n");
  firmware_peer_clear (&peer);
}

static void
test_estop (void)
{
  FirmwarePeer peer;
  double mm;

  firmware_peer_init_variant (&peer, "zaber", "", "");
  say (&peer, "/1 1 move abs 4000000\n");
  firmware_peer_pass (&peer, 0.3);
  mm = get_mm (&peer, INS_AXIS_X);
  firmware_peer_expect_since (&peer, "/estop\n", "@01 0 OK IDLE NI 0\r\n!01 1 IDLE NI\r\n");
  firmware_peer_pass (&peer, 1.0);
  g_assert_cmpfloat (get_mm (&peer, INS_AXIS_X), ==, mm);
  firmware_peer_clear (&peer);
}

/* Not homed after power-up, wherever it stands; homing brings it to its sensor. */
static void
test_power_up (void)
{
  FirmwarePeer peer;

  firmware_peer_init_variant (&peer, "zaber", "", "alarm");
  firmware_peer_expect_since (&peer, "/1\n", "@01 0 OK IDLE WR 0\r\n");
  firmware_peer_expect_since (&peer, "/1 warnings clear\n", "@01 0 OK IDLE WR 01 WR\r\n");
  firmware_peer_expect_since (&peer, "/1 3 home\n", "@01 3 OK BUSY WR 0\r\n");
  firmware_peer_pass (&peer, 3.0);
  firmware_peer_expect_since (&peer, "/1 3 get pos\n",
                              "!01 3 IDLE --\r\n@01 3 OK IDLE -- -201575\r\n");
  firmware_peer_expect_since (&peer, "/1\n", "@01 0 OK IDLE WR 0\r\n"); /* X and Y */
  say (&peer, "/1 home\n");
  firmware_peer_pass (&peer, 0.1);
  /* a stop leaves them without reference */
  say (&peer, "/stop\n");
  firmware_peer_pass (&peer, 1.0);
  g_string_truncate (peer.heard, 0);
  firmware_peer_expect_since (&peer, "/1 1\n", "@01 1 OK IDLE WR 0\r\n");
  firmware_peer_expect_since (&peer, "/1 1 warnings\n", "@01 1 OK IDLE WR 02 WR NI\r\n");
  firmware_peer_clear (&peer);
}

static void
test_reset_and_limit (void)
{
  FirmwarePeer peer;

  firmware_peer_init_variant (&peer, "zaber", "", "reset=0.2");
  say (&peer, "/1 1 move abs 2000000\n");
  firmware_peer_pass (&peer, 0.3);
  firmware_peer_expect_since (&peer, "/1 get pos\n",
                              "@01 0 OK IDLE WR 0 0 0\r\n"); /* counts from here */
  firmware_peer_clear (&peer);

  firmware_peer_init_variant (&peer, "zaber", "", "limit=0.2");
  say (&peer, "/1 1 move abs 2000000\n");
  firmware_peer_pass (&peer, 0.3);
  firmware_peer_expect_since (&peer, "/1\n", "!01 1 IDLE WL\r\n@01 0 OK IDLE WL 0\r\n");
  firmware_peer_expect_since (&peer, "/1 2\n", "@01 2 OK IDLE -- 0\r\n");
  firmware_peer_clear (&peer);
}

/* With a wrong reference the end of the rail comes before the limit does. */
static void
test_end_of_rail (void)
{
  FirmwarePeer peer;

  firmware_peer_init_variant (&peer, "zaber", "", "");
  say (&peer, "/1 1 set pos -400000\n"); /* stands at 0 mm, says -19.05 mm */
  say (&peer, "/1 1 move max\n");
  firmware_peer_pass (&peer, 5.0);
  g_string_truncate (peer.heard, 0);
  firmware_peer_expect_since (&peer, "/1 1\n", "@01 1 OK IDLE WL 0\r\n");
  firmware_peer_clear (&peer);
}

static void
test_chain (void)
{
  FirmwarePeer peer;

  firmware_peer_init_variant (&peer, "zaber", "chain", "");
  firmware_peer_expect_since (&peer, "/\n",
                              "@01 0 OK IDLE -- 0\r\n@02 0 OK IDLE -- 0\r\n@03 0 OK IDLE -- 0\r\n");
  firmware_peer_expect_since (&peer, "/3 get version\n", "@03 0 OK IDLE -- 7.38\r\n");
  firmware_peer_expect_since (&peer, "/2 2 get pos\n", "@02 2 RJ IDLE -- BADAXIS\r\n");
  firmware_peer_expect_since (&peer, "/2 0 01 move abs 20997 68804 1720\n",
                              "@02 0 01 OK BUSY -- 0\r\n");
  firmware_peer_pass (&peer, 0.3); /* at 2 mm/s for this move only */
  g_assert_cmpfloat_with_epsilon (get_mm (&peer, INS_AXIS_Y), 0.6, 0.01);
  g_assert_cmpfloat (get_mm (&peer, INS_AXIS_X), ==, 0.0);
  firmware_peer_expect_since (&peer, "/2 get maxspeed\n", "@02 0 OK BUSY -- 6880420\r\n");
  firmware_peer_clear (&peer);
}

/* Output 1 goes up every 0.1 mm (2 edges of 1050 steps), on the way back at the same places. */
static void
test_trigger (void)
{
  InsSimZaberPulse pulses[64];
  FirmwarePeer peer;
  guint n;

  firmware_peer_init_variant (&peer, "zaber", "", "");
  say (&peer, "/1 trigger dist 1 1 1050\n");
  firmware_peer_expect_since (&peer, "/1 trigger dist 1 action a io set do 1 t\n",
                              "@01 0 RJ IDLE -- BADDATA\r\n");
  say (&peer, "/1 trigger dist 1 action a io do 1 toggle\n");
  say (&peer, "/1 trigger dist 1 enable\n");
  say (&peer, "/1 1 move abs 21000\n"); /* 20 edges */
  firmware_peer_pass (&peer, 1.0);
  n = ins_sim_zaber_get_pulses (peer.controller, pulses, G_N_ELEMENTS (pulses));
  g_assert_cmpuint (n, ==, 10);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (pulses[i].mm, (double)(2 * i + 1) * 1050.0 * STEP_MM, 1e-6);
  say (&peer, "/1 1 move abs 0\n");
  firmware_peer_pass (&peer, 1.0);
  n = ins_sim_zaber_get_pulses (peer.controller, pulses, G_N_ELEMENTS (pulses));
  g_assert_cmpuint (n, ==, 20);
  for (guint i = 10; i < n; i++)
    g_assert_cmpfloat_with_epsilon (pulses[i].mm, (double)(39 - 2 * i) * 1050.0 * STEP_MM, 1e-6);
  say (&peer, "/1 trigger dist 1 disable\n");
  say (&peer, "/1 1 move abs 21000\n");
  firmware_peer_pass (&peer, 1.0);
  g_assert_cmpuint (ins_sim_zaber_get_pulses (peer.controller, NULL, 0), ==, 20);
  firmware_peer_clear (&peer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim-zaber/bytes", test_bytes);
  g_test_add_func ("/sim-zaber/move", test_move);
  g_test_add_func ("/sim-zaber/pre-emption", test_pre_emption);
  g_test_add_func ("/sim-zaber/stop", test_stop);
  g_test_add_func ("/sim-zaber/estop", test_estop);
  g_test_add_func ("/sim-zaber/power-up", test_power_up);
  g_test_add_func ("/sim-zaber/reset-and-limit", test_reset_and_limit);
  g_test_add_func ("/sim-zaber/end-of-rail", test_end_of_rail);
  g_test_add_func ("/sim-zaber/chain", test_chain);
  g_test_add_func ("/sim-zaber/trigger", test_trigger);

  return g_test_run ();
}
