/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "devices/stage/ins-marlin-settings.h"

/* Lines of Marlin 2.1 as its build for the PC sends them. */
static void
test_lines (void)
{
  static const struct
  {
    const char *line;
    InsMarlinReplyKind kind;
    int number;
  } cases[] = {
    { "ok", INS_MARLIN_OK, -1 },
    { "ok N1 P15 B3", INS_MARLIN_OK, 1 },
    { "ok T:20.0 /0.0", INS_MARLIN_OK, -1 },
    { "start", INS_MARLIN_GREETING, -1 },
    { "echo:busy: processing", INS_MARLIN_BUSY, -1 },
    { "echo:busy: paused for user", INS_MARLIN_BUSY, -1 },
    { "echo:Unknown command: \"G999\"", INS_MARLIN_UNKNOWN, -1 },
    { "Error:checksum mismatch, Last Line: 2", INS_MARLIN_ERROR, -1 },
    { "Error:Line Number is not Last Line Number+1, Last Line: 1", INS_MARLIN_ERROR, -1 },
    { "Resend: 3", INS_MARLIN_RESEND, 3 },
    { "Resend: 2", INS_MARLIN_RESEND, 2 },
    { "Error:Printer halted. kill() called!", INS_MARLIN_HALTED, -1 },
    { "echo:M112 Shutdown", INS_MARLIN_SETTING, 112 },
    { "echo:Homing Failed", INS_MARLIN_TEXT, -1 },
    { "X:5.00 Y:0.00 Z:0.00 E:0.00 Count X:400 Y:0 Z:0", INS_MARLIN_POSITION, -1 },
    { "FIRMWARE_NAME:Marlin 2.1.2 (x) PROTOCOL_VERSION:1.0", INS_MARLIN_FIRMWARE, -1 },
    { "Cap:EMERGENCY_PARSER:1", INS_MARLIN_CAP, 1 },
    { "Cap:AUTOREPORT_POS:0", INS_MARLIN_CAP, 0 },
    { "echo:  M203 X300.00 Y300.00 Z5.00 E25.00", INS_MARLIN_SETTING, 203 },
    { "echo:  G21 ; (mm)", INS_MARLIN_TEXT, -1 },
    { "echo:; Steps per unit:", INS_MARLIN_TEXT, -1 },
    { "x_min: open", INS_MARLIN_SWITCH, 0 },
    { "z_max: TRIGGERED", INS_MARLIN_SWITCH, 1 },
    { "Reporting endstop status", INS_MARLIN_TEXT, -1 },
    { "echo:endstops hit:  X:12.00", INS_MARLIN_HIT, -1 },
    { "//action:cancel", INS_MARLIN_TEXT, -1 },
    { "echo: Last Updated: 2023-01-01 | Author: (none, default config)", INS_MARLIN_TEXT, -1 },
    { "okay", INS_MARLIN_TEXT, -1 },
    { "starting", INS_MARLIN_TEXT, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      InsMarlinReply reply;

      g_test_message ("%s", cases[i].line);
      g_assert_true (ins_marlin_parse_line (cases[i].line, &reply));
      g_assert_cmpint (reply.kind, ==, cases[i].kind);
      g_assert_cmpint (reply.number, ==, cases[i].number);
    }
}

static void
test_bad_lines (void)
{
  static const char *const cases[] = {
    "o",
    "k",
    "X:5.00 Y:0.00 Z:0.00 E:0.00",
    "X:5.00 Y:0.00 Z:0.00 E:0.00 Count X:400 Y:0 Z:",
    "X:5.00 Y:0.00 Z:0.00 E:0.00 Count X:400.5 Y:0 Z:0",
    "X:5.0 Y:0.00 Z:0.00 E:0.00 Count X:400 Y:0 Z:0",
    "X:500 Y:0.00 Z:0.00 E:0.00 Count X:400 Y:0 Z:0",
    "X:5.00 Y0.00 Z:0.00 E:0.00 Count X:400 Y:0 Z:0",
    "X:5.00 Y:0.00 E:0.00 Count X:400 Y:0 Z:0",
    "X:5.00 Y:0.00 Z:0.00 E:0.00 Count X:400 Y:0 Z:99999999999999999999",
    "5.00 Y:0.00 Z:0.00 E:0.00 Count X:400 Y:0 Z:0",
    "X:nan Y:0.00 Z:0.00 E:0.00 Count X:400 Y:0 Z:0",
    "X:5.00 Y:0.00 Z:0X:5.00 Y:0.00 Z:0.00 E:0.00 Count X:400 Y:0 Z:0",
    "Resend: ",
    "Resend: 3x",
    "Cap:EMERGENCY_PARSER:",
    "Cap:EMERGENCY_PARSER",
    "FIRMWARE_NAME:",
    "Soft endstops: On  Min:  X0.00 Y0.00 Z0.00",
    "echo:\x01xyz",
    "\xff\xfe\xfd garbage",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      InsMarlinReply reply;
      g_autofree char *shown = g_strescape (cases[i], NULL);

      g_test_message ("%s", shown);
      g_assert_false (ins_marlin_parse_line (cases[i], &reply));
    }
}

static void
test_ok (void)
{
  InsMarlinReply reply;

  g_assert_true (ins_marlin_parse_line ("ok N1 P15 B3", &reply));
  g_assert_cmpint (reply.number, ==, 1);
  g_assert_cmpint (reply.free_blocks, ==, 15);
  g_assert_cmpint (reply.free_commands, ==, 3);
  g_assert_true (ins_marlin_parse_line ("ok", &reply));
  g_assert_cmpint (reply.free_blocks, ==, -1);
  g_assert_cmpint (reply.free_commands, ==, -1);
}

static void
test_position (void)
{
  InsMarlinReply reply;

  g_assert_true (
      ins_marlin_parse_line ("X:5.00 Y:-1.25 Z:0.00 E:-77.13 Count X:400 Y:-100 Z:0", &reply));
  g_assert_cmpfloat (reply.position.mm[INS_AXIS_X], ==, 5.0);
  g_assert_cmpfloat (reply.position.mm[INS_AXIS_Y], ==, -1.25);
  g_assert_cmpfloat (reply.position.mm[INS_AXIS_Z], ==, 0.0);
  g_assert_cmpfloat (reply.extruder_mm, ==, -77.13);
  g_assert_true (reply.has_counts);
  g_assert_cmpint (reply.counts[INS_AXIS_X], ==, 400);
  g_assert_cmpint (reply.counts[INS_AXIS_Y], ==, -100);

  /* no extruder; older ones have a blank behind the colon; further axes */
  g_assert_true (ins_marlin_parse_line ("X:0.00 Y:0.00 Z:7.50 Count X: 0 Y: 0 Z: 600", &reply));
  g_assert_true (isnan (reply.extruder_mm));
  g_assert_cmpint (reply.counts[INS_AXIS_Z], ==, 600);
  g_assert_true (
      ins_marlin_parse_line ("X:1.00 Y:2.00 Z:3.00 A:4.00 Count X:80 Y:160 Z:240 A:9", &reply));
  g_assert_cmpint (reply.counts[INS_AXIS_Z], ==, 240);
  /* motors that are not axes */
  g_assert_true (
      ins_marlin_parse_line ("X:1.00 Y:2.00 Z:3.00 E:0.00 Count A:240 B:-80 Z:1200", &reply));
  g_assert_false (reply.has_counts);
  g_assert_cmpfloat (reply.position.mm[INS_AXIS_Y], ==, 2.0);
}

static void
test_hits (void)
{
  InsMarlinReply reply;

  g_assert_true (ins_marlin_parse_line ("echo:endstops hit:  X:12.00", &reply));
  g_assert_cmpuint (reply.axis_mask, ==, 1u << INS_AXIS_X);
  g_assert_true (ins_marlin_parse_line ("echo:endstops hit:  Y:12.00 Z:-3.50", &reply));
  g_assert_cmpuint (reply.axis_mask, ==, 1u << INS_AXIS_Y | 1u << INS_AXIS_Z);
  g_assert_true (ins_marlin_parse_line ("y_max: TRIGGERED", &reply));
  g_assert_cmpint (reply.axis, ==, INS_AXIS_Y);
}

static void
take (InsMarlinSettings *settings, const char *line)
{
  InsMarlinReply reply;

  g_assert_true (ins_marlin_parse_line (line, &reply));
  ins_marlin_settings_take (settings, &reply);
}

static void
test_settings (void)
{
  InsMarlinSettings settings;
  InsStageInfo info = { 0 };

  ins_marlin_settings_clear (&settings);
  take (
      &settings,
      "FIRMWARE_NAME:Marlin bugfix-2.1.x (Jan  1 2023 12:00:00) SOURCE_CODE_URL:github.com/"
      "MarlinFirmware/Marlin PROTOCOL_VERSION:1.0 MACHINE_TYPE:3D Printer EXTRUDER_COUNT:1 UUID:x");
  take (&settings, "Cap:EEPROM:1");
  take (&settings, "Cap:EMERGENCY_PARSER:1");
  take (&settings, "Cap:AUTOREPORT_POS:1");
  take (&settings, "echo:  M92 X80.00 Y80.00 Z400.00 E500.00");
  take (&settings, "echo:  M203 X300.00 Y300.00 Z5.00 E25.00");
  take (&settings, "echo:  M201 X3000.00 Y3000.00 Z100.00 E10000.00");
  take (&settings, "echo:  M204 P3000.00 R3000.00 T2000.00");
  take (&settings, "echo:  M206 X0.00 Y0.00 Z0.00");
  take (&settings, "echo:  M205 B20000.00 S0.00 T0.00 J0.01");
  take (&settings, "echo:Soft endstops: ON  Min: X0.00 Y0.00 Z0.00  Max: X200.00 Y210.00 Z220.00");
  ins_marlin_settings_fill_info (&settings, &info);
  g_assert_cmpstr (info.name, ==, "Marlin bugfix-2.1.x");
  g_assert_true (settings.has_emergency_parser && settings.has_position_report);
  g_assert_cmpfloat (info.resolution.mm[INS_AXIS_X], ==, 1.0 / 80.0);
  g_assert_cmpfloat (info.maximum_speed.mm[INS_AXIS_Z], ==, 5.0);
  g_assert_cmpfloat (info.acceleration.mm[INS_AXIS_X], ==, 2000.0);
  g_assert_cmpfloat (info.acceleration.mm[INS_AXIS_Z], ==, 100.0);
  g_assert_cmpfloat (info.travel_minimum.mm[INS_AXIS_X], ==, 0.0);
  g_assert_cmpfloat (info.travel_maximum.mm[INS_AXIS_Y], ==, 210.0);
  g_assert_true (info.coordinated_axes && info.can_home);
}

/* Three ways to say the same. */
static void
test_travel (void)
{
  static const char *const lines[] = {
    "echo:Soft endstops: ON  Min: X0.00 Y-5.00 Z0.00  Max: X200.00 Y200.00 Z180.00",
    "Soft endstops: On  Min:  X0.00 Y-5.00 Z0.00   Max:  X200.00 Y200.00 Z180.00",
    "echo:  M211 S1 ; ON  Min:  X0.00 Y-5.00 Z0.00   Max:  X200.00 Y200.00 Z180.00",
    "echo:Soft endstops: Off  Min: X:0.00 Y:-5.00 Z:0.00  Max: X:200.00 Y:200.00 Z:180.00",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      InsMarlinReply reply;

      g_test_message ("%s", lines[i]);
      g_assert_true (ins_marlin_parse_line (lines[i], &reply));
      g_assert_cmpint (reply.kind, ==, INS_MARLIN_TRAVEL);
      g_assert_cmpfloat (reply.minimum.mm[INS_AXIS_Y], ==, -5.0);
      g_assert_cmpfloat (reply.maximum.mm[INS_AXIS_Z], ==, 180.0);
    }
}

/* A build that says nothing about itself. */
static void
test_no_settings (void)
{
  InsMarlinSettings settings;
  InsStageInfo info = { 0 };
  const InsPosition from = { { 0.0, 0.0, 0.0 } }, to = { { 10.0, (double)NAN, (double)NAN } };

  ins_marlin_settings_clear (&settings);
  ins_marlin_settings_fill_info (&settings, &info);
  g_assert_true (isnan (info.resolution.mm[0]) && isnan (info.maximum_speed.mm[0]) &&
                 isnan (info.acceleration.mm[0]) && isnan (info.travel_minimum.mm[0]));
  /* with 100 mm/s^2: a ramp of 0.1 s and 0.5 mm on both sides */
  g_assert_cmpfloat_with_epsilon (ins_marlin_settings_get_duration_s (&settings, &from, &to, 10.0),
                                  1.1, 1e-9);
  g_assert_cmpfloat_with_epsilon (
      ins_marlin_settings_get_duration_s (&settings, &from, &to, 1000.0), 2.0 * sqrt (0.1), 1e-9);
  g_assert_cmpfloat (ins_marlin_settings_get_duration_s (&settings, &from, &from, 10.0), ==, 0.0);
}

static void
test_commands (void)
{
  static const struct
  {
    InsPosition target;
    double feed;
    const char *line;
  } cases[] = {
    { { { 10.0, NAN, NAN } }, 600.0, "G1 X10.0000 F600.000" },
    { { { -0.5, 2.25, 7.0 } }, 1200.0, "G1 X-0.5000 Y2.2500 Z7.0000 F1200.000" },
    { { { NAN, NAN, 0.0 } }, 1e-9, "G1 Z0.0000 F0.001" },
    { { { NAN, NAN, NAN } }, 600.0, NULL },
    { { { 1e6, NAN, NAN } }, 600.0, NULL },
    { { { 1.0, NAN, NAN } }, 0.0, NULL },
    { { { 1.0, NAN, NAN } }, NAN, NULL },
    { { { INFINITY, NAN, NAN } }, 600.0, NULL },
  };
  g_autofree char *z = ins_marlin_format_home (1u << INS_AXIS_Z);
  g_autofree char *xy = ins_marlin_format_home (1u << INS_AXIS_X | 1u << INS_AXIS_Y);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = ins_marlin_format_move (&cases[i].target, cases[i].feed);

      g_assert_cmpstr (line, ==, cases[i].line);
    }
  g_assert_cmpstr (z, ==, "G28 Z");
  g_assert_cmpstr (xy, ==, "G28 X Y");
}

/* The exclusive or of all bytes before the star. */
static void
test_checksum (void)
{
  static const struct
  {
    guint number;
    const char *text, *line;
  } cases[] = {
    { 0, "M110", "N0 M110*35\n" },
    { 3, "G28", "N3 G28*16\n" },
    { 10, "G1 X5", "N10 G1 X5*84\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = ins_marlin_format_numbered (cases[i].number, cases[i].text);
      guint8 checksum = 0;

      for (const char *at = line; *at != '*'; at++)
        checksum = (guint8)(checksum ^ *at);
      g_assert_cmpuint (checksum, ==, (guint)g_ascii_strtoull (strchr (line, '*') + 1, NULL, 10));
      g_assert_cmpstr (line, ==, cases[i].line);
    }
}

static void
test_comma_locale (void)
{
  const InsPosition target = { { 10.25, (double)NAN, (double)NAN } };
  g_autofree char *line = NULL;
  InsMarlinReply reply;

  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("locale de_DE.UTF-8 is not installed");
      return;
    }
  line = ins_marlin_format_move (&target, 60.5);
  g_assert_cmpstr (line, ==, "G1 X10.2500 F60.500");
  g_assert_true (ins_marlin_parse_line ("X:5.25 Y:0.00 Z:0.00 E:0.00 Count X:420 Y:0 Z:0", &reply));
  g_assert_cmpfloat (reply.position.mm[INS_AXIS_X], ==, 5.25);
  setlocale (LC_ALL, "C");
}

/* A good line with bytes lost and changed: no crash, and no position that is not a number. */
static void
test_mutations (void)
{
  static const char good[] = "X:123.45 Y:-67.89 Z:0.50 E:0.00 Count X:9876 Y:-5431 Z:200";
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) line = g_string_new (good);
      InsMarlinReply reply;

      for (guint k = 0; k < 1 + i % 3; k++)
        {
          gssize at = g_rand_int_range (random, 0, (gint32)line->len);

          if (g_rand_boolean (random))
            g_string_erase (line, at, 1);
          else
            line->str[at] = (char)g_rand_int_range (random, 1, 256);
        }
      if (ins_marlin_parse_line (line->str, &reply) && reply.kind == INS_MARLIN_POSITION)
        for (guint axis = 0; axis < INS_N_AXES; axis++)
          g_assert_true (isfinite (reply.position.mm[axis]));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/marlin-protocol/lines", test_lines);
  g_test_add_func ("/marlin-protocol/bad-lines", test_bad_lines);
  g_test_add_func ("/marlin-protocol/ok", test_ok);
  g_test_add_func ("/marlin-protocol/position", test_position);
  g_test_add_func ("/marlin-protocol/hits", test_hits);
  g_test_add_func ("/marlin-protocol/settings", test_settings);
  g_test_add_func ("/marlin-protocol/travel", test_travel);
  g_test_add_func ("/marlin-protocol/no-settings", test_no_settings);
  g_test_add_func ("/marlin-protocol/commands", test_commands);
  g_test_add_func ("/marlin-protocol/checksum", test_checksum);
  g_test_add_func ("/marlin-protocol/comma-locale", test_comma_locale);
  g_test_add_func ("/marlin-protocol/mutations", test_mutations);

  return g_test_run ();
}
