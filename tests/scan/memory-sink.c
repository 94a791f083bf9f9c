/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "memory-sink.h"

static gboolean
sink_begin (InsLineSink *sink, const InsScanInfo *info, gboolean *done, GError **error)
{
  MemorySink *self = (MemorySink *)sink;
  gsize n;

  self->n_rows = info->plan->grid.n_rows;
  self->n_columns = info->plan->grid.n_columns;
  n = (gsize)self->n_rows * self->n_columns;
  self->have = g_new0 (guint8, self->n_rows);
  self->holes = g_new0 (guint8, n);
  self->n_pulses = g_new0 (guint16, n);
  self->amplitude = g_new0 (float, n);
  self->directions = g_new0 (int, self->n_rows);
  self->n_gates = info->recipe->n_gates;
  self->percent = g_new0 (float, n * self->n_gates);
  self->tof_s = g_new0 (float, n * self->n_gates);
  self->gate_status = g_new0 (guint8, n * self->n_gates);
  self->cards = g_new0 (InsLineCard, self->n_rows);
  self->sigma_mm = g_new0 (double, self->n_rows);
  for (const guint *row = self->skip; row != NULL && *row != (guint)-1; row++)
    done[*row] = TRUE;
  self->n_begun++;
  self->check = info->reference_check;
  self->reference = info->reference;

  return TRUE;
}

static gboolean
sink_put_line (InsLineSink *sink, const InsLineData *data, GError **error)
{
  MemorySink *self = (MemorySink *)sink;
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = NULL;
  gsize at = (gsize)data->line.row * self->n_columns, n;

  while (atomic_load (&self->is_stalled))
    ins_clock_sleep_s (0.005);
  locker = ins_lock_acquire (&self->lock);
  if (self->fail_at_line > 0 && self->n_put + 1 >= self->fail_at_line)
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO, "The disk is broken.");
      return FALSE;
    }
  if (atomic_load (&self->is_full))
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FULL, "The disk is full.");
      return FALSE;
    }
  self->n_put++;
  self->have[data->line.row]++;
  self->directions[data->line.row] = data->line.direction;
  memcpy (self->holes + at, data->holes, self->n_columns);
  memcpy (self->n_pulses + at, data->n_pulses, self->n_columns * sizeof *self->n_pulses);
  memcpy (self->amplitude + at, data->amplitude_percent, self->n_columns * sizeof *self->amplitude);
  n = (gsize)self->n_gates * self->n_columns;
  memcpy (self->percent + data->line.row * n, data->amplitude_percent, n * sizeof (float));
  memcpy (self->tof_s + data->line.row * n, data->tof_s, n * sizeof (float));
  memcpy (self->gate_status + data->line.row * n, data->gate_status, n);
  self->cards[data->line.row] = data->card;
  self->sigma_mm[data->line.row] = fabs (data->track.speed_mm_s) * data->track.sigma_s;

  return TRUE;
}

static gboolean
sink_sync (InsLineSink *sink, GError **error)
{
  MemorySink *self = (MemorySink *)sink;
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (self->syncs_fail || self->a_sync_fails)
    {
      self->a_sync_fails = FALSE;
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO, "The disk is broken.");
      return FALSE;
    }
  self->n_synced = self->n_put;

  return TRUE;
}

static gboolean
sink_finish (InsLineSink *sink, gboolean complete, const InsScanAccount *account, GError **error)
{
  MemorySink *self = (MemorySink *)sink;
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->n_finished++;
  self->complete = complete;
  self->account = *account;
  if (self->syncs_fail)
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO, "The disk is broken.");
      return FALSE;
    }
  self->n_synced = self->n_put;

  return TRUE;
}

static guint64
sink_get_n_bytes (InsLineSink *sink)
{
  return 0;
}

static gboolean
sink_read_reference (InsLineSink *sink, InsReference *then, gboolean *is_resumed, GError **error)
{
  *then = *((MemorySink *)sink)->then;
  *is_resumed = TRUE;

  return TRUE;
}

void
memory_sink_set_reference (MemorySink *self, const InsReference *then)
{
  self->then = then;
  self->parent.read_reference = sink_read_reference;
}

MemorySink *
memory_sink_new (void)
{
  MemorySink *self = g_new0 (MemorySink, 1);

  self->parent.begin = sink_begin;
  self->parent.put_line = sink_put_line;
  self->parent.sync = sink_sync;
  self->parent.finish = sink_finish;
  self->parent.get_n_bytes = sink_get_n_bytes;
  self->parent.can_replace = TRUE;
  ins_lock_init (&self->lock);

  return self;
}

void
memory_sink_free (MemorySink *self)
{
  ins_lock_clear (&self->lock);
  g_free (self->have);
  g_free (self->holes);
  g_free (self->n_pulses);
  g_free (self->amplitude);
  g_free (self->directions);
  g_free (self->percent);
  g_free (self->tof_s);
  g_free (self->gate_status);
  g_free (self->cards);
  g_free (self->sigma_mm);
  g_free (self);
}

guint
memory_sink_get_n_put (MemorySink *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return self->n_put;
}

void
memory_sink_assert_whole (const MemorySink *self)
{
  for (guint row = 0; row < self->n_rows; row++)
    g_assert_cmpuint (self->have[row], ==, 1);
  for (guint i = 0; i < self->n_rows * self->n_columns; i++)
    g_assert_cmpint (self->holes[i], ==, INS_HOLE_NONE);
}
