/* ins-scan-run-reference.c - before a scan is gone on with: do the coordinates mean what they did?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On the conductor, before anything moves or is written.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "core/ins-error.h"
#include "scan/ins-scan-run.h"

static void
refuse (const InsScanRun *run, const InsPosition *tolerance, GError **error)
{
  g_autofree char *text = ins_reference_describe (&run->reference_check.shift_mm, tolerance);

  if (run->reference_check.verdict == INS_REFERENCE_TO_HOME)
    g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFERENCE,
                         _ ("The stage was homed when this scan was begun, and has not been homed "
                            "since it was connected or confirmed. Home it, so that its zero can "
                            "be compared, or go on without (--accept-shift)."));
  else
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFERENCE,
                 /* Translators: "X +0.120 mm, Z -1.000 mm", then the step of the pixels */
                 _ ("The stage's zero is not where it was when this scan was begun: what lay at a "
                    "position then lies %s from it now. That is more than half a pixel (%.3g mm). "
                    "Put the zero back, or agree to it (--accept-shift): the lines to come are "
                    "then swept so much further."),
                 text, 0.5 * run->plan->grid.scan_step_mm);
}

/* For people, as long as the scan's figures are shown. */
static void
tell_of_shift (InsScanRun *run, const InsPosition *tolerance)
{
  InsEngine *self = run->engine;
  g_autofree char *text = ins_reference_describe (&run->reference_check.shift_mm, tolerance);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (run->reference_check.verdict == INS_REFERENCE_TO_HOME)
    g_strlcpy (self->scan.shift_message,
               _ ("Gone on without comparing the stage's zero, as agreed."),
               sizeof self->scan.shift_message);
  else
    g_snprintf (
        self->scan.shift_message, sizeof self->scan.shift_message,
        /* Translators: "X +0.120 mm, Z -1.000 mm" */
        _ ("Gone on with another zero of the stage, as agreed: lines are swept %s further."), text);
}

/* What the coordinates meant when the scan, or the first one of its job, was begun. @known: FALSE:
 * they mean what they do now. */
static gboolean
get_then (InsScanRun *run, InsReference *then, gboolean *known, GError **error)
{
  InsReferenceCheck *check = &run->reference_check;

  if (run->sink->read_reference != NULL &&
      !run->sink->read_reference (run->sink, then, &check->is_resumed, error))
    return FALSE;
  *known = check->is_resumed || run->options.has_reference;
  if (!check->is_resumed && run->options.has_reference)
    *then = run->reference = run->options.reference; /* the new file's, too */

  return TRUE;
}

gboolean
ins_scan_run_check_reference (InsScanRun *run, GError **error)
{
  InsReferenceCheck *check = &run->reference_check;
  const InsReference now = run->reference;
  InsPosition tolerance;
  InsReference then;
  gboolean known;

  ins_reference_get_tolerance (&run->plan->grid, &tolerance);
  *check = (InsReferenceCheck){ .verdict = INS_REFERENCE_SAME };
  ins_recipe_get_grid (run->recipe, &run->grid);
  if (!get_then (run, &then, &known, error))
    return FALSE;
  if (!known)
    return TRUE;
  check->verdict = ins_reference_compare (&then, &now, run->stage_info.can_home, &tolerance,
                                          &check->shift_mm);
  if (check->verdict == INS_REFERENCE_UNKNOWN) /* the file then has what is known now */
    run->reference = now;
  if (check->verdict != INS_REFERENCE_TO_HOME && check->verdict != INS_REFERENCE_SHIFTED)
    {
      check->shift_mm = (InsPosition){ { 0.0, 0.0, 0.0 } };
      return TRUE;
    }
  if (!run->options.accept_shift)
    {
      refuse (run, &tolerance, error);
      return FALSE;
    }
  ins_plan_shift (run->plan, &check->shift_mm);
  tell_of_shift (run, &tolerance);

  return TRUE;
}
