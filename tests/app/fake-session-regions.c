/* fake-session-regions.c - what the fake session says of regions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "fake-session.h"
#include "scan/ins-preflight-fix.h"

/* There is one session at a time. */
static guint shown_region;

gboolean
ins_session_get_sum (InsSession *self, InsScanJobSum *sum)
{
  const InsPlan *plan = ins_session_get_plan (self);

  if (plan == NULL)
    return FALSE;
  *sum = (InsScanJobSum){ .n_lines = plan->n_lines,
                          .total_s = plan->total_s,
                          .n_bytes = plan->n_bytes };

  return TRUE;
}

void
ins_session_set_shown_region (InsSession *self, guint region)
{
  if (region == shown_region)
    return;
  shown_region = region;
  g_signal_emit_by_name (self, "recipe-changed");
}

guint
ins_session_get_shown_region (InsSession *self)
{
  return shown_region;
}

void
ins_session_get_progress (InsSession *self, InsScanJobProgress *progress)
{
  *progress = (InsScanJobProgress){ .remaining_s = ins_session_get_snapshot (self)->remaining_s };
}

char *
ins_session_dup_fix_label (InsSession *self, InsFix fix)
{
  const InsRigStatus status = { 0 };

  return ins_fix_dup_label (fix, ins_session_get_recipe (self), &status);
}

const char *
ins_session_get_path (InsSession *self)
{
  return NULL;
}

guint
ins_session_get_n_stops (InsSession *self)
{
  return 0;
}
