/* ins-motion-push.c - the conductor's side of lines one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "ins-motion"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "core/ins-clock.h"
#include "scan/ins-motion-private.h"

#define CLOSING_S 1.0

guint64
ins_motion_push_line (InsMotion *self, const InsMotionLine *line, guint n_stops)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  const InsMotionRequest request = { .verb = INS_MOTION_LINES };
  double until_s = ins_clock_now_s () + CLOSING_S;

  while (self->status.busy && self->slot.verb == INS_MOTION_LINES && self->lines_closing &&
         ins_clock_now_s () < until_s)
    ins_condition_wait (&self->changed, &self->lock, CLOSING_S);
  if (self->status.busy && (self->slot.verb != INS_MOTION_LINES || self->lines_closing ||
                            self->n_pushed - self->n_done >= INS_MOTION_MAX_LINES))
    return 0;
  if (!self->status.busy && line->follows && self->n_done < self->n_pushed)
    return 0;
  if (!self->status.busy)
    {
      self->n_done = self->n_pushed; /* what a request before has not got done is nobody's */
      self->first_line = self->n_pushed + 1;
      self->lines_dropped = self->lines_closing = FALSE;
    }
  self->n_pushed++;
  self->pushed[self->n_pushed % INS_MOTION_MAX_LINES] = *line;
  if (!self->status.busy)
    ins_motion_post_locked (self, &request, n_stops);

  return self->n_pushed;
}

gboolean
ins_motion_wait_line (InsMotion *self,
                      guint64 serial,
                      double timeout_s,
                      InsMotionLineResult *result,
                      GError **error)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  double until_s = ins_clock_now_s () + timeout_s;

  while (self->n_done < serial && self->status.busy)
    {
      double left_s = until_s - ins_clock_now_s ();

      if (left_s <= 0.0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                       _ ("The stage was still moving after %.0f s."), timeout_s);
          return FALSE;
        }
      ins_condition_wait (&self->changed, &self->lock, left_s);
    }
  if (self->n_done >= serial)
    {
      *result = self->line_results[serial % INS_MOTION_MAX_LINES];
      return TRUE;
    }
  if (self->ended_error != NULL)
    g_propagate_error (error, g_error_copy (self->ended_error));
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Stopped."));

  return FALSE;
}

static gboolean
wait_for_end_locked (InsMotion *self, double timeout_s)
{
  double until_s = ins_clock_now_s () + timeout_s;

  while (self->status.busy && self->slot.verb == INS_MOTION_LINES && ins_clock_now_s () < until_s)
    ins_condition_wait (&self->changed, &self->lock, MAX (until_s - ins_clock_now_s (), 0.0));
  if (!self->status.busy || self->slot.verb != INS_MOTION_LINES)
    return TRUE;
  self->abandoned_serial = self->slot_serial;

  return FALSE;
}

gboolean
ins_motion_drop_lines (InsMotion *self, double timeout_s)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->lines_dropped = TRUE;

  return wait_for_end_locked (self, timeout_s);
}

gboolean
ins_motion_finish_lines (InsMotion *self, double timeout_s)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return wait_for_end_locked (self, timeout_s);
}
