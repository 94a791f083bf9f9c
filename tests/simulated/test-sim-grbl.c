/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "firmware-peer.h"

static void
test_greeting_and_identity (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "");
  g_assert_cmpuint (peer.heard->len, ==, 0); /* it stayed powered */
  firmware_peer_expect (&peer, "\x18", GREETING);
  firmware_peer_expect (&peer, "$I\n", "[VER:1.1h.20190830:]\r\n[OPT:V,15,128]\r\nok\r\n");
  firmware_peer_expect (&peer, "\n", "ok\r\n");
  firmware_peer_expect (&peer, "$G\n", "[GC:G0 G54 G17 G21 G90 G94 M5 M9 T0 F0 S0]\r\nok\r\n");
  firmware_peer_say (&peer, "$$\n");
  g_assert_nonnull (strstr (peer.heard->str, "$10=1\r\n"));
  g_assert_nonnull (strstr (peer.heard->str, "\r\n$22=1\r\n$23=3\r\n"));
  g_assert_nonnull (strstr (peer.heard->str, "\r\n$110=12000.000\r\n$111=12000.000\r\n"));
  g_assert_nonnull (strstr (peer.heard->str, "\r\n$122=500.000\r\n$130=250.000\r\n"));
  g_assert_true (g_str_has_suffix (peer.heard->str, "$132=250.000\r\nok\r\n"));
  firmware_peer_say (&peer, "$#\n");
  g_assert_nonnull (strstr (peer.heard->str, "[G54:-225.000,-225.000,-225.000]\r\n"));
  firmware_peer_clear (&peer);
}

/* WCO on the first report and each 10th idle one, Ov on the one after it. */
static void
test_status_fields_in_turn (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "");
  for (guint i = 0; i < 31; i++)
    firmware_peer_expect (&peer, "?",
                          i % 10 == 0 ? "<Idle|MPos:-225.000,-225.000,-225.000|FS:0,0"
                                        "|WCO:-225.000,-225.000,-225.000>\r\n"
                          : i % 10 == 1
                              ? "<Idle|MPos:-225.000,-225.000,-225.000|FS:0,0|Ov:100,100,100>\r\n"
                              : "<Idle|MPos:-225.000,-225.000,-225.000|FS:0,0>\r\n");
  firmware_peer_expect (&peer, "$10=2\n", "ok\r\n");
  firmware_peer_expect_status (&peer, "<Idle|WPos:0.000,0.000,0.000|Bf:15,128|FS:0,0");
  firmware_peer_clear (&peer);
}

static void
test_errors (void)
{
  static const struct
  {
    const char *line;
    const char *reply;
  } cases[] = {
    { "G99\n", "error:20\r\n" },
    { "G1 X1 Q\n", "error:2\r\n" },
    { "5\n", "error:1\r\n" },
    { "G1 X1\n", "error:22\r\n" }, /* no feed rate yet */
    { "G1 G0 X1 F5\n", "error:21\r\n" },
    { "G1 X1 X2 F5\n", "error:25\r\n" },
    { "G4\n", "error:28\r\n" },
    { "G80 X1\n", "error:31\r\n" },
    { "G1 X1 F-5\n", "error:4\r\n" },
    { "$J=X1\n", "error:22\r\n" },
    { "$J=G1 X1 F5\n", "error:16\r\n" },
    { "$J=X1 S5 F5\n", "error:16\r\n" },
    { "$J=G91 F5\n", "error:26\r\n" },
    { "$JX1\n", "error:3\r\n" },
    { "$J=G91 X-26 F100\n", "error:15\r\n" },
    { "$J=X225.001 F100\n", "error:15\r\n" },
    { "$J=G53 X0.001 F100\n", "error:15\r\n" },
    { "$99=1\n", "error:3\r\n" },
    { "$120=-1\n", "error:4\r\n" },
    { "$120=x\n", "error:2\r\n" },
    { "$10=99999999999\n", "ok\r\n" }, /* more than it can keep */
    { "$Q\n", "error:3\r\n" },
    { "g1 x0.0001 f10 (a comment) ; and another\n", "ok\r\n" },
    { "G21 G90 G94\r\n", "ok\r\nok\r\n" }, /* CR and LF each end a line */
  };
  FirmwarePeer peer;
  char too_long[100];

  firmware_peer_init (&peer, "grbl", "");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].line);
      firmware_peer_expect (&peer, cases[i].line, cases[i].reply);
    }
  memset (too_long, 'G', 80);
  g_strlcpy (too_long + 80, "\n", 20);
  firmware_peer_expect (&peer, too_long, "error:11\r\n");
  firmware_peer_expect_status (&peer, "<Idle|MPos:-225.000,-225.000,-225.000|");
  firmware_peer_clear (&peer);
}

/* 10 mm at 20 mm/s and 500 mm/s^2: 0.54 s; half of the way after half of the time. */
static void
test_move (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "");
  firmware_peer_expect (&peer, "G21 G90\nG1 X10 F1200\n", "ok\r\nok\r\n");
  firmware_peer_pass (&peer, 0.27);
  firmware_peer_expect_status (&peer, "<Run|MPos:-220.000,-225.000,-225.000|FS:1200,0|WCO:");
  firmware_peer_expect (&peer, "$J=G91 X1 F100\n", "error:8\r\n");
  firmware_peer_expect (&peer, "$120=100\n", "error:8\r\n");
  firmware_peer_expect (&peer, "$$\n", "error:8\r\n");
  firmware_peer_pass (&peer, 0.28);
  firmware_peer_expect_status (&peer, "<Idle|MPos:-215.000,-225.000,-225.000|FS:0,0|Ov:");
  firmware_peer_expect (&peer, "G91\nG0 Y-5\nG4 P0.01\n", "ok\r\nok\r\n");
  firmware_peer_expect_after (&peer, 1.0, "ok\r\n");
  firmware_peer_expect_status (&peer, "<Idle|MPos:-215.000,-230.000,-225.000|");
  firmware_peer_expect (&peer, "G20 G1 X1 F10\nG4P0\n", "ok\r\n");
  firmware_peer_expect_after (&peer, 10.0, "ok\r\n");
  firmware_peer_expect_status (&peer, "<Idle|MPos:-189.600,-230.000,-225.000|");
  firmware_peer_expect (&peer, "G21 G90 G53 G0 X-250 Y0\nG4P0\n", "ok\r\n");
  firmware_peer_expect_after (&peer, 10.0, "ok\r\n");
  firmware_peer_expect_status (&peer, "<Idle|MPos:-250.000,0.000,-225.000|");
  firmware_peer_clear (&peer);
}

/* The 16th block has to wait; so do the lines behind it. */
static void
test_ok_waits_for_the_planner (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "");
  firmware_peer_say (&peer, "G91 G1 F600\n");
  for (guint i = 0; i < 15; i++)
    firmware_peer_expect (&peer, "X1\n", "ok\r\n");
  firmware_peer_expect (&peer, "X1\nX1\n", "");
  firmware_peer_expect_after (&peer, 0.111,
                              "ok\r\n"); /* a ramp of 0.02 s and 0.1 mm, then 10 mm/s */
  firmware_peer_expect_after (&peer, 0.1, "ok\r\n");
  firmware_peer_pass (&peer, 5.0);
  firmware_peer_expect_status (&peer, "<Idle|MPos:-208.000,");
  firmware_peer_clear (&peer);
}

static void
test_hold_and_resume (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "");
  firmware_peer_say (&peer, "G1 X100 F6000\n");
  firmware_peer_pass (&peer, 0.5); /* 10 + 30 mm; the ramp takes 0.2 s and 10 mm */
  firmware_peer_say (&peer, "!");
  firmware_peer_pass (&peer, 0.1);
  firmware_peer_expect_status (&peer, "<Hold:1|MPos:-177.500,");
  firmware_peer_say (&peer, "~"); /* too early */
  firmware_peer_pass (&peer, 0.5);
  firmware_peer_expect_status (&peer, "<Hold:0|MPos:-175.000,-225.000,-225.000|FS:0,0");
  firmware_peer_say (&peer, "~");
  firmware_peer_expect_status (&peer, "<Run|MPos:-175.000,");
  firmware_peer_pass (&peer, 5.0);
  firmware_peer_expect_status (&peer, "<Idle|MPos:-125.000,");
  firmware_peer_clear (&peer);
}

static void
test_hold_then_reset_keeps_position (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "");
  firmware_peer_say (&peer, "G1 X100 F6000\n");
  firmware_peer_pass (&peer, 0.5);
  firmware_peer_say (&peer, "!");
  firmware_peer_pass (&peer, 0.5);
  firmware_peer_expect (&peer, "\x18", GREETING);
  firmware_peer_expect_status (&peer, "<Idle|MPos:-175.000,");
  firmware_peer_expect (&peer, "G1 X60 F6000\n", "ok\r\n"); /* the parser knows where it is */
  firmware_peer_pass (&peer, 5.0);
  firmware_peer_expect_status (&peer, "<Idle|MPos:-165.000,");
  firmware_peer_clear (&peer);
}

static void
test_hold_at_rest_parks (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "");
  firmware_peer_say (&peer, "!");
  firmware_peer_expect_status (&peer, "<Hold:0|");
  firmware_peer_expect (&peer, "G0 X5\n", "ok\r\n");
  firmware_peer_pass (&peer, 1.0);
  firmware_peer_expect_status (&peer, "<Hold:0|MPos:-225.000,");
  firmware_peer_say (&peer, "~");
  firmware_peer_pass (&peer, 1.0);
  firmware_peer_expect_status (&peer, "<Idle|MPos:-220.000,");
  firmware_peer_clear (&peer);
}

static void
test_safety_door (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "");
  firmware_peer_say (&peer, "G1 X100 F6000\n");
  firmware_peer_pass (&peer, 0.5); /* 10 + 30 mm; the ramp takes 0.2 s and 10 mm */
  firmware_peer_expect (&peer, "\x84", "");
  firmware_peer_pass (&peer, 0.1);
  firmware_peer_expect_status (&peer, "<Door:2|MPos:-177.500,");
  firmware_peer_pass (&peer, 0.2);
  firmware_peer_expect_status (&peer, "<Door:0|MPos:-175.000,");
  firmware_peer_say (&peer, "~");
  firmware_peer_expect_status (&peer, "<Run|MPos:-175.000,");
  firmware_peer_pass (&peer, 5.0);
  firmware_peer_expect_status (&peer, "<Idle|MPos:-125.000,");
  /* a jog does not go on */
  firmware_peer_say (&peer, "$J=G91 X50 F6000\n");
  firmware_peer_pass (&peer, 0.3);
  firmware_peer_say (&peer, "\x84");
  firmware_peer_pass (&peer, 1.0);
  firmware_peer_expect_status (&peer, "<Door:0|MPos:-95.000,");
  firmware_peer_say (&peer, "~");
  firmware_peer_expect_status (&peer, "<Idle|MPos:-95.000,");
  firmware_peer_say (&peer, "G91 G0 X1\n");
  firmware_peer_pass (&peer, 1.0);
  firmware_peer_expect_status (&peer, "<Idle|MPos:-94.000,");
  firmware_peer_say (&peer, "\x84");
  firmware_peer_expect (&peer, "\x18", GREETING);
  firmware_peer_expect_status (&peer, "<Idle|MPos:-94.000,");
  firmware_peer_clear (&peer);
}

static void
test_reset_in_motion (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "");
  firmware_peer_say (&peer, "G1 X100 F6000\n");
  firmware_peer_pass (&peer, 0.5);
  firmware_peer_expect (&peer, "\x18", "ALARM:3\r\n" GREETING LOCKED);
  firmware_peer_expect_status (&peer, "<Alarm|MPos:-185.000,");
  firmware_peer_expect (&peer, "G0 X0\n", "error:9\r\n");
  firmware_peer_expect (&peer, "$J=G91 X1 F100\n", "error:8\r\n");
  firmware_peer_expect (&peer, "$120=400\n", "ok\r\n");
  firmware_peer_expect (&peer, "\x18", GREETING LOCKED); /* a reset does not unlock */
  firmware_peer_expect (&peer, "$X\n", "[MSG:Caution: Unlocked]\r\nok\r\n");
  firmware_peer_expect_status (&peer, "<Idle|MPos:-185.000,");
  firmware_peer_clear (&peer);
}

static void
test_jog_cancel (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "");
  firmware_peer_expect (&peer, "$J=G91 G21 X200 F6000\n", "ok\r\n");
  firmware_peer_pass (&peer, 0.5);
  firmware_peer_expect_status (&peer, "<Jog|MPos:-185.000,");
  firmware_peer_expect (&peer, "G0 X0\n", "error:9\r\n");
  firmware_peer_expect (&peer, "$J=G91 Y5 F600\n", "ok\r\n");
  firmware_peer_say (&peer, "\x85");
  firmware_peer_pass (&peer, 0.1);
  firmware_peer_expect_status (&peer, "<Jog|MPos:-177.500,");
  firmware_peer_pass (&peer, 1.0);
  firmware_peer_expect_status (&peer, "<Idle|MPos:-175.000,-225.000,");
  firmware_peer_expect (&peer, "$J=G91 X1 F600\n", "ok\r\n");
  firmware_peer_pass (&peer, 1.0);
  firmware_peer_expect_status (&peer, "<Idle|MPos:-174.000,");
  firmware_peer_say (&peer, "\x85"); /* harmless at rest */
  firmware_peer_expect_status (&peer, "<Idle|");
  firmware_peer_clear (&peer);
}

static void
test_soft_limit_alarm_is_deaf (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "");
  firmware_peer_expect (&peer, "G0 X226\n", "ALARM:2\r\n[MSG:Reset to continue]\r\n");
  firmware_peer_expect (&peer, "?", "");
  firmware_peer_expect (&peer, "$X\n", "");
  firmware_peer_expect (&peer, "\x18", "ok\r\n" GREETING LOCKED);
  firmware_peer_expect (&peer, "$X\n", "[MSG:Caution: Unlocked]\r\nok\r\n");
  firmware_peer_expect_status (&peer, "<Idle|MPos:-225.000,");

  /* while something runs it is held first */
  firmware_peer_say (&peer, "G1 X100 F6000\n");
  firmware_peer_pass (&peer, 0.5);
  firmware_peer_expect (&peer, "X300\n", "");
  firmware_peer_expect_after (&peer, 1.0, "ALARM:2\r\n[MSG:Reset to continue]\r\n");
  firmware_peer_expect (&peer, "\x18", "ok\r\n" GREETING LOCKED);
  firmware_peer_expect_status (&peer, "<Alarm|MPos:-175.000,");
  firmware_peer_clear (&peer);
}

static void
test_homing (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "alarm");
  firmware_peer_expect_status (&peer, "<Alarm|MPos:0.000,0.000,0.000|");
  firmware_peer_expect (&peer, "$H\n", "");
  firmware_peer_expect (&peer, "?", "");
  firmware_peer_pass (&peer, 1.0);
  firmware_peer_expect (&peer, "?", "");
  firmware_peer_pass (&peer, 30.0);
  g_assert_true (g_str_has_prefix (peer.heard->str, "<Home|MPos:-249.000,-249.000,-1.000|FS:0,0"));
  g_assert_true (g_str_has_suffix (peer.heard->str, ">\r\nok\r\n"));
  firmware_peer_expect_status (&peer, "<Idle|MPos:-249.000,-249.000,-1.000|");
  firmware_peer_expect (&peer, "G0 X0 Y0 Z0\nG4P0\n", "ok\r\n");
  firmware_peer_expect_after (&peer, 10.0, "ok\r\n");
  firmware_peer_expect_status (&peer, "<Idle|MPos:-225.000,-225.000,-225.000|");
  firmware_peer_expect (&peer, "$22=0\n", "ok\r\n");
  firmware_peer_expect (&peer, "$H\n", "error:5\r\n");
  firmware_peer_clear (&peer);
}

static void
test_reset_in_homing (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "");
  firmware_peer_say (&peer, "$H\n");
  firmware_peer_pass (&peer, 0.5);
  firmware_peer_expect (&peer, "\x18", "ALARM:6\r\nok\r\n" GREETING LOCKED);
  firmware_peer_expect_status (&peer, "<Alarm|");
  firmware_peer_clear (&peer);
}

/* Whatever comes in, the emulator neither hangs nor breaks; a reset brings it back. */
static void
test_random_input (void)
{
  static const char letters[] = "$JHXGFYZ=019.-?!~\n\r\x18 (;)\x85M4P?";
  g_autoptr (GRand) random = g_rand_new_with_seed (4711);
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "");
  for (guint i = 0; i < 20000; i++)
    {
      guint8 byte = (guint8)letters[g_rand_int_range (random, 0, sizeof letters - 1)];

      ins_sim_controller_input (peer.controller, &byte, 1, peer.now_s);
      firmware_peer_pass (&peer, 0.001 * g_rand_int_range (random, 0, 30));
      g_string_truncate (peer.heard, 0);
    }
  firmware_peer_say (&peer, "\x18");
  g_assert_nonnull (strstr (peer.heard->str, GREETING));
  firmware_peer_clear (&peer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim-grbl/greeting-and-identity", test_greeting_and_identity);
  g_test_add_func ("/sim-grbl/status-fields-in-turn", test_status_fields_in_turn);
  g_test_add_func ("/sim-grbl/errors", test_errors);
  g_test_add_func ("/sim-grbl/move", test_move);
  g_test_add_func ("/sim-grbl/ok-waits-for-the-planner", test_ok_waits_for_the_planner);
  g_test_add_func ("/sim-grbl/hold-and-resume", test_hold_and_resume);
  g_test_add_func ("/sim-grbl/hold-then-reset", test_hold_then_reset_keeps_position);
  g_test_add_func ("/sim-grbl/hold-at-rest-parks", test_hold_at_rest_parks);
  g_test_add_func ("/sim-grbl/safety-door", test_safety_door);
  g_test_add_func ("/sim-grbl/reset-in-motion", test_reset_in_motion);
  g_test_add_func ("/sim-grbl/jog-cancel", test_jog_cancel);
  g_test_add_func ("/sim-grbl/soft-limit-alarm-is-deaf", test_soft_limit_alarm_is_deaf);
  g_test_add_func ("/sim-grbl/homing", test_homing);
  g_test_add_func ("/sim-grbl/reset-in-homing", test_reset_in_homing);
  g_test_add_func ("/sim-grbl/random-input", test_random_input);

  return g_test_run ();
}
