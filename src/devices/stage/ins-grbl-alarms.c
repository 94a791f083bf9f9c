/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "devices/stage/ins-grbl-alarms.h"

/* gnea/grbl doc/csv/alarm_codes_en_US.csv (v1.1h); from 10 on grblHAL/core alarms.h */
static const char *const alarms[] = {
  [1] = N_ (
      "A limit switch was hit and the stage stopped at once. Look what is in its way, unlock, "
      "and home again."),
  [2] = N_ ("The target lies outside the travel. The stage stopped in time; unlock it."),
  [3] = N_ (
      "The controller was reset while the stage moved, so steps may be lost. Unlock, and home "
      "again."),
  [4] = N_ ("The touch probe was not in its starting state. Check it and unlock."),
  [5] = N_ ("The touch probe did not touch anything. Check it and unlock."),
  [6] = N_ ("Homing was stopped. Home again."),
  [7] = N_ ("The safety door was opened while homing. Close it and home again."),
  [8] = N_ ("Homing failed: the limit switch did not open again. Check the switch and the pull-off "
            "distance ($27), then home again."),
  [9] = N_ ("Homing failed: a limit switch was not found. Check switches and travel, then home "
            "again."),
  [10] = N_ ("The emergency stop was pressed. Release it, unlock, and home again."),
  [11] = N_ ("The stage does not know where it is. Home it."),
  [12] = N_ ("A limit switch is pressed. Unlock, jog away from it, and home again."),
  [13] = N_ ("The touch probe was hit in motion. Check it, unlock, and home again."),
  [14] = N_ ("The spindle did not reach its speed. Check the controller's settings and unlock."),
  [15] = N_ (
      "Homing failed: the two motors of an axis did not get square. Check the switches, then "
      "home again."),
  [16] = N_ ("The controller failed its self-test. Switch it off and on again."),
  [17] = N_ ("A motor driver reports a fault. Check the motors, unlock, and home again."),
  [18] = N_ ("Homing failed. Check the homing settings, then home again."),
  [19] = N_ ("A Modbus device does not answer. Check it and unlock."),
  [20] = N_ ("An I/O expander does not answer. Switch the controller off and on again."),
  [21] = N_ ("The controller cannot store its settings. Switch it off and on again."),
  [22] = N_ ("The controller's input overflowed. Unlock, and home again."),
};

/* gnea/grbl doc/csv/error_codes_en_US.csv (v1.1h); from 40 on grblHAL/core errors.h */
static const char *const errors[] = {
  [1] = N_ ("it expected a letter at the start of a word"),
  [2] = N_ ("a number was not in order"),
  [3] = N_ ("it does not know this command"),
  [4] = N_ ("a value was negative"),
  [5] = N_ ("homing is switched off in its settings ($22)"),
  [6] = N_ ("a step pulse is too short"),
  [7] = N_ ("its settings could not be read and were set to factory values"),
  [8] = N_ ("it must stand still for that"),
  [9] = N_ ("it is locked by an alarm or a jog; unlock or home it first"),
  [10] = N_ ("soft limits need homing to be on"),
  [11] = N_ ("the line was too long"),
  [12] = N_ ("the step rate is too high"),
  [13] = N_ ("the safety door is open"),
  [14] = N_ ("the line is too long to be stored"),
  [15] = N_ ("the jog would leave the travel"),
  [16] = N_ ("the jog was not in order"),
  [17] = N_ ("laser mode needs a PWM output"),
  [18] = N_ ("it must be reset first"),
  [20] = N_ ("it does not know this command"),
  [22] = N_ ("no speed was given"),
  [33] = N_ ("the target is not valid"),
  [40] = N_ ("a tool change is under way"),
  [45] = N_ ("a limit switch is pressed"),
  [46] = N_ ("it must be homed first"),
  [49] = N_ ("its self-test has failed"),
  [50] = N_ ("the emergency stop is pressed"),
  [51] = N_ ("a motor driver reports a fault"),
  [79] = N_ ("it must be reset first"),
};

const char *
ins_grbl_alarm_text (guint code, gboolean is_hal)
{
  if (code == 10 && !is_hal)
    return _ ("Homing failed: the second motor's limit switch was not found. Check the switches, "
              "then home again.");
  if (code < G_N_ELEMENTS (alarms) && alarms[code] != NULL)
    return _ (alarms[code]);

  return _ ("The controller has stopped itself. Unlock, and home again.");
}

const char *
ins_grbl_error_text (guint code)
{
  if (code < G_N_ELEMENTS (errors) && errors[code] != NULL)
    return _ (errors[code]);

  return _ ("the reason is in its manual");
}

gboolean
ins_grbl_alarm_is_critical (guint code, gboolean is_hal)
{
  return code == 1 || code == 2 || (is_hal && (code == 10 || code == 17 || code == 20));
}

gboolean
ins_grbl_alarm_loses_position (guint code)
{
  return code != 2 && code != 4 && code != 5;
}
