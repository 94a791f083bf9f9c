/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "firmware-peer.h"

#define HALTED "Error:Printer halted. kill() called!\n"

/* The bytes are those of Marlin 2.1 on the PC. "alarm": as after power-up, not homed. */
static void
begin (FirmwarePeer *peer, const char *variant, const char *fault)
{
  firmware_peer_init_variant (peer, "marlin", variant, fault);
}

static void
test_ack (void)
{
  FirmwarePeer peer;

  begin (&peer, "", "");
  firmware_peer_expect (&peer, "G21\n", "ok P15 B3\n");
  firmware_peer_expect (&peer, "G90 ; a comment\n", "ok P15 B3\n");
  firmware_peer_expect (&peer, "\n\r\n; nothing\n", "");
  firmware_peer_expect (&peer, "G999\n", "echo:Unknown command: \"G999\"\nok P15 B3\n");
  firmware_peer_expect (&peer, "N1 G90*17\n", "ok N1 P15 B3\n");
  firmware_peer_clear (&peer);

  begin (&peer, "stock", "");
  firmware_peer_expect (&peer, "G21\nG90\n", "ok\nok\n");
  firmware_peer_expect (&peer, "G999\n", "echo:Unknown command: \"G999\"\nok\n");
  firmware_peer_clear (&peer);
}

static void
test_line_numbers (void)
{
  FirmwarePeer peer;

  begin (&peer, "stock", "");
  firmware_peer_expect (&peer, "M110 N0\n", "ok\n");
  firmware_peer_expect (&peer, "N1 G90*17\nN2 G90*18\n", "ok\nok\n");
  firmware_peer_expect (&peer, "N3 G90*99\n",
                        "Error:checksum mismatch, Last Line: 2\nResend: 3\nok\n");
  firmware_peer_expect (&peer, "N3 G90*19\n", "ok\n");
  firmware_peer_expect (&peer, "M110 N1\n", "ok\n");
  firmware_peer_expect (
      &peer, "N7 G90*23\n",
      "Error:Line Number is not Last Line Number+1, Last Line: 1\nResend: 2\nok\n");
  firmware_peer_expect (&peer, "N2 G90\n",
                        "Error:No Checksum with line number, Last Line: 1\nResend: 2\nok\n");
  firmware_peer_clear (&peer);
}

/* What a host never sends: no number, and numbers that no int holds. */
static void
test_odd_line_numbers (void)
{
  FirmwarePeer peer;

  begin (&peer, "stock", "");
  firmware_peer_expect (&peer, "M110 N5\nM110 N\nM110\n", "ok\nok\nok\n");
  firmware_peer_expect (&peer, "N6 G90*22\n", "ok\n");
  firmware_peer_expect (
      &peer, "N89000000000000000000 G90*46\n",
      "Error:Line Number is not Last Line Number+1, Last Line: 6\nResend: 7\nok\n");
  firmware_peer_expect (&peer, "M110 N89000000000000000000\n", "ok\n");
  firmware_peer_expect (&peer, "N1 G90*17\n",
                        "Error:Line Number is not Last Line Number+1, Last Line: 2147483646\n"
                        "Resend: 2147483647\nok\n");
  firmware_peer_clear (&peer);
}

static void
test_identity (void)
{
  FirmwarePeer peer;

  begin (&peer, "stock", "");
  firmware_peer_say (&peer, "M115\n");
  g_assert_true (g_str_has_prefix (peer.heard->str, "FIRMWARE_NAME:Marlin bugfix-2.1.x ("));
  g_assert_nonnull (strstr (peer.heard->str, ") SOURCE_CODE_URL:"));
  g_assert_nonnull (strstr (peer.heard->str, " PROTOCOL_VERSION:1.0 MACHINE_TYPE:"));
  g_assert_nonnull (strstr (peer.heard->str, "\nCap:EMERGENCY_PARSER:0\n"));
  g_assert_true (g_str_has_suffix (peer.heard->str, "\nok\n"));
  firmware_peer_say (&peer, "M203 X300 Y300 Z5\nM503\n");
  g_assert_nonnull (strstr (peer.heard->str, "\necho:  M203 X300.00 Y300.00 Z5.00 E25.00\n"));
  firmware_peer_expect (
      &peer, "M211\n",
      "echo:Soft endstops: ON  Min: X-25.00 Y-25.00 Z-25.00  Max: X225.00 Y225.00 "
      "Z225.00\nok\n");
  firmware_peer_expect (&peer, "M119\n",
                        "Reporting endstop status\nx_min: open\ny_min: open\nz_max: open\nok\n");
  firmware_peer_clear (&peer);
}

/* The trap: without M114_REALTIME the R is ignored, and both numbers are the end of the queue. */
static void
test_projected (void)
{
  FirmwarePeer peer;

  begin (&peer, "stock", "alarm");
  firmware_peer_expect (&peer, "M92 X80 Y80 Z80\nG1 X5 F600\n", "ok\nok\n");
  firmware_peer_expect (&peer, "M114\n", "X:5.00 Y:0.00 Z:0.00 E:0.00 Count X:400 Y:0 Z:0\nok\n");
  firmware_peer_expect (&peer, "M114 R\n", "X:5.00 Y:0.00 Z:0.00 E:0.00 Count X:400 Y:0 Z:0\nok\n");
  firmware_peer_clear (&peer);

  begin (&peer, "projected", "");
  firmware_peer_say (&peer, "G1 X5000 F600\n");
  firmware_peer_expect (&peer, "M114 R\n",
                        "X:225.00 Y:0.00 Z:0.00 E:-77.13 Count X:90000 Y:0 Z:0\nok P14 B3\n");
  firmware_peer_clear (&peer);
}

/* 10 mm at 10 mm/s and 500 mm/s^2: 1.02 s. */
static void
test_realtime (void)
{
  FirmwarePeer peer;

  begin (&peer, "", "alarm");
  firmware_peer_expect (&peer, "G1 X10 F600\n", "ok P14 B3\n");
  firmware_peer_pass (&peer, 0.51);
  firmware_peer_expect (&peer, "M114 R\n",
                        "X:5.00 Y:0.00 Z:0.00 E:0.00 Count X:2000 Y:0 Z:0\nok P14 B3\n");
  firmware_peer_expect (&peer, "M114\n",
                        "X:10.00 Y:0.00 Z:0.00 E:0.00 Count X:4000 Y:0 Z:0\nok P14 B3\n");
  firmware_peer_pass (&peer, 1.0);
  firmware_peer_expect (&peer, "M114 R\n",
                        "X:10.00 Y:0.00 Z:0.00 E:0.00 Count X:4000 Y:0 Z:0\nok P15 B3\n");
  firmware_peer_expect (
      &peer, "G92 E-77.13\nM114\n",
      "ok P15 B3\nX:10.00 Y:0.00 Z:0.00 E:-77.13 Count X:4000 Y:0 Z:0\nok P15 B3\n");
  firmware_peer_clear (&peer);
}

/* Silently, once it is homed. */
static void
test_clamp (void)
{
  FirmwarePeer peer;

  begin (&peer, "stock", "");
  firmware_peer_expect (&peer, "G1 X-30 F6000\n", "ok\n");
  firmware_peer_expect (&peer, "M114\n",
                        "X:-25.00 Y:0.00 Z:0.00 E:-77.13 Count X:-10000 Y:0 Z:0\nok\n");
  firmware_peer_expect (&peer, "G1 X5000\n", "ok\n");
  firmware_peer_expect (&peer, "M114\n",
                        "X:225.00 Y:0.00 Z:0.00 E:-77.13 Count X:90000 Y:0 Z:0\nok\n");
  firmware_peer_clear (&peer);

  begin (&peer, "stock", "alarm");
  firmware_peer_say (&peer, "G1 X-30 F6000\n");
  firmware_peer_expect (&peer, "M114\n",
                        "X:-30.00 Y:0.00 Z:0.00 E:0.00 Count X:-12000 Y:0 Z:0\nok\n");
  firmware_peer_clear (&peer);
}

/* Fifteen blocks are taken at once; the next line waits for one to end, others behind it. */
static void
test_queue (void)
{
  FirmwarePeer peer;

  begin (&peer, "stock", "");
  firmware_peer_say (&peer, "G91\n");
  for (guint i = 0; i < 15; i++)
    firmware_peer_expect (&peer, "G1 X1 F600\n", "ok\n");
  firmware_peer_expect (&peer, "G1 X1\nM114\n", "");
  firmware_peer_expect_after (&peer, 0.111,
                              "ok\nX:16.00 Y:0.00 Z:0.00 E:-77.13 Count X:6400 Y:0 Z:0\n"
                              "ok\n");
  firmware_peer_clear (&peer);
}

/* 50 mm at 10 mm/s: 5.02 s. */
static void
test_wait_and_busy (void)
{
  FirmwarePeer peer;

  begin (&peer, "stock", "");
  firmware_peer_expect (&peer, "M113\n", "echo:M113 S2\nok\n");
  firmware_peer_say (&peer, "G1 X50 F600\n");
  firmware_peer_expect (&peer, "M400\n", "");
  firmware_peer_expect_after (&peer, 5.0, "echo:busy: processing\necho:busy: processing\n");
  firmware_peer_expect_after (&peer, 0.1, "ok\n");
  firmware_peer_say (&peer, "M113 S1\nG1 X0\n");
  firmware_peer_expect (&peer, "M400\n", "");
  firmware_peer_expect_after (
      &peer, 3.5, "echo:busy: processing\necho:busy: processing\necho:busy: processing\n");
  firmware_peer_clear (&peer);
}

/* At once and without a ramp; answers come a second later, and more than one ok. */
static void
test_quick_stop (void)
{
  FirmwarePeer peer;

  begin (&peer, "", "");
  firmware_peer_say (&peer, "G1 X100 F1200\n");
  firmware_peer_pass (&peer, 1.02); /* 0.4 mm of ramp, then 20 mm/s */
  firmware_peer_expect (&peer, "M400\n", "");
  firmware_peer_expect (&peer, "M410\n", "");
  firmware_peer_expect (&peer, "M114 R\n", "");
  firmware_peer_expect_after (&peer, 0.99, "");
  firmware_peer_expect_after (
      &peer, 0.02,
      "ok P15 B3\nok P15 B3\nX:20.00 Y:0.00 Z:0.00 E:-77.13 Count X:8000 Y:0 "
      "Z:0\nok P15 B3\n");
  firmware_peer_expect (&peer, "M114\n",
                        "X:20.00 Y:0.00 Z:0.00 E:-77.13 Count X:8000 Y:0 Z:0\nok P15 B3\n");
  firmware_peer_clear (&peer);
}

/* Without emergency parser it waits in line. */
static void
test_quick_stop_in_line (void)
{
  FirmwarePeer peer;

  begin (&peer, "stock", "");
  firmware_peer_say (&peer, "G1 X100 F1200\n");
  firmware_peer_pass (&peer, 1.02);
  firmware_peer_expect (&peer, "M410\n", "");
  firmware_peer_expect_after (&peer, 1.01, "ok\n");
  firmware_peer_expect (&peer, "M114\n",
                        "X:20.00 Y:0.00 Z:0.00 E:-77.13 Count X:8000 Y:0 Z:0\nok\n");

  firmware_peer_say (&peer, "G1 X40 F1200\n"); /* 1.04 s */
  firmware_peer_expect (&peer, "M400\nM410\n", "");
  firmware_peer_expect_after (&peer, 1.05, "ok\n");
  firmware_peer_expect_after (&peer, 1.05, "ok\n");
  firmware_peer_expect (&peer, "M114\n",
                        "X:40.00 Y:0.00 Z:0.00 E:-77.13 Count X:16000 Y:0 Z:0\nok\n");
  firmware_peer_clear (&peer);
}

static void
test_homing (void)
{
  FirmwarePeer peer;

  begin (&peer, "stock", "alarm");
  firmware_peer_expect (&peer, "G28 Z\n", "");
  firmware_peer_pass (&peer, 3.0);
  g_assert_cmpstr (peer.heard->str, ==, "echo:busy: processing\n");
  firmware_peer_pass (&peer, 10.0);
  g_assert_true (g_str_has_suffix (peer.heard->str,
                                   "X:0.00 Y:0.00 Z:225.00 E:0.00 Count X:0 Y:0 Z:90000\nok\n"));
  firmware_peer_say (&peer, "G28 X Y\n");
  firmware_peer_pass (&peer, 10.0);
  g_assert_true (g_str_has_suffix (
      peer.heard->str, "X:-25.00 Y:-25.00 Z:225.00 E:0.00 Count X:-10000 Y:-10000 Z:90000\nok\n"));
  firmware_peer_clear (&peer);
}

/* Mute until somebody presses its button; M999 does not help. */
static void
test_kill (void)
{
  FirmwarePeer peer;

  begin (&peer, "", "");
  firmware_peer_say (&peer, "G1 X100 F1200\n");
  firmware_peer_expect (&peer, "M112\n", "echo:M112 Shutdown\n" HALTED);
  firmware_peer_expect (&peer, "M999\nM114\nM410\n", "");
  firmware_peer_expect_after (&peer, 10.0, "");
  firmware_peer_clear (&peer);

  begin (&peer, "", "");
  firmware_peer_say (&peer, "G28\n");
  firmware_peer_pass (&peer, 0.5);
  firmware_peer_expect (&peer, "M410\n", "echo:Homing Failed\n" HALTED);
  firmware_peer_expect (&peer, "M114\n", "");
  firmware_peer_clear (&peer);
}

static void
test_faults (void)
{
  FirmwarePeer peer;

  begin (&peer, "stock", "reset=1");
  firmware_peer_say (&peer, "G1 X100 F1200\n");
  firmware_peer_pass (&peer, 1.1);
  g_assert_nonnull (strstr (peer.heard->str, "start\necho:Marlin"));
  firmware_peer_expect (&peer, "M114\n", "X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0\nok\n");
  firmware_peer_clear (&peer);

  begin (&peer, "stock", "limit=1.02");
  firmware_peer_say (&peer, "G1 X100 F1200\n");
  firmware_peer_pass (&peer, 1.1);
  g_assert_nonnull (strstr (peer.heard->str, "echo:endstops hit:  X:20.00\n"));
  firmware_peer_clear (&peer);

  begin (&peer, "stock", "limit=0.04");
  firmware_peer_say (&peer, "G1 X-20 F1200\n");
  firmware_peer_pass (&peer, 0.2);
  g_assert_nonnull (strstr (peer.heard->str, "echo:endstops hit:  X:-0.40\n"));
  firmware_peer_clear (&peer);
}

/* Whatever comes in, it neither hangs nor breaks. */
static void
test_random_input (void)
{
  static const char letters[] = "GMXYZEFNRS0123456789.-* \n\n;\r4128";
  g_autoptr (GRand) random = g_rand_new_with_seed (4711);

  for (guint round = 0; round < 5; round++)
    {
      FirmwarePeer peer;

      begin (&peer, round % 2 == 0 ? "" : "stock", "");
      for (guint i = 0; i < 5000; i++)
        {
          guint8 byte = (guint8)letters[g_rand_int_range (random, 0, sizeof letters - 1)];

          ins_sim_controller_input (peer.controller, &byte, 1, peer.now_s);
          firmware_peer_pass (&peer, 0.001 * g_rand_int_range (random, 0, 30));
          g_string_truncate (peer.heard, 0);
        }
      firmware_peer_clear (&peer);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim-marlin/ack", test_ack);
  g_test_add_func ("/sim-marlin/line-numbers", test_line_numbers);
  g_test_add_func ("/sim-marlin/odd-line-numbers", test_odd_line_numbers);
  g_test_add_func ("/sim-marlin/identity", test_identity);
  g_test_add_func ("/sim-marlin/projected", test_projected);
  g_test_add_func ("/sim-marlin/realtime", test_realtime);
  g_test_add_func ("/sim-marlin/clamp", test_clamp);
  g_test_add_func ("/sim-marlin/queue", test_queue);
  g_test_add_func ("/sim-marlin/wait-and-busy", test_wait_and_busy);
  g_test_add_func ("/sim-marlin/quick-stop", test_quick_stop);
  g_test_add_func ("/sim-marlin/quick-stop-in-line", test_quick_stop_in_line);
  g_test_add_func ("/sim-marlin/homing", test_homing);
  g_test_add_func ("/sim-marlin/kill", test_kill);
  g_test_add_func ("/sim-marlin/faults", test_faults);
  g_test_add_func ("/sim-marlin/random-input", test_random_input);

  return g_test_run ();
}
