/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/stage/ins-grbl-alarms.h"
#include "devices/stage/ins-grbl-protocol.h"
#include "devices/stage/ins-grbl-settings.h"

/* Bytes of Grbl 1.1h and grblHAL as their firmware sends them. */
static const char greeting[] = "\r\nGrbl 1.1h ['$' for help]\r\n";
static const char hal_greeting[] = "\r\nGrblHAL 1.1f ['$' or '$HELP' for help]\r\n";

static void
test_lines (void)
{
  static const struct
  {
    const char *line;
    InsGrblReplyKind kind;
    guint code;
  } cases[] = {
    { "", INS_GRBL_REPLY_EMPTY, 0 },
    { "ok", INS_GRBL_REPLY_OK, 0 },
    { "error:9", INS_GRBL_REPLY_ERROR, 9 },
    { "ALARM:3", INS_GRBL_REPLY_ALARM, 3 },
    { "[VER:1.1h.20190830:]", INS_GRBL_REPLY_TAG, 0 },
    { "[MSG:Reset to continue]", INS_GRBL_REPLY_TAG, 0 },
    { "$10=1", INS_GRBL_REPLY_SETTING, 10 },
    { "$110=600.000 (x max rate, mm/min)", INS_GRBL_REPLY_SETTING, 110 },
    { "$300=stage.local", INS_GRBL_REPLY_SETTING, 300 },
    { "$32=1", INS_GRBL_REPLY_SETTING, 32 },
    { "[MSG:Check Limits]", INS_GRBL_REPLY_TAG, 0 },
    { "[MSG:'$H'|'$X' to unlock]", INS_GRBL_REPLY_TAG, 0 },
    { "$N0=G54", INS_GRBL_REPLY_STARTUP, 0 },
    { ">G54:ok", INS_GRBL_REPLY_STARTUP, 0 },
    { "Grbl 1.1h ['$' for help]", INS_GRBL_REPLY_GREETING, 0 },
    { "GrblHAL 1.1f ['$' or '$HELP' for help]", INS_GRBL_REPLY_GREETING, 0 },
    { "<Idle|MPos:0.000,0.000,0.000|FS:0,0|WCO:0.000,0.000,0.000>", INS_GRBL_REPLY_STATUS, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      InsGrblReply reply;

      g_test_message ("%s", cases[i].line);
      g_assert_true (ins_grbl_parse_line (cases[i].line, &reply));
      g_assert_cmpint (reply.kind, ==, cases[i].kind);
      g_assert_cmpuint (reply.code, ==, cases[i].code);
    }
}

static void
test_bad_lines (void)
{
  static const char *const cases[] = {
    "o",
    "OK",
    "ok ",
    "error:",
    "error:x",
    "error:-1",
    "ALARM:",
    "ALARM:99999999",
    "$",
    "$x=1",
    "$10",
    "[VER:1.1h",
    "start",
    "Marlin",
    "echo: busy",
    "<",
    "<>",
    "<Idle>",
    "<Idle|FS:0,0>",
    "<Idle|MPos:>",
    "<Idle|MPos:1.0,,2.0>",
    "<Idle|MPos:1.0,2.0,nan>",
    "<Idle|MPos:1.0,2.0,3.0",
    "<Idle|MPos:1.0,2.0,1e3>",
    "<Idle|MPos:1.0,2.0, 3.0>",
    "<Idle|MPos:1.000,2.00,3.000>",
    "<Idle|MPos:1.000,2.000,3000>",
    "<Idle:x|MPos:1.0,2.0,3.0>",
    "<Gone|MPos:1.0,2.0,3.0>",
    "<Run|MPos:1.0,2.<Run|MPos:1.0,2.0,3.0>",
    "<Idle|MPos:1.0,2.0,3.0|WCO:>",
    "<Idle|MPos:1.0,2.0,3.0|H:>",
    "ok<Idle|MPos:1.0,2.0,3.0>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      InsGrblReply reply;

      g_test_message ("%s", cases[i]);
      g_assert_false (ins_grbl_parse_line (cases[i], &reply));
    }
}

static void
test_status (void)
{
  static const struct
  {
    const char *line;
    InsGrblState state;
    int substate;
    gboolean is_work;
    double x;
    gboolean has_wco;
    guint limit_mask;
  } cases[] = {
    { "<Run|MPos:25.068,0.000,0.000|FS:1200,0>", INS_GRBL_RUN, -1, FALSE, 25.068, FALSE, 0 },
    { "<Jog|MPos:-1.852,0.000,0.000|Bf:14,128|FS:1200,0>", INS_GRBL_JOG, -1, FALSE, -1.852, FALSE,
      0 },
    { "<Hold:0|MPos:14.948,0.000,0.000|Bf:14,128|FS:0,0>", INS_GRBL_HOLD_STATE, 0, FALSE, 14.948,
      FALSE, 0 },
    { "<Hold:1|WPos:14.948,0.000,0.000|F:0>", INS_GRBL_HOLD_STATE, 1, TRUE, 14.948, FALSE, 0 },
    { "<Idle|MPos:0.000,0.000,0.000|Bf:100,1023|A:|TLR:0>", INS_GRBL_IDLE, -1, FALSE, 0.0, FALSE,
      0 },
    { "<Home|MPos:-1.000,0.000,0.000|FS:0,0>", INS_GRBL_HOME, -1, FALSE, -1.0, FALSE, 0 },
    { "<Alarm:11|MPos:0.000,0.000,0.000|Bf:100,1023|FS:0,0|H:0,0>", INS_GRBL_ALARM, 11, FALSE, 0.0,
      FALSE, 0 },
    { "<Run:2|MPos:5.000,0.000,0.000|DTG:1.000,0.000,0.000>", INS_GRBL_RUN, 2, FALSE, 5.0, FALSE,
      0 },
    { "<Tool|MPos:5.000,0.000,0.000,0.000,7.000>", INS_GRBL_TOOL, -1, FALSE, 5.0, FALSE, 0 },
    { "<Alarm|MPos:1.000,0.000,0.000|FS:0,0|Pn:XZP|WCO:1.000,2.000,3.000>", INS_GRBL_ALARM, -1,
      FALSE, 1.0, TRUE, 5 },
    { "<Alarm:11|MPos:1.000,0.000>", INS_GRBL_ALARM, 11, FALSE, 1.0, FALSE, 0 },
    { "<Door:3|MPos:1.000,0.000,0.000,4.000>", INS_GRBL_DOOR, 3, FALSE, 1.0, FALSE, 0 },
    { "<Sleep|MPos:1.000,0.000,0.000>", INS_GRBL_SLEEP, -1, FALSE, 1.0, FALSE, 0 },
    { "<Door:0|MPos:1.000,0.000,0.000|FS:0,0>", INS_GRBL_DOOR, 0, FALSE, 1.0, FALSE, 0 },
    { "<Door:1|MPos:1.000,0.000,0.000|FS:0,0>", INS_GRBL_DOOR, 1, FALSE, 1.0, FALSE, 0 },
    { "<Door:2|MPos:1.000,0.000,0.000|FS:0,0>", INS_GRBL_DOOR, 2, FALSE, 1.0, FALSE, 0 },
    { "<Run|WPos:1.000,2.000,3.000|Bf:14,128|Ln:99|F:600|Pn:XYZPDHRS|WCO:1.000,2.000,3.000"
      "|Ov:100,100,100|A:SFM>",
      INS_GRBL_RUN, -1, TRUE, 1.0, TRUE, 7 },
    { "<Check|MPos:1.000,0.000,0.000>", INS_GRBL_CHECK, -1, FALSE, 1.0, FALSE, 0 },
    { "<Tool|MPos:1.000,0.000,0.000>", INS_GRBL_TOOL, -1, FALSE, 1.0, FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      InsGrblReply reply;

      g_test_message ("%s", cases[i].line);
      g_assert_true (ins_grbl_parse_line (cases[i].line, &reply));
      g_assert_cmpint (reply.status.state, ==, cases[i].state);
      g_assert_cmpint (reply.status.substate, ==, cases[i].substate);
      g_assert_cmpint (reply.status.is_work, ==, cases[i].is_work);
      g_assert_cmpfloat (reply.status.position.mm[0], ==, cases[i].x);
      g_assert_cmpint (reply.status.has_wco, ==, cases[i].has_wco);
      g_assert_cmpuint (reply.status.limit_mask, ==, cases[i].limit_mask);
      if (cases[i].has_wco)
        g_assert_cmpfloat (reply.status.wco.mm[2], ==, 3.0);
    }
}

static guint
feed (InsGrblParser *parser, const char *bytes, gsize n_bytes, GString *kinds)
{
  guint n = 0;

  while (n_bytes > 0)
    {
      InsGrblReply reply;
      gsize n_used = 0;
      InsGrblOutcome outcome = ins_grbl_parser_feed (parser, (const guint8 *)bytes, n_bytes,
                                                     &n_used, &reply);

      g_assert_cmpuint (n_used, >, 0);
      g_assert_cmpuint (n_used, <=, n_bytes);
      bytes += n_used;
      n_bytes -= n_used;
      if (outcome == INS_GRBL_GOT_REPLY)
        g_string_append_printf (kinds, "%d ", reply.kind);
      else if (outcome == INS_GRBL_BAD_LINE)
        g_string_append (kinds, "bad ");
      n += outcome != INS_GRBL_NEED_MORE;
    }

  return n;
}

/* A reset in motion: however it is cut up, the same lines come out. */
static void
test_split (void)
{
  static const char text[] = "ok\r\nALARM:3\r\nok\r\n\r\nGrbl 1.1h ['$' for help]\r\n"
                             "[MSG:'$H'|'$X' to unlock]\r\n"
                             "<Alarm|MPos:0.000,0.000,0.000|FS:0,0>\r\n";
  g_autoptr (GString) whole = g_string_new (NULL);
  InsGrblParser whole_parser = { 0 };

  g_assert_cmpuint (feed (&whole_parser, text, strlen (text), whole), ==, 7);
  for (gsize cut = 0; cut <= strlen (text); cut++)
    {
      g_autoptr (GString) kinds = g_string_new (NULL);
      InsGrblParser parser = { 0 };

      feed (&parser, text, cut, kinds);
      feed (&parser, text + cut, strlen (text) - cut, kinds);
      g_assert_cmpstr (kinds->str, ==, whole->str);
    }
}

static void
test_garbage_ends_with_its_line (void)
{
  g_autofree char *much = g_strnfill (1000, 'x');
  g_autoptr (GString) kinds = g_string_new (NULL);
  InsGrblParser parser = { 0 };

  feed (&parser, "\0\xff\x01ok\r\nok\r\n", 11, kinds);
  feed (&parser, much, strlen (much), kinds);
  feed (&parser, "\r\nok\r\n", 6, kinds);
  g_assert_cmpstr (kinds->str, ==, "bad 1 bad 1 ");
}

/* Nothing that comes over a wire may do harm. Mutations of real lines get deep into the grammar. */
static void
test_random_bytes (void)
{
  static const char *const seeds[] = {
    "<Run|MPos:25.068,0.000,0.000|FS:1200,0|Pn:XYZ|WCO:0.000,0.000,0.000>\r\n",
    "$110=600.000\r\n",
    "[VER:1.1h.20190830:]\r\n",
    "[OPT:VNMZL+,100,1024,3,0]\r\n",
    "[AXS:3:XYZ]\r\n",
    "error:15\r\n",
    "ALARM:1\r\n",
    greeting,
    hal_greeting,
    "$N0=G54\r\n",
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (20261123);
  InsGrblParser parser = { 0 };
  InsGrblSettings settings;
  guint n_replies = 0;

  ins_grbl_settings_clear (&settings);
  for (guint i = 0; i < 100000; i++)
    {
      const char *seed = seeds[g_rand_int_range (random, 0, G_N_ELEMENTS (seeds))];
      gsize n = strlen (seed);
      g_autofree char *bytes = g_strdup (seed);
      guint n_changes = (guint)g_rand_int_range (random, 0, 6);

      for (guint change = 0; change < n_changes; change++)
        bytes[g_rand_int_range (random, 0, (gint32)n)] = (char)g_rand_int_range (random, 0, 256);
      if (g_rand_boolean (random))
        n = (gsize)g_rand_int_range (random, 1, (gint32)n + 1);
      for (gsize at = 0; at < n;)
        {
          InsGrblReply reply;
          gsize n_used = 0;

          if (ins_grbl_parser_feed (&parser, (const guint8 *)bytes + at, n - at, &n_used, &reply) ==
              INS_GRBL_GOT_REPLY)
            {
              ins_grbl_settings_take (&settings, &reply);
              n_replies++;
            }
          g_assert_cmpuint (n_used, >, 0);
          at += n_used;
        }
    }
  g_assert_cmpuint (n_replies, >, 10000);
}

static void
take (InsGrblSettings *settings, const char *const *lines)
{
  for (; *lines != NULL; lines++)
    {
      InsGrblReply reply;

      g_assert_true (ins_grbl_parse_line (*lines, &reply));
      ins_grbl_settings_take (settings, &reply);
    }
}

static void
test_settings (void)
{
  static const char *const lines[] = {
    "$10=1",
    "$13=0",
    "$22=1",
    "$23=3",
    "$24=25.000",
    "$25=500.000",
    "$100=250.000",
    "$101=250.000",
    "$102=2500.000",
    "$110=3000.000",
    "$111=3000.000",
    "$112=300.000",
    "$120=200.000",
    "$121=200.000",
    "$122=10.000",
    "$130=200.000",
    "$131=150.000",
    "$132=50.000",
    "[VER:1.1h.20190830:]",
    "[OPT:V,15,128]",
    "$9999=1",
    NULL,
  };
  InsPosition wco = { { -190.0, 0.0, 5.0 } };
  InsGrblSettings settings;
  InsStageInfo info = { 0 };

  ins_grbl_settings_clear (&settings);
  take (&settings, lines);
  ins_grbl_settings_fill_info (&settings, &info);
  ins_grbl_settings_fill_travel (&settings, &wco, &info);
  g_assert_cmpstr (info.name, ==, "Grbl 1.1h");
  g_assert_cmpuint (info.n_axes, ==, 3);
  g_assert_true (info.can_home);
  g_assert_cmpfloat (info.maximum_speed.mm[INS_AXIS_Z], ==, 5.0);
  g_assert_cmpfloat (info.acceleration.mm[INS_AXIS_X], ==, 200.0);
  g_assert_cmpfloat (info.resolution.mm[INS_AXIS_X], ==, 0.004);
  g_assert_cmpfloat (info.travel_minimum.mm[INS_AXIS_X], ==, -10.0);
  g_assert_cmpfloat (info.travel_maximum.mm[INS_AXIS_X], ==, 190.0);
  g_assert_cmpfloat (info.travel_minimum.mm[INS_AXIS_Z], ==, -55.0);
  g_assert_cmpfloat (info.travel_maximum.mm[INS_AXIS_Z], ==, -5.0);
  g_assert_cmpfloat (ins_grbl_settings_get_homing_time_s (&settings), >, 72.0);
  g_assert_cmpfloat (ins_grbl_settings_get_homing_time_s (&settings), <, 150.0);

  /* the build option that puts machine zero at the switch */
  take (&settings, (const char *const[]){ "[OPT:VZ,15,128]", NULL });
  ins_grbl_settings_fill_travel (&settings, &wco, &info);
  g_assert_cmpfloat (info.travel_minimum.mm[INS_AXIS_X], ==, 190.0);
  g_assert_cmpfloat (info.travel_maximum.mm[INS_AXIS_Z], ==, -5.0);

  /* without homing machine zero is anywhere */
  take (&settings, (const char *const[]){ "$22=0", "$13=1", NULL });
  ins_grbl_settings_fill_travel (&settings, &wco, &info);
  g_assert_true (isnan (info.travel_minimum.mm[INS_AXIS_X]));
  g_assert_cmpfloat (ins_grbl_settings_get_report_unit_mm (&settings), ==, 25.4);
}

static void
test_identity_of_hal (void)
{
  static const char *const lines[] = { "[VER:1.1f.20260817:]", "[OPT:VNML+,100,1024,3,0]",
                                       "[AXS:2:XY]",           "[NEWOPT:ENUMS]",
                                       "[FIRMWARE:grblHAL]",   NULL };
  InsGrblSettings settings;
  InsStageInfo info = { 0 };

  ins_grbl_settings_clear (&settings);
  take (&settings, lines);
  ins_grbl_settings_fill_info (&settings, &info);
  g_assert_cmpstr (info.name, ==, "grblHAL 1.1f");
  g_assert_cmpuint (info.n_axes, ==, 2);
  g_assert_false (info.can_home);
  g_assert_true (isnan (info.acceleration.mm[INS_AXIS_X]));

  ins_grbl_settings_clear (&settings);
  take (&settings, (const char *const[]){ "GrblHAL 1.1f ['$' or '$HELP' for help]", NULL });
  g_assert_true (settings.is_hal);
  g_assert_cmpstr (settings.version, ==, "1.1f");
}

static void
test_encoding (void)
{
  static const double none = (double)NAN;
  static const struct
  {
    InsPosition target;
    double feed;
    const char *line;
  } cases[] = {
    { { { 10.0, none, none } }, 600.0, "G90 G21 G1 X10.0000 F600.000\n" },
    { { { none, -0.00001, 2.5 } }, 0.5, "G90 G21 G1 Y0.0000 Z2.5000 F0.500\n" },
    { { { -99999.0, -99999.0, -99999.0 } },
      999999.0,
      "G90 G21 G1 X-99999.0000 Y-99999.0000 Z-99999.0000 F999999.000\n" },
    { { { none, none, none } }, 600.0, NULL },
    { { { 100000.0, none, none } }, 600.0, NULL },
    { { { (double)INFINITY, none, none } }, 600.0, NULL },
    { { { 1.0, none, none } }, 0.0, NULL },
    { { { 1.0, none, none } }, none, NULL },
    { { { 1.0, none, none } }, 1e9, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = ins_grbl_format_move (&cases[i].target, cases[i].feed);

      g_assert_cmpstr (line, ==, cases[i].line);
      if (line != NULL)
        g_assert_cmpuint (strlen (line) - 1, <=, INS_GRBL_MAX_LINE);
    }
  {
    g_autofree char *jog = ins_grbl_format_jog (INS_AXIS_Z, -5.25, 1200.0);

    g_assert_cmpstr (jog, ==, "$J=G91 G21 Z-5.2500 F1200.000\n");
    g_assert_null (ins_grbl_format_jog (INS_AXIS_Z, none, 1200.0));
  }
}

static void
test_words (void)
{
  for (guint code = 0; code < 100; code++)
    {
      g_assert_cmpuint (strlen (ins_grbl_alarm_text (code, FALSE)), >, 10);
      g_assert_cmpuint (strlen (ins_grbl_alarm_text (code, TRUE)), >, 10);
      g_assert_cmpuint (strlen (ins_grbl_error_text (code)), >, 10);
    }
  g_assert_true (ins_grbl_alarm_is_critical (1, FALSE));
  g_assert_true (ins_grbl_alarm_is_critical (17, TRUE));
  g_assert_false (ins_grbl_alarm_is_critical (10, FALSE));
  g_assert_false (ins_grbl_alarm_is_critical (3, TRUE));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grbl-protocol/lines", test_lines);
  g_test_add_func ("/grbl-protocol/bad-lines", test_bad_lines);
  g_test_add_func ("/grbl-protocol/status", test_status);
  g_test_add_func ("/grbl-protocol/split", test_split);
  g_test_add_func ("/grbl-protocol/garbage-ends-with-its-line", test_garbage_ends_with_its_line);
  g_test_add_func ("/grbl-protocol/random-bytes", test_random_bytes);
  g_test_add_func ("/grbl-protocol/settings", test_settings);
  g_test_add_func ("/grbl-protocol/identity-of-hal", test_identity_of_hal);
  g_test_add_func ("/grbl-protocol/encoding", test_encoding);
  g_test_add_func ("/grbl-protocol/words", test_words);

  return g_test_run ();
}
