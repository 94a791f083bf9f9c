/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "firmware-peer.h"

#define HAL_GREETING "\r\nGrblHAL 1.1f ['$' or '$HELP' for help]\r\n"

static void
begin (FirmwarePeer *peer, const char *fault)
{
  firmware_peer_init (peer, "grblhal", fault);
}

static void
test_greeting_and_identity (void)
{
  FirmwarePeer peer;

  begin (&peer, "");
  g_assert_cmpstr (ins_sim_controller_get_family (peer.controller), ==, "grbl");
  firmware_peer_expect (&peer, "\x18", HAL_GREETING);
  firmware_peer_expect (&peer, "$I\n",
                        "[VER:1.1f.20260817:]\r\n[OPT:VNML+,100,1024,3,0]\r\n[AXS:3:XYZ]\r\n"
                        "[NEWOPT:ENUMS,RT+]\r\n[FIRMWARE:grblHAL]\r\n[DRIVER:Simulator]\r\nok\r\n");
  firmware_peer_say (&peer, "$$\n");
  g_assert_nonnull (strstr (peer.heard->str, "$10=511\r\n"));
  g_assert_nonnull (strstr (peer.heard->str, "$22=5\r\n"));
  g_assert_true (g_str_has_suffix (peer.heard->str, "$300=grblHAL\r\n$341=0\r\nok\r\n"));
  firmware_peer_clear (&peer);
}

/* $10 has more bits than Grbl's. Grbl's 3 takes speed, pins and offset away. */
static void
test_status_fields (void)
{
  FirmwarePeer peer;

  begin (&peer, "");
  firmware_peer_expect (&peer, "?",
                        "<Idle|MPos:-225.000,-225.000,-225.000|Bf:100,1023|FS:0,0"
                        "|WCO:-225.000,-225.000,-225.000>\r\n");
  firmware_peer_expect (&peer, "?",
                        "<Idle|MPos:-225.000,-225.000,-225.000|Bf:100,1023|FS:0,0"
                        "|Ov:100,100,100|A:|TLR:0>\r\n");
  firmware_peer_expect (&peer, "\x80",
                        "<Idle|MPos:-225.000,-225.000,-225.000|Bf:100,1023|FS:0,0>\r\n");
  firmware_peer_expect (&peer, "\x87",
                        "<Idle|MPos:-225.000,-225.000,-225.000|Bf:100,1023|FS:0,0"
                        "|WCO:-225.000,-225.000,-225.000|Ov:100,100,100|A:|TLR:0|H:1,7>\r\n");
  firmware_peer_expect (&peer, "$10=3\n", "ok\r\n");
  firmware_peer_expect (&peer, "\x18", HAL_GREETING);
  firmware_peer_expect (&peer, "?", "<Idle|MPos:-225.000,-225.000,-225.000|Bf:100,1023>\r\n");
  firmware_peer_expect (&peer, "?",
                        "<Idle|MPos:-225.000,-225.000,-225.000|Bf:100,1023|A:|TLR:0>\r\n");
  firmware_peer_clear (&peer);
}

/* After a wrong line the same code for every one, until "$", an empty line or a reset. */
static void
test_error_latch (void)
{
  FirmwarePeer peer;

  begin (&peer, "");
  firmware_peer_expect (&peer, "G99\nG0 X5\nG1 X5 F100\n", "error:20\r\nerror:20\r\nerror:20\r\n");
  firmware_peer_expect (&peer, "\nG90\n", "ok\r\nok\r\n");
  firmware_peer_expect (&peer, "G1 X1 Q\nG90\n$G\nG90\n",
                        "error:2\r\nerror:2\r\n[GC:G0 G54 G17 G21 G90 G94 M5 M9 T0 F0 S0]\r\nok\r\n"
                        "ok\r\n");
  firmware_peer_expect (&peer, "G99\n\x18G90\n", "error:20\r\n" HAL_GREETING "ok\r\n");
  firmware_peer_expect_status (&peer, "<Idle|MPos:-225.000,");
  firmware_peer_clear (&peer);
}

static void
test_deep_planner (void)
{
  FirmwarePeer peer;

  begin (&peer, "");
  firmware_peer_say (&peer, "G91 G1 F600\n");
  for (guint i = 0; i < 100; i++)
    firmware_peer_expect (&peer, "X0.1\n", "ok\r\n");
  firmware_peer_expect_status (&peer, "<Run|MPos:-225.000,-225.000,-225.000|Bf:0,1023|");
  firmware_peer_expect (&peer, "X0.1\n", "");
  firmware_peer_expect_after (&peer, 0.1, "ok\r\n");
  firmware_peer_pass (&peer, 5.0);
  firmware_peer_expect_status (&peer, "<Idle|MPos:-214.900,");
  firmware_peer_clear (&peer);
}

/* A stop without a reset: ramped, no alarm, the rest is dropped. */
static void
test_stop_byte (void)
{
  FirmwarePeer peer;

  begin (&peer, "");
  firmware_peer_say (&peer, "G1 X100 F6000\nX150\n");
  firmware_peer_pass (&peer, 0.5);
  firmware_peer_expect (&peer, "\x19", "");
  firmware_peer_pass (&peer, 1.0);
  firmware_peer_expect_status (&peer, "<Idle|MPos:-175.000,");
  firmware_peer_say (&peer, "G91 G1 X5 F600\n");
  firmware_peer_pass (&peer, 2.0);
  firmware_peer_expect_status (&peer, "<Idle|MPos:-170.000,");
  firmware_peer_say (&peer, "G1 X50 F6000\n");
  firmware_peer_pass (&peer, 0.3);
  firmware_peer_say (&peer, "\x82");
  firmware_peer_pass (&peer, 1.0);
  firmware_peer_expect_status (&peer, "<Hold:0|");
  firmware_peer_say (&peer, "\x81");
  firmware_peer_expect_status (&peer, "<Run|");
  firmware_peer_clear (&peer);
}

/* Homing is wanted after power-up, and $X does not help. */
static void
test_homing_required (void)
{
  FirmwarePeer peer;

  begin (&peer, "alarm");
  firmware_peer_expect_status (&peer, "<Alarm|MPos:0.000,0.000,0.000|");
  firmware_peer_expect (&peer, "$X\n", "error:46\r\n");
  firmware_peer_say (&peer, "\x87");
  g_assert_nonnull (strstr (peer.heard->str, "|H:0,0>"));
  firmware_peer_expect (&peer, "$10=1535\n", "ok\r\n"); /* with the alarm's number */
  firmware_peer_expect_status (&peer, "<Alarm:11|");
  firmware_peer_expect (&peer, "$10=5631\n$H\n", "ok\r\n"); /* and reports while homing */
  firmware_peer_pass (&peer, 0.3);
  firmware_peer_expect_status (&peer, "<Home|");
  firmware_peer_expect_after (&peer, 40.0, "ok\r\n");
  firmware_peer_expect_status (&peer, "<Idle|MPos:-249.000,-249.000,-1.000|");
  firmware_peer_expect (&peer, "\x18", HAL_GREETING);
  firmware_peer_clear (&peer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim-grblhal/greeting-and-identity", test_greeting_and_identity);
  g_test_add_func ("/sim-grblhal/status-fields", test_status_fields);
  g_test_add_func ("/sim-grblhal/error-latch", test_error_latch);
  g_test_add_func ("/sim-grblhal/deep-planner", test_deep_planner);
  g_test_add_func ("/sim-grblhal/stop-byte", test_stop_byte);
  g_test_add_func ("/sim-grblhal/homing-required", test_homing_required);

  return g_test_run ();
}
