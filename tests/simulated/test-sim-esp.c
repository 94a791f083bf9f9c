/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "firmware-peer.h"

static void
test_identity_and_settings (void)
{
  static const char *const cases[][2] = {
    { "VE?\r", "ESP301 Version 3.0.1 6/1/99\r\n" },
    { "*IDN?\r", "ESP301 Version 3.0.1 6/1/99\r\n" },
    { "1ID?\r", "TS50DC.5, SN1263\r\n" },
    { "1SN?\r", "2\r\n" },
    { "1SL?;1SR?\r", "-25\r\n225\r\n" },
    { "1VU?\r", "200\r\n" },
    { "1AC?\r", "500\r\n" },
    { "1SU?\r", "0.001\r\n" },
    { "1MO?\r", "1\r\n" },
    { "1PH\r", "0H, 7H\r\n" },
    { "1ZH?\r", "5H\r\n" },
    { "TB?\r", "0, NO ERROR DETECTED\r\n" },
    { "TE?\r", "0\r\n" },
    { "TS\r", "P\r\n" },
    { "1TP\r", "0.000\r\n" },
    { "01TP?\r", "0.000\r\n" },
    { "1MD\r", "1\r\n" },
    { "\r", "" },
    { "1VA10;1MD?;1TP?\r", "1\r\n0.000\r\n" },
  };
  FirmwarePeer peer;

  firmware_peer_init (&peer, "esp301", "");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i][0]);
      firmware_peer_expect (&peer, cases[i][0], cases[i][1]);
    }
  firmware_peer_clear (&peer);
}

/* Nothing says that a command was taken or not but the memory of errors. */
static void
test_errors (void)
{
  static const char *const cases[][2] = {
    { "XX5\r", "6, COMMAND DOES NOT EXIST\r\n" },
    { "PA5\r", "37, AXIS NUMBER MISSING\r\n" },
    { "4PA5\r", "9, AXIS NUMBER OUT OF RANGE\r\n" },
    { "4ST\r", "9, AXIS NUMBER OUT OF RANGE\r\n" },
    { "4SN?\r", "9, AXIS NUMBER OUT OF RANGE\r\n" },
    { "1PA\r", "38, COMMAND PARAMETER MISSING\r\n" },
    { "2PA226\r", "206, POSITIVE SOFTWARE LIMIT DETECTED\r\n" },
    { "2PA-26\r", "207, NEGATIVE SOFTWARE LIMIT DETECTED\r\n" },
    { "3VA201\r", "310, MAXIMUM VELOCITY EXCEEDED\r\n" },
    { "3AC501\r", "311, MAXIMUM ACCELERATION EXCEEDED\r\n" },
    { "1MF;1PA5\r", "113, MOTOR NOT ENABLED\r\n" },
    { "1MO;1VA50\r", "0, NO ERROR DETECTED\r\n" },
  };
  FirmwarePeer peer;

  firmware_peer_init (&peer, "esp301", "");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i][0]);
      firmware_peer_expect (&peer, cases[i][0], "");
      firmware_peer_expect (&peer, "TB?\r", cases[i][1]);
    }
  for (guint i = 0; i < 12; i++)
    firmware_peer_expect (&peer, i == 0 ? "4MO\r" : "XX\r", "");
  firmware_peer_expect (&peer, "TE?\r", "9\r\n");
  for (guint i = 1; i < 10; i++)
    firmware_peer_expect (&peer, "TE?\r", "6\r\n");
  firmware_peer_expect (&peer, "TE?\r", "0\r\n");
  firmware_peer_clear (&peer);
}

/* 10 mm at 20 mm/s and 500 mm/s^2: 0.54 s. */
static void
test_moves (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "esp301", "");
  firmware_peer_expect (&peer, "1VA20;1PA10.0\r", "");
  firmware_peer_expect (&peer, "1MD?;TS\r", "0\r\nQ\r\n");
  firmware_peer_pass (&peer, 0.27);
  firmware_peer_expect (&peer, "1TP\r", "5.000\r\n");
  firmware_peer_pass (&peer, 0.28);
  firmware_peer_expect (&peer, "1MD?;1TP;1PA?\r", "1\r\n10.000\r\n10.000\r\n");
  firmware_peer_expect (&peer, "1PR2.345;1WS100;1TP\r", "");
  firmware_peer_expect_after (&peer, 0.2, "");
  firmware_peer_expect_after (&peer, 0.2, "12.345\r\n");
  firmware_peer_expect (&peer, "WT500;2MD?\r", "");
  firmware_peer_expect_after (&peer, 0.6, "1\r\n");
  /* from full speed on to a further end, without a halt */
  firmware_peer_say (&peer, "1PA20\r");
  firmware_peer_pass (&peer, 0.2);
  firmware_peer_say (&peer, "1PA30\r");
  firmware_peer_pass (&peer, 0.7);
  firmware_peer_expect (&peer, "1MD?\r", "0\r\n");
  firmware_peer_pass (&peer, 0.5);
  firmware_peer_expect (&peer, "1MD?;1TP\r", "1\r\n30.000\r\n");
  firmware_peer_expect (&peer, "1SN3;1TP;1PA30001;TB?\r", "30000.0\r\n0, NO ERROR DETECTED\r\n");
  firmware_peer_clear (&peer);
}

static void
test_stops (void)
{
  FirmwarePeer peer;
  InsPosition before, after;

  firmware_peer_init (&peer, "esp301", "");
  firmware_peer_expect (&peer, "1VA20;1MV+;2VA20;2MV-\r", "");
  firmware_peer_pass (&peer, 0.5);
  firmware_peer_expect (&peer, "TS\r", "S\r\n");
  firmware_peer_expect (&peer, "ST\r", "");
  firmware_peer_pass (&peer, 0.03);
  firmware_peer_expect (&peer, "1MD?\r", "0\r\n"); /* 20 mm/s need 0.04 s */
  firmware_peer_pass (&peer, 0.02);
  firmware_peer_expect (&peer, "1MD?;2MD?;TE?\r", "1\r\n1\r\n0\r\n");
  /* a stop overtakes what waits */
  firmware_peer_say (&peer, "1MV+;1WS;2PA0\r");
  firmware_peer_pass (&peer, 0.2);
  firmware_peer_say (&peer, "1ST\r");
  firmware_peer_pass (&peer, 0.1);
  firmware_peer_expect (&peer, "1MD?;2MD?\r", "1\r\n1\r\n");
  firmware_peer_say (&peer, "1MV+\r");
  firmware_peer_pass (&peer, 0.2);
  ins_sim_controller_get_position (peer.controller, peer.now_s, &before);
  firmware_peer_say (&peer, "AB\r");
  firmware_peer_pass (&peer, 0.2);
  ins_sim_controller_get_position (peer.controller, peer.now_s, &after);
  g_assert_cmpfloat (fabs (after.mm[0] - before.mm[0]), <, 1e-9);
  firmware_peer_expect (&peer, "1MO?;1MD?\r", "0\r\n1\r\n");
  firmware_peer_clear (&peer);
}

static void
test_homing (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "esp301", "alarm");
  firmware_peer_expect (&peer, "1MO?;1OR;TE?\r", "0\r\n113\r\n");
  firmware_peer_say (&peer, "1MO;1VA100;1PA50\r");
  firmware_peer_pass (&peer, 2.0);
  firmware_peer_expect (&peer, "1DH3;1TP\r", "3.000\r\n");
  firmware_peer_expect (&peer, "1OR1;1PA5;TE?\r", "130\r\n");
  firmware_peer_pass (&peer, 0.5);
  firmware_peer_expect (&peer, "1MD?\r", "0\r\n");
  firmware_peer_pass (&peer, 4.0);
  firmware_peer_expect (&peer, "1MD?;1TP;TE?\r", "1\r\n0.000\r\n0\r\n");
  firmware_peer_expect (&peer, "1OR\r", ""); /* from where it is */
  firmware_peer_pass (&peer, 2.0);
  firmware_peer_expect (&peer, "1MD?;1TP\r", "1\r\n0.000\r\n");
  firmware_peer_say (&peer, "1PA30\r");
  firmware_peer_pass (&peer, 2.0);
  firmware_peer_say (&peer, "1OR\r");
  firmware_peer_pass (&peer, 0.2);
  firmware_peer_say (&peer, "ST\r");
  firmware_peer_pass (&peer, 0.5);
  firmware_peer_expect (&peer, "1MD?;TB?\r", "1\r\n120, HOMING ABORTED\r\n");
  firmware_peer_clear (&peer);
}

static void
test_limit_and_power (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "esp301", "limit=0.2");
  firmware_peer_say (&peer, "1VA20;1PA100\r");
  firmware_peer_pass (&peer, 0.3);
  /* what nobody asked for comes before the answer */
  firmware_peer_expect (&peer, "1MD?\r", "E104\r\n1\r\n");
  firmware_peer_expect (&peer, "1PH;TB?\r", "1H, 6H\r\n104, POSITIVE HARDWARE LIMIT DETECTED\r\n");
  firmware_peer_clear (&peer);

  /* beyond the soft limits, when these are wrong */
  firmware_peer_init (&peer, "esp301", "");
  firmware_peer_say (&peer, "2SL-50;2VA100;2PA-40\r");
  firmware_peer_pass (&peer, 2.0);
  firmware_peer_expect (&peer, "2TP;2PH;TE?\r", "E205\r\n-25.500\r\n200H, 5H\r\n205\r\n");
  firmware_peer_clear (&peer);

  firmware_peer_init (&peer, "esp301", "reset=0.2");
  firmware_peer_say (&peer, "1VA20;1PA100\r");
  firmware_peer_pass (&peer, 0.5);
  firmware_peer_expect (&peer, "1MD?;1TP;1MO?;TE?\r", "1\r\n0.000\r\n0\r\n0\r\n");
  firmware_peer_clear (&peer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulated/esp/identity-and-settings", test_identity_and_settings);
  g_test_add_func ("/simulated/esp/errors", test_errors);
  g_test_add_func ("/simulated/esp/moves", test_moves);
  g_test_add_func ("/simulated/esp/stops", test_stops);
  g_test_add_func ("/simulated/esp/homing", test_homing);
  g_test_add_func ("/simulated/esp/limit-and-power", test_limit_and_power);

  return g_test_run ();
}
