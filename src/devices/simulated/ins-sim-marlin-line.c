/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "devices/simulated/ins-sim-marlin-private.h"

#define MM_PER_INCH 25.4
#define MOST_WORDS 16

/* "G1 X5 F600": the first word is the command. */
typedef struct
{
  char letter;
  int number;
  guint letters;     /* bit n: the word of letter A + n is there */
  double values[26]; /* NaN where it has no number */
} Command;

static gboolean
take_number (const char **at, double *value)
{
  gsize n = strspn (*at, "+-.0123456789");
  g_autofree char *number = g_strndup (*at, n);

  if (n == 0 || !ins_number_parse (number[0] == '+' ? number + 1 : number, value))
    return FALSE;
  *at += n;

  return TRUE;
}

static gboolean
has (const Command *command, char letter)
{
  return (command->letters & (1u << (letter - 'A'))) != 0;
}

static double
get (const Command *command, char letter)
{
  return has (command, letter) ? command->values[letter - 'A'] : (double)NAN;
}

/* Beyond an int as strtol() has it on the real one; its successor is an int, too. */
static int
as_line_number (double value)
{
  return (int)CLAMP (value, (double)G_MININT, (double)(G_MAXINT - 1));
}

static gboolean
parse_command (const char *line, Command *command)
{
  const char *at = line + strspn (line, " ");
  double value = 0.0;

  *command = (Command){ 0 };
  if (*at != 'G' && *at != 'M')
    return FALSE;
  command->letter = *at++;
  if (!take_number (&at, &value) || fabs (value) > 9999.0)
    return FALSE;
  command->number = (int)value;
  for (at += strspn (at, " "); *at != '\0'; at += strspn (at, " "))
    {
      char letter = g_ascii_toupper (*at++);

      if (letter < 'A' || letter > 'Z')
        continue;
      command->letters |= 1u << (letter - 'A');
      if (!take_number (&at, &command->values[letter - 'A']))
        command->values[letter - 'A'] = (double)NAN;
    }

  return TRUE;
}

/* ---- moves ---------------------------------------------------------------------------------- */

/* Once an axis is homed its soft endstops clamp, without a word. */
static void
clamp_target (InsSimMarlin *self, InsPosition *target)
{
  for (guint axis = 0; axis < INS_N_AXES && self->soft_endstops; axis++)
    if (self->homed_mask & (1u << axis))
      target->mm[axis] = CLAMP (target->mm[axis], INS_SIM_MINIMUM_MM, INS_SIM_MAXIMUM_MM);
}

static void
execute_move (InsSimMarlin *self, const Command *command, double now_s)
{
  double feed = get (command, 'F') * self->scale;

  if (feed > 0.0)
    self->feed_mm_min = feed;
  self->pending_target = self->target;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double mm = get (command, INS_AXIS_LETTERS[axis]) * self->scale;

      if (!isnan (mm))
        self->pending_target.mm[axis] = self->is_relative ? self->target.mm[axis] + mm : mm;
    }
  clamp_target (self, &self->pending_target);
  self->target = self->pending_target;
  if (ins_sim_marlin_try_move (self, now_s))
    ins_sim_marlin_send_ok (self, now_s);
  else
    ins_sim_marlin_begin_wait (self, MARLIN_WAITS_FOR_PLANNER, now_s);
}

/* G92: what is here is called so. */
static void
set_position (InsSimMarlin *self, const Command *command)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double mm = get (command, INS_AXIS_LETTERS[axis]);

      if (isnan (mm))
        continue;
      self->offset.mm[axis] += mm - self->target.mm[axis];
      self->target.mm[axis] = mm;
    }
  if (!isnan (get (command, 'E')))
    self->extruder_mm = get (command, 'E');
}

static guint
get_home_mask (const Command *command)
{
  guint mask = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    mask |= has (command, INS_AXIS_LETTERS[axis]) ? 1u << axis : 0;

  return mask != 0 ? mask : (1u << INS_N_AXES) - 1;
}

/* FALSE: there is no such command, or it answers later itself. */
static gboolean
execute_g (InsSimMarlin *self, const Command *command, gboolean *is_known, double now_s)
{
  *is_known = TRUE;
  switch (command->number)
    {
    case 0:
    case 1:
      execute_move (self, command, now_s);
      return FALSE;
    case 20:
    case 21:
      self->scale = command->number == 20 ? MM_PER_INCH : 1.0;
      return TRUE;
    case 28:
      ins_sim_marlin_start_homing (self, get_home_mask (command), now_s);
      return FALSE;
    case 90:
    case 91:
      self->is_relative = command->number == 91;
      return TRUE;
    case 92:
      set_position (self, command);
      return TRUE;
    default:
      *is_known = FALSE;
      return FALSE;
    }
}

/* ---- settings and questions ----------------------------------------------------------------- */

static void
set_triple (InsPosition *values, const Command *command)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (get (command, INS_AXIS_LETTERS[axis]) > 0.0)
      values->mm[axis] = get (command, INS_AXIS_LETTERS[axis]);
}

static gboolean
set_setting (InsSimMarlin *self, const Command *command, double now_s)
{
  InsPosition *const values = command->number == 92    ? &self->steps_per_mm
                              : command->number == 201 ? &self->acceleration
                                                       : &self->maximum_speed;

  if (command->number == 204)
    {
      if (get (command, 'T') > 0.0)
        self->travel_acceleration = get (command, 'T');
    }
  else
    set_triple (values, command);
  ins_sim_marlin_apply_settings (self);

  return TRUE;
}

static gboolean
set_keepalive (InsSimMarlin *self, const Command *command, double now_s)
{
  g_autofree char *text = NULL;

  if (get (command, 'S') >= 0.0)
    {
      self->busy_s = CLAMP (floor (get (command, 'S')), 0.0, 60.0);
      return TRUE;
    }
  text = g_strdup_printf ("echo:M113 S%d\n", (int)self->busy_s);
  ins_sim_marlin_send (self, text, now_s);

  return TRUE;
}

static gboolean
execute_question (InsSimMarlin *self, const Command *command, double now_s)
{
  if (command->number == 114)
    ins_sim_marlin_send_position (self, self->is_realtime && has (command, 'R'), now_s);
  else if (command->number == 115)
    ins_sim_marlin_send_identity (self, now_s);
  else if (command->number == 119)
    ins_sim_marlin_send_endstops (self, now_s);
  else if (command->number == 503)
    ins_sim_marlin_send_settings (self, now_s);
  else if (command->number == 211)
    {
      if (has (command, 'S'))
        self->soft_endstops = get (command, 'S') > 0.0;
      ins_sim_marlin_send_soft_endstops (self, now_s);
    }
  else
    return FALSE;

  return TRUE;
}

static gboolean
execute_m (InsSimMarlin *self, const Command *command, gboolean *is_known, double now_s)
{
  *is_known = TRUE;
  switch (command->number)
    {
    case 92:
    case 201:
    case 203:
    case 204:
      return set_setting (self, command, now_s);
    case 110:
      if (!isnan (get (command, 'N')))
        self->last_number = as_line_number (get (command, 'N'));
      return TRUE;
    case 112:
      ins_sim_marlin_kill (self, "echo:M112 Shutdown\n", now_s);
      return FALSE;
    case 113:
      return set_keepalive (self, command, now_s);
    case 400:
      ins_sim_marlin_begin_wait (self, MARLIN_WAITS_FOR_REST, now_s);
      return FALSE;
    case 410:
      ins_sim_marlin_quick_stop (self, now_s);
      return FALSE;
    case 18:
    case 84:
    case 999:
      return TRUE;
    default:
      *is_known = execute_question (self, command, now_s);
      return *is_known;
    }
}

/* ---- lines ---------------------------------------------------------------------------------- */

static gboolean
refuse_line (InsSimMarlin *self, const char *why, double now_s)
{
  g_autofree char *text = g_strdup_printf ("Error:%s, Last Line: %d\nResend: %d\nok\n", why,
                                           self->last_number, self->last_number + 1);

  ins_sim_marlin_send (self, text, now_s);

  return FALSE;
}

/* "N3 G28*18": number and checksum are checked and taken away (queue.cpp get_serial_commands()). */
static gboolean
take_line_number (InsSimMarlin *self, char *line, double now_s)
{
  const char *at = line + 1;
  char *star = strrchr (line, '*');
  double number = 0.0, wanted = 0.0;
  guint8 checksum = 0;

  self->ok_number = -1;
  if (line[0] != 'N' || !take_number (&at, &number))
    return TRUE;
  if (as_line_number (number) != self->last_number + 1 && strstr (line, "M110") == NULL)
    return refuse_line (self, "Line Number is not Last Line Number+1", now_s);
  if (star == NULL)
    return refuse_line (self, "No Checksum with line number", now_s);
  for (const char *byte = line; byte < star; byte++)
    checksum ^= (guint8)*byte;
  if (!ins_number_parse (star + 1, &wanted) || fabs (wanted - checksum) > 0.5)
    return refuse_line (self, "checksum mismatch", now_s);
  *star = '\0';
  self->last_number = self->ok_number = as_line_number (number);
  memmove (line, at, strlen (at) + 1);

  return TRUE;
}

void
ins_sim_marlin_execute_line (InsSimMarlin *self, const char *raw, double now_s)
{
  g_autofree char *line = g_strndup (raw, strcspn (raw, ";"));
  gboolean is_known = FALSE, is_done = FALSE;
  Command command;

  g_strstrip (line);
  if (*line == '\0' || !take_line_number (self, line, now_s))
    return;
  g_strstrip (line);
  if (parse_command (line, &command))
    is_done = command.letter == 'G' ? execute_g (self, &command, &is_known, now_s)
                                    : execute_m (self, &command, &is_known, now_s);
  if (!is_known)
    {
      g_autofree char *text = g_strdup_printf ("echo:Unknown command: \"%s\"\n", line);

      ins_sim_marlin_send (self, text, now_s);
    }
  if (is_done || !is_known)
    ins_sim_marlin_send_ok (self, now_s);
}
