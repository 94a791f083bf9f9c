/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "devices/stage/ins-zaber-protocol.h"
#include "devices/stage/ins-zaber-warnings.h"

/* Sums quoted with the protocol. */
static void
test_checksum (void)
{
  static const struct
  {
    const char *text;
    guint8 sum;
  } cases[] = {
    { "1", 0xCF }, { "0 1", 0x7F }, { "2 1", 0x7D }, { "1 tools echo", 0xBF }, { "1 home", 0x06 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmphex (ins_zaber_checksum (cases[i].text, strlen (cases[i].text)), ==, cases[i].sum);
}

static void
test_format (void)
{
  static const struct
  {
    guint device, axis;
    int id;
    const char *command;
    const char *bytes;
  } cases[] = {
    { 1, 0, INS_ZABER_NO_ID, "", "/1:CF\n" },
    { 0, 1, INS_ZABER_NO_ID, "", "/0 1:7F\n" },
    { 2, 1, INS_ZABER_NO_ID, "", "/2 1:7D\n" },
    { 1, 0, INS_ZABER_NO_ID, "tools echo", "/1 tools echo:BF\n" },
    { 1, 0, INS_ZABER_NO_ID, "home", "/1 home:06\n" },
    { 0, 0, INS_ZABER_NO_ID, "", "/:00\n" },
    { 0, 0, INS_ZABER_NO_ID, "stop", "/stop:3A\n" },
    { 1, 2, INS_ZABER_NO_ID, "move abs 1000", "/1 2 move abs 1000:6F\n" },
    { 1, 0, 7, "get pos", "/1 0 07 get pos:26\n" },
    { 99, 3, 99, "", "/99 3 99:A9\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *bytes = ins_zaber_format (cases[i].device, cases[i].axis, cases[i].id,
                                                 cases[i].command);

      g_assert_cmpstr (bytes, ==, cases[i].bytes);
    }
}

static void
test_messages (void)
{
  static const struct
  {
    const char *line;
    InsZaberMessage message;
  } cases[] = {
    { "@01 0 OK IDLE -- 0", { INS_ZABER_REPLY, 1, 0, -1, TRUE, FALSE, "--", "0" } },
    { "@01 0 OK BUSY WR 0", { INS_ZABER_REPLY, 1, 0, -1, TRUE, TRUE, "WR", "0" } },
    { "@01 0 OK BUSY NI 0", { INS_ZABER_REPLY, 1, 0, -1, TRUE, TRUE, "NI", "0" } },
    { "@01 1 OK IDLE -- 10000", { INS_ZABER_REPLY, 1, 1, -1, TRUE, FALSE, "--", "10000" } },
    { "@01 0 07 OK IDLE -- -3 0 NA", { INS_ZABER_REPLY, 1, 0, 7, TRUE, FALSE, "--", "-3 0 NA" } },
    { "@01 0 -- OK IDLE -- 0", { INS_ZABER_REPLY, 1, 0, -1, TRUE, FALSE, "--", "0" } },
    { "@12 2 99 RJ BUSY FS BADDATA", { INS_ZABER_REPLY, 12, 2, 99, FALSE, TRUE, "FS", "BADDATA" } },
    { "!01 2 IDLE --", { INS_ZABER_ALERT, 1, 2, -1, FALSE, FALSE, "--", "" } },
    { "!03 1 BUSY WL", { INS_ZABER_ALERT, 3, 1, -1, FALSE, TRUE, "WL", "" } },
    { "#01 0 visit the site", { INS_ZABER_INFO, 1, 0, -1, FALSE, FALSE, "--", "visit the site" } },
    { "#01 0 cont 1 of it", { INS_ZABER_INFO, 1, 0, -1, FALSE, FALSE, "--", "cont 1 of it" } },
    { "#01 0 12 more\\", { INS_ZABER_INFO, 1, 0, 12, FALSE, FALSE, "--", "more\\" } },
    /* with checksum */
    { "@01 0 OK IDLE -- 0:8D", { INS_ZABER_REPLY, 1, 0, -1, TRUE, FALSE, "--", "0" } },
    { "!01 2 IDLE --:95", { INS_ZABER_ALERT, 1, 2, -1, FALSE, FALSE, "--", "" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const InsZaberMessage *wanted = &cases[i].message;
      InsZaberMessage message;

      g_test_message ("%s", cases[i].line);
      g_assert_true (ins_zaber_parse_line (cases[i].line, &message));
      g_assert_cmpint (message.kind, ==, wanted->kind);
      g_assert_cmpuint (message.device, ==, wanted->device);
      g_assert_cmpuint (message.axis, ==, wanted->axis);
      g_assert_cmpint (message.id, ==, wanted->id);
      g_assert_cmpint (message.is_accepted, ==, wanted->is_accepted);
      g_assert_cmpint (message.is_busy, ==, wanted->is_busy);
      g_assert_cmpstr (message.warning, ==, wanted->warning);
      g_assert_cmpstr (message.data, ==, wanted->data);
    }
}

static void
test_bad_messages (void)
{
  static const char *const cases[] = {
    "",
    "@",
    "ok",
    "<Idle|MPos:0,0,0>",
    "@01",
    "@01 0",
    "@01 0 OK",
    "@01 0 OK IDLE",
    "@01 0 OK IDLE --",
    "@01 0 OK IDLE -- ",
    "@1 0 OK IDLE -- 0",
    "@00 0 OK IDLE -- 0",
    "@01 x OK IDLE -- 0",
    "@01 0 7 OK IDLE -- 0",
    "@01 0 ok IDLE -- 0",
    "@01 0 OK BUSYIDLE -- 0",
    "@01 0 OK IDLE - 0",
    "@01 0 OK IDLE W1 0",
    "@01  0 OK IDLE -- 0",
    "@01 0 OK IDLE -- 0:8E",
    "@01 0 OK IDLE -- 1:8D",
    "@01 0 OK IDLE -- \x01",
    "!01 2 IDLE -- 0",
    "!01 2 IDLE --:96",
    "?01 2 IDLE --",
  };
  g_autofree char *longest = g_strnfill (4000, '1');
  g_autofree char *line = g_strdup_printf ("@01 0 OK IDLE -- %s", longest);
  InsZaberMessage message;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i]);
      g_assert_false (ins_zaber_parse_line (cases[i], &message));
    }
  g_assert_false (ins_zaber_parse_line (line, &message));
}

/* Whatever is lost or changed on the way: no crash, and with a checksum nothing false. */
static void
test_garbled (void)
{
  static const char good[] = "@01 0 07 OK IDLE -- 123456 -654321 0:2F";
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  InsZaberMessage message, right;
  guint n_believed = 0;

  g_assert_true (ins_zaber_parse_line (good, &right));
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *line = g_strdup (good);
      gsize at = (gsize)g_rand_int_range (random, 0, sizeof good - 4); /* not in the sum */

      if (i % 2 == 0)
        memmove (line + at, line + at + 1, strlen (line + at));
      else
        line[at] = (char)g_rand_int_range (random, 1, 256);
      if (strcmp (line, good) != 0 && ins_zaber_parse_line (line, &message))
        n_believed += message.kind == INS_ZABER_REPLY; /* the first byte is not in the sum */
    }
  g_assert_cmpuint (n_believed, ==, 0);
}

static void
test_values (void)
{
  double values[3];

  g_assert_cmpuint (ins_zaber_parse_values ("10000", values, 3), ==, 1);
  g_assert_cmpfloat (values[0], ==, 10000.0);
  g_assert_cmpuint (ins_zaber_parse_values ("-1 NA 7.25", values, 3), ==, 3);
  g_assert_cmpfloat (values[0], ==, -1.0);
  g_assert_true (isnan (values[1]));
  g_assert_cmpfloat (values[2], ==, 7.25);
  g_assert_cmpuint (ins_zaber_parse_values ("1 2 3 4", values, 3), ==, 0);
  g_assert_cmpuint (ins_zaber_parse_values ("", values, 3), ==, 0);
  g_assert_cmpuint (ins_zaber_parse_values ("1  2", values, 3), ==, 0);
  g_assert_cmpuint (ins_zaber_parse_values ("12a", values, 3), ==, 0);
  g_assert_cmpuint (ins_zaber_parse_values ("BADDATA", values, 3), ==, 0);
}

/* 1 mm/s at 1 um per step is 1000 steps/s, times 1.6384; accelerations have 10000 in it. */
static void
test_units (void)
{
  g_assert_cmpfloat_with_epsilon (ins_zaber_speed_to_data (1.0, 1.0), 1638.4, 1e-9);
  g_assert_cmpfloat_with_epsilon (ins_zaber_speed_to_data (50.0, 0.047625), 1720104.99, 0.01);
  g_assert_cmpfloat_with_epsilon (ins_zaber_acceleration_to_data (500.0, 0.047625), 1720.105,
                                  0.001);
  g_assert_cmpfloat_with_epsilon (ins_zaber_speed_from_data (1638.4, 1.0), 1.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (ins_zaber_acceleration_from_data (1720.105, 0.047625), 500.0,
                                  0.001);
}

static void
test_warnings (void)
{
  static const char *const all[] = { "FF", "FN", "FZ", "FH", "FV", "FO", "FD", "FC", "FM",
                                     "FQ", "FI", "FA", "FR", "FS", "FB", "FP", "FE", "FT",
                                     "WL", "WV", "WT", "WS", "WM", "WP", "WR", "WH", "NC",
                                     "NI", "ND", "NR", "NT", "NU", "NJ" };
  static const char *const reasons[] = { "AGAIN",   "BADCOMMAND", "DRIVERDISABLED", "INACTIVE",
                                         "BADDATA", "BADAXIS",    "BADMESSAGEID",   "DEVICEONLY",
                                         "FULL",    "LOCKSTEP",   "NOACCESS",       "PARKED",
                                         "REMOTE",  "STATUSBUSY" };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autofree char *text = ins_zaber_warning_text (all[i]);

      /* in words */
      g_assert_null (strstr (text, all[i]));
      g_assert_cmpuint (strlen (text), >, 10);
      if (all[i][0] == 'F')
        g_assert_cmpint (ins_zaber_warning_gravity (all[i]), ==, INS_ZABER_ALARM);
      if (all[i][0] == 'N')
        g_assert_cmpint (ins_zaber_warning_gravity (all[i]), !=, INS_ZABER_ALARM);
    }
  g_assert_cmpint (ins_zaber_warning_gravity ("F9"), ==, INS_ZABER_ALARM);
  g_assert_cmpint (ins_zaber_warning_gravity ("ZZ"), ==, INS_ZABER_NOTE);
  g_assert_true (ins_zaber_warning_is_lost ("WR") && ins_zaber_warning_is_lost ("WL"));
  g_assert_false (ins_zaber_warning_is_lost ("WH"));
  g_assert_true (ins_zaber_warning_is_unhomed ("WR") && ins_zaber_warning_is_unhomed ("WH"));
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    g_assert_cmpstr (ins_zaber_reason_text (reasons[i]), !=, reasons[i]);
  g_assert_cmpstr (ins_zaber_reason_text ("STATUSBUSY"), ==, "it is moving");
  g_assert_cmpstr (ins_zaber_reason_text ("NEWONE"), ==, "NEWONE");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zaber-protocol/checksum", test_checksum);
  g_test_add_func ("/zaber-protocol/format", test_format);
  g_test_add_func ("/zaber-protocol/messages", test_messages);
  g_test_add_func ("/zaber-protocol/bad-messages", test_bad_messages);
  g_test_add_func ("/zaber-protocol/garbled", test_garbled);
  g_test_add_func ("/zaber-protocol/values", test_values);
  g_test_add_func ("/zaber-protocol/units", test_units);
  g_test_add_func ("/zaber-protocol/warnings", test_warnings);

  return g_test_run ();
}
