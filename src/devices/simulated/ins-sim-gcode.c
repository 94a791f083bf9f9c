/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "devices/simulated/ins-sim-gcode.h"

/* Numbers of Grbl 1.1, doc/csv/error_codes_en_US.csv */
#define ERROR_EXPECTED_LETTER 1
#define ERROR_BAD_NUMBER 2
#define ERROR_NEGATIVE 4
#define ERROR_UNSUPPORTED 20
#define ERROR_MODAL_GROUP 21
#define ERROR_NOT_INTEGER 23
#define ERROR_REPEATED_WORD 25

typedef enum
{
  GROUP_NON_MODAL,
  GROUP_MOTION,
  GROUP_PLANE,
  GROUP_DISTANCE,
  GROUP_FEED_MODE,
  GROUP_UNITS,
  GROUP_OTHER,
  GROUP_PROGRAM,
  GROUP_SPINDLE,
  GROUP_COOLANT,
} Group;

typedef struct
{
  char letter;
  int number;
  Group group;
} Command;

static const Command commands[] = {
  { 'G', 0, GROUP_MOTION },     { 'G', 1, GROUP_MOTION },     { 'G', 80, GROUP_MOTION },
  { 'G', 4, GROUP_NON_MODAL },  { 'G', 53, GROUP_NON_MODAL }, { 'G', 17, GROUP_PLANE },
  { 'G', 18, GROUP_PLANE },     { 'G', 19, GROUP_PLANE },     { 'G', 20, GROUP_UNITS },
  { 'G', 21, GROUP_UNITS },     { 'G', 90, GROUP_DISTANCE },  { 'G', 91, GROUP_DISTANCE },
  { 'G', 94, GROUP_FEED_MODE }, { 'G', 40, GROUP_OTHER },     { 'G', 49, GROUP_OTHER },
  { 'G', 54, GROUP_OTHER },     { 'G', 61, GROUP_OTHER },     { 'M', 0, GROUP_PROGRAM },
  { 'M', 2, GROUP_PROGRAM },    { 'M', 30, GROUP_PROGRAM },   { 'M', 3, GROUP_SPINDLE },
  { 'M', 4, GROUP_SPINDLE },    { 'M', 5, GROUP_SPINDLE },    { 'M', 7, GROUP_COOLANT },
  { 'M', 8, GROUP_COOLANT },    { 'M', 9, GROUP_COOLANT },
};

/* Sign, digits, one point; Grbl knows no exponent. Moves @text behind it. */
static gboolean
read_number (const char **text, double *value)
{
  gsize n_sign = **text == '+' || **text == '-' ? 1 : 0;
  gsize n_number = n_sign + strspn (*text + n_sign, "0123456789.");
  g_autofree char *number = g_strndup (*text, n_number);

  if (!ins_number_parse (number[0] == '+' ? number + 1 : number, value))
    return FALSE;
  *text += n_number;

  return TRUE;
}

static void
apply_command (const Command *command, InsSimGcode *code)
{
  if (command->group == GROUP_MOTION)
    code->motion = command->number;
  else if (command->group == GROUP_DISTANCE)
    code->distance = command->number;
  else if (command->group == GROUP_UNITS)
    code->units = command->number;
  else if (command->number == 4 && command->letter == 'G')
    code->dwell = TRUE;
  else if (command->number == 53)
    code->machine = TRUE;

  if (command->group != GROUP_DISTANCE && command->group != GROUP_UNITS && command->number != 53)
    code->beyond_jog = TRUE;
}

static guint
take_command (char letter, double value, guint *groups, InsSimGcode *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      const Command *command = &commands[i];

      if (command->letter != letter || fabs (value - command->number) > 1e-6)
        continue;
      if (*groups & (1u << command->group) && command->group != GROUP_OTHER)
        return ERROR_MODAL_GROUP;
      *groups |= 1u << command->group;
      apply_command (command, code);
      return 0;
    }

  return fabs (value - round (value)) > 1e-6 && letter == 'M' ? ERROR_NOT_INTEGER
                                                              : ERROR_UNSUPPORTED;
}

static guint
take_word (char letter, double value, InsSimGcode *code)
{
  const char *axis = strchr (INS_AXIS_LETTERS, letter);

  if (axis != NULL)
    code->axis[axis - INS_AXIS_LETTERS] = value;
  else if (strchr ("FNPST", letter) == NULL)
    return ERROR_UNSUPPORTED;
  else if (value < 0.0)
    return ERROR_NEGATIVE;

  if (letter == 'F')
    code->feed = value;
  if (letter == 'P')
    code->dwell_s = value;
  if (strchr ("PST", letter) != NULL)
    code->beyond_jog = TRUE;

  return 0;
}

guint
ins_sim_gcode_parse (const char *line, InsSimGcode *code)
{
  guint groups = 0, letters = 0;

  *code = (InsSimGcode){ .axis = { (double)NAN, (double)NAN, (double)NAN },
                         .feed = (double)NAN,
                         .dwell_s = (double)NAN,
                         .motion = INS_SIM_GCODE_NONE,
                         .distance = INS_SIM_GCODE_NONE,
                         .units = INS_SIM_GCODE_NONE };
  while (*line != '\0')
    {
      char letter = *line++;
      double value = 0.0;
      guint failed;

      if (letter < 'A' || letter > 'Z')
        return ERROR_EXPECTED_LETTER;
      if (!read_number (&line, &value))
        return ERROR_BAD_NUMBER;
      if (letter == 'G' || letter == 'M')
        failed = take_command (letter, value, &groups, code);
      else
        failed = letters & (1u << (letter - 'A')) ? ERROR_REPEATED_WORD
                                                  : take_word (letter, value, code);
      if (failed != 0)
        return failed;
      if (letter != 'G' && letter != 'M')
        letters |= 1u << (letter - 'A');
    }

  return 0;
}

gboolean
ins_sim_gcode_has_axes (const InsSimGcode *code)
{
  return !isnan (code->axis[INS_AXIS_X]) || !isnan (code->axis[INS_AXIS_Y]) ||
         !isnan (code->axis[INS_AXIS_Z]);
}
