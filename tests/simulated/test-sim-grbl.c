/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "devices/simulated/ins-sim-grbl.h"

#define LOCKED "[MSG:'$H'|'$X' to unlock]\r\n"
#define GREETING "\r\nGrbl 1.1h ['$' for help]\r\n"

/* An emulator on a virtual clock and what it has said. */
typedef struct
{
  InsSimGrbl *grbl;
  double now_s;
  GString *heard;
} Peer;

static void
peer_init (Peer *peer, const InsSimGrblConfig *config)
{
  InsSimGrblConfig ordinary;

  ins_sim_grbl_config_init (&ordinary);
  peer->grbl = ins_sim_grbl_new (config != NULL ? config : &ordinary, NULL);
  peer->now_s = 100.0;
  peer->heard = g_string_new (NULL);
  ins_sim_grbl_connect (peer->grbl, peer->now_s);
}

static void
peer_init_fault (Peer *peer, const char *fault)
{
  InsSimGrblConfig config;

  ins_sim_grbl_config_init (&config);
  g_assert_true (ins_sim_fault_parse (fault, &config.fault, NULL));
  peer_init (peer, &config);
}

static void
peer_clear (Peer *peer)
{
  ins_sim_grbl_free (peer->grbl);
  g_string_free (peer->heard, TRUE);
}

static void
collect (Peer *peer)
{
  guint8 buffer[7]; /* odd on purpose */
  gsize n_bytes;

  while ((n_bytes = ins_sim_grbl_output (peer->grbl, peer->now_s, buffer, sizeof buffer)) > 0)
    g_string_append_len (peer->heard, (const char *)buffer, (gssize)n_bytes);
}

/* Lets time pass from event to event. */
static void
pass (Peer *peer, double seconds)
{
  double end_s = peer->now_s + seconds;

  for (double next_s = ins_sim_grbl_next_event_s (peer->grbl); next_s <= end_s;
       next_s = ins_sim_grbl_next_event_s (peer->grbl))
    {
      peer->now_s = MAX (next_s, peer->now_s);
      collect (peer);
    }
  peer->now_s = end_s;
  collect (peer);
}

static void
say (Peer *peer, const char *text)
{
  ins_sim_grbl_input (peer->grbl, (const guint8 *)text, strlen (text), peer->now_s);
  collect (peer);
}

/* Says @text; what is heard at once has to be @wanted. */
static void
expect (Peer *peer, const char *text, const char *wanted)
{
  g_string_truncate (peer->heard, 0);
  say (peer, text);
  g_assert_cmpstr (peer->heard->str, ==, wanted);
}

/* The part of a status report before the fields that come in turn. */
static void
expect_status (Peer *peer, const char *wanted)
{
  g_string_truncate (peer->heard, 0);
  say (peer, "?");
  g_test_message ("%s", peer->heard->str);
  g_assert_true (g_str_has_prefix (peer->heard->str, wanted));
  g_assert_true (g_str_has_suffix (peer->heard->str, ">\r\n"));
}

static void
expect_after (Peer *peer, double seconds, const char *wanted)
{
  g_string_truncate (peer->heard, 0);
  pass (peer, seconds);
  g_assert_cmpstr (peer->heard->str, ==, wanted);
}

static void
test_greeting_and_identity (void)
{
  Peer peer;

  peer_init (&peer, NULL);
  g_assert_cmpuint (peer.heard->len, ==, 0); /* it stayed powered */
  expect (&peer, "\x18", GREETING);
  expect (&peer, "$I\n", "[VER:1.1h.20190830:]\r\n[OPT:V,15,128]\r\nok\r\n");
  expect (&peer, "\n", "ok\r\n");
  expect (&peer, "$G\n", "[GC:G0 G54 G17 G21 G90 G94 M5 M9 T0 F0 S0]\r\nok\r\n");
  say (&peer, "$$\n");
  g_assert_nonnull (strstr (peer.heard->str, "$10=1\r\n"));
  g_assert_nonnull (strstr (peer.heard->str, "\r\n$22=1\r\n$23=3\r\n"));
  g_assert_nonnull (strstr (peer.heard->str, "\r\n$110=12000.000\r\n$111=12000.000\r\n"));
  g_assert_nonnull (strstr (peer.heard->str, "\r\n$122=500.000\r\n$130=250.000\r\n"));
  g_assert_true (g_str_has_suffix (peer.heard->str, "$132=250.000\r\nok\r\n"));
  say (&peer, "$#\n");
  g_assert_nonnull (strstr (peer.heard->str, "[G54:-225.000,-225.000,-225.000]\r\n"));
  peer_clear (&peer);
}

/* WCO on the first report and each 10th idle one, Ov on the one after it. */
static void
test_status_fields_in_turn (void)
{
  Peer peer;

  peer_init (&peer, NULL);
  for (guint i = 0; i < 31; i++)
    expect (&peer, "?",
            i % 10 == 0   ? "<Idle|MPos:-225.000,-225.000,-225.000|FS:0,0"
                            "|WCO:-225.000,-225.000,-225.000>\r\n"
            : i % 10 == 1 ? "<Idle|MPos:-225.000,-225.000,-225.000|FS:0,0|Ov:100,100,100>\r\n"
                          : "<Idle|MPos:-225.000,-225.000,-225.000|FS:0,0>\r\n");
  expect (&peer, "$10=2\n", "ok\r\n");
  expect_status (&peer, "<Idle|WPos:0.000,0.000,0.000|Bf:15,128|FS:0,0");
  peer_clear (&peer);
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
    { "$Q\n", "error:3\r\n" },
    { "g1 x0.0001 f10 (a comment) ; and another\n", "ok\r\n" },
    { "G21 G90 G94\r\n", "ok\r\nok\r\n" }, /* CR and LF each end a line */
  };
  Peer peer;
  char too_long[100];

  peer_init (&peer, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].line);
      expect (&peer, cases[i].line, cases[i].reply);
    }
  memset (too_long, 'G', 80);
  g_strlcpy (too_long + 80, "\n", 20);
  expect (&peer, too_long, "error:11\r\n");
  expect_status (&peer, "<Idle|MPos:-225.000,-225.000,-225.000|");
  peer_clear (&peer);
}

/* 10 mm at 20 mm/s and 500 mm/s^2: 0.54 s; half of the way after half of the time. */
static void
test_move (void)
{
  Peer peer;

  peer_init (&peer, NULL);
  expect (&peer, "G21 G90\nG1 X10 F1200\n", "ok\r\nok\r\n");
  pass (&peer, 0.27);
  expect_status (&peer, "<Run|MPos:-220.000,-225.000,-225.000|FS:1200,0|WCO:");
  expect (&peer, "$J=G91 X1 F100\n", "error:8\r\n");
  expect (&peer, "$120=100\n", "error:8\r\n");
  expect (&peer, "$$\n", "error:8\r\n");
  pass (&peer, 0.28);
  expect_status (&peer, "<Idle|MPos:-215.000,-225.000,-225.000|FS:0,0|Ov:");
  expect (&peer, "G91\nG0 Y-5\nG4 P0.01\n", "ok\r\nok\r\n");
  expect_after (&peer, 1.0, "ok\r\n");
  expect_status (&peer, "<Idle|MPos:-215.000,-230.000,-225.000|");
  expect (&peer, "G20 G1 X1 F10\nG4P0\n", "ok\r\n");
  expect_after (&peer, 10.0, "ok\r\n");
  expect_status (&peer, "<Idle|MPos:-189.600,-230.000,-225.000|");
  expect (&peer, "G21 G90 G53 G0 X-250 Y0\nG4P0\n", "ok\r\n");
  expect_after (&peer, 10.0, "ok\r\n");
  expect_status (&peer, "<Idle|MPos:-250.000,0.000,-225.000|");
  peer_clear (&peer);
}

/* The 16th block has to wait; so do the lines behind it. */
static void
test_ok_waits_for_the_planner (void)
{
  Peer peer;

  peer_init (&peer, NULL);
  say (&peer, "G91 G1 F600\n");
  for (guint i = 0; i < 15; i++)
    expect (&peer, "X1\n", "ok\r\n");
  expect (&peer, "X1\nX1\n", "");
  expect_after (&peer, 0.121, "ok\r\n"); /* 1 mm: 0.1 s + 10 / 500 s */
  expect_after (&peer, 0.12, "ok\r\n");
  pass (&peer, 5.0);
  expect_status (&peer, "<Idle|MPos:-208.000,");
  peer_clear (&peer);
}

static void
test_hold_and_resume (void)
{
  Peer peer;

  peer_init (&peer, NULL);
  say (&peer, "G1 X100 F6000\n");
  pass (&peer, 0.5); /* 10 + 30 mm; the ramp takes 0.2 s and 10 mm */
  say (&peer, "!");
  pass (&peer, 0.1);
  expect_status (&peer, "<Hold:1|MPos:-177.500,");
  say (&peer, "~"); /* too early */
  pass (&peer, 0.5);
  expect_status (&peer, "<Hold:0|MPos:-175.000,-225.000,-225.000|FS:0,0");
  say (&peer, "~");
  expect_status (&peer, "<Run|MPos:-175.000,");
  pass (&peer, 5.0);
  expect_status (&peer, "<Idle|MPos:-125.000,");
  peer_clear (&peer);
}

static void
test_hold_then_reset_keeps_position (void)
{
  Peer peer;

  peer_init (&peer, NULL);
  say (&peer, "G1 X100 F6000\n");
  pass (&peer, 0.5);
  say (&peer, "!");
  pass (&peer, 0.5);
  expect (&peer, "\x18", GREETING);
  expect_status (&peer, "<Idle|MPos:-175.000,");
  expect (&peer, "G1 X60 F6000\n", "ok\r\n"); /* the parser knows where it is */
  pass (&peer, 5.0);
  expect_status (&peer, "<Idle|MPos:-165.000,");
  peer_clear (&peer);
}

static void
test_hold_at_rest_parks (void)
{
  Peer peer;

  peer_init (&peer, NULL);
  say (&peer, "!");
  expect_status (&peer, "<Hold:0|");
  expect (&peer, "G0 X5\n", "ok\r\n");
  pass (&peer, 1.0);
  expect_status (&peer, "<Hold:0|MPos:-225.000,");
  say (&peer, "~");
  pass (&peer, 1.0);
  expect_status (&peer, "<Idle|MPos:-220.000,");
  peer_clear (&peer);
}

static void
test_reset_in_motion (void)
{
  Peer peer;

  peer_init (&peer, NULL);
  say (&peer, "G1 X100 F6000\n");
  pass (&peer, 0.5);
  expect (&peer, "\x18", "ALARM:3\r\n" GREETING LOCKED);
  expect_status (&peer, "<Alarm|MPos:-185.000,");
  expect (&peer, "G0 X0\n", "error:9\r\n");
  expect (&peer, "$J=G91 X1 F100\n", "error:8\r\n");
  expect (&peer, "$120=400\n", "ok\r\n");
  expect (&peer, "\x18", GREETING LOCKED); /* a reset does not unlock */
  expect (&peer, "$X\n", "[MSG:Caution: Unlocked]\r\nok\r\n");
  expect_status (&peer, "<Idle|MPos:-185.000,");
  peer_clear (&peer);
}

static void
test_jog_cancel (void)
{
  Peer peer;

  peer_init (&peer, NULL);
  expect (&peer, "$J=G91 G21 X200 F6000\n", "ok\r\n");
  pass (&peer, 0.5);
  expect_status (&peer, "<Jog|MPos:-185.000,");
  expect (&peer, "G0 X0\n", "error:9\r\n");
  expect (&peer, "$J=G91 Y5 F600\n", "ok\r\n");
  say (&peer, "\x85");
  pass (&peer, 0.1);
  expect_status (&peer, "<Jog|MPos:-177.500,");
  pass (&peer, 1.0);
  expect_status (&peer, "<Idle|MPos:-175.000,-225.000,");
  expect (&peer, "$J=G91 X1 F600\n", "ok\r\n");
  pass (&peer, 1.0);
  expect_status (&peer, "<Idle|MPos:-174.000,");
  say (&peer, "\x85"); /* harmless at rest */
  expect_status (&peer, "<Idle|");
  peer_clear (&peer);
}

static void
test_soft_limit_alarm_is_deaf (void)
{
  Peer peer;

  peer_init (&peer, NULL);
  expect (&peer, "G0 X226\n", "ALARM:2\r\n[MSG:Reset to continue]\r\n");
  expect (&peer, "?", "");
  expect (&peer, "$X\n", "");
  expect (&peer, "\x18", "ok\r\n" GREETING LOCKED);
  expect (&peer, "$X\n", "[MSG:Caution: Unlocked]\r\nok\r\n");
  expect_status (&peer, "<Idle|MPos:-225.000,");

  /* while something runs it is held first */
  say (&peer, "G1 X100 F6000\n");
  pass (&peer, 0.5);
  expect (&peer, "X300\n", "");
  expect_after (&peer, 1.0, "ALARM:2\r\n[MSG:Reset to continue]\r\n");
  expect (&peer, "\x18", "ok\r\n" GREETING LOCKED);
  expect_status (&peer, "<Alarm|MPos:-175.000,");
  peer_clear (&peer);
}

static void
test_homing (void)
{
  Peer peer;

  peer_init_fault (&peer, "alarm");
  expect_status (&peer, "<Alarm|MPos:0.000,0.000,0.000|");
  expect (&peer, "$H\n", "");
  expect (&peer, "?", "");
  pass (&peer, 1.0);
  expect (&peer, "?", "");
  pass (&peer, 30.0);
  g_assert_true (g_str_has_prefix (peer.heard->str, "<Home|MPos:-249.000,-249.000,-1.000|FS:0,0"));
  g_assert_true (g_str_has_suffix (peer.heard->str, ">\r\nok\r\n"));
  expect_status (&peer, "<Idle|MPos:-249.000,-249.000,-1.000|");
  expect (&peer, "G0 X0 Y0 Z0\nG4P0\n", "ok\r\n");
  expect_after (&peer, 10.0, "ok\r\n");
  expect_status (&peer, "<Idle|MPos:-225.000,-225.000,-225.000|");
  expect (&peer, "$22=0\n", "ok\r\n");
  expect (&peer, "$H\n", "error:5\r\n");
  peer_clear (&peer);
}

static void
test_reset_in_homing (void)
{
  Peer peer;

  peer_init (&peer, NULL);
  say (&peer, "$H\n");
  pass (&peer, 0.5);
  expect (&peer, "\x18", "ALARM:6\r\nok\r\n" GREETING LOCKED);
  expect_status (&peer, "<Alarm|");
  peer_clear (&peer);
}

/* The position is taken when the question arrives; replies keep their order. */
static void
test_latency (void)
{
  InsSimGrblConfig config;
  Peer peer;
  double shortest_s = 1.0, longest_s = 0.0;

  ins_sim_grbl_config_init (&config);
  config.latency_ms = 5.0;
  config.jitter_ms = 3.0;
  config.seed = 11;
  peer_init (&peer, &config);
  say (&peer, "G1 X200 F6000\n");
  pass (&peer, 0.2);
  for (guint i = 0; i < 200; i++)
    {
      double asked_s = peer.now_s, delay_s;
      char wanted[32];

      g_string_truncate (peer.heard, 0);
      g_snprintf (wanted, sizeof wanted, "<Run|MPos:%.3f,",
                  10.0 + 100.0 * (asked_s - 100.2) - 225.0);
      say (&peer, "?");
      g_assert_cmpuint (peer.heard->len, ==, 0);
      pass (&peer, ins_sim_grbl_next_event_s (peer.grbl) - asked_s);
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
    say (&peer, i % 2 == 0 ? "$G\n" : "\n");
  pass (&peer, 0.1);
  for (const char *line = peer.heard->str; *line != '\0'; line = strstr (line, "ok") + 4)
    if (*line == '[') /* each [GC:] is followed by its own ok */
      g_assert_true (g_str_has_prefix (strchr (line, '\n') + 1, "ok\r\nok\r\n"));
  peer_clear (&peer);
}

static void
test_receive_buffer_overflows (void)
{
  Peer peer;
  g_autofree char *flood = g_strnfill (200, 'X');

  peer_init (&peer, NULL);
  say (&peer, "G4 P1\n");
  say (&peer, flood);
  expect (&peer, "\n?",
          "<Idle|MPos:-225.000,-225.000,-225.000|FS:0,0|WCO:-225.000,-225.000,"
          "-225.000>\r\n");
  expect (&peer, "\x18", "ok\r\n" GREETING);
  expect (&peer, "$10=1\n", "ok\r\n");
  peer_clear (&peer);
}

static void
test_fault_limit_and_reset (void)
{
  Peer peer;

  peer_init_fault (&peer, "limit=0.5");
  pass (&peer, 10.0); /* counts from the first motion */
  say (&peer, "G1 X100 F6000\n");
  g_string_truncate (peer.heard, 0);
  pass (&peer, 1.0);
  g_assert_cmpstr (peer.heard->str, ==, "ALARM:1\r\n[MSG:Reset to continue]\r\n");
  expect (&peer, "?", "");
  expect (&peer, "\x18", GREETING "[MSG:Check Limits]\r\n" LOCKED);
  expect_status (&peer, "<Alarm|MPos:-185.000,-225.000,-225.000|FS:0,0|Pn:X|");
  peer_clear (&peer);

  peer_init_fault (&peer, "reset=0.5");
  say (&peer, "G1 X100 F6000\n");
  expect_after (&peer, 1.0, GREETING LOCKED);
  expect_status (&peer, "<Alarm|MPos:0.000,0.000,0.000|");
  peer_clear (&peer);
}

static void
test_fault_silence_and_cut (void)
{
  Peer peer;

  peer_init_fault (&peer, "silence=0.5");
  say (&peer, "G1 X100 F6000\n");
  pass (&peer, 0.4);
  expect_status (&peer, "<Run|");
  pass (&peer, 0.2);
  expect (&peer, "?", "");
  pass (&peer, 5.0);
  ins_sim_grbl_connect (peer.grbl, peer.now_s);
  expect_status (&peer, "<Idle|MPos:-125.000,");
  peer_clear (&peer);

  peer_init_fault (&peer, "silence");
  expect (&peer, "?", "");
  peer_clear (&peer);

  peer_init_fault (&peer, "cut=0.5");
  say (&peer, "G1 X100 F6000\n");
  pass (&peer, 0.4);
  g_assert_false (ins_sim_grbl_take_cut (peer.grbl));
  pass (&peer, 0.2);
  g_assert_true (ins_sim_grbl_take_cut (peer.grbl));
  g_assert_false (ins_sim_grbl_take_cut (peer.grbl));
  peer_clear (&peer);
}

static void
test_fault_drop_garbage_split (void)
{
  Peer peer;
  gsize n_clean;

  peer_init (&peer, NULL);
  for (guint i = 0; i < 100; i++)
    say (&peer, "?");
  n_clean = peer.heard->len;
  peer_clear (&peer);

  peer_init_fault (&peer, "drop=10");
  for (guint i = 0; i < 100; i++)
    say (&peer, "?");
  g_assert_cmpuint (peer.heard->len, <, 93 * n_clean / 100);
  g_assert_cmpuint (peer.heard->len, >, 87 * n_clean / 100);
  peer_clear (&peer);

  peer_init_fault (&peer, "garbage=50");
  for (guint i = 0; i < 100; i++)
    say (&peer, "?");
  g_assert_cmpuint (peer.heard->len, >, n_clean + 100);
  peer_clear (&peer);

  peer_init_fault (&peer, "split");
  expect (&peer, "\n", "o");
  expect_after (&peer, 0.01, "k\r\n");
  peer_clear (&peer);
}

static void
test_fault_words (void)
{
  static const char *const bad[] = { "",         "cut",       "cut=",     "cut=-1",
                                     "drop=101", "alarm=1",   "silenc",   "silence=x",
                                     "alarm,",   "explode=1", "reset=nan" };
  InsSimFault fault;
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_sim_fault_parse ("silence=2,drop=1.5,alarm,split,garbage", &fault, &error));
  g_assert_cmpfloat (fault.silence_after_s, ==, 2.0);
  g_assert_cmpfloat (fault.drop_percent, ==, 1.5);
  g_assert_cmpfloat (fault.garbage_percent, >, 0.0);
  g_assert_true (fault.alarm && fault.split);
  g_assert_true (isnan (fault.cut_after_s) && isnan (fault.reset_after_s));
  for (gsize i = 1; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_false (ins_sim_fault_parse (bad[i], &fault, &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
      g_clear_error (&error);
    }
}

/* Whatever comes in, the emulator neither hangs nor breaks; a reset brings it back. */
static void
test_random_input (void)
{
  static const char letters[] = "$JHXGFYZ=019.-?!~\n\r\x18 (;)\x85M4P?";
  g_autoptr (GRand) random = g_rand_new_with_seed (4711);
  Peer peer;

  peer_init (&peer, NULL);
  for (guint i = 0; i < 20000; i++)
    {
      guint8 byte = (guint8)letters[g_rand_int_range (random, 0, sizeof letters - 1)];

      ins_sim_grbl_input (peer.grbl, &byte, 1, peer.now_s);
      pass (&peer, 0.001 * g_rand_int_range (random, 0, 30));
      g_string_truncate (peer.heard, 0);
    }
  say (&peer, "\x18");
  g_assert_nonnull (strstr (peer.heard->str, GREETING));
  peer_clear (&peer);
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
  g_test_add_func ("/sim-grbl/reset-in-motion", test_reset_in_motion);
  g_test_add_func ("/sim-grbl/jog-cancel", test_jog_cancel);
  g_test_add_func ("/sim-grbl/soft-limit-alarm-is-deaf", test_soft_limit_alarm_is_deaf);
  g_test_add_func ("/sim-grbl/homing", test_homing);
  g_test_add_func ("/sim-grbl/reset-in-homing", test_reset_in_homing);
  g_test_add_func ("/sim-grbl/latency", test_latency);
  g_test_add_func ("/sim-grbl/receive-buffer-overflows", test_receive_buffer_overflows);
  g_test_add_func ("/sim-grbl/fault-limit-and-reset", test_fault_limit_and_reset);
  g_test_add_func ("/sim-grbl/fault-silence-and-cut", test_fault_silence_and_cut);
  g_test_add_func ("/sim-grbl/fault-drop-garbage-split", test_fault_drop_garbage_split);
  g_test_add_func ("/sim-grbl/fault-words", test_fault_words);
  g_test_add_func ("/sim-grbl/random-input", test_random_input);

  return g_test_run ();
}
