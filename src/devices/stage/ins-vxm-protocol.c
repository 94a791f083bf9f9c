/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "devices/stage/ins-vxm-protocol.h"

#define N_DIGITS_PADDED 7

/* A sign (or none at all, at the very start) and digits from @text on; NULL: no number. */
static const char *
scan_number (const char *text, InsVxmReply *reply)
{
  gboolean is_negative = *text == '-';
  guint n_digits = 0;
  gint64 steps = 0;

  if (*text == '+' || *text == '-')
    text++;
  for (; g_ascii_isdigit (*text); text++, n_digits++)
    if (n_digits < 10)
      steps = 10 * steps + (*text - '0');
  if (n_digits == 0 || steps > INS_VXM_MAX_STEPS)
    return NULL;
  reply->steps = is_negative ? -steps : steps;
  reply->n_digits = n_digits;

  return text;
}

/* The first signed number; of several that noise has made, the one that is written in full. */
static gboolean
parse_position (const char *line, InsVxmReply *reply)
{
  guint n_found = 0, n_full = 0;
  InsVxmReply found = { 0 }, full = { 0 };

  if (g_ascii_isdigit (line[0]))
    {
      const char *end = scan_number (line, reply);

      return end != NULL && *end == '\0';
    }
  for (const char *at = strpbrk (line, "+-"); at != NULL; at = strpbrk (at + 1, "+-"))
    {
      InsVxmReply here = *reply;

      if (scan_number (at, &here) == NULL)
        continue;
      if (n_found++ == 0)
        found = here;
      if (here.n_digits != N_DIGITS_PADDED)
        continue;
      full = here;
      n_full++;
    }
  *reply = n_full > 0 ? full : found;

  return n_full == 1 || (n_full == 0 && n_found == 1);
}

InsVxmOutcome
ins_vxm_parse (const char *line, InsVxmForm form, InsVxmReply *reply)
{
  gboolean is_lone = line[0] != '\0' && line[1] == '\0';

  memset (reply, 0, sizeof *reply);
  reply->has_ended = is_lone && line[0] == '^';
  reply->at_limit = is_lone && line[0] == 'O';
  if (line[0] == '\0' || reply->has_ended || reply->at_limit)
    return INS_VXM_NEED_MORE;
  if (is_lone && strchr ("RBJb", line[0]) != NULL)
    {
      reply->state = line[0];
      return form == INS_VXM_FORM_STATE ? INS_VXM_REPLY : INS_VXM_NEED_MORE;
    }
  if (!parse_position (line, reply))
    return INS_VXM_BAD;

  return form == INS_VXM_FORM_POSITION ? INS_VXM_REPLY : INS_VXM_NEED_MORE;
}

const char *
ins_vxm_get_position_question (guint motor)
{
  static const char *const questions[INS_VXM_MAX_MOTOR] = { "X\r", "Y\r", "Z\r", "T\r" };

  g_return_val_if_fail (motor >= 1 && motor <= INS_VXM_MAX_MOTOR, "");

  return questions[motor - 1];
}

/* ---- programs ------------------------------------------------------------------------------- */

G_GNUC_PRINTF (2, 3)
static void
add (GString *program, const char *format, ...)
{
  const char *last = strrchr (program->str, '\r');
  gsize n_line = last != NULL ? strlen (last + 1) : program->len;
  g_autofree char *command = NULL;
  va_list arguments;

  va_start (arguments, format);
  command = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (n_line + 1 + strlen (command) + 1 > INS_VXM_LINE_BYTES)
    g_string_append_printf (program, "\r%s", command);
  else
    g_string_append_printf (program, ",%s", command);
}

void
ins_vxm_program_begin (GString *program)
{
  g_string_assign (program, "C");
}

void
ins_vxm_program_add_speed (GString *program, guint motor, guint steps_s)
{
  add (program, "S%uM%u", motor, CLAMP (steps_s, 1, INS_VXM_MAX_SPEED));
}

void
ins_vxm_program_add_move (GString *program, guint motor, gint64 to_steps)
{
  add (program, "IA%uM%" G_GINT64_FORMAT, motor, to_steps);
}

void
ins_vxm_program_add_home (GString *program, guint motor, guint back_off_steps)
{
  add (program, "I%uM-0", motor);
  add (program, "I%uM%u", motor, MAX (back_off_steps, 1)); /* 0 would run to the other end */
  add (program, "IA%uM-0", motor);
}

void
ins_vxm_program_end (GString *program)
{
  add (program, "R");
  g_string_append_c (program, '\r');
}
