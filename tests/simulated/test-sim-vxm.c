/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "firmware-peer.h"

/* 0 lies 24 mm below the middle of the bench, 4800 steps of 5 micrometres. */
static void
test_modes (void)
{
  static const char *const cases[][2] = {
    { "V\r", "J" },
    { "X\r", "+0004800\r" },
    { "C,I1M400,R\r", "" }, /* with its joystick it runs nothing */
    { "V\r", "J" },
    { "F\r", "" },
    { "V\r", "R" },
    { "Y\rZ\r", "+0004800\r+0004800\r" },
    { "T\r", "+0000000\r" },
    { "E\r", "" },
    { "X\r", "X+0004800\r" },
    { "F\r", "F" }, /* the last that is echoed */
    { "N\r", "" },
    { "X\r", "+0000000\r" },
    { "Q\r", "" },
    { "V\r", "J" },
  };
  FirmwarePeer peer;

  firmware_peer_init (&peer, "vxm", "");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i][0]);
      firmware_peer_expect (&peer, cases[i][0], cases[i][1]);
    }
  firmware_peer_clear (&peer);
}

/* 400 steps, 2 mm, at 1000 steps/s and 500 mm/s^2: 0.41 s. */
static void
test_program (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "vxm", "");
  firmware_peer_expect (&peer, "F,C,N,S1M1000,I1M400,R\r", "");
  firmware_peer_expect (&peer, "V\r", "B");
  firmware_peer_pass (&peer, 0.205);
  firmware_peer_expect (&peer, "X\r", "+0000200\r");
  firmware_peer_expect (&peer, "C,I2M99,R\rN\rQ\r", ""); /* not while it runs */
  firmware_peer_expect_after (&peer, 0.3, "^");
  firmware_peer_expect (&peer, "V\rX\r", "R+0000400\r");
  /* what is loaded runs again */
  firmware_peer_expect (&peer, "R\r", "");
  firmware_peer_expect_after (&peer, 0.5, "^");
  firmware_peer_expect (&peer, "X\r", "+0000800\r");
  /* on several lines, and absolute */
  firmware_peer_expect (&peer, "C,SA1M6000,IA1M-20\r", "");
  firmware_peer_expect (&peer, "IA1M0\r,R\r", "");
  firmware_peer_expect_after (&peer, 2.0, "^");
  firmware_peer_expect (&peer, "X\r", "+0000000\r");
  firmware_peer_expect (&peer, "C,R\r", "^"); /* nothing to do */
  firmware_peer_clear (&peer);
}

/* One motor after the other. */
static void
test_two_motors (void)
{
  FirmwarePeer peer;
  InsPosition at;

  firmware_peer_init (&peer, "vxm", "");
  firmware_peer_say (&peer, "F,C,S1M2000,S2M2000,IA1M6800,IA2M6800,R\r"); /* 10 mm each */
  firmware_peer_pass (&peer, 0.9);
  ins_sim_controller_get_position (peer.controller, peer.now_s, &at);
  g_assert_cmpfloat (at.mm[0], >, 8.0);
  g_assert_cmpfloat (fabs (at.mm[1]), <, 1e-6);
  firmware_peer_expect_after (&peer, 1.3, "^");
  ins_sim_controller_get_position (peer.controller, peer.now_s, &at);
  g_assert_cmpfloat (fabs (at.mm[0] - 10.0), <, 1e-6);
  g_assert_cmpfloat (fabs (at.mm[1] - 10.0), <, 1e-6);
  firmware_peer_clear (&peer);
}

static void
test_stops (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "vxm", "");
  firmware_peer_say (&peer, "F,C,N,S1M6000,I1M0,I2M100,R\r");
  firmware_peer_pass (&peer, 0.5);
  firmware_peer_expect (&peer, "D\r", "");
  firmware_peer_expect_after (&peer, 0.05, ""); /* 30 mm/s need 0.06 s */
  firmware_peer_expect (&peer, "V\r", "B");
  firmware_peer_expect_after (&peer, 0.05, "^");
  firmware_peer_expect (&peer, "V\rY\r", "R+0000000\r"); /* the rest of it is dropped */
  firmware_peer_expect (&peer, "D\r", "");
  firmware_peer_say (&peer, "C,I1M-0,R\r");
  firmware_peer_pass (&peer, 0.2);
  firmware_peer_expect (&peer, "K\r", "^");
  firmware_peer_expect (&peer, "V\r", "R");
  firmware_peer_clear (&peer);
}

static void
test_home (void)
{
  FirmwarePeer peer;
  InsPosition at;

  firmware_peer_init (&peer, "vxm", "alarm");
  firmware_peer_expect (&peer, "X\r", "+0000000\r");
  firmware_peer_say (&peer, "F,C,S1M6000,I1M-0,I1M200,IA1M-0,R\r");
  firmware_peer_expect_after (&peer, 3.0, "^");
  firmware_peer_expect (&peer, "X\r", "+0000000\r");
  ins_sim_controller_get_position (peer.controller, peer.now_s, &at);
  g_assert_cmpfloat (fabs (at.mm[0] + 24.0), <, 1e-6);
  firmware_peer_say (&peer, "C,I1M0,R\r"); /* to the other end: 249 mm */
  firmware_peer_expect_after (&peer, 10.0, "^");
  firmware_peer_expect (&peer, "X\r", "+0049800\r");
  firmware_peer_say (&peer, "C,I1M1000,R\r"); /* on the switch already, and nobody is told */
  firmware_peer_expect (&peer, "X\r", "+0049800\r");
  firmware_peer_clear (&peer);
}

static void
test_limit_and_power (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "vxm", "limit=0.5");
  firmware_peer_say (&peer, "F,C,S1M2000,I1M8000,R\r");
  firmware_peer_expect_after (&peer, 1.0, "^");
  firmware_peer_clear (&peer);

  firmware_peer_init (&peer, "vxm", "reset=0.5");
  firmware_peer_say (&peer, "F,C,S1M2000,I1M8000,R\r");
  firmware_peer_expect_after (&peer, 1.0, "");
  firmware_peer_expect (&peer, "V\rX\r", "J+0000000\r");
  firmware_peer_clear (&peer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulated/vxm/modes", test_modes);
  g_test_add_func ("/simulated/vxm/program", test_program);
  g_test_add_func ("/simulated/vxm/two-motors", test_two_motors);
  g_test_add_func ("/simulated/vxm/stops", test_stops);
  g_test_add_func ("/simulated/vxm/home", test_home);
  g_test_add_func ("/simulated/vxm/limit-and-power", test_limit_and_power);

  return g_test_run ();
}
