/* ins-scan-run-pause.c - a scan that waits: for a person, and for the disk
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On the conductor.
 */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "scan/ins-scan-run.h"

#define WAIT_S 0.1
#define LONG_WAIT_S 0.3 /* for the disk, before it is worth a word */

/* A jog or move of the pause is let go and ends; then the scan's commands are wanted anew. The
 * order matters: a STOP sets its wish before it counts, so that it is either seen here or makes the
 * count old. */
static gboolean
take_stage_back (InsScanRun *run, GError **error)
{
  InsEngine *self = run->engine;
  InsMotionStatus status;

  ins_motion_release (self->motion);
  for (;;)
    {
      ins_motion_get_status (self->motion, &status);
      run->n_stops = ins_motion_get_n_stops (self->motion);
      if (!ins_scan_run_check_stop (run, error))
        return FALSE;
      if (!status.busy)
        return TRUE;
      ins_clock_sleep_s (WAIT_S / 5);
    }
}

static void
forget_reason (InsEngine *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->scan.pause_message[0] = '\0';
  self->scan.gave_up_line = FALSE;
}

gboolean
ins_scan_run_wait_while_paused (InsScanRun *run, GError **error)
{
  InsEngine *self = run->engine;
  const double began_s = ins_clock_now_s ();

  if (!atomic_load (&self->pause_wanted) && !atomic_load (&self->pause_now_wanted))
    return TRUE;
  ins_scan_run_rest (run);
  ins_engine_set_scan_state (self, INS_SCAN_PAUSED, NULL);
  while (atomic_load (&self->pause_wanted))
    {
      if (!ins_scan_run_check_stop (run, error))
        return FALSE;
      {
        g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

        ins_condition_wait (&self->changed, &self->lock, WAIT_S);
      }
    }
  atomic_store (&self->pause_now_wanted, FALSE);
  ins_suspend_watch_look (&run->suspend, ins_suspend_get_s ()); /* whoever goes on knows */
  forget_reason (self);
  if (!take_stage_back (run, error))
    return FALSE;
  run->swept_s = 0.0;
  run->paused_s += ins_clock_now_s () - began_s;
  ins_engine_set_scan_state (self, INS_SCAN_RUNNING, NULL);

  return TRUE;
}

gboolean
ins_scan_run_note_suspend (InsScanRun *run)
{
  InsEngine *self = run->engine;
  double slept_s = ins_suspend_watch_look (&run->suspend, ins_suspend_get_s ());

  if (!(slept_s > 0.0))
    return FALSE;
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    g_snprintf (self->scan.pause_message, sizeof self->scan.pause_message,
                _ ("The computer was suspended for %.0f s during line %u, and the scan has paused. "
                   "See that the stage stands where it says, then go on: the line is swept again."),
                slept_s, self->scan.line.row + 1);
  }
  ins_engine_pause_now (self);

  return TRUE;
}

/* What failed while the computer was suspended may go well afterwards, if the stage still answers.
 */
static gboolean
may_go_well (InsScanRun *run, gboolean was_suspended, const GError *error)
{
  InsMotionStatus status;

  ins_motion_get_status (run->engine->motion, &status);

  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         (was_suspended && status.link == INS_LINK_READY);
}

gboolean
ins_scan_run_survives (InsScanRun *run, GError **error)
{
  InsEngine *self = run->engine;
  const gboolean was_suspended = ins_scan_run_note_suspend (run);
  const gboolean pauses = atomic_load (&self->pause_now_wanted) ||
                          atomic_load (&self->pause_wanted);

  if (!pauses || atomic_load (&self->stop_wanted) || !may_go_well (run, was_suspended, *error))
    return FALSE;
  g_clear_error (error);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->scan.gave_up_line = TRUE;
  }

  return ins_scan_run_wait_while_paused (run, error);
}

static void
tell_of_disk (InsScanRun *run, double waited_s)
{
  InsEngine *self = run->engine;

  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->disk.waited_s = waited_s;
    ins_engine_publish_disk_locked (self);
  }
  ins_engine_tell (self);
}

gpointer
ins_scan_run_take_block (InsScanRun *run, InsRing *ring, GError **error)
{
  double begun_s = ins_clock_now_s (), waited_s = 0.0;
  gpointer block = NULL;

  while (block == NULL && ins_scan_run_check_stop (run, error))
    {
      block = ins_ring_pop (ring, WAIT_S);
      if (block == NULL && ring == run->engine->lines_free &&
          ins_clock_now_s () - begun_s > LONG_WAIT_S)
        {
          waited_s = ins_clock_now_s () - begun_s;
          tell_of_disk (run, waited_s);
        }
    }
  if (waited_s > 0.0)
    tell_of_disk (run, 0.0);

  return block;
}
