/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>

#include "core/ins-error.h"
#include "core/ins-lock.h"
#include "core/ins-reference-count.h"
#include "devices/simulated/ins-sim-bench.h"

#define KEPT_S 60.0
#define N_PRUNE 512 /* old segments go in batches, so that adding one stays cheap */

typedef struct
{
  double start_s, end_s;
  InsPosition start, velocity, acceleration;
} Segment;

typedef struct
{
  double time_s, mm;
  guint axis;
} Shift;

/* Threads: the emulator's adds, the digitizer's asks. */
struct _InsSimBench
{
  InsReferenceCount holders;
  InsLock lock;
  GArray *segments;       /* lock; ordered by time, not overlapping */
  GArray *shifts;         /* lock; all of them, in order */
  GArray *triggers;       /* lock; moments of the newest pulses */
  guint64 n_old_triggers; /* lock; those before them */
  FILE *log;              /* lock; (nullable) */
};

InsSimBench *
ins_sim_bench_new (void)
{
  InsSimBench *self = g_new0 (InsSimBench, 1);

  ins_reference_count_init (&self->holders);
  ins_lock_init (&self->lock);
  self->segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  self->shifts = g_array_new (FALSE, FALSE, sizeof (Shift));
  self->triggers = g_array_new (FALSE, FALSE, sizeof (double));

  return self;
}

InsSimBench *
ins_sim_bench_ref (InsSimBench *self)
{
  ins_reference_count_take (&self->holders);

  return self;
}

void
ins_sim_bench_unref (InsSimBench *self)
{
  if (!ins_reference_count_drop (&self->holders))
    return;
  g_array_unref (self->segments);
  g_array_unref (self->shifts);
  g_array_unref (self->triggers);
  if (self->log != NULL)
    fclose (self->log);
  ins_lock_clear (&self->lock);
  g_free (self);
}

/* Number of segments that start before @time_s. */
static guint
count_before_locked (InsSimBench *self, double time_s)
{
  guint low = 0, high = self->segments->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->segments, Segment, middle).start_s < time_s)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* The segment before the kept time stays: it says where the probe stood then. */
static void
prune_locked (InsSimBench *self, double now_s)
{
  guint n_old = count_before_locked (self, now_s - KEPT_S);

  if (n_old > N_PRUNE)
    g_array_remove_range (self->segments, 0, n_old - 1);
}

gboolean
ins_sim_bench_log (InsSimBench *self, const char *path, GError **error)
{
  FILE *log = fopen (path, "we");
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = NULL;

  if (log == NULL)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_IO,
                   _ ("The log of motions cannot be written to %s: %s."), path, g_strerror (errno));
      return FALSE;
    }
  setvbuf (log, NULL, _IOLBF, BUFSIZ); /* whole lines, also if the program is ended */
  locker = ins_lock_acquire (&self->lock);
  if (self->log != NULL)
    fclose (self->log);
  self->log = log;

  return TRUE;
}

static void
log_segment_locked (InsSimBench *self, const Segment *segment)
{
  const InsPosition *triples[] = { &segment->start, &segment->velocity, &segment->acceleration };
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  fputs (g_ascii_formatd (number, sizeof number, "%.7f", segment->start_s), self->log);
  fprintf (self->log, " %s", g_ascii_formatd (number, sizeof number, "%.7f", segment->end_s));
  for (guint i = 0; i < G_N_ELEMENTS (triples); i++)
    for (guint axis = 0; axis < INS_N_AXES; axis++)
      fprintf (self->log, " %s",
               g_ascii_formatd (number, sizeof number, "%.6f", triples[i]->mm[axis]));
  fputc ('\n', self->log);
}

void
ins_sim_bench_add_segment (InsSimBench *self,
                           double start_s,
                           double end_s,
                           const InsPosition *start,
                           const InsPosition *velocity,
                           const InsPosition *acceleration)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  Segment segment = { start_s, MAX (end_s, start_s), *start, *velocity, *acceleration };
  guint n_before = count_before_locked (self, start_s);

  if (self->log != NULL)
    log_segment_locked (self, &segment);
  g_array_set_size (self->segments, n_before);
  if (n_before > 0)
    {
      Segment *last = &g_array_index (self->segments, Segment, n_before - 1);

      last->end_s = MIN (last->end_s, start_s);
    }
  g_array_append_val (self->segments, segment);
  prune_locked (self, start_s);
}

static void
get_position_locked (InsSimBench *self, double time_s, InsPosition *position)
{
  guint n_before = count_before_locked (self, time_s);
  const Segment *segment;
  double elapsed_s;

  *position = (InsPosition){ { 0.0 } };
  if (self->segments->len == 0)
    return;

  segment = &g_array_index (self->segments, Segment, n_before > 0 ? n_before - 1 : 0);
  elapsed_s = CLAMP (time_s, segment->start_s, segment->end_s) - segment->start_s;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    position->mm[axis] = segment->start.mm[axis] + segment->velocity.mm[axis] * elapsed_s +
                         0.5 * segment->acceleration.mm[axis] * elapsed_s * elapsed_s;
  for (guint i = 0; i < self->shifts->len; i++)
    {
      const Shift *shift = &g_array_index (self->shifts, Shift, i);

      if (shift->time_s <= time_s)
        position->mm[shift->axis] += shift->mm;
    }
}

void
ins_sim_bench_get_position (InsSimBench *self, double time_s, InsPosition *position)
{
  ins_sim_bench_get_positions (self, &time_s, position, 1);
}

void
ins_sim_bench_get_positions (InsSimBench *self,
                             const double *times_s,
                             InsPosition *positions,
                             guint n)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  for (guint i = 0; i < n; i++)
    get_position_locked (self, times_s[i], &positions[i]);
}

void
ins_sim_bench_shift (InsSimBench *self, guint axis, double mm, double time_s)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  const Shift shift = { time_s, mm, axis };

  g_array_append_val (self->shifts, shift);
}

void
ins_sim_bench_add_trigger (InsSimBench *self, double time_s)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  guint n_old = 0;

  while (n_old < self->triggers->len &&
         g_array_index (self->triggers, double, n_old) < time_s - KEPT_S)
    n_old++;
  if (n_old > N_PRUNE)
    {
      g_array_remove_range (self->triggers, 0, n_old);
      self->n_old_triggers += n_old;
    }
  g_array_append_val (self->triggers, time_s);
}

guint64
ins_sim_bench_count_triggers (InsSimBench *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return self->n_old_triggers + self->triggers->len;
}

guint
ins_sim_bench_get_triggers (InsSimBench *self, guint64 first, double *times_s, guint n_times)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  guint64 end = self->n_old_triggers + self->triggers->len;
  guint n = (guint)MIN (first < end ? end - first : 0, n_times);

  for (guint i = 0; i < n; i++)
    times_s[i] = first + i < self->n_old_triggers
                     ? (double)NAN
                     : g_array_index (self->triggers, double,
                                      (guint)(first + i - self->n_old_triggers));

  return n;
}
