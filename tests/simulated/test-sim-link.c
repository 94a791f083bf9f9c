/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/ins-error.h"
#include "firmware-peer.h"

#define SPEED_MM_S 40.0

#define RAMP_S (SPEED_MM_S / 500.0)
#define BYTE_S (10.0 / 115200.0)

static void
read_config (const char *text, InsSimConfig *config)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = ins_uri_parse (text, &error);

  g_assert_no_error (error);
  ins_sim_config_init (config);
  g_assert_true (ins_sim_config_read (config, uri, &error));
  g_assert_no_error (error);
}

/* One question of a stage that runs: of which moment its answer is, and when it came. */
typedef struct
{
  double asked_s, taken_s, answered_s;
  double n_bytes;
} Trip;

static void
ask (FirmwarePeer *peer, double began_s, Trip *trip)
{
  const char *place;

  g_string_truncate (peer->heard, 0);
  trip->asked_s = peer->now_s;
  firmware_peer_say (peer, "?");
  while (strchr (peer->heard->str, '\n') == NULL)
    firmware_peer_pass (peer, ins_sim_controller_next_event_s (peer->controller) - peer->now_s);
  trip->answered_s = peer->now_s;
  trip->n_bytes = (double)peer->heard->len;
  place = strstr (peer->heard->str, "MPos:");
  g_assert_nonnull (place);
  /* from 0 in work coordinates, which is -225 for the machine */
  trip->taken_s = began_s + 0.5 * RAMP_S +
                  (g_ascii_strtod (place + strlen ("MPos:"), NULL) + 225.0) / SPEED_MM_S;
}

typedef void (*Check) (const Trip *trip);

static void
check_link (const char *text, Check check)
{
  InsSimConfig config;
  FirmwarePeer peer;
  double began_s;

  read_config (text, &config);
  firmware_peer_init_config (&peer, "grbl", &config, NULL);
  firmware_peer_say (&peer, "G1 X200 F2400\n");
  firmware_peer_pass (&peer, 1.0);
  {
    /* when it set out is told by a position, which the link delays: from the truth instead */
    InsPosition position;

    ins_sim_controller_get_position (peer.controller, peer.now_s, &position);
    began_s = peer.now_s - 0.5 * RAMP_S - position.mm[0] / SPEED_MM_S;
  }
  for (guint i = 0; i < 100; i++)
    {
      Trip trip;

      ask (&peer, began_s, &trip);
      check (&trip);
      firmware_peer_pass (&peer, 0.0013 * (i % 7));
    }
  firmware_peer_clear (&peer);
}

#define READ_ERROR_S 120e-6 /* half a step of 4 um, twice */

static void
assert_between (double value, double low, double high)
{
  g_assert_cmpfloat (value, >=, low - READ_ERROR_S);
  g_assert_cmpfloat (value, <=, high + READ_ERROR_S);
}

static double
get_beyond_s (double time_s, double grain_s)
{
  return time_s - rint (time_s / grain_s) * grain_s;
}

static void
check_late_there (const Trip *trip)
{
  assert_between (trip->taken_s - trip->asked_s, 5e-3 + BYTE_S, 8e-3 + BYTE_S);
  assert_between (trip->answered_s - trip->taken_s, 0.5e-3 + trip->n_bytes * BYTE_S,
                  0.5e-3 + trip->n_bytes * BYTE_S);
}

static void
check_late_back (const Trip *trip)
{
  assert_between (trip->taken_s - trip->asked_s, BYTE_S, BYTE_S);
  assert_between (trip->answered_s - trip->taken_s, 5e-3 + trip->n_bytes * BYTE_S,
                  8e-3 + trip->n_bytes * BYTE_S);
}

static void
check_timer (const Trip *trip)
{
  assert_between (trip->taken_s - trip->asked_s, BYTE_S, BYTE_S);
  g_assert_cmpfloat (fabs (get_beyond_s (trip->answered_s, 0.016)), <, 1e-9);
  assert_between (trip->answered_s - trip->taken_s, trip->n_bytes * BYTE_S,
                  0.5e-3 + trip->n_bytes * BYTE_S + 0.016);
}

static void
check_fresh_frame (const Trip *trip)
{
  assert_between (get_beyond_s (trip->taken_s, 0.02), BYTE_S, BYTE_S);
  assert_between (trip->taken_s - trip->asked_s, 0.0, 0.02 + BYTE_S);
}

static void
check_stale_frame (const Trip *trip)
{
  assert_between (get_beyond_s (trip->taken_s, 0.02), 0.0, 0.0);
  assert_between (trip->asked_s - trip->taken_s, -BYTE_S, 0.02);
}

static void
check_exponential (const Trip *trip)
{
  assert_between (trip->taken_s - trip->asked_s, BYTE_S, BYTE_S);
  assert_between (trip->answered_s - trip->taken_s, 1e-3 + trip->n_bytes * BYTE_S, 0.1);
}

static void
test_named (void)
{
  check_link ("sim?link=b", check_late_back);
  check_link ("sim?link=c", check_late_there);
  check_link ("sim?link=d", check_exponential);
  check_link ("sim?link=e", check_timer);
  check_link ("sim?link=f1", check_fresh_frame);
  check_link ("sim?link=f2", check_stale_frame);
}

/* What is said one by one counts, also on top of a name. */
static void
test_options (void)
{
  InsSimConfig config;

  read_config ("sim?link=b&latency_ms=7&request_ms=2&frame_ms=10&stale=1&baud=9600", &config);
  g_assert_cmpfloat (config.latency_ms, ==, 7.0);
  g_assert_cmpfloat (config.jitter_ms, ==, 3.0);
  g_assert_cmpfloat (config.baud, ==, 9600.0);
  g_assert_cmpfloat (config.link.request_ms, ==, 2.0);
  g_assert_cmpfloat (config.link.frame_ms, ==, 10.0);
  g_assert_true (config.link.stale);
  read_config ("sim?latency_ms=5", &config);
  g_assert_false (ins_sim_link_delays_requests (&config.link));
}

static void
test_stalls (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  const InsSimLink link = { .stall_percent = 2.0 };
  guint n_there = 0, n_back = 0;

  for (guint i = 0; i < 20000; i++)
    {
      double there_s = ins_sim_link_get_request_s (&link, random, 50.0) - 50.0;
      double back_s = ins_sim_link_get_reply_delay_s (&link, random);

      g_assert_true (there_s == 0.0 || (there_s >= 0.0499 && there_s <= 0.2001));
      g_assert_true (back_s == 0.0 || (back_s >= 0.0499 && back_s <= 0.2001));
      n_there += there_s > 0.0;
      n_back += back_s > 0.0;
    }
  g_assert_cmpuint (n_there, >, 140);
  g_assert_cmpuint (n_there, <, 260);
  g_assert_cmpuint (n_back, >, 140);
  g_assert_cmpuint (n_back, <, 260);
}

static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = ins_uri_parse ("sim?link=z", NULL);
  InsSimConfig config;

  ins_sim_config_init (&config);
  g_assert_false (ins_sim_config_read (&config, uri, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
  g_assert_nonnull (strstr (error->message, "f1, f2"));
  g_clear_error (&error);
  read_config ("sim?link=f2", &config);
  g_assert_null (ins_sim_controller_new ("zaber", &config, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim-link/named", test_named);
  g_test_add_func ("/sim-link/options", test_options);
  g_test_add_func ("/sim-link/stalls", test_stalls);
  g_test_add_func ("/sim-link/refused", test_refused);

  return g_test_run ();
}
