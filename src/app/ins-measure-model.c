/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-measure-model.h"
#include "scan/ins-measure-source.h"

#define MOST_UNDO 100

struct _InsMeasureModel
{
  GObject parent_instance;

  InsCscan *cscan;
  InsRecipe *recipe;
  guint64 generation; /* of the picture that was asked for last */
  GPtrArray *items;   /* InsMeasureItem */
  int selected;
  GPtrArray *undo; /* GPtrArray of InsMeasure: what was there before each step */
  guint64 state;   /* counts definitions and pictures */
  gboolean is_busy;

  /* what the last task measured on, and whose it is */
  InsMeasureSource *source;
  char *source_key;
};

G_DEFINE_FINAL_TYPE (InsMeasureModel, ins_measure_model, G_TYPE_OBJECT)

enum
{
  CHANGED,
  EDITED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void evaluate (InsMeasureModel *self);

static void
item_free (gpointer data)
{
  InsMeasureItem *item = data;

  ins_measure_free (item->measure);
  g_clear_pointer (&item->result, ins_measure_result_free);
  g_free (item->reason);
  g_free (item);
}

static InsMeasureItem *
get_item (InsMeasureModel *self, guint index)
{
  return g_ptr_array_index (self->items, index);
}

/* ---- evaluation ---------------------------------------------------------------------------- */

typedef struct
{
  InsCscan *cscan;
  InsRecipe *recipe;
  InsMeasure *measure;
  guint64 wanted;
  char *key;
  InsMeasureSource *source; /* in and out */
  InsMeasureResult *result; /* out */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  ins_cscan_unref (job->cscan);
  ins_recipe_free (job->recipe);
  ins_measure_free (job->measure);
  g_clear_pointer (&job->source, ins_measure_source_unref);
  g_clear_pointer (&job->result, ins_measure_result_free);
  g_free (job->key);
  g_free (job);
}

static void
evaluate_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  if (job->source == NULL)
    job->source = ins_measure_source_new (job->cscan, job->recipe, job->measure, &error);
  if (job->source != NULL)
    job->result = ins_measure_evaluate (job->measure, ins_measure_source_get_input (job->source),
                                        &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_evaluated (GObject *object, GAsyncResult *result, gpointer data)
{
  InsMeasureModel *self = INS_MEASURE_MODEL (object);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);
  InsMeasureItem *item = NULL;

  self->is_busy = FALSE;
  /* by its name: it may have moved on, been changed or removed meanwhile */
  for (guint i = 0; i < self->items->len && item == NULL; i++)
    if (g_str_equal (get_item (self, i)->measure->name, job->measure->name) &&
        get_item (self, i)->measure->kind == job->measure->kind)
      item = get_item (self, i);
  if (job->source != NULL)
    {
      g_clear_pointer (&self->source, ins_measure_source_unref);
      g_free (self->source_key);
      self->source = g_steal_pointer (&job->source);
      self->source_key = g_strdup (job->key);
    }
  if (item != NULL && job->cscan == self->cscan)
    {
      g_clear_pointer (&item->result, ins_measure_result_free);
      g_clear_pointer (&item->reason, g_free);
      item->result = g_steal_pointer (&job->result);
      item->reason = done ? NULL : g_strdup (error->message);
      item->done = job->wanted;
      item->unit = self->source != NULL ? ins_measure_source_get_input (self->source)->unit : "";
      g_signal_emit (self, signals[CHANGED], 0);
    }
  evaluate (self);
}

/* The next one that is not up to date; the selected one first, which a person looks at. */
static InsMeasureItem *
find_next (InsMeasureModel *self)
{
  for (guint i = 0; i <= self->items->len; i++)
    {
      guint index = i == 0 ? (guint)MAX (self->selected, 0) : i - 1;
      InsMeasureItem *item = index < self->items->len ? get_item (self, index) : NULL;

      if (item != NULL && item->done < item->wanted)
        return item;
    }

  return NULL;
}

static void
evaluate (InsMeasureModel *self)
{
  InsMeasureItem *item = NULL;
  g_autoptr (GTask) task = NULL;
  Job *job;

  if (self->is_busy || self->cscan == NULL)
    return;
  item = find_next (self);
  if (item == NULL)
    return;
  job = g_new0 (Job, 1);
  job->cscan = ins_cscan_ref (self->cscan);
  job->recipe = ins_recipe_copy (self->recipe);
  job->measure = ins_measure_copy (item->measure);
  job->wanted = item->wanted;
  job->key = g_strdup_printf ("%p %" G_GUINT64_FORMAT " %s;%s;%s", (void *)self->cscan,
                              self->generation, item->measure->plane, item->measure->gate,
                              item->measure->from);
  if (g_strcmp0 (job->key, self->source_key) == 0)
    job->source = ins_measure_source_ref (self->source);
  self->is_busy = TRUE;
  task = g_task_new (self, NULL, on_evaluated, NULL);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, evaluate_thread);
}

static void
want_all (InsMeasureModel *self)
{
  self->state++;
  self->generation = self->cscan != NULL ? ins_cscan_get_generation (self->cscan) : 0;
  for (guint i = 0; i < self->items->len; i++)
    get_item (self, i)->wanted = self->state;
  evaluate (self);
}

/* ---- the picture --------------------------------------------------------------------------- */

void
ins_measure_model_set_picture (InsMeasureModel *self, InsCscan *cscan, const InsRecipe *recipe)
{
  g_return_if_fail (INS_IS_MEASURE_MODEL (self));

  g_clear_pointer (&self->source, ins_measure_source_unref);
  g_clear_pointer (&self->source_key, g_free);
  if (cscan != NULL)
    ins_cscan_ref (cscan);
  g_clear_pointer (&self->cscan, ins_cscan_unref);
  self->cscan = cscan;
  g_clear_pointer (&self->recipe, ins_recipe_free);
  self->recipe = recipe != NULL ? ins_recipe_copy (recipe) : NULL;
  want_all (self);
}

InsCscan *
ins_measure_model_get_cscan (InsMeasureModel *self)
{
  return self->cscan;
}

const InsRecipe *
ins_measure_model_get_recipe (InsMeasureModel *self)
{
  return self->recipe;
}

void
ins_measure_model_follow_picture (InsMeasureModel *self)
{
  g_return_if_fail (INS_IS_MEASURE_MODEL (self));

  if (self->cscan != NULL && !self->is_busy &&
      ins_cscan_get_generation (self->cscan) != self->generation)
    want_all (self);
}

/* ---- the list ------------------------------------------------------------------------------ */

static GPtrArray *
copy_measures (InsMeasureModel *self)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_measure_free);

  for (guint i = 0; i < self->items->len; i++)
    g_ptr_array_add (copies, ins_measure_copy (get_item (self, i)->measure));

  return copies;
}

static void
add_item (InsMeasureModel *self, InsMeasure *measure)
{
  InsMeasureItem *item = g_new0 (InsMeasureItem, 1);

  item->measure = measure;
  item->wanted = ++self->state;
  g_ptr_array_add (self->items, item);
}

static void
set_all (InsMeasureModel *self, const GPtrArray *measures)
{
  g_ptr_array_set_size (self->items, 0);
  self->selected = -1;
  for (guint i = 0; measures != NULL && i < measures->len; i++)
    add_item (self, ins_measure_copy (g_ptr_array_index (measures, i)));
  g_signal_emit (self, signals[CHANGED], 0);
  evaluate (self);
}

void
ins_measure_model_load (InsMeasureModel *self, const GPtrArray *measures)
{
  g_return_if_fail (INS_IS_MEASURE_MODEL (self));

  g_ptr_array_set_size (self->undo, 0);
  set_all (self, measures);
}

static void
begin_step (InsMeasureModel *self)
{
  if (self->undo->len == MOST_UNDO)
    g_ptr_array_remove_index (self->undo, 0);
  g_ptr_array_add (self->undo, copy_measures (self));
}

static void
end_step (InsMeasureModel *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[EDITED], 0);
  evaluate (self);
}

guint
ins_measure_model_get_n (InsMeasureModel *self)
{
  return self->items->len;
}

const InsMeasureItem *
ins_measure_model_get (InsMeasureModel *self, guint index)
{
  return get_item (self, index);
}

int
ins_measure_model_get_selected (InsMeasureModel *self)
{
  return self->selected;
}

void
ins_measure_model_select (InsMeasureModel *self, int index)
{
  g_return_if_fail (INS_IS_MEASURE_MODEL (self));
  g_return_if_fail (index < (int)self->items->len);

  if (index == self->selected)
    return;
  self->selected = index;
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
is_taken (InsMeasureModel *self, const char *name)
{
  for (guint i = 0; i < self->items->len; i++)
    if (g_str_equal (get_item (self, i)->measure->name, name))
      return TRUE;

  return FALSE;
}

guint
ins_measure_model_add (InsMeasureModel *self, InsMeasure *measure)
{
  g_return_val_if_fail (INS_IS_MEASURE_MODEL (self), 0);

  begin_step (self);
  for (guint number = 1; *measure->name == '\0' || is_taken (self, measure->name); number++)
    {
      g_free (measure->name);
      measure->name = g_strdup_printf ("%s %u", ins_measure_kind_to_title (measure), number);
    }
  add_item (self, measure);
  self->selected = (int)self->items->len - 1;
  end_step (self);

  return (guint)self->selected;
}

void
ins_measure_model_change (InsMeasureModel *self, guint index, InsMeasure *measure, gboolean goes_on)
{
  InsMeasureItem *item;

  g_return_if_fail (INS_IS_MEASURE_MODEL (self) && index < self->items->len);

  item = get_item (self, index);
  if (ins_measure_equal (item->measure, measure))
    {
      ins_measure_free (measure);
      return;
    }
  if (!goes_on)
    begin_step (self);
  ins_measure_free (item->measure);
  item->measure = measure;
  item->wanted = ++self->state;
  end_step (self);
}

void
ins_measure_model_remove (InsMeasureModel *self, guint index)
{
  g_return_if_fail (INS_IS_MEASURE_MODEL (self) && index < self->items->len);

  begin_step (self);
  g_ptr_array_remove_index (self->items, index);
  if (self->selected >= (int)index)
    self->selected = MIN (self->selected, (int)self->items->len - 1);
  end_step (self);
}

gboolean
ins_measure_model_can_undo (InsMeasureModel *self)
{
  return self->undo->len > 0;
}

gboolean
ins_measure_model_undo (InsMeasureModel *self)
{
  g_autoptr (GPtrArray) before = NULL;
  int selected = self->selected;

  if (self->undo->len == 0)
    return FALSE;
  before = g_ptr_array_steal_index (self->undo, self->undo->len - 1);
  set_all (self, before);
  ins_measure_model_select (self, MIN (selected, (int)self->items->len - 1));
  g_signal_emit (self, signals[EDITED], 0);

  return TRUE;
}

GKeyFile *
ins_measure_model_to_key_file (InsMeasureModel *self)
{
  GKeyFile *file = g_key_file_new ();

  for (guint i = 0; i < self->items->len; i++)
    {
      const InsMeasureItem *item = get_item (self, i);

      if (item->result != NULL && item->done == item->wanted)
        ins_measure_write_result (item->measure, item->result, "Insonify " PACKAGE_VERSION, file);
      else
        ins_measure_write (item->measure, file);
    }

  return file;
}

gboolean
ins_measure_model_is_settled (InsMeasureModel *self)
{
  for (guint i = 0; i < self->items->len; i++)
    if (get_item (self, i)->done != get_item (self, i)->wanted)
      return FALSE;

  return TRUE;
}

/* -------------------------------------------------------------------------------------------- */

InsMeasureModel *
ins_measure_model_new (void)
{
  return g_object_new (INS_TYPE_MEASURE_MODEL, NULL);
}

static void
ins_measure_model_finalize (GObject *object)
{
  InsMeasureModel *self = INS_MEASURE_MODEL (object);

  g_clear_pointer (&self->cscan, ins_cscan_unref);
  g_clear_pointer (&self->recipe, ins_recipe_free);
  g_clear_pointer (&self->source, ins_measure_source_unref);
  g_free (self->source_key);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->undo);

  G_OBJECT_CLASS (ins_measure_model_parent_class)->finalize (object);
}

static void
ins_measure_model_class_init (InsMeasureModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ins_measure_model_finalize;

  signals[CHANGED] = g_signal_new ("changed", INS_TYPE_MEASURE_MODEL, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[EDITED] = g_signal_new ("edited", INS_TYPE_MEASURE_MODEL, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
ins_measure_model_init (InsMeasureModel *self)
{
  self->items = g_ptr_array_new_with_free_func (item_free);
  self->undo = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  self->selected = -1;
}
