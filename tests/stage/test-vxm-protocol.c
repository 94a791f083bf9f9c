/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "devices/stage/ins-vxm-protocol.h"

/* As the VXM manual and public drivers quote them. */
static void
test_replies (void)
{
  static const struct
  {
    const char *line;
    InsVxmForm form;
    InsVxmOutcome outcome;
    gint64 steps; /* or state */
  } cases[] = {
    { "R", INS_VXM_FORM_STATE, INS_VXM_REPLY, 'R' },
    { "B", INS_VXM_FORM_STATE, INS_VXM_REPLY, 'B' },
    { "J", INS_VXM_FORM_STATE, INS_VXM_REPLY, 'J' },
    { "b", INS_VXM_FORM_STATE, INS_VXM_REPLY, 'b' },
    { "^", INS_VXM_FORM_STATE, INS_VXM_NEED_MORE, 0 },
    { "O", INS_VXM_FORM_STATE, INS_VXM_NEED_MORE, 0 },
    { "X+0000400", INS_VXM_FORM_STATE, INS_VXM_NEED_MORE, 0 },
    { "V", INS_VXM_FORM_STATE, INS_VXM_BAD, 0 },
    { "RR", INS_VXM_FORM_STATE, INS_VXM_BAD, 0 },
    { "ok", INS_VXM_FORM_STATE, INS_VXM_BAD, 0 },
    { "X+0000400", INS_VXM_FORM_POSITION, INS_VXM_REPLY, 400 },
    { "Y-0012345", INS_VXM_FORM_POSITION, INS_VXM_REPLY, -12345 },
    { "+0000000", INS_VXM_FORM_POSITION, INS_VXM_REPLY, 0 },
    { "-0000001", INS_VXM_FORM_POSITION, INS_VXM_REPLY, -1 },
    { "400", INS_VXM_FORM_POSITION, INS_VXM_REPLY, 400 },
    { "-400", INS_VXM_FORM_POSITION, INS_VXM_REPLY, -400 },
    { "X-400 ", INS_VXM_FORM_POSITION, INS_VXM_REPLY, -400 },
    { "\x7f\x01X+0000400", INS_VXM_FORM_POSITION, INS_VXM_REPLY, 400 },
    { "+9\x01X+0000400", INS_VXM_FORM_POSITION, INS_VXM_REPLY, 400 },
    { "+9-8", INS_VXM_FORM_POSITION, INS_VXM_BAD, 0 },
    { "400x", INS_VXM_FORM_POSITION, INS_VXM_BAD, 0 },
    { "X", INS_VXM_FORM_POSITION, INS_VXM_BAD, 0 },
    { "X+", INS_VXM_FORM_POSITION, INS_VXM_BAD, 0 },
    { "+99999999999999999999", INS_VXM_FORM_POSITION, INS_VXM_BAD, 0 },
    { "R", INS_VXM_FORM_POSITION, INS_VXM_NEED_MORE, 0 },
    { "^", INS_VXM_FORM_POSITION, INS_VXM_NEED_MORE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      InsVxmReply reply;

      g_test_message ("%s", cases[i].line);
      g_assert_cmpint (ins_vxm_parse (cases[i].line, cases[i].form, &reply), ==, cases[i].outcome);
      g_assert_cmpint (reply.has_ended, ==, strcmp (cases[i].line, "^") == 0);
      g_assert_cmpint (reply.at_limit, ==, strcmp (cases[i].line, "O") == 0);
      if (cases[i].outcome != INS_VXM_REPLY)
        continue;
      if (cases[i].form == INS_VXM_FORM_STATE)
        g_assert_cmpint (reply.state, ==, cases[i].steps);
      else
        g_assert_cmpint (reply.steps, ==, cases[i].steps);
    }
}

static void
test_digits (void)
{
  InsVxmReply reply;

  ins_vxm_parse ("X+0000400", INS_VXM_FORM_POSITION, &reply);
  g_assert_cmpuint (reply.n_digits, ==, 7);
  ins_vxm_parse ("X+000400", INS_VXM_FORM_POSITION, &reply);
  g_assert_cmpuint (reply.n_digits, ==, 6);
}

static void
test_questions (void)
{
  g_assert_cmpstr (ins_vxm_get_position_question (1), ==, "X\r");
  g_assert_cmpstr (ins_vxm_get_position_question (2), ==, "Y\r");
  g_assert_cmpstr (ins_vxm_get_position_question (3), ==, "Z\r");
  g_assert_cmpstr (ins_vxm_get_position_question (4), ==, "T\r");
}

static void
assert_lines_fit (const char *program)
{
  g_auto (GStrv) lines = g_strsplit (program, "\r", -1);

  for (char **line = lines; *line != NULL; line++)
    g_assert_cmpuint (strlen (*line), <, INS_VXM_LINE_BYTES);
}

static void
test_programs (void)
{
  g_autoptr (GString) program = g_string_new (NULL);

  ins_vxm_program_begin (program);
  ins_vxm_program_add_speed (program, 1, 1000);
  ins_vxm_program_add_move (program, 1, 400);
  ins_vxm_program_end (program);
  g_assert_cmpstr (program->str, ==, "C,S1M1000,IA1M400,R\r");

  ins_vxm_program_begin (program);
  ins_vxm_program_add_speed (program, 2, 0);
  ins_vxm_program_add_move (program, 2, 0);
  ins_vxm_program_add_speed (program, 3, 9000);
  ins_vxm_program_add_move (program, 3, -1);
  ins_vxm_program_end (program);
  g_assert_cmpstr (program->str, ==, "C,S2M1,IA2M0,S3M6000,IA3M-1,R\r");

  /* an index of 0 would run to the other end */
  ins_vxm_program_begin (program);
  ins_vxm_program_add_home (program, 1, 0);
  ins_vxm_program_end (program);
  g_assert_cmpstr (program->str, ==, "C,I1M-0,I1M1,IA1M-0,R\r");

  ins_vxm_program_begin (program);
  for (guint motor = 1; motor <= 3; motor++)
    {
      ins_vxm_program_add_speed (program, motor, 2000);
      ins_vxm_program_add_home (program, motor, 200);
    }
  ins_vxm_program_end (program);
  assert_lines_fit (program->str);
  g_assert_cmpstr (program->str, ==,
                   "C,S1M2000,I1M-0,I1M200,IA1M-0,S2M2000,I2M-0,I2M200,IA2M-0,S3M2000,I3M-0,I3M200"
                   "\rIA3M-0,R\r");

  ins_vxm_program_begin (program);
  for (guint motor = 1; motor <= 3; motor++)
    {
      ins_vxm_program_add_speed (program, motor, 6000);
      ins_vxm_program_add_move (program, motor, -INS_VXM_MAX_STEPS);
    }
  ins_vxm_program_end (program);
  assert_lines_fit (program->str);
}

static void
test_noise (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (9600);

  for (guint i = 0; i < 20000; i++)
    {
      char line[30];
      guint n = (guint)g_rand_int_range (random, 0, sizeof line);
      InsVxmReply reply;

      for (guint k = 0; k < n; k++)
        line[k] = g_rand_boolean (random) ? "0123456789+-XR^"[g_rand_int_range (random, 0, 15)]
                                          : (char)g_rand_int_range (random, 1, 256);
      line[n] = '\0';
      if (ins_vxm_parse (line, INS_VXM_FORM_POSITION, &reply) == INS_VXM_REPLY)
        g_assert_cmpint (ABS (reply.steps), <=, INS_VXM_MAX_STEPS);
      ins_vxm_parse (line, INS_VXM_FORM_STATE, &reply);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stage/vxm-protocol/replies", test_replies);
  g_test_add_func ("/stage/vxm-protocol/digits", test_digits);
  g_test_add_func ("/stage/vxm-protocol/questions", test_questions);
  g_test_add_func ("/stage/vxm-protocol/programs", test_programs);
  g_test_add_func ("/stage/vxm-protocol/noise", test_noise);

  return g_test_run ();
}
