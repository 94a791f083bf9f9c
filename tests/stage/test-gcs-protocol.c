/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/stage/ins-gcs-protocol.h"

/* What the sheet and the manuals quote. */
static const struct
{
  const char *bytes;
  InsGcsForm form;
  InsGcsOutcome outcome;
  const char *wanted; /* items as key=number, code, mask, ready or text */
} cases[] = {
  { "1=10.000000 \n2=5.000000\n", INS_GCS_FORM_VALUES, INS_GCS_REPLY, "1=10 2=5" },
  { "1=10.000000\n", INS_GCS_FORM_VALUES, INS_GCS_REPLY, "1=10" },
  { "1=10.000000 \n", INS_GCS_FORM_VALUES, INS_GCS_NEED_MORE, "" },
  { "1=10.000000 \n2=5.0000", INS_GCS_FORM_VALUES, INS_GCS_NEED_MORE, "" },
  { "", INS_GCS_FORM_VALUES, INS_GCS_NEED_MORE, "" },
  { "X=-0.000125 \nY=1e-3 \nROT=7\n", INS_GCS_FORM_VALUES, INS_GCS_REPLY,
    "X=-0.000125 Y=0.001 ROT=7" },
  { "1=1\r\n", INS_GCS_FORM_VALUES, INS_GCS_REPLY, "1=1" },
  { "1 0xA=50.0000\n", INS_GCS_FORM_VALUES, INS_GCS_REPLY, "1 0xA=50" },
  { "1=1O.000000\n", INS_GCS_FORM_VALUES, INS_GCS_BAD, "" },
  { "1=nan\n", INS_GCS_FORM_VALUES, INS_GCS_BAD, "" },
  { "1=10.0=3\n", INS_GCS_FORM_VALUES, INS_GCS_BAD, "" },
  { "=10.0\n", INS_GCS_FORM_VALUES, INS_GCS_BAD, "" },
  { "0\n", INS_GCS_FORM_VALUES, INS_GCS_BAD, "" },
  { "\n", INS_GCS_FORM_VALUES, INS_GCS_BAD, "" },
  { "1=1.0\xC3\x28\n", INS_GCS_FORM_VALUES, INS_GCS_BAD, "" },
  { "1 1=0.100000 \n1 2=X \n1 3=0\n", INS_GCS_FORM_SETTINGS, INS_GCS_REPLY, "1 1=0.1 1 2=X 1 3=0" },
  { "1 2=\n", INS_GCS_FORM_SETTINGS, INS_GCS_BAD, "" },
  { "1 \n2 \n3\n", INS_GCS_FORM_NAMES, INS_GCS_REPLY, "1 2 3" },
  { "X\n", INS_GCS_FORM_NAMES, INS_GCS_REPLY, "X" },
  { "1=2\n", INS_GCS_FORM_NAMES, INS_GCS_BAD, "" },
  { "0\n", INS_GCS_FORM_CODE, INS_GCS_REPLY, "0" },
  { "10\n", INS_GCS_FORM_CODE, INS_GCS_REPLY, "10" },
  { "1024\n", INS_GCS_FORM_CODE, INS_GCS_REPLY, "1024" },
  { "-1008\n", INS_GCS_FORM_CODE, INS_GCS_REPLY, "-1008" },
  { "5a\n", INS_GCS_FORM_CODE, INS_GCS_BAD, "" },
  { "0 \n0\n", INS_GCS_FORM_CODE, INS_GCS_BAD, "" },
  { "0\n", INS_GCS_FORM_MASK, INS_GCS_REPLY, "mask 0" },
  { "1\n", INS_GCS_FORM_MASK, INS_GCS_REPLY, "mask 1" },
  { "3\n", INS_GCS_FORM_MASK, INS_GCS_REPLY, "mask 3" },
  { "B\n", INS_GCS_FORM_MASK, INS_GCS_REPLY, "mask b" },
  { "0x9005\n", INS_GCS_FORM_MASK, INS_GCS_REPLY, "mask 9005" },
  { "-1\n", INS_GCS_FORM_MASK, INS_GCS_BAD, "" },
  { "1=1\n", INS_GCS_FORM_MASK, INS_GCS_BAD, "" },
  { "\xB1\n", INS_GCS_FORM_READY, INS_GCS_REPLY, "ready" },
  { "\xB0\n", INS_GCS_FORM_READY, INS_GCS_REPLY, "busy" },
  { "1\n", INS_GCS_FORM_READY, INS_GCS_BAD, "" },
  { "\xB1\xB1\n", INS_GCS_FORM_READY, INS_GCS_BAD, "" },
  { "2.0\n", INS_GCS_FORM_TEXT, INS_GCS_REPLY, "2.0" },
  { "2.0 \n", INS_GCS_FORM_TEXT, INS_GCS_NEED_MORE, "" },
  { "\xA9 Physik Instrumente, C-863.11\n", INS_GCS_FORM_TEXT, INS_GCS_REPLY,
    "? Physik Instrumente, C-863.11" },
  { " \r\n", INS_GCS_FORM_TEXT, INS_GCS_BAD, "" },
};

static char *
describe (InsGcsForm form, const InsGcsReply *reply)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < reply->n; i++)
    {
      const InsGcsItem *item = &reply->items[i];

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", item->key);
      if (form == INS_GCS_FORM_NAMES)
        continue;
      if (isnan (item->number))
        g_string_append_printf (text, "=%s", item->text);
      else
        g_string_append_printf (text, "=%.9g", item->number);
    }
  if (form == INS_GCS_FORM_CODE)
    g_string_append_printf (text, "%d", reply->code);
  if (form == INS_GCS_FORM_MASK)
    g_string_append_printf (text, "mask %x", reply->mask);
  if (form == INS_GCS_FORM_READY)
    g_string_append (text, reply->is_ready ? "ready" : "busy");
  if (form == INS_GCS_FORM_TEXT)
    g_string_append (text, reply->text);

  return g_string_free (text, FALSE);
}

static void
test_answers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      InsGcsReply reply;
      InsGcsOutcome outcome = ins_gcs_parse (cases[i].bytes, strlen (cases[i].bytes), cases[i].form,
                                             &reply);
      g_autofree char *text = outcome == INS_GCS_REPLY ? describe (cases[i].form, &reply)
                                                       : g_strdup ("");

      g_autofree char *shown = g_strescape (cases[i].bytes, NULL);

      g_test_message ("case %zu: %s", i, shown);
      g_assert_cmpint (outcome, ==, cases[i].outcome);
      g_assert_cmpstr (text, ==, cases[i].wanted);
    }
}

/* Cut anywhere, an answer is not yet whole; with a zero byte in it, it is bad. */
static void
test_cut_answers (void)
{
  static const char whole[] = "1=10.000000 \n2=5.000000 \n3=-7.250000\n";
  gsize n = strlen (whole);
  InsGcsReply reply;

  for (gsize i = 0; i < n; i++)
    g_assert_cmpint (ins_gcs_parse (whole, i, INS_GCS_FORM_VALUES, &reply), ==, INS_GCS_NEED_MORE);
  for (gsize i = 0; i + 1 < n; i++)
    {
      char copy[sizeof whole];

      memcpy (copy, whole, sizeof whole);
      copy[i] = '\0';
      if (whole[i] != ' ' && whole[i] != '\n')
        g_assert_cmpint (ins_gcs_parse (copy, n, INS_GCS_FORM_VALUES, &reply), ==, INS_GCS_BAD);
    }
  g_assert_cmpint (ins_gcs_parse (whole, n, INS_GCS_FORM_VALUES, &reply), ==, INS_GCS_REPLY);
  g_assert_cmpfloat (ins_gcs_reply_find (&reply, "3")->number, ==, -7.25);
  g_assert_null (ins_gcs_reply_find (&reply, "4"));
}

static void
test_too_many_items (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  InsGcsReply reply;

  for (guint i = 0; i <= INS_GCS_MAX_ITEMS; i++)
    g_string_append_printf (text, "%u=1%s", i, i < INS_GCS_MAX_ITEMS ? " \n" : "\n");
  g_assert_cmpint (ins_gcs_parse (text->str, text->len, INS_GCS_FORM_VALUES, &reply), ==,
                   INS_GCS_BAD);
}

static void
test_identity (void)
{
  static const char *const good[][2] = {
    { "(c)2011 Physik Instrumente (PI) GmbH & Co. KG, C-863.12, 0115500624, 1.2.1",
      "PI C-863.12 1.2.1" },
    { "(c)2015 Physik Instrumente (PI) GmbH & Co. KG, E-873.3QTU,119,0.30", "PI E-873.3QTU 0.30" },
    { "Physik Instrumente, C-884.4DC", "PI C-884.4DC" },
  };
  static const char *const bad[] = { "", "ESP301 Version 3.0.1 6/1/99", "Physik Instrumente",
                                     "Grbl 1.1h, x" };
  char name[96];

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (ins_gcs_parse_identity (good[i][0], name, sizeof name));
      g_assert_cmpstr (name, ==, good[i][1]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (ins_gcs_parse_identity (bad[i], name, sizeof name));
}

static void
test_commands (void)
{
  g_autoptr (GString) command = g_string_new ("MOV");

  ins_gcs_append_value (command, "1", 10.0);
  ins_gcs_append_value (command, "X", -0.0000004);
  g_assert_cmpstr (command->str, ==, "MOV 1 10.000000 X 0.000000");
  g_assert_cmpstr (INS_GCS_STOP_ALL, ==, "\x18");
  g_assert_cmpstr (INS_GCS_HALT, ==, "HLT\n");
}

static void
test_errors (void)
{
  static const int known[] = { 0,  1,  2,  3,  5,  7,   8,   10,  15,  17,
                               23, 24, 26, 27, 31, 216, 500, 501, 1024 };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_cmpstr (ins_gcs_get_error_text (known[i]), !=, ins_gcs_get_error_text (4711));
  g_assert_true (ins_gcs_is_limit (7) && ins_gcs_is_limit (27) && ins_gcs_is_limit (216));
  g_assert_false (ins_gcs_is_limit (5) || ins_gcs_is_limit (10));
  g_assert_true (ins_gcs_is_fault (216) && ins_gcs_is_fault (500) && ins_gcs_is_fault (501) &&
                 ins_gcs_is_fault (1024));
  g_assert_false (ins_gcs_is_fault (0) || ins_gcs_is_fault (10) || ins_gcs_is_fault (5));
}

/* Whatever comes, the end is one of three, and never beyond the bytes. */
static void
test_noise (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  static const char letters[] = "0123456789.= \n\r-xXAB\xB1\xB0";

  for (guint i = 0; i < 50000; i++)
    {
      gsize n = (gsize)g_rand_int_range (random, 0, 40);
      g_autofree char *bytes = g_malloc (n + 1); /* so that a checker sees one read too many */
      InsGcsReply reply;

      for (gsize k = 0; k < n; k++)
        bytes[k] = g_rand_boolean (random) ? letters[g_rand_int_range (random, 0, 22)]
                                           : (char)g_rand_int_range (random, 0, 256);
      for (InsGcsForm form = INS_GCS_FORM_TEXT; form <= INS_GCS_FORM_READY; form++)
        {
          InsGcsOutcome outcome = ins_gcs_parse (bytes, n, form, &reply);

          g_assert_cmpint (outcome, <=, INS_GCS_BAD);
          if (memchr (bytes, '\n', n) == NULL)
            g_assert_cmpint (outcome, ==, INS_GCS_NEED_MORE);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gcs-protocol/answers", test_answers);
  g_test_add_func ("/gcs-protocol/cut-answers", test_cut_answers);
  g_test_add_func ("/gcs-protocol/too-many-items", test_too_many_items);
  g_test_add_func ("/gcs-protocol/identity", test_identity);
  g_test_add_func ("/gcs-protocol/commands", test_commands);
  g_test_add_func ("/gcs-protocol/errors", test_errors);
  g_test_add_func ("/gcs-protocol/noise", test_noise);

  return g_test_run ();
}
