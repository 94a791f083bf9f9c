/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "cli/ins-cli-prepare.h"
#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/ins-rig-folder.h"

#define CONNECT_TIMEOUT_S 15.0
#define LONGEST_HOMING_S 1000.0 /* the stage gives up before that */
#define LONGEST_CONFIRMING_S 5.0
#define BEGIN_S 1.0 /* until a report cannot be older than the request */
#define WAIT_S 0.1

InsRig *
ins_cli_rig_new (char **rig, const char *stage, const char *digitizer, GError **error)
{
  if (*rig != NULL)
    {
      g_autofree char *folder = ins_rig_folder_dup_usual ();
      g_autofree char *text = g_steal_pointer (rig);

      *rig = ins_rig_folder_resolve (folder, text);
    }

  return ins_rig_new (*rig, stage, digitizer, error);
}

static gboolean
has_settled (InsLinkState link)
{
  return link == INS_LINK_READY || link == INS_LINK_LOST;
}

InsCliStatus
ins_cli_prepare_connect (InsEngine *engine, const InsRecipe *recipe)
{
  double until_s = ins_clock_now_s () + CONNECT_TIMEOUT_S;
  InsSnapshot snapshot;

  ins_engine_set_timing (engine, &recipe->timing);
  ins_engine_connect (engine);
  ins_engine_get_snapshot (engine, &snapshot);
  while ((!has_settled (snapshot.stage_link) || !has_settled (snapshot.digitizer_link)) &&
         ins_clock_now_s () < until_s && !ins_cli_is_stopped ())
    {
      ins_engine_wait (engine, snapshot.generation, WAIT_S);
      ins_engine_get_snapshot (engine, &snapshot);
    }
  if (ins_cli_is_stopped ())
    return INS_CLI_STOPPED;
  if (snapshot.stage_link != INS_LINK_READY)
    ins_cli_complain ("%s", *snapshot.stage_message != '\0' ? snapshot.stage_message
                                                            : _ ("The stage does not answer."));
  if (snapshot.digitizer_link != INS_LINK_READY)
    ins_cli_complain ("%s", *snapshot.digitizer_message != '\0' ? snapshot.digitizer_message
                                                                : _ ("The card does not answer."));

  return snapshot.stage_link == INS_LINK_READY && snapshot.digitizer_link == INS_LINK_READY
             ? INS_CLI_DONE
             : INS_CLI_FAILED;
}

/* Until the stage stands after what was asked of it at @begun_s; @snapshot says how. */
static InsCliStatus
wait_for_rest (InsEngine *engine, double begun_s, double timeout_s, InsSnapshot *snapshot)
{
  for (;;)
    {
      const InsStageReport *report = &snapshot->report;
      gboolean stands;

      ins_engine_get_snapshot (engine, snapshot);
      if (ins_cli_is_stopped ())
        return INS_CLI_STOPPED;
      if (snapshot->stage_link != INS_LINK_READY)
        {
          ins_cli_complain ("%s", snapshot->stage_message);
          return INS_CLI_LOST;
        }
      if (*snapshot->motion_message != '\0')
        {
          ins_cli_complain ("%s", snapshot->motion_message);
          return INS_CLI_FAILED;
        }
      stands = report->activity == INS_STAGE_IDLE || report->activity == INS_STAGE_ALARM;
      if (stands && report->asked_s > begun_s + BEGIN_S)
        return INS_CLI_DONE;
      if (ins_clock_now_s () > begun_s + timeout_s)
        {
          ins_cli_complain (_ ("The stage did not come to rest in time."));
          return INS_CLI_FAILED;
        }
      ins_engine_wait (engine, snapshot->generation, WAIT_S);
    }
}

static InsCliStatus
check_homed (InsEngine *engine, double begun_s, double timeout_s)
{
  InsSnapshot snapshot = { 0 };
  InsCliStatus status = wait_for_rest (engine, begun_s, timeout_s, &snapshot);

  if (status != INS_CLI_DONE || snapshot.report.homed)
    return status;
  ins_cli_complain ("%s", *snapshot.report.message != '\0' ? snapshot.report.message
                                                           : _ ("The stage did not home."));

  return INS_CLI_FAILED;
}

InsCliStatus
ins_cli_prepare_home (InsEngine *engine)
{
  double begun_s = ins_clock_now_s ();

  ins_engine_home (engine);

  return check_homed (engine, begun_s, LONGEST_HOMING_S);
}

InsCliStatus
ins_cli_prepare_confirm (InsEngine *engine)
{
  double begun_s = ins_clock_now_s ();

  ins_engine_unlock (engine);

  return check_homed (engine, begun_s, LONGEST_CONFIRMING_S);
}
