/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "devices/simulated/ins-sim-grbl-private.h"

/* Numbers of Grbl 1.1, doc/csv/error_codes_en_US.csv */
#define ERROR_BAD_NUMBER 2
#define ERROR_INVALID_STATEMENT 3
#define ERROR_HOMING_OFF 5
#define ERROR_NOT_IDLE 8
#define ERROR_LOCKED 9
#define ERROR_LINE_TOO_LONG 11
#define ERROR_TRAVEL 15
#define ERROR_INVALID_JOG 16
#define ERROR_NO_FEED 22
#define ERROR_NO_AXIS_WORDS 26
#define ERROR_MISSING_VALUE 28
#define ERROR_G53_MOTION 30
#define ERROR_AXIS_WORDS 31

#define ERROR_HAL_HOMING_REQUIRED 46 /* grblHAL/core errors.h */
#define HAL_HOMING_INIT_LOCK 4u

#define ALARM_SOFT_LIMIT 2
#define TRAVEL_TOLERANCE_MM 1e-6
#define MM_PER_INCH 25.4

/* Upper case, without blanks and comments, in place. */
static void
normalize (char *line)
{
  gboolean in_comment = FALSE;
  char *to = line;

  for (const char *from = line; *from != '\0' && (*from != ';' || in_comment); from++)
    if (*from == '(')
      in_comment = TRUE;
    else if (*from == ')')
      in_comment = FALSE;
    else if (!in_comment && *from > ' ' && *from != '/')
      *to++ = g_ascii_toupper (*from);
  *to = '\0';
}

/* Machine coordinates of the words, and of the present target where there is none. */
static void
resolve_target (InsSimGrbl *self, const InsSimGcode *code, InsPosition *target)
{
  int units = code->units != INS_SIM_GCODE_NONE ? code->units : self->modal_units;
  int distance = code->distance != INS_SIM_GCODE_NONE ? code->distance : self->modal_distance;
  double scale = units == 20 ? MM_PER_INCH : 1.0;

  *target = self->target;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double mm = scale * code->axis[axis];

      if (isnan (mm))
        continue;
      if (code->machine)
        target->mm[axis] = mm;
      else if (distance == 91)
        target->mm[axis] += mm;
      else
        target->mm[axis] = mm + INS_SIM_GRBL_WCO_MM;
    }
}

static gboolean
leaves_travel (InsSimGrbl *self, const InsPosition *target)
{
  if (ins_sim_grbl_settings_get (&self->settings, 20) <= 0.0)
    return FALSE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (target->mm[axis] > TRAVEL_TOLERANCE_MM ||
        target->mm[axis] <
            -ins_sim_grbl_settings_get (&self->settings, 130 + axis) - TRAVEL_TOLERANCE_MM)
      return TRUE;

  return FALSE;
}

static double
feed_of (InsSimGrbl *self, const InsSimGcode *code)
{
  int units = code->units != INS_SIM_GCODE_NONE ? code->units : self->modal_units;

  return code->feed * (units == 20 ? MM_PER_INCH : 1.0);
}

static void
queue_move (InsSimGrbl *self,
            const InsPosition *target,
            double speed_mm_s,
            gboolean jog,
            double now_s)
{
  self->pending_target = *target;
  self->pending_speed_mm_s = speed_mm_s;
  self->pending_jog = jog;
  self->target = *target;
  self->pending = PENDING_PLANNER;
  if (ins_sim_grbl_try_pending_move (self, now_s))
    ins_sim_grbl_send_result (self, 0, now_s);
}

static guint
check_jog (InsSimGrbl *self, const char *text, InsSimGcode *code)
{
  guint failed;

  if (self->state != STATE_IDLE && self->state != STATE_JOG)
    return ERROR_NOT_IDLE;
  if (*text != '=')
    return ERROR_INVALID_STATEMENT;
  failed = ins_sim_gcode_parse (text + 1, code);
  if (failed != 0)
    return failed;
  if (isnan (code->feed) || code->feed <= 0.0)
    return ERROR_NO_FEED;
  if (code->beyond_jog)
    return ERROR_INVALID_JOG;

  return ins_sim_gcode_has_axes (code) ? 0 : ERROR_NO_AXIS_WORDS;
}

static void
execute_jog (InsSimGrbl *self, const char *text, double now_s)
{
  InsSimGcode code;
  InsPosition target;
  guint failed = check_jog (self, text, &code);

  if (failed == 0)
    {
      resolve_target (self, &code, &target);
      failed = leaves_travel (self, &target) ? ERROR_TRAVEL : 0;
    }
  if (failed != 0)
    ins_sim_grbl_send_result (self, failed, now_s);
  else
    queue_move (self, &target, feed_of (self, &code) / 60.0, TRUE, now_s);
}

static guint
execute_setting (InsSimGrbl *self, const char *text)
{
  const char *equals = strchr (text, '=');
  g_autofree char *left = equals != NULL ? g_strndup (text, (gsize)(equals - text)) : NULL;
  double number = 0.0, value = 0.0;
  guint failed;

  if (left == NULL || !g_ascii_isdigit (left[0]) || !ins_number_parse (left, &number))
    return ERROR_INVALID_STATEMENT;
  if (self->state != STATE_IDLE && self->state != STATE_ALARM)
    return ERROR_NOT_IDLE;
  if (!ins_number_parse (equals + 1, &value))
    return ERROR_BAD_NUMBER;
  failed = number > 255.0 ? ERROR_INVALID_STATEMENT
                          : ins_sim_grbl_settings_set (&self->settings, (guint)number, value);
  if (failed == 0)
    ins_sim_grbl_apply_settings (self);

  return failed;
}

static guint
execute_unlock (InsSimGrbl *self, double now_s)
{
  guint homing = (guint)ins_sim_grbl_settings_get (&self->settings, 22);

  if (self->is_hal && self->state == STATE_ALARM && !self->homed &&
      (homing & HAL_HOMING_INIT_LOCK) != 0)
    return ERROR_HAL_HOMING_REQUIRED;
  if (self->state == STATE_ALARM)
    {
      ins_sim_wire_send (self->parent.wire, "[MSG:Caution: Unlocked]\r\n", now_s);
      self->state = STATE_IDLE;
    }

  return 0;
}

/* Those that only print. FALSE: not one of them. */
static gboolean
execute_question (InsSimGrbl *self, const char *text, guint *failed, double now_s)
{
  gboolean at_rest = self->state == STATE_IDLE || self->state == STATE_ALARM;

  *failed = 0;
  if (*text == '\0')
    ins_sim_wire_send (self->parent.wire,
                       "[HLP:$$ $# $G $I $N $x=val $Nx=line $J=line $SLP $C $X $H ~ ! ? "
                       "ctrl-x]\r\n",
                       now_s);
  else if (g_str_equal (text, "G"))
    ins_sim_grbl_send_parser_state (self, now_s);
  else if (g_str_equal (text, "$") && self->state != STATE_RUN && self->state != STATE_HOLD)
    ins_sim_grbl_send_settings (self, now_s);
  else if (strlen (text) != 1 || strchr ("$#IN", *text) == NULL)
    return FALSE;
  else if (!at_rest)
    *failed = ERROR_NOT_IDLE;
  else if (*text == '#')
    ins_sim_grbl_send_offsets (self, now_s);
  else if (*text == 'I')
    ins_sim_grbl_send_identity (self, now_s);
  else
    ins_sim_wire_send (self->parent.wire, "$N0=\r\n$N1=\r\n", now_s);

  return TRUE;
}

/* @text: behind the first "$" */
static void
execute_system (InsSimGrbl *self, const char *text, double now_s)
{
  guint failed = 0;

  if (*text == 'J')
    {
      execute_jog (self, text + 1, now_s);
      return;
    }
  if (g_str_equal (text, "H") && ins_sim_grbl_settings_get (&self->settings, 22) > 0.0 &&
      (self->state == STATE_IDLE || self->state == STATE_ALARM))
    {
      ins_sim_grbl_start_homing (self, now_s);
      return;
    }

  if (g_str_equal (text, "H"))
    failed = ins_sim_grbl_settings_get (&self->settings, 22) > 0.0 ? ERROR_NOT_IDLE
                                                                   : ERROR_HOMING_OFF;
  else if (g_str_equal (text, "X"))
    failed = execute_unlock (self, now_s);
  else if (!execute_question (self, text, &failed, now_s))
    failed = execute_setting (self, text);
  ins_sim_grbl_send_result (self, failed, now_s);
}

static guint
check_gcode (InsSimGrbl *self, const char *line, InsSimGcode *code)
{
  guint failed = ins_sim_gcode_parse (line, code);
  int motion;

  if (failed != 0)
    return failed;
  motion = code->motion != INS_SIM_GCODE_NONE ? code->motion : self->modal_motion;
  if (code->dwell)
    return isnan (code->dwell_s) ? ERROR_MISSING_VALUE : 0;
  if (code->machine && motion > 1)
    return ERROR_G53_MOTION;
  if (!ins_sim_gcode_has_axes (code))
    return 0;
  if (motion > 1)
    return ERROR_AXIS_WORDS;
  if (motion == 1 && !(isnan (code->feed) ? self->feed_mm_min > 0.0 : code->feed > 0.0))
    return ERROR_NO_FEED;

  return 0;
}

static void
execute_gcode_move (InsSimGrbl *self, const InsPosition *target, double now_s)
{
  if (!leaves_travel (self, target))
    {
      queue_move (self, target,
                  self->modal_motion == 0 ? (double)INFINITY : self->feed_mm_min / 60.0, FALSE,
                  now_s);
      return;
    }

  /* limits_soft_check(): what runs is held, then the alarm; the line stays unanswered. */
  if (self->state == STATE_RUN)
    {
      ins_sim_motion_cancel (self->motion, now_s);
      self->pending = PENDING_SOFT_LIMIT;
    }
  else
    {
      self->pending = PENDING_RESET;
      ins_sim_grbl_raise_alarm (self, ALARM_SOFT_LIMIT, now_s);
    }
}

static void
execute_gcode (InsSimGrbl *self, const char *line, double now_s)
{
  InsSimGcode code;
  InsPosition target;
  guint failed = self->latched_error;

  if (failed == 0)
    failed = self->state == STATE_ALARM || self->state == STATE_JOG
                 ? ERROR_LOCKED
                 : check_gcode (self, line, &code);
  if (failed != 0)
    {
      self->latched_error = self->is_hal ? failed : 0;
      ins_sim_grbl_send_result (self, failed, now_s);
      return;
    }

  if (!isnan (code.feed))
    self->feed_mm_min = feed_of (self, &code);
  resolve_target (self, &code, &target);
  if (code.motion != INS_SIM_GCODE_NONE)
    self->modal_motion = code.motion;
  if (code.distance != INS_SIM_GCODE_NONE)
    self->modal_distance = code.distance;
  if (code.units != INS_SIM_GCODE_NONE)
    self->modal_units = code.units;

  if (code.dwell)
    {
      self->dwell_s = code.dwell_s;
      self->pending = PENDING_SYNC;
    }
  else if (ins_sim_gcode_has_axes (&code))
    execute_gcode_move (self, &target, now_s);
  else
    ins_sim_grbl_send_result (self, 0, now_s);
}

void
ins_sim_grbl_execute_line (InsSimGrbl *self, char *line, double now_s)
{
  gboolean too_long = strlen (line) >=
                      (self->is_hal ? INS_SIM_GRBLHAL_LINE_SIZE : INS_SIM_GRBL_LINE_SIZE);

  normalize (line);
  if (*line == '\0' || *line == '$')
    self->latched_error = 0;
  if (too_long)
    ins_sim_grbl_send_result (self, ERROR_LINE_TOO_LONG, now_s);
  else if (*line == '\0')
    ins_sim_grbl_send_result (self, 0, now_s);
  else if (*line == '$')
    execute_system (self, line + 1, now_s);
  else
    execute_gcode (self, line, now_s);
}
