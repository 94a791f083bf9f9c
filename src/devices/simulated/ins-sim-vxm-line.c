/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "devices/simulated/ins-sim-vxm-private.h"

#define MAX_MOTOR 4
#define MAX_STEPS_S 6000
#define MAX_STEPS 16777215

static void
send (InsSimVxm *self, const char *text, double now_s)
{
  gboolean is_mute = self->is_running && self->is_mute;

  if (!is_mute)
    ins_sim_wire_send (self->parent.wire, text, now_s);
}

static void
send_state (InsSimVxm *self, double now_s)
{
  send (self, self->is_running ? "B" : self->is_on_line ? "R" : "J", now_s);
}

static void
send_position (InsSimVxm *self, guint axis, double now_s)
{
  gint64 steps = axis < INS_N_AXES ? ins_sim_vxm_get_steps (self, axis, now_s) : 0;
  g_autofree char *text = g_strdup_printf ("%c%07" G_GINT64_FORMAT "\r", steps < 0 ? '-' : '+',
                                           ABS (steps));

  send (self, text, now_s);
}

/* Heard at any time. */
static gboolean
take_immediate (InsSimVxm *self, char letter, double now_s)
{
  const char *axes = "XYZT";

  if (letter == 'D')
    ins_sim_vxm_stop (self, now_s);
  else if (letter == 'K')
    ins_sim_vxm_kill (self, now_s);
  else if (letter == 'V')
    send_state (self, now_s);
  else if (strchr (axes, letter) != NULL)
    send_position (self, (guint)(strchr (axes, letter) - axes), now_s);
  else
    return FALSE;

  return TRUE;
}

static void
go_on_line (InsSimVxm *self, gboolean has_echo)
{
  self->is_on_line = TRUE;
  self->has_echo = has_echo;
}

/* At rest. */
static void
take_letter (InsSimVxm *self, char letter, double now_s)
{
  if (letter == 'F' || letter == 'E')
    go_on_line (self, letter == 'E');
  else if (!self->is_on_line)
    return;
  else if (letter == 'Q')
    self->is_on_line = self->has_echo = FALSE;
  else if (letter == 'C')
    self->n_commands = 0;
  else if (letter == 'R')
    ins_sim_vxm_run (self, now_s);
  else if (letter == 'N')
    for (guint axis = 0; axis < INS_N_AXES; axis++)
      self->zero_steps[axis] -= ins_sim_vxm_get_steps (self, axis, now_s);
}

/* "2M-400": motor and value. */
static gboolean
parse_motor (const char *text, guint *axis, gint64 *value, gboolean *is_minus_zero)
{
  const char *number = text + 2;
  char *end;

  if (text[0] < '1' || text[0] > '0' + MAX_MOTOR || text[1] != 'M')
    return FALSE;
  *axis = (guint)(text[0] - '1');
  *value = g_ascii_strtoll (number, &end, 10);
  *is_minus_zero = *value == 0 && *number == '-';

  return end != number && *end == '\0' && ABS (*value) <= MAX_STEPS;
}

/* FALSE: not a command of a program, or none that matters here. */
static gboolean
parse_command (const char *text, InsSimVxmCommand *command)
{
  gboolean is_minus_zero = FALSE, is_absolute = g_str_has_prefix (text, "IA");
  gboolean is_speed = text[0] == 'S';
  gsize n = is_absolute || g_str_has_prefix (text, "SA") ? 2 : 1;

  if ((text[0] != 'I' && !is_speed) ||
      !parse_motor (text + n, &command->axis, &command->value, &is_minus_zero) ||
      command->axis >= INS_N_AXES)
    return FALSE;
  if (is_speed)
    command->kind = VXM_SPEED;
  else if (is_absolute)
    command->kind = is_minus_zero ? VXM_ZERO : VXM_ABSOLUTE;
  else
    command->kind = command->value == 0 ? VXM_TO_LIMIT : VXM_INDEX;
  if (command->kind == VXM_TO_LIMIT)
    command->value = is_minus_zero ? -1 : 1;

  return !is_speed || (command->value >= 1 && command->value <= MAX_STEPS_S);
}

void
ins_sim_vxm_execute (InsSimVxm *self, const char *text, double now_s)
{
  InsSimVxmCommand command = { 0 };
  gboolean is_letter = text[0] != '\0' && text[1] == '\0';

  if ((is_letter && take_immediate (self, text[0], now_s)) || self->is_running)
    return;
  if (is_letter)
    take_letter (self, text[0], now_s);
  else if (self->is_on_line && self->n_commands < INS_SIM_VXM_MAX_COMMANDS &&
           parse_command (text, &command))
    self->program[self->n_commands++] = command;
}
