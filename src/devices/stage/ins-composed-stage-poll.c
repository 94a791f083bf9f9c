/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-composed-stage-private.h"

/* While one part moves the others, which stand, are asked so often: each question costs the moving
 * one a report. */
#define REST_POLL_S 0.5

static void
set_message (InsComposedStage *self, const char *text)
{
  g_strlcpy (self->message, text, sizeof self->message);
  for (const char *end = NULL; !g_utf8_validate (self->message, -1, &end);)
    self->message[end - self->message] = '\0';
}

static gboolean
is_at_rest (const InsPart *part)
{
  return part->report.activity == INS_STAGE_IDLE || part->report.activity == INS_STAGE_ALARM;
}

static gboolean
anything_moves (const InsComposedStage *self)
{
  for (guint i = 0; i < self->n_parts; i++)
    if (self->parts[i].moves)
      return TRUE;

  return FALSE;
}

/* ---- homing --------------------------------------------------------------------------------- */

static guint
get_last_rank (const InsComposedStage *self)
{
  guint last = 0;

  for (guint i = 0; i < self->n_parts; i++)
    last = MAX (last, self->parts[i].home_rank);

  return last;
}

/* Parts without switches stay as they are. */
static gboolean
is_its_turn (const InsComposedStage *self, const InsPart *part)
{
  return part->home_rank == self->home_rank && part->info.can_home;
}

static gboolean
start_rank (InsComposedStage *self, GError **error)
{
  for (guint i = 0; i < self->n_parts; i++)
    {
      InsPart *part = &self->parts[i];
      g_autoptr (GError) problem = NULL;

      if (!is_its_turn (self, part))
        continue;
      if (atomic_load (&self->n_stops) != self->home_n_stops)
        {
          g_set_error_literal (
              error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
              _ ("The stage was told to stop. Wait until it stands, then try again."));
          return FALSE;
        }
      part->moves = ins_stage_home (part->wiring.stage, &problem);
      if (atomic_load (&self->n_stops) != self->home_n_stops)
        ins_stage_stop (part->wiring.stage); /* it may have come before the command */
      if (problem == NULL)
        continue;
      ins_composed_stage_fail (self, part, problem);
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  return TRUE;
}

static gboolean
has_its_turn (const InsComposedStage *self)
{
  for (guint i = 0; i < self->n_parts; i++)
    if (is_its_turn (self, &self->parts[i]))
      return TRUE;

  return FALSE;
}

/* FALSE: there is none any more. */
static gboolean
find_rank (InsComposedStage *self)
{
  while (self->home_rank <= get_last_rank (self) && !has_its_turn (self))
    self->home_rank++;

  return self->home_rank <= get_last_rank (self);
}

gboolean
ins_composed_stage_home (InsStage *stage, GError **error)
{
  InsComposedStage *self = INS_COMPOSED_STAGE (stage);

  if (!ins_composed_stage_check_open (self, error))
    return FALSE;
  if (anything_moves (self) || self->is_homing)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                           _ ("The stage is moving. Stop it first."));
      return FALSE;
    }
  self->home_rank = 0;
  self->home_n_stops = atomic_load (&self->n_stops);
  if (!find_rank (self))
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                           _ ("This stage has no switches to home to. Jog it to a known place and "
                              "confirm the position."));
      return FALSE;
    }
  self->message[0] = '\0';
  if (!start_rank (self, error))
    return FALSE;
  self->is_homing = TRUE;

  return TRUE;
}

/* All axes that can are home: what is left for a person? */
static void
end_homing (InsComposedStage *self)
{
  self->is_homing = FALSE;
  for (guint i = 0; i < self->n_parts; i++)
    {
      char letters[INS_N_AXES + 1];
      g_autofree char *text = NULL;

      if (self->parts[i].info.can_home || self->parts[i].report.homed)
        continue;
      text = g_strdup_printf (_ ("%s has no switches to home to. Confirm its position."),
                              ins_composed_get_letters (&self->parts[i], letters));
      set_message (self, text);
    }
}

static void
continue_homing (InsComposedStage *self)
{
  g_autoptr (GError) error = NULL;

  if (!self->is_homing)
    return;
  if (atomic_load (&self->n_stops) != self->home_n_stops)
    {
      self->is_homing = FALSE;
      return;
    }
  for (guint i = 0; i < self->n_parts; i++)
    {
      InsPart *part = &self->parts[i];

      if (!is_its_turn (self, part))
        continue;
      if (part->report.activity == INS_STAGE_ALARM || (!part->moves && !part->report.homed))
        {
          self->is_homing = FALSE;
          ins_composed_stage_fail (self, part, NULL);
          set_message (self, part->report.message);
          return;
        }
      if (part->moves)
        return;
    }
  self->home_rank++;
  if (!find_rank (self))
    end_homing (self);
  else if (!start_rank (self, &error))
    {
      self->is_homing = FALSE;
      set_message (self, error->message);
    }
}

/* ---- joining reports ------------------------------------------------------------------------ */

/* One part stands and wants a person: the others do not go on without it. */
static void
heed_alarm (InsComposedStage *self)
{
  const InsPart *alarmed = NULL;

  for (guint i = 0; i < self->n_parts && alarmed == NULL; i++)
    if (self->parts[i].report.activity == INS_STAGE_ALARM)
      alarmed = &self->parts[i];
  if (alarmed != NULL && !self->alarm_is_known)
    for (guint i = 0; i < self->n_parts; i++)
      if (self->parts[i].moves)
        ins_stage_stop (self->parts[i].wiring.stage);
  self->alarm_is_known = alarmed != NULL;
}

/* What a part does counts before what another one does not. */
static InsStageActivity
join_activity (const InsComposedStage *self)
{
  static const InsStageActivity order[] = {
    INS_STAGE_STOPPING, INS_STAGE_HOMING, INS_STAGE_JOGGING, INS_STAGE_MOVING, INS_STAGE_ALARM,
  };

  if (self->is_homing)
    return INS_STAGE_HOMING;
  for (gsize k = 0; k < G_N_ELEMENTS (order); k++)
    for (guint i = 0; i < self->n_parts; i++)
      if (self->parts[i].report.activity == order[k])
        return order[k];

  return INS_STAGE_IDLE;
}

static guint
join_limits (const InsPart *part)
{
  guint mask = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if ((part->mask & (1u << axis)) &&
        (part->report.limit_mask & (1u << part->wiring.axis[axis])) != 0)
      mask |= 1u << axis;

  return mask;
}

static void
join_message (const InsComposedStage *self, InsStageReport *report)
{
  char letters[INS_N_AXES + 1];

  g_strlcpy (report->message, self->message, sizeof report->message);
  for (guint i = 0; i < self->n_parts; i++)
    {
      const InsPart *part = &self->parts[i];
      gboolean is_alarm = part->report.activity == INS_STAGE_ALARM;

      if (part->report.message[0] == '\0' || (report->message[0] != '\0' && !is_alarm))
        continue;
      g_snprintf (report->message, sizeof report->message, "%s: %s",
                  ins_composed_get_letters (part, letters), part->report.message);
      if (is_alarm)
        break;
    }
  for (const char *end = NULL; !g_utf8_validate (report->message, -1, &end);)
    report->message[end - report->message] = '\0';
}

/* @heard_mask: parts whose answers make the bracket */
static void
join_reports (InsComposedStage *self, guint heard_mask, InsStageReport *report)
{
  *report = (InsStageReport){ .position_known = TRUE,
                              .homed = TRUE,
                              .asked_s = (double)INFINITY,
                              .answered_s = -(double)INFINITY };
  for (guint i = 0; i < self->n_parts; i++)
    {
      const InsPart *part = &self->parts[i];

      ins_composed_gather (part, &part->report.position, &report->position);
      report->position_known &= part->report.position_known;
      report->homed &= part->report.homed;
      report->limit_mask |= join_limits (part);
      if (report->alarm_code == 0)
        report->alarm_code = part->report.alarm_code;
      if ((heard_mask & (1u << i)) == 0)
        continue;
      report->asked_s = fmin (report->asked_s, part->report.asked_s);
      report->answered_s = fmax (report->answered_s, part->report.answered_s);
    }
  report->activity = join_activity (self);
  join_message (self, report);
  self->position = report->position;
}

static gboolean
poll_part (InsComposedStage *self, InsPart *part, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (ins_stage_poll (part->wiring.stage, &part->report, &problem))
    {
      part->moves = !is_at_rest (part);
      part->polled_s = ins_clock_now_s ();
      return TRUE;
    }
  ins_composed_stage_fail (self, part, NULL);
  self->is_open = self->is_homing = FALSE;
  g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}

static void
set_unknown (const InsComposedStage *self, InsStageReport *report)
{
  *report = (InsStageReport){ .activity = INS_STAGE_UNKNOWN, .position = self->position };
}

gboolean
ins_composed_stage_poll (InsStage *stage, InsStageReport *report, GError **error)
{
  InsComposedStage *self = INS_COMPOSED_STAGE (stage);
  guint moving_mask = 0, heard_mask = 0;
  double now_s = ins_clock_now_s ();

  set_unknown (self, report);
  if (!ins_composed_stage_check_open (self, error))
    return FALSE;
  for (guint i = 0; i < self->n_parts; i++)
    if (self->parts[i].moves)
      moving_mask |= 1u << i;
  /* what moves first: a part that is silent at rest is given 1.6 s. Once nothing moves any more all
   * are asked, so that the report that ends a motion is whole. */
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < self->n_parts; i++)
      {
        InsPart *part = &self->parts[i];

        if (((moving_mask & (1u << i)) != 0) != (pass == 0) ||
            (pass == 1 && anything_moves (self) && now_s - part->polled_s < REST_POLL_S))
          continue;
        if (!poll_part (self, part, error))
          return FALSE;
        heard_mask |= 1u << i;
      }
  heed_alarm (self);
  continue_homing (self);
  join_reports (self, moving_mask != 0 ? moving_mask : heard_mask, report);

  return TRUE;
}
