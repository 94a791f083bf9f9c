/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Threads: one a processor, from ins_regater_new() to ins_regater_free(), which joins them. A wish
 * is a job, read-only but for its counters, which the threads share by taking rows from them. What
 * a thread has evaluated is put into the picture with the lock held, if the job is still the
 * newest.
 */
#include "config.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/ins-clock.h"
#include "core/ins-lock.h"
#include "storage/ins-nde-file-private.h"
#include "storage/ins-regated-rows.h"
#include "storage/ins-regater.h"

#define MAX_THREADS 8
#define IDLE_S 1.0
#define NEWS_S 0.01
#define NICE 5

/* What the coarse picture may take, and what an A-scan costs before that was measured. */
#define COARSE_S 0.006
#define USUAL_ASCAN_S 0.2e-6
#define USUAL_CONDITIONED_S 5e-6
#define SPARSE 2.5 /* what one that lies apart from the others costs more */

typedef struct
{
  gatomicrefcount ref_count;

  /* read-only after new */
  InsNdeFile *file;
  InsRecipe *recipe;
  InsCscan *cscan;
  guint64 generation;
  guint step;   /* every so many rows and columns at first; 1: there is no coarse picture */
  guint n_rows; /* with A-scans */
  guint n_to_do;
  guint8 *is_to_do; /* ins_regated_rows_find_to_do() */
  guint32 *marks;
  double wished_s;

  atomic_uint next_coarse, next_row;
  atomic_uint n_coarse_done, n_looked_at, n_rows_done;
} Job;

struct _InsRegater
{
  InsRegaterFunc on_news; /* read-only after new, so are the next */
  gpointer data;
  GThread *threads[MAX_THREADS];
  guint n_threads;
  atomic_ullong newest; /* generation of the newest job */

  InsLock lock;
  InsCondition wished;      /* lock */
  gboolean quit;            /* lock */
  InsNdeFile *file;         /* lock */
  Job *job;                 /* lock; the newest; NULL: no wish so far */
  double ascan_s;           /* lock; cost of the last wish's; NaN unknown */
  gboolean was_plain;       /* lock; ... whose gates looked at A-scans as recorded */
  double told_s;            /* lock; when on_news was called last */
  double coarse_s, exact_s; /* lock; of the newest job */
  gboolean has_put;         /* lock; a row of the newest job is in the picture */
  InsRegatedRows rows;      /* lock */
  guint64 n_evaluated;      /* lock */
};

static void
job_unref (Job *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  ins_nde_file_unref (self->file);
  ins_recipe_free (self->recipe);
  ins_cscan_unref (self->cscan);
  g_free (self->is_to_do);
  g_free (self->marks);
  g_free (self);
}

static gboolean
is_plain (const InsRecipe *recipe)
{
  gboolean plain = ins_recipe_is_unconditioned (recipe);

  for (guint i = 0; i < recipe->n_gates; i++)
    plain &= recipe->gates[i].detection == INS_DETECTION_RF;

  return plain;
}

static guint
choose_step_locked (const InsRegater *self, const Job *job)
{
  gboolean plain = is_plain (job->recipe);
  double usual_s = plain ? USUAL_ASCAN_S : USUAL_CONDITIONED_S;
  double ascan_s = self->was_plain == plain && self->ascan_s > 0.0 ? self->ascan_s : usual_s;
  double all_s = ascan_s * job->n_to_do * ins_nde_file_get_grid (job->file)->n_columns /
                 self->n_threads;

  return all_s > COARSE_S ? (guint)CLAMP (ceil (sqrt (SPARSE * all_s / COARSE_S)), 2, 64) : 1;
}

static gboolean
can_keep_picture (InsCscan *cscan, const InsRecipe *recipe)
{
  return ins_cscan_get_n_gates (cscan) == recipe->n_gates &&
         ins_cscan_get_n_derived (cscan) == recipe->n_planes &&
         ins_cscan_get_n_alarms (cscan) == recipe->n_alarms;
}

/* @recipe: (transfer full) */
static Job *
job_new_locked (InsRegater *self, InsRecipe *recipe)
{
  Job *job = g_new0 (Job, 1);
  InsCorrection correction;

  g_atomic_ref_count_init (&job->ref_count);
  job->wished_s = ins_clock_now_s ();
  job->file = ins_nde_file_ref (self->file);
  job->recipe = recipe;
  job->generation = atomic_load (&self->newest) + 1;
  job->n_rows = ins_nde_file_get_n_lines_done (self->file);
  job->is_to_do = g_new0 (guint8, self->rows.n_rows);
  job->marks = g_new0 (guint32, self->rows.n_rows);
  job->n_to_do = ins_regated_rows_find_to_do (&self->rows, job->file, job->is_to_do, job->marks);
  atomic_store (&job->n_rows_done, job->n_rows - job->n_to_do);
  job->step = choose_step_locked (self, job);
  if (self->job != NULL && can_keep_picture (self->job->cscan, recipe))
    {
      job->cscan = ins_cscan_ref (self->job->cscan);
      ins_evaluation_set_cscan (recipe, job->cscan);
    }
  else
    {
      job->cscan = ins_evaluation_new_cscan (recipe, ins_nde_file_get_grid (self->file));
      ins_regated_rows_forget (&self->rows, TRUE);
      if (ins_nde_file_get_correction (self->file, &correction))
        ins_cscan_set_shift (job->cscan, &correction.shift);
    }

  return job;
}

/* @recipe: (transfer full) */
static void
wish_locked (InsRegater *self, InsRecipe *recipe)
{
  Job *old = self->job;

  self->job = job_new_locked (self, recipe);
  self->exact_s = (double)NAN;
  self->has_put = FALSE;
  atomic_store (&self->newest, self->job->generation);
  if (old != NULL)
    job_unref (old);
  ins_condition_broadcast (&self->wished);
}

/* What a thread works with for one job. */
typedef struct
{
  InsRegater *self;
  Job *job;
  InsRegateRow row;
} Work;

static gboolean
is_newest (const Work *work)
{
  return atomic_load (&work->self->newest) == work->job->generation;
}

/* An older wish's coarse rows are better than nothing, as long as the newest has put none. */
static gboolean
may_put_locked (const Work *work, gboolean is_coarse)
{
  return is_newest (work) || (is_coarse && !work->self->quit && !work->self->has_put &&
                              work->self->job->cscan == work->job->cscan);
}

/* FALSE if a newer wish has the picture. */
static gboolean
put_rows (Work *work, guint first, guint n, gboolean is_exact)
{
  InsRegater *self = work->self;
  Job *job = work->job;
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->n_evaluated += is_exact ? n : 0;
  if (!may_put_locked (work, !is_exact))
    return FALSE;
  self->has_put |= is_newest (work);
  for (guint row = first; row < first + n; row++)
    if (job->is_to_do[row])
      ins_regated_rows_put (&self->rows, &work->row, row, job->marks[row], is_exact, job->cscan);

  return TRUE;
}

static void
tell (InsRegater *self, gboolean at_once)
{
  double now_s = ins_clock_now_s ();
  gboolean due;

  if (self->on_news == NULL)
    return;
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    due = !self->quit && (at_once || now_s - self->told_s >= NEWS_S);
    if (due)
      self->told_s = now_s;
  }
  if (due)
    self->on_news (self->data);
}

static void
note_pass_locked (Work *work, gboolean is_exact)
{
  InsRegater *self = work->self;
  double took_s = ins_clock_now_s () - work->job->wished_s;
  double n_ascans = (double)work->job->n_to_do * work->row.n_columns;

  if (isnan (self->coarse_s))
    self->coarse_s = took_s;
  if (!is_exact)
    return;
  self->exact_s = took_s;
  if (work->job->n_to_do < work->job->n_rows) /* not worth a rule */
    return;
  took_s -= work->job->step > 1 ? self->coarse_s : 0.0;
  self->ascan_s = took_s * self->n_threads / MAX (n_ascans, 1.0);
  self->was_plain = is_plain (work->job->recipe);
}

/* The last of a pass says how long it took. */
static void
note_pass (Work *work, gboolean is_exact)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&work->self->lock);

    if (is_newest (work))
      note_pass_locked (work, is_exact);
  }
  tell (work->self, TRUE);
}

/* Not given up for a newer wish: a picture is to come while gates are dragged without a pause. */
static void
do_coarse (Work *work)
{
  Job *job = work->job;
  guint n_rows = ins_nde_file_get_grid (job->file)->n_rows;
  guint n_blocks = (n_rows + job->step - 1) / job->step, block;

  while ((block = atomic_fetch_add (&job->next_coarse, 1)) < n_blocks)
    {
      guint first = block * job->step, n = MIN (job->step, n_rows - first), from = first;

      while (from < first + n - 1 && !job->is_to_do[from])
        from++;
      if (job->is_to_do[from])
        {
          ins_regate_row_evaluate_some (&work->row, from, job->step);
          put_rows (work, first, n, FALSE);
        }
      if (atomic_fetch_add (&job->n_coarse_done, 1) + 1 == n_blocks)
        note_pass (work, FALSE);
    }
}

static void
do_exact (Work *work)
{
  Job *job = work->job;
  guint n_rows = ins_nde_file_get_grid (job->file)->n_rows, row;

  while (is_newest (work) && (row = atomic_fetch_add (&job->next_row, 1)) < n_rows)
    {
      if (job->is_to_do[row])
        {
          ins_regate_row_evaluate (&work->row, row);
          if (!put_rows (work, row, 1, TRUE))
            return;
          atomic_fetch_add (&job->n_rows_done, 1);
        }
      if (atomic_fetch_add (&job->n_looked_at, 1) + 1 == n_rows)
        note_pass (work, TRUE);
      else
        tell (work->self, FALSE);
    }
}

static void
do_job (InsRegater *self, Job *job)
{
  Work work = { .self = self, .job = job };

  ins_regate_row_init (&work.row, job->file, job->recipe);
  if (job->step > 1)
    do_coarse (&work);
  do_exact (&work);
  ins_regate_row_clear (&work.row);
}

/* (nullable): when there is a newer one than @seen; after a while %NULL in any case. */
static Job *
wait_for_job (InsRegater *self, guint64 seen, gboolean *quit)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (!self->quit && (self->job == NULL || self->job->generation == seen))
    ins_condition_wait (&self->wished, &self->lock, IDLE_S);
  *quit = self->quit;
  if (self->quit || self->job == NULL || self->job->generation == seen)
    return NULL;
  g_atomic_ref_count_inc (&self->job->ref_count);

  return self->job;
}

static gpointer
worker_main (gpointer data)
{
  InsRegater *self = data;
  gboolean quit = FALSE;
  guint64 seen = 0;

  /* a scan that runs meanwhile comes first; if it is not granted, the system decides */
  (void)setpriority (PRIO_PROCESS, (id_t)gettid (), NICE);
  while (!quit)
    {
      Job *job = wait_for_job (self, seen, &quit);

      if (job == NULL)
        continue;
      seen = job->generation;
      do_job (self, job);
      job_unref (job);
    }

  return NULL;
}

InsRegater *
ins_regater_new (InsNdeFile *file, InsRegaterFunc on_news, gpointer data)
{
  InsRegater *self;

  if (!ins_nde_file_get_layout (file)->has_ascans)
    return NULL;
  self = g_new0 (InsRegater, 1);
  self->on_news = on_news;
  self->data = data;
  self->file = ins_nde_file_ref (file);
  ins_regated_rows_init (&self->rows, ins_nde_file_get_grid (file)->n_rows);
  self->ascan_s = self->coarse_s = self->exact_s = (double)NAN;
  ins_lock_init (&self->lock);
  ins_condition_init (&self->wished);
  self->n_threads = CLAMP (g_get_num_processors (), 1, MAX_THREADS);
  for (guint i = 0; i < self->n_threads; i++)
    self->threads[i] = g_thread_new ("ins-regater", worker_main, self);

  return self;
}

void
ins_regater_free (InsRegater *self)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->quit = TRUE;
    atomic_fetch_add (&self->newest, 1);
    ins_condition_broadcast (&self->wished);
  }
  for (guint i = 0; i < self->n_threads; i++)
    g_thread_join (self->threads[i]);
  if (self->job != NULL)
    job_unref (self->job);
  ins_nde_file_unref (self->file);
  ins_regated_rows_clear (&self->rows);
  ins_condition_clear (&self->wished);
  ins_lock_clear (&self->lock);
  g_free (self);
}

void
ins_regater_set_gates (InsRegater *self, const InsRecipe *recipe)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  InsRecipe *whole = ins_recipe_copy (ins_nde_file_get_recipe (self->file));

  ins_recipe_take_gates (whole, recipe);
  ins_regated_rows_forget (&self->rows, FALSE);
  self->coarse_s = (double)NAN;
  wish_locked (self, whole);
}

void
ins_regater_set_file (InsRegater *self, InsNdeFile *file)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  ins_nde_file_ref (file);
  ins_nde_file_unref (self->file);
  self->file = file;
  if (self->job != NULL)
    wish_locked (self, ins_recipe_copy (self->job->recipe));
}

InsCscan *
ins_regater_dup_cscan (InsRegater *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return self->job != NULL ? ins_cscan_ref (self->job->cscan) : NULL;
}

InsRecipe *
ins_regater_dup_recipe (InsRegater *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return self->job != NULL ? ins_recipe_copy (self->job->recipe) : NULL;
}

void
ins_regater_get_state (InsRegater *self, InsRegaterState *state)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  const Job *job = self->job;

  *state = (InsRegaterState){ .coarse_s = self->coarse_s,
                              .exact_s = self->exact_s,
                              .n_evaluated = self->n_evaluated };
  if (job == NULL)
    return;
  state->generation = job->generation;
  state->n_rows = job->n_rows;
  state->n_rows_done = atomic_load (&((Job *)job)->n_rows_done);
  state->is_coarse = !isnan (self->coarse_s);
  state->is_exact = !isnan (self->exact_s);
}
