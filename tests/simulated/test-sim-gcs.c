/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "firmware-peer.h"

static void
test_identity_and_settings (void)
{
  static const char *const cases[][2] = {
    { "*IDN?\n",
      "(c)2016 Physik Instrumente (PI) GmbH & Co. KG, C-884.4DC, 0116000425, 1.3.0.1\n" },
    { "CSV?\n", "2.0\n" },
    { "SAI?\n", "1 \n2 \n3\n" },
    { "ERR?\n", "0\n" },
    { "POS? 1 2\n", "1=0.000000 \n2=0.000000\n" },
    { "POS?\n", "1=0.000000 \n2=0.000000 \n3=0.000000\n" },
    { "TMN? 1\n", "1=-25.000000\n" },
    { "TMX? 1\n", "1=225.000000\n" },
    { "VEL? 1 3\n", "1=100.000000 \n3=100.000000\n" },
    { "ACC? 2\n", "2=500.000000\n" },
    { "SVO? 1\n", "1=1\n" },
    { "FRF? 1\n", "1=1\n" },
    { "ONT? 1\n", "1=1\n" },
    { "SPA? 1 0xA\n", "1 0xA=200.000000\n" },
    { "\x05", "0\n" },
    { "\x07", "\xB1\n" },
    { "PO\x05S? 1\n", "0\n1=0.000000\n" }, /* a single byte within a line */
    { "\n", "" },
    { "TRO? 1\n", "1=0\n" },
  };
  FirmwarePeer peer;

  firmware_peer_init (&peer, "pi-gcs", "");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i][0]);
      firmware_peer_expect (&peer, cases[i][0], cases[i][1]);
    }
  firmware_peer_expect (&peer, "ERR?\n", "0\n");
  firmware_peer_clear (&peer);
}

/* Nothing says that a command was taken or not but the error, which is read once. */
static void
test_errors (void)
{
  static const char *const cases[][2] = {
    { "XYZ 1 2\n", "2\n" },     { "JOG 1 2.5\n", "2\n" },     { "MOV\n", "26\n" },
    { "MOV 1\n", "24\n" },      { "MOV 4 1\n", "15\n" },      { "MOV 1 abc\n", "1\n" },
    { "MOV 1 225.1\n", "7\n" }, { "MOV 1 1 2 -26\n", "7\n" }, { "VEL 1 201\n", "8\n" },
    { "ACC 1 501\n", "17\n" },  { "SVO 1 0\n", "0\n" },       { "MOV 1 1\n", "5\n" },
    { "SVO 1 1\n", "0\n" },     { "POS 1 5\n", "5\n" },       { "HLT\n", "10\n" },
    { "STP\n", "10\n" },        { "\x18", "10\n" },           { "HLT 2\n", "10\n" },
    { "CTO 9 1 1\n", "17\n" },  { "CTO 1 5 1\n", "17\n" },    { "NLM 2 -5\n", "0\n" },
    { "SSL 2 1\n", "0\n" },     { "MOV 2 -6\n", "27\n" },
  };
  g_autofree char *overlong = g_strnfill (300, 'A');
  FirmwarePeer peer;

  firmware_peer_init (&peer, "pi-gcs", "");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i][0]);
      firmware_peer_expect (&peer, cases[i][0], "");
      firmware_peer_expect (&peer, "ERR?\n", cases[i][1]);
      firmware_peer_expect (&peer, "ERR?\n", "0\n");
    }
  firmware_peer_expect (&peer, overlong, "");
  firmware_peer_expect (&peer, "\nERR?\n", "3\n");
  firmware_peer_expect (&peer, "POS? 1 2 3\n", "1=0.000000 \n2=0.000000 \n3=0.000000\n");
  firmware_peer_clear (&peer);
}

/* Both axes start together: 10 mm at 100 mm/s and 500 mm/s^2 take 0.283 s. */
static void
test_move (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "pi-gcs", "");
  firmware_peer_expect (&peer, "MOV 1 10.0 2 5.0\n\x05", "3\n");
  firmware_peer_pass (&peer, 0.1);
  firmware_peer_expect (&peer, "POS? 1 2\n", "1=2.500000 \n2=2.500000\n");
  firmware_peer_expect (&peer, "MOV? 1\n", "1=10.000000\n");
  firmware_peer_pass (&peer, 0.15);
  firmware_peer_expect (&peer, "\x05", "1\n");
  firmware_peer_pass (&peer, 0.2);
  firmware_peer_expect (&peer, "\x05", "0\n");
  firmware_peer_expect (&peer, "POS? 1 2\n", "1=10.000000 \n2=5.000000\n");
  firmware_peer_say (&peer, "MVR 1 -0.5\n");
  firmware_peer_pass (&peer, 1.0);
  firmware_peer_expect (&peer, "POS? 1\nERR?\n", "1=9.500000\n0\n");
  firmware_peer_clear (&peer);
}

static void
test_stops (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "pi-gcs", "");
  firmware_peer_say (&peer, "MOV 1 100\n");
  firmware_peer_pass (&peer, 0.5);
  firmware_peer_expect (&peer, "POS? 1\nHLT 1\n", "1=40.000000\n");
  firmware_peer_pass (&peer, 0.1);
  firmware_peer_expect (&peer, "\x05", "1\n"); /* it ramps down: 0.2 s, 10 mm */
  firmware_peer_pass (&peer, 0.2);
  firmware_peer_expect (&peer, "\x05POS? 1\nERR?\nMOV? 1\n", "0\n1=50.000000\n10\n1=50.000000\n");
  firmware_peer_say (&peer, "MOV 1 100\n");
  firmware_peer_pass (&peer, 0.3);
  firmware_peer_expect (&peer, "\x18\x05", "0\n");
  firmware_peer_expect (&peer, "POS? 1\nERR?\n", "1=70.000000\n10\n");
  firmware_peer_clear (&peer);
}

/* As after power-up: nothing moves before it knows where it is, and while it looks for that it is
 * busy. */
static void
test_reference (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "pi-gcs", "alarm");
  firmware_peer_expect (&peer, "FRF? 1\nSVO? 1\n", "1=0\n1=0\n");
  firmware_peer_expect (&peer, "SVO 1 1\nMOV 1 1\nERR?\n", "5\n");
  firmware_peer_expect (&peer, "FRF 2\nERR?\n", "5\n");
  firmware_peer_expect (&peer, "FRF 1\nERR?\n", "0\n");
  firmware_peer_expect (&peer, "\x07\x05", "\xB0\n1\n");
  firmware_peer_expect (&peer, "POS? 1\nERR?\n", "-1008\n");
  firmware_peer_expect (&peer, "HLT\nERR?\n", "-1008\n");
  firmware_peer_expect (&peer, "\x07", "\xB0\n");
  firmware_peer_pass (&peer, 5.0);
  firmware_peer_expect (&peer, "\x07\x05", "\xB1\n0\n");
  firmware_peer_expect (&peer, "FRF? 1\nPOS? 1\n", "1=1\n1=0.000000\n");

  firmware_peer_expect (&peer, "FNL 1\n\x07", "\xB0\n");
  firmware_peer_pass (&peer, 0.1);
  firmware_peer_expect (&peer, "\x18\x07", "\xB1\n");
  firmware_peer_expect (&peer, "FRF? 1\nERR?\n", "1=0\n10\n");
  firmware_peer_say (&peer, "FNL 1\n");
  firmware_peer_pass (&peer, 5.0);
  firmware_peer_expect (&peer, "FRF? 1\nPOS? 1\n", "1=1\n1=-25.000000\n");

  firmware_peer_expect (&peer, "RON 2 0\nPOS 2 12.5\nRON 2 1\nERR?\n", "0\n");
  firmware_peer_expect (&peer, "FRF? 2\nPOS? 2\n", "2=1\n2=12.500000\n");
  firmware_peer_clear (&peer);
}

static void
test_power_cycle_and_limit (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "pi-gcs", "reset=0.2");
  firmware_peer_say (&peer, "MOV 1 50\n");
  firmware_peer_expect_after (&peer, 0.3, ""); /* no greeting */
  firmware_peer_expect (&peer, "POS? 1\nFRF? 1\nSVO? 1\nERR?\n", "1=0.000000\n1=0\n1=0\n0\n");
  firmware_peer_clear (&peer);

  firmware_peer_init (&peer, "pi-gcs", "limit=0.2");
  firmware_peer_say (&peer, "MOV 1 50\n");
  firmware_peer_pass (&peer, 0.3);
  firmware_peer_expect (&peer, "\x05POS? 1\nERR?\n", "0\n1=10.000000\n216\n");
  firmware_peer_expect (&peer, "MOV 1 11\nERR?\n", "216\n");
  firmware_peer_expect (&peer, "MOV 1 9\nERR?\n", "0\n");
  firmware_peer_clear (&peer);
}

static void
test_single_axis (void)
{
  FirmwarePeer peer;

  firmware_peer_init_variant (&peer, "pi-gcs", "c-863", "");
  firmware_peer_expect (&peer, "SAI?\nPOS?\n", "1\n1=0.000000\n");
  firmware_peer_expect (&peer, "\x04", "0x1002\n");
  firmware_peer_expect (&peer, "MOV 1 5\n\x04", "0x3002\n");
  firmware_peer_pass (&peer, 1.0);
  firmware_peer_expect (&peer, "\x04", "0x1000\n");
  firmware_peer_expect (&peer, "MOV 2 5\nERR?\n", "15\n");
  firmware_peer_clear (&peer);
}

/* ---- position trigger ------------------------------------------------------------------------ */

/* Every pulse comes at the very moment at which the axis is @first_mm + k @step_mm. */
static void
assert_pulses (InsSimBench *bench, guint64 from, guint n, double first_mm, double step_mm)
{
  g_autofree double *times_s = g_new (double, n + 1);

  g_assert_cmpuint (ins_sim_bench_count_triggers (bench) - from, ==, n);
  g_assert_cmpuint (ins_sim_bench_get_triggers (bench, from, times_s, n + 1), ==, n);
  for (guint k = 0; k < n; k++)
    {
      InsPosition truth;

      ins_sim_bench_get_position (bench, times_s[k], &truth);
      g_assert_cmpfloat_with_epsilon (truth.mm[INS_AXIS_X], first_mm + k * step_mm, 1e-4);
      if (k > 0)
        g_assert_cmpfloat (times_s[k], >, times_s[k - 1]);
    }
}

static void
move_and_wait (FirmwarePeer *peer, const char *command)
{
  firmware_peer_expect (peer, command, "");
  firmware_peer_pass (peer, 2.0);
  firmware_peer_expect (peer, "ERR?\n", "0\n");
}

static void
test_trigger (void)
{
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  InsSimConfig config;
  FirmwarePeer peer;

  ins_sim_config_init (&config);
  firmware_peer_init_config (&peer, "pi-gcs", &config, bench);
  /* the manual's example: from rest at 0 on, every 0.1 mm */
  firmware_peer_expect (&peer, "CTO 1 2 1 1 3 0 1 1 0.1\nTRO 1 1\nERR?\n", "0\n");
  firmware_peer_expect (&peer, "CTO? 1 2 1 1 1 3\n", "1 2=1 \n1 1=0.100000 \n1 3=0\n");
  move_and_wait (&peer, "MOV 1 2.05\n");
  assert_pulses (bench, 0, 20, 0.1, 0.1);
  move_and_wait (&peer, "TRO 1 0\n");
  move_and_wait (&peer, "MOV 1 0\n");
  assert_pulses (bench, 20, 0, 0.0, 0.0);

  /* an axis that it does not have changes nothing */
  firmware_peer_expect (&peer, "CTO 1 2 9\nERR?\nTRO 1 1\nTRO 1 0\n", "15\n");
  firmware_peer_expect (&peer, "CTO? 1 2\nERR?\n", "1 2=1\n0\n");

  /* thresholds: upwards only, between 5 and 8.05 */
  firmware_peer_expect (&peer, "CTO 1 1 0.5 1 8 5 1 9 8.05\nTRO 1 1\nERR?\n", "0\n");
  move_and_wait (&peer, "MOV 1 20\n");
  assert_pulses (bench, 20, 7, 5.0, 0.5);
  move_and_wait (&peer, "MOV 1 0\n");
  assert_pulses (bench, 27, 0, 0.0, 0.0);
  move_and_wait (&peer, "MOV 1 6.2\n"); /* it turns round in between: pulses go on */
  move_and_wait (&peer, "MOV 1 5.4\n");
  assert_pulses (bench, 30, 1, 5.5, 0.5);
  move_and_wait (&peer, "MOV 1 0\n");
  assert_pulses (bench, 31, 1, 5.0, 0.5);

  /* and downwards */
  firmware_peer_expect (&peer, "TRO 1 0\nCTO 1 1 0.25 1 8 15 1 9 10.1\nTRO 1 1\nERR?\n", "0\n");
  move_and_wait (&peer, "MOV 1 30\n");
  assert_pulses (bench, 32, 0, 0.0, 0.0);
  move_and_wait (&peer, "MOV 1 0\n");
  assert_pulses (bench, 32, 20, 15.0, -0.25);
  firmware_peer_clear (&peer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim-gcs/identity-and-settings", test_identity_and_settings);
  g_test_add_func ("/sim-gcs/errors", test_errors);
  g_test_add_func ("/sim-gcs/move", test_move);
  g_test_add_func ("/sim-gcs/stops", test_stops);
  g_test_add_func ("/sim-gcs/reference", test_reference);
  g_test_add_func ("/sim-gcs/power-cycle-and-limit", test_power_cycle_and_limit);
  g_test_add_func ("/sim-gcs/single-axis", test_single_axis);
  g_test_add_func ("/sim-gcs/trigger", test_trigger);

  return g_test_run ();
}
