/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "firmware-peer.h"

/* The position is taken when the question arrives; replies keep their order. */
static void
test_latency (void)
{
  InsSimConfig config;
  FirmwarePeer peer;
  double shortest_s = 1.0, longest_s = 0.0;

  ins_sim_config_init (&config);
  config.latency_ms = 5.0;
  config.jitter_ms = 3.0;
  config.seed = 11;
  firmware_peer_init_config (&peer, "grbl", &config, NULL);
  firmware_peer_say (&peer, "G1 X200 F6000\n");
  firmware_peer_pass (&peer, 0.2);
  for (guint i = 0; i < 200; i++)
    {
      double asked_s = peer.now_s, delay_s;
      char wanted[32];

      g_string_truncate (peer.heard, 0);
      g_snprintf (wanted, sizeof wanted, "<Run|MPos:%.3f,",
                  10.0 + 100.0 * (asked_s - 100.2) - 225.0);
      firmware_peer_say (&peer, "?");
      g_assert_cmpuint (peer.heard->len, ==, 0);
      firmware_peer_pass (&peer, ins_sim_controller_next_event_s (peer.controller) - asked_s);
      delay_s = peer.now_s - asked_s;
      g_assert_true (g_str_has_prefix (peer.heard->str, wanted));
      g_assert_cmpfloat (delay_s, >=, 0.005 - 1e-9);
      g_assert_cmpfloat (delay_s, <=, 0.008 + 1e-9);
      shortest_s = MIN (shortest_s, delay_s);
      longest_s = MAX (longest_s, delay_s);
    }
  g_assert_cmpfloat (shortest_s, <, 0.0052);
  g_assert_cmpfloat (longest_s, >, 0.0078);

  g_string_truncate (peer.heard, 0);
  for (guint i = 0; i < 50; i++)
    firmware_peer_say (&peer, i % 2 == 0 ? "$G\n" : "\n");
  firmware_peer_pass (&peer, 0.1);
  for (const char *line = peer.heard->str; *line != '\0'; line = strstr (line, "ok") + 4)
    if (*line == '[') /* each [GC:] is followed by its own ok */
      g_assert_true (g_str_has_prefix (strchr (line, '\n') + 1, "ok\r\nok\r\n"));
  firmware_peer_clear (&peer);
}

static void
test_receive_buffer_overflows (void)
{
  FirmwarePeer peer;
  g_autofree char *flood = g_strnfill (200, 'X');

  firmware_peer_init (&peer, "grbl", "");
  firmware_peer_say (&peer, "G4 P1\n");
  firmware_peer_say (&peer, flood);
  firmware_peer_expect (&peer, "\n?",
                        "<Idle|MPos:-225.000,-225.000,-225.000|FS:0,0|WCO:-225.000,-225.000,"
                        "-225.000>\r\n");
  firmware_peer_expect (&peer, "\x18", "ok\r\n" GREETING);
  firmware_peer_expect (&peer, "$10=1\n", "ok\r\n");
  firmware_peer_clear (&peer);
}

static void
test_fault_limit_and_reset (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "limit=0.5");
  firmware_peer_pass (&peer, 10.0); /* counts from the first motion */
  firmware_peer_say (&peer, "G1 X100 F6000\n");
  g_string_truncate (peer.heard, 0);
  firmware_peer_pass (&peer, 1.0);
  g_assert_cmpstr (peer.heard->str, ==, "ALARM:1\r\n[MSG:Reset to continue]\r\n");
  firmware_peer_expect (&peer, "?", "");
  firmware_peer_expect (&peer, "\x18", GREETING "[MSG:Check Limits]\r\n" LOCKED);
  firmware_peer_expect_status (&peer, "<Alarm|MPos:-185.000,-225.000,-225.000|FS:0,0|Pn:X|");
  firmware_peer_clear (&peer);

  firmware_peer_init (&peer, "grbl", "reset=0.5");
  firmware_peer_say (&peer, "G1 X100 F6000\n");
  firmware_peer_expect_after (&peer, 1.0, GREETING LOCKED);
  firmware_peer_expect_status (&peer, "<Alarm|MPos:0.000,0.000,0.000|");
  firmware_peer_clear (&peer);
}

static void
test_fault_silence_and_cut (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "silence=0.5");
  firmware_peer_say (&peer, "G1 X100 F6000\n");
  firmware_peer_pass (&peer, 0.4);
  firmware_peer_expect_status (&peer, "<Run|");
  firmware_peer_pass (&peer, 0.2);
  firmware_peer_expect (&peer, "?", "");
  firmware_peer_pass (&peer, 5.0);
  ins_sim_controller_connect (peer.controller, peer.now_s);
  firmware_peer_expect_status (&peer, "<Idle|MPos:-125.000,");
  firmware_peer_clear (&peer);

  firmware_peer_init (&peer, "grbl", "silence");
  firmware_peer_expect (&peer, "?", "");
  firmware_peer_clear (&peer);

  firmware_peer_init (&peer, "grbl", "cut=0.5");
  firmware_peer_say (&peer, "G1 X100 F6000\n");
  firmware_peer_pass (&peer, 0.4);
  g_assert_false (ins_sim_controller_take_cut (peer.controller));
  firmware_peer_pass (&peer, 0.2);
  g_assert_true (ins_sim_controller_take_cut (peer.controller));
  g_assert_false (ins_sim_controller_take_cut (peer.controller));
  firmware_peer_clear (&peer);
}

static void
test_fault_drop_garbage_split (void)
{
  FirmwarePeer peer;
  gsize n_clean;

  firmware_peer_init (&peer, "grbl", "");
  for (guint i = 0; i < 100; i++)
    firmware_peer_say (&peer, "?");
  n_clean = peer.heard->len;
  firmware_peer_clear (&peer);

  firmware_peer_init (&peer, "grbl", "drop=10");
  for (guint i = 0; i < 100; i++)
    firmware_peer_say (&peer, "?");
  g_assert_cmpuint (peer.heard->len, <, 93 * n_clean / 100);
  g_assert_cmpuint (peer.heard->len, >, 87 * n_clean / 100);
  firmware_peer_clear (&peer);

  firmware_peer_init (&peer, "grbl", "garbage=50");
  for (guint i = 0; i < 100; i++)
    firmware_peer_say (&peer, "?");
  g_assert_cmpuint (peer.heard->len, >, n_clean + 100);
  firmware_peer_clear (&peer);

  firmware_peer_init (&peer, "grbl", "split");
  firmware_peer_expect (&peer, "\n", "o");
  firmware_peer_expect_after (&peer, 0.01, "k\r\n");
  firmware_peer_clear (&peer);
}

static void
test_fault_late (void)
{
  FirmwarePeer peer;

  firmware_peer_init (&peer, "grbl", "late=0.3");
  firmware_peer_expect_status (&peer, "<Idle|");
  firmware_peer_say (&peer, "G1 X100 F6000\n");
  firmware_peer_pass (&peer, 0.15);
  firmware_peer_expect (&peer, "?", "");
  firmware_peer_expect_after (&peer, 0.25, "");
  firmware_peer_expect (&peer, "?", "");
  g_string_truncate (peer.heard, 0);
  firmware_peer_pass (&peer, 0.1);
  g_assert_nonnull (strstr (peer.heard->str, "<Run|MPos:-1"));
  g_assert_cmpstr (strstr (peer.heard->str, ">\r\n<Run|"), !=, NULL); /* in their order */
  firmware_peer_expect_status (&peer, "<Run|");                       /* and only once */
  firmware_peer_clear (&peer);
}

static void
test_fault_merge (void)
{
  FirmwarePeer peer;
  guint n_ends = 0;

  firmware_peer_init (&peer, "grbl", "merge=20");
  for (guint i = 0; i < 1000; i++)
    firmware_peer_say (&peer, "\n");
  for (const char *at = peer.heard->str; *at != '\0'; at++)
    n_ends += *at == '\n';
  g_assert_cmpuint (n_ends, >, 750);
  g_assert_cmpuint (n_ends, <, 850);
  g_assert_nonnull (strstr (peer.heard->str, "okok"));
  firmware_peer_clear (&peer);
}

static double
let_run (InsSimController *grbl, double now_s, double seconds)
{
  guint8 unread[256];

  for (guint i = 0; i < (guint)(100.0 * seconds); i++)
    while (ins_sim_controller_output (grbl, now_s + 0.01 * i, unread, sizeof unread) > 0)
      continue;

  return now_s + seconds;
}

/* The load stays behind until the switches are found. */
static void
test_fault_lost_steps (void)
{
  g_autoptr (InsSimBench) bench = ins_sim_bench_new ();
  g_autoptr (InsSimController) grbl = NULL;
  InsSimConfig config;
  InsPosition truth;
  double now_s = 100.0;

  ins_sim_config_init (&config);
  config.fault.lost_steps_mm = 0.5;
  grbl = ins_sim_controller_new ("grbl", &config, bench, NULL);
  ins_sim_controller_connect (grbl, now_s);
  ins_sim_controller_input (grbl, (const guint8 *)"G1 X-20 F6000\n", 14, now_s);
  now_s = let_run (grbl, now_s, 2.0);
  ins_sim_bench_get_position (bench, now_s, &truth);
  g_assert_cmpfloat_with_epsilon (truth.mm[INS_AXIS_X], -19.5, 1e-6);
  g_assert_cmpfloat_with_epsilon (truth.mm[INS_AXIS_Y], 0.0, 1e-6);
  ins_sim_controller_input (grbl, (const guint8 *)"$H\n", 3, now_s);
  now_s = let_run (grbl, now_s, 60.0);
  ins_sim_controller_input (grbl, (const guint8 *)"G53 G1 X-125 F6000\n", 19, now_s);
  now_s = let_run (grbl, now_s, 10.0);
  ins_sim_bench_get_position (bench, now_s, &truth);
  g_assert_cmpfloat_with_epsilon (truth.mm[INS_AXIS_X], 100.0, 1e-2);
}

/* On a serial line a byte takes its time both ways, and one waits for the other. */
static void
test_byte_times (void)
{
  const double byte_s = 10.0 / 115200.0;
  g_autoptr (InsUri) uri = ins_uri_parse ("sim?baud=115200", NULL);
  InsSimConfig config;
  FirmwarePeer peer;

  ins_sim_config_init (&config);
  g_assert_true (ins_sim_config_read (&config, uri, NULL));
  firmware_peer_init_config (&peer, "grbl", &config, NULL);
  g_string_truncate (peer.heard, 0);
  firmware_peer_say (&peer, "\n\n");
  firmware_peer_pass (&peer, 4.5 * byte_s); /* in after 1 and 2, "ok\r\n" out at 5 and 9 */
  g_assert_cmpstr (peer.heard->str, ==, "");
  firmware_peer_pass (&peer, 1.0 * byte_s);
  g_assert_cmpstr (peer.heard->str, ==, "ok\r\n");
  firmware_peer_pass (&peer, 3.0 * byte_s);
  g_assert_cmpstr (peer.heard->str, ==, "ok\r\n");
  firmware_peer_pass (&peer, 1.0 * byte_s);
  g_assert_cmpstr (peer.heard->str, ==, "ok\r\nok\r\n");
  firmware_peer_clear (&peer);
}

/* Every segment of the true motion, in order. */
static void
test_log (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "insonify-motion-log", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  InsSimConfig config;
  FirmwarePeer peer;
  g_autoptr (GError) error = NULL;

  ins_sim_config_init (&config);
  g_strlcpy (config.log, path, sizeof config.log);
  firmware_peer_init_config (&peer, "grbl", &config, NULL);
  firmware_peer_say (&peer, "G1 X5 F3000\n");
  firmware_peer_pass (&peer, 1.0);
  firmware_peer_clear (&peer);
  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3); /* ramp, ramp, "" */
  g_assert_nonnull (strstr (lines[0], " 0.000000 0.000000 0.000000 500.000000 "));
  g_assert_nonnull (strstr (lines[1], " 50.000000 0.000000 0.000000 -500.000000 "));
  g_remove (path);

  g_strlcpy (config.log, "/no/such/folder/log", sizeof config.log);
  g_assert_null (ins_sim_controller_new ("grbl", &config, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_IO);
}

/* Without encoders nothing can notice that it does not follow; with them no step is lost. */
static void
test_fault_that_cannot_be (void)
{
  InsSimConfig config;
  g_autoptr (GError) error = NULL;

  ins_sim_config_init (&config);
  config.fault.following_after_s = 1.0;
  g_assert_null (ins_sim_controller_new ("grbl", &config, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  ins_sim_config_init (&config);
  config.fault.lost_steps_mm = 1.0;
  g_assert_null (ins_sim_controller_new ("pi-gcs", &config, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
}

static void
test_fault_words (void)
{
  static const char *const bad[] = { "",          "cut",    "cut=",      "cut=-1",    "drop=101",
                                     "alarm=1",   "silenc", "silence=x", "alarm,",    "explode=1",
                                     "reset=nan", "late",   "steps=-1",  "following", "merge=x" };
  InsSimFault fault;
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_sim_fault_parse ("silence=2,drop=1.5,alarm,split,garbage", &fault, &error));
  g_assert_cmpfloat (fault.silence_after_s, ==, 2.0);
  g_assert_cmpfloat (fault.drop_percent, ==, 1.5);
  g_assert_cmpfloat (fault.garbage_percent, >, 0.0);
  g_assert_true (fault.alarm && fault.split);
  g_assert_true (isnan (fault.cut_after_s) && isnan (fault.reset_after_s));
  g_assert_true (isnan (fault.late_s) && isnan (fault.following_after_s) &&
                 isnan (fault.lost_steps_mm));
  g_assert_true (ins_sim_fault_parse ("late=0.5,following=1,steps=0.25,merge", &fault, &error));
  g_assert_cmpfloat (fault.late_s, ==, 0.5);
  g_assert_cmpfloat (fault.following_after_s, ==, 1.0);
  g_assert_cmpfloat (fault.lost_steps_mm, ==, 0.25);
  g_assert_cmpfloat (fault.merge_percent, >, 0.0);
  for (gsize i = 1; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_false (ins_sim_fault_parse (bad[i], &fault, &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
      g_clear_error (&error);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim-wire/latency", test_latency);
  g_test_add_func ("/sim-wire/receive-buffer-overflows", test_receive_buffer_overflows);
  g_test_add_func ("/sim-wire/fault-limit-and-reset", test_fault_limit_and_reset);
  g_test_add_func ("/sim-wire/fault-silence-and-cut", test_fault_silence_and_cut);
  g_test_add_func ("/sim-wire/fault-drop-garbage-split", test_fault_drop_garbage_split);
  g_test_add_func ("/sim-wire/fault-late", test_fault_late);
  g_test_add_func ("/sim-wire/fault-merge", test_fault_merge);
  g_test_add_func ("/sim-wire/fault-lost-steps", test_fault_lost_steps);
  g_test_add_func ("/sim-wire/fault-that-cannot-be", test_fault_that_cannot_be);
  g_test_add_func ("/sim-wire/byte-times", test_byte_times);
  g_test_add_func ("/sim-wire/log", test_log);
  g_test_add_func ("/sim-wire/fault-words", test_fault_words);

  return g_test_run ();
}
