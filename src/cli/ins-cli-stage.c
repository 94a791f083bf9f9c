/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "cli/ins-cli.h"
#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "core/ins-number.h"
#include "devices/ins-rig.h"

#define DEFAULT_SPEED_MM_S 20.0
#define POLL_S 0.02
#define STOP_TIMEOUT_S 12.0
#define MOTION_TIMEOUT_S 3600.0
#define ARRIVAL_TOLERANCE_MM 0.02
#define DECIMALS 3

static InsCliStatus
fail (int code, const char *text)
{
  return ins_cli_fail (g_error_new_literal (INS_DEVICE_ERROR, code, text));
}

/* "X 1.000 Y -2.500 Z 0.000" */
static void
print_position (const InsPosition *position)
{
  g_autofree char *x = ins_number_format_fixed (position->mm[INS_AXIS_X], DECIMALS);
  g_autofree char *y = ins_number_format_fixed (position->mm[INS_AXIS_Y], DECIMALS);
  g_autofree char *z = ins_number_format_fixed (position->mm[INS_AXIS_Z], DECIMALS);

  g_print ("X %s Y %s Z %s\n", x, y, z);
}

/* Three numbers after a name; "-" where the controller does not say. */
static void
print_triple (const char *label, const InsPosition *position)
{
  g_print ("%s", label);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      g_autofree char *number = isnan (position->mm[axis])
                                    ? g_strdup ("-")
                                    : ins_number_format_fixed (position->mm[axis], DECIMALS);

      g_print (" %s", number);
    }
  g_print ("\n");
}

/* Polls until the stage stands. The signal thread has told it to stop when a signal came. */
static InsCliStatus
wait_until_idle (InsStage *stage, double timeout_s, InsStageReport *report)
{
  double until_s = ins_clock_now_s () + timeout_s;
  GError *error = NULL;

  do
    {
      if (!ins_stage_poll (stage, report, &error))
        return ins_cli_fail (error);
      if (report->activity == INS_STAGE_ALARM)
        return ins_cli_is_stopped () ? INS_CLI_STOPPED
                                     : fail (INS_DEVICE_ERROR_ALARM, report->message);
      if (report->activity == INS_STAGE_IDLE)
        return ins_cli_is_stopped () ? INS_CLI_STOPPED : INS_CLI_DONE;
      ins_clock_sleep_s (POLL_S);
    }
  while (ins_clock_now_s () < until_s);

  ins_stage_stop (stage);

  return fail (INS_DEVICE_ERROR_REFUSED, _ ("The stage did not come to rest in time. Check it."));
}

/* Waits for the end of a motion and prints where the stage says that it is. */
static InsCliStatus
finish_motion (InsStage *stage, InsStageReport *report)
{
  InsCliStatus status = wait_until_idle (stage, MOTION_TIMEOUT_S, report);

  if (status == INS_CLI_STOPPED)
    ins_cli_complain (_ ("Stopped."));
  if ((status == INS_CLI_DONE || status == INS_CLI_STOPPED) && report->position_known)
    print_position (&report->position);

  return status;
}

static InsCliStatus
identify (InsStage *stage, char **arguments, double speed_mm_s)
{
  InsStageInfo info;

  ins_stage_get_info (stage, &info);
  g_print ("name %s\nprotocol %s\naxes %u\nsimulated %s\nhoming %s\n", info.name, info.protocol,
           info.n_axes, info.is_simulated ? "yes" : "no", info.can_home ? "yes" : "no");
  print_triple ("travel-minimum-mm", &info.travel_minimum);
  print_triple ("travel-maximum-mm", &info.travel_maximum);
  print_triple ("speed-mm-per-s", &info.maximum_speed);
  print_triple ("acceleration-mm-per-s2", &info.acceleration);

  return INS_CLI_DONE;
}

static InsCliStatus
position (InsStage *stage, char **arguments, double speed_mm_s)
{
  InsStageReport report;
  GError *error = NULL;

  if (!ins_stage_poll (stage, &report, &error))
    return ins_cli_fail (error);
  if (*report.message != '\0')
    ins_cli_complain ("%s", report.message);
  if (!report.position_known)
    return fail (INS_DEVICE_ERROR_NOT_HOMED, _ ("The position is unknown. Home the stage."));
  print_position (&report.position);
  if (!report.homed)
    ins_cli_complain (_ ("The stage has not been homed, so this position may mean nothing."));

  return INS_CLI_DONE;
}

static InsCliStatus
home (InsStage *stage, char **arguments, double speed_mm_s)
{
  InsStageReport report;
  GError *error = NULL;
  InsCliStatus status;

  if (!ins_stage_home (stage, &error))
    return ins_cli_fail (error);
  status = finish_motion (stage, &report);
  if (status == INS_CLI_DONE && !report.homed)
    return fail (INS_DEVICE_ERROR_NOT_HOMED,
                 *report.message != '\0' ? report.message : _ ("The stage did not home."));

  return status;
}

static InsCliStatus
stop (InsStage *stage, char **arguments, double speed_mm_s)
{
  InsStageReport report;
  InsCliStatus status;

  ins_stage_stop (stage);
  status = wait_until_idle (stage, STOP_TIMEOUT_S, &report);
  if (status == INS_CLI_DONE && report.position_known)
    print_position (&report.position);

  return status;
}

static InsCliStatus
move (InsStage *stage, char **arguments, double speed_mm_s)
{
  InsPosition target;
  InsStageReport report;
  InsCliStatus status;
  GError *error = NULL;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!ins_number_parse (arguments[axis], &target.mm[axis]))
      return INS_CLI_WRONG; /* was looked at before the stage was opened */
  if (!ins_stage_move (stage, &target, speed_mm_s, &error))
    return ins_cli_fail (error);
  status = finish_motion (stage, &report);
  if (status != INS_CLI_DONE)
    return status;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!report.position_known ||
        fabs (report.position.mm[axis] - target.mm[axis]) > ARRIVAL_TOLERANCE_MM)
      return fail (INS_DEVICE_ERROR_REFUSED, *report.message != '\0'
                                                 ? report.message
                                                 : _ ("The stage stopped before its target."));

  return INS_CLI_DONE;
}

static InsCliStatus
jog (InsStage *stage, char **arguments, double speed_mm_s)
{
  const char *letter = strchr (INS_AXIS_LETTERS, g_ascii_toupper (*arguments[0]));
  InsStageReport report;
  GError *error = NULL;
  double distance_mm = 0.0;

  if (!ins_number_parse (arguments[1], &distance_mm))
    return INS_CLI_WRONG;
  if (!ins_stage_jog (stage, (InsAxis)(letter - INS_AXIS_LETTERS), distance_mm, speed_mm_s, &error))
    return ins_cli_fail (error);

  return finish_motion (stage, &report);
}

typedef struct
{
  const char *name;
  guint n_arguments;
  guint first_number; /* from which argument on they are numbers */
  gboolean stops_first;
  InsCliStatus (*run) (InsStage *stage, char **arguments, double speed_mm_s);
} StageVerb;

static const StageVerb stage_verbs[] = {
  { "identify", 0, 0, FALSE, identify }, { "position", 0, 0, FALSE, position },
  { "home", 0, 0, FALSE, home },         { "stop", 0, 0, TRUE, stop },
  { "move", 3, 0, FALSE, move },         { "jog", 2, 1, FALSE, jog },
};

/* NULL after a message. */
static const StageVerb *
find_verb (char **arguments)
{
  guint n = g_strv_length (arguments);

  for (guint i = 0; i < G_N_ELEMENTS (stage_verbs); i++)
    {
      const StageVerb *verb = &stage_verbs[i];
      double number = 0.0;

      if (!g_str_equal (arguments[1], verb->name))
        continue;
      if (n != 2 + verb->n_arguments)
        {
          ins_cli_complain (
              _ ("“stage URI %s” takes %u arguments. Try “insonify-cli stage --help”."), verb->name,
              verb->n_arguments);
          return NULL;
        }
      if (verb->run == jog &&
          (strlen (arguments[2]) != 1 || strchr (INS_AXIS_LETTERS "xyz", *arguments[2]) == NULL))
        {
          ins_cli_complain (_ ("“%s” is not an axis. Axes are X, Y and Z."), arguments[2]);
          return NULL;
        }
      for (guint at = 2 + verb->first_number; at < n; at++)
        if (!ins_number_parse (arguments[at], &number))
          {
            ins_cli_complain (_ ("“%s” is not a number in mm. Write it with a point: -12.5."),
                              arguments[at]);
            return NULL;
          }
      return verb;
    }
  ins_cli_complain (_ ("A stage knows no “%s”. Try “insonify-cli stage --help”."), arguments[1]);

  return NULL;
}

static void
on_stop (gpointer stage)
{
  ins_stage_stop (stage);
}

static InsCliStatus
run (InsRig *rig, const StageVerb *verb, char **arguments, double speed_mm_s)
{
  InsCliStatus status;
  GError *error = NULL;

  /* One that somebody left moving is not opened, unless it was told to stop. */
  if (verb->stops_first)
    ins_stage_stop (rig->stage);
  if (!ins_stage_open (rig->stage, ins_cli_get_cancellable (), &error))
    return ins_cli_fail (error);
  ins_cli_signals_set_stop (on_stop, rig->stage);
  status = ins_cli_is_stopped () ? INS_CLI_STOPPED : verb->run (rig->stage, arguments, speed_mm_s);
  ins_cli_signals_set_stop (NULL, NULL);
  /* where a stop turned a command down */
  if (ins_cli_is_stopped () && status == INS_CLI_FAILED)
    status = INS_CLI_STOPPED;
  ins_stage_close (rig->stage);

  return status;
}

InsCliStatus
ins_cli_stage (char **argv)
{
  g_autofree char *speed = NULL;
  const GOptionEntry entries[] = {
    { "speed", 0, 0, G_OPTION_ARG_STRING, &speed, N_ ("Speed of move and jog, default 20"),
      N_ ("MM_PER_S") },
    { NULL },
  };
  g_auto (GStrv) arguments = ins_cli_parse (
      argv, _ ("URI {identify|position|home|stop|move X Y Z|jog AXIS MM}"),
      _ ("Talks to a stage by hand. Lengths are in mm, in the stage's own "
         "coordinates. Options come before the URI. Ctrl+C stops every axis."),
      entries, TRUE, 2, 5);
  g_autoptr (InsRig) rig = NULL;
  const StageVerb *verb = arguments != NULL ? find_verb (arguments) : NULL;
  GError *error = NULL;
  double speed_mm_s = DEFAULT_SPEED_MM_S;

  if (verb == NULL)
    return INS_CLI_WRONG;
  if (speed != NULL && (!ins_number_parse (speed, &speed_mm_s) || speed_mm_s <= 0.0))
    {
      ins_cli_complain (_ ("“%s” is not a speed in mm/s. Write it with a point: 12.5."), speed);
      return INS_CLI_WRONG;
    }
  rig = ins_rig_new (NULL, arguments[0], NULL, &error);

  return rig != NULL ? run (rig, verb, arguments + 2, speed_mm_s) : ins_cli_fail (error);
}
