/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "scan/ins-arrival-watch.h"

/* Later it was a hand on the wheel, a joystick or the room's temperature. */
#define SETTLING_S 2.0

#define LOOK_S 0.1           /* until it is clear whether it does */
#define MOVED_SHARE 0.05     /* of the tolerance, within that time */
#define LEAST_CREEP_MM 0.003 /* a servo in its window, not worth a word */

#define LEAST_WAY_MM 0.5 /* of a move whose target is told from where the stage is */
#define TOO_SOON 3       /* reports from the target before half of the time has passed */

/* Of a move at that speed, without its ramps: it cannot take less. */
static double
get_duration_s (const InsPosition *from, const InsPosition *target, double speed_mm_s)
{
  double way_mm = 0.0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!isnan (target->mm[axis]))
      way_mm = fmax (way_mm, fabs (target->mm[axis] - from->mm[axis]));

  return way_mm >= LEAST_WAY_MM && speed_mm_s > 0.0 ? way_mm / speed_mm_s : 0.0;
}

void
ins_arrival_watch_command (InsArrivalWatch *self,
                           const InsPosition *from,
                           const InsPosition *target,
                           double speed_mm_s,
                           double command_s)
{
  double duration_s = target != NULL ? get_duration_s (from, target, speed_mm_s) : 0.0;

  self->rests = FALSE;
  self->has_moved = FALSE;
  self->n_too_soon = 0;
  self->knows_target = duration_s > 0.0;
  if (target != NULL)
    self->target = *target;
  self->command_s = command_s;
  self->half_s = command_s + 0.5 * duration_s;
}

static gboolean
is_at_target (const InsArrivalWatch *self, const InsPosition *at, const InsPosition *tolerance_mm)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!isnan (self->target.mm[axis]) &&
        fabs (at->mm[axis] - self->target.mm[axis]) > tolerance_mm->mm[axis])
      return FALSE;

  return TRUE;
}

static gboolean
note_creep (InsArrivalWatch *self, const InsPosition *at, const InsPosition *tolerance_mm)
{
  gboolean is_new = FALSE;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double way_mm = fabs (at->mm[axis] - self->rest.mm[axis]);

      if (!(way_mm > fmax (tolerance_mm->mm[axis], LEAST_CREEP_MM) && way_mm > self->creep_mm))
        continue;
      self->creep_mm = way_mm;
      self->creep_axis = (InsAxis)axis;
      is_new = TRUE;
    }

  return is_new;
}

static void
note_newest (InsArrivalWatch *self, const InsStageReport *report, const InsPosition *tolerance_mm)
{
  self->newest_s = report->answered_s;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (fabs (report->position.mm[axis] - self->moved_to.mm[axis]) >
        MOVED_SHARE * tolerance_mm->mm[axis])
      {
        self->moved_to = report->position;
        self->moved_s = report->answered_s;
      }
}

/* At rest. Just after a command a controller may still say that it stands: that counts only once it
 * has moved, or is where it was to go. */
static gboolean
follow_rest (InsArrivalWatch *self, const InsStageReport *report, const InsPosition *tolerance_mm)
{
  if (self->rests)
    {
      note_newest (self, report, tolerance_mm);
      return report->answered_s - self->rest_s <= SETTLING_S &&
             note_creep (self, &report->position, tolerance_mm);
    }
  if (!self->has_moved &&
      !(self->knows_target && is_at_target (self, &report->position, tolerance_mm)))
    return FALSE;
  self->rests = TRUE;
  self->rest = self->moved_to = report->position;
  self->rest_s = self->moved_s = self->newest_s = report->answered_s;

  return FALSE;
}

gboolean
ins_arrival_watch_is_settling (const InsArrivalWatch *self)
{
  return self->rests && self->newest_s - self->moved_s < LOOK_S &&
         self->newest_s - self->rest_s < SETTLING_S;
}

gboolean
ins_arrival_watch_report (InsArrivalWatch *self,
                          const InsStageReport *report,
                          const InsPosition *tolerance_mm)
{
  gboolean moves = report->activity == INS_STAGE_MOVING;

  if (!report->position_known || report->asked_s < self->command_s)
    return FALSE;
  if (report->activity == INS_STAGE_IDLE)
    return follow_rest (self, report, tolerance_mm);
  self->rests = FALSE;
  self->has_moved |= moves;
  if (!moves || !self->knows_target || report->answered_s >= self->half_s ||
      !is_at_target (self, &report->position, tolerance_mm))
    return FALSE;
  if (++self->n_too_soon < TOO_SOON || self->reports_targets)
    return FALSE;
  self->reports_targets = TRUE;

  return TRUE;
}

void
ins_arrival_watch_to_text (const InsArrivalWatch *self, char *text, gsize size)
{
  text[0] = '\0';
  if (self->reports_targets)
    g_snprintf (text, size, "%s",
                _ ("The stage answers with the place it is going to, not with the one where it is, "
                   "so lines swept in motion cannot be placed. Set the controller or its driver to "
                   "report real positions, or scan with Motion=points."));
  else if (self->creep_mm > 0.0)
    g_snprintf (text, size,
                _ ("The stage went on by %.3g µm along %c after it had said that it stood. Let it "
                   "settle: less acceleration, a narrower in-position window in the controller, or "
                   "DwellS in a scan point by point."),
                self->creep_mm * 1e3, INS_AXIS_LETTERS[self->creep_axis]);
}
