/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-compare-private.h"
#include "core/ins-number.h"

G_DEFINE_FINAL_TYPE (InsCompareView, ins_compare_view, GTK_TYPE_BOX)

static guint done_signal;

const InsCompareResult *
ins_compare_view_get_result (InsCompareView *self)
{
  return self->result;
}

static void
show_message (InsCompareView *self, const char *text)
{
  gtk_label_set_text (self->message_label, text);
  gtk_stack_set_visible_child_name (self->stack, "message");
}

/* ---- the difference ------------------------------------------------------------------------ */

typedef struct
{
  InsCscan *a, *b;
  InsComparePlane plane;
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  ins_cscan_unref (making->a);
  ins_cscan_unref (making->b);
  g_free (making->plane.title);
  g_free (making->plane.unit);
  g_free (making);
}

static void
make_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Making *making = data;

  g_task_return_pointer (task, ins_compare_make (making->a, making->b, &making->plane),
                         (GDestroyNotify)ins_compare_result_free);
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer data)
{
  InsCompareView *self = INS_COMPARE_VIEW (source);
  InsCompareResult *made = g_task_propagate_pointer (G_TASK (result), NULL);

  if (made == NULL)
    return;
  g_clear_pointer (&self->result, ins_compare_result_free);
  self->result = made;
  ins_compare_view_show_result (self);
}

static void
make_difference (InsCompareView *self)
{
  const InsComparePlane *plane = ins_compare_view_get_plane (self);
  g_autoptr (GTask) task = NULL;
  Making *making;

  if (plane == NULL)
    return;
  making = g_new0 (Making, 1);
  making->a = ins_cscan_ref (self->scans[INS_COMPARE_A].cscan);
  making->b = ins_cscan_ref (self->scans[INS_COMPARE_B].cscan);
  making->plane = (InsComparePlane){ plane->kind, plane->index_a, plane->index_b,
                                     g_strdup (plane->title), g_strdup (plane->unit) };
  g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
  self->making = g_cancellable_new ();
  task = g_task_new (self, self->making, on_made, NULL);
  g_task_set_task_data (task, making, making_free);
  g_task_run_in_thread (task, make_thread);
}

const InsComparePlane *
ins_compare_view_get_plane (InsCompareView *self)
{
  guint selected = gtk_drop_down_get_selected (self->plane_drop_down);

  return self->planes != NULL && selected < self->planes->len ? self->planes->pdata[selected]
                                                              : NULL;
}

/* ---- reading ------------------------------------------------------------------------------- */

typedef struct
{
  char *paths[2];
  InsNdeFile *files[2];
  InsCscan *cscans[2];
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  for (guint i = 0; i < 2; i++)
    {
      g_free (reading->paths[i]);
      g_clear_pointer (&reading->files[i], ins_nde_file_unref);
      g_clear_pointer (&reading->cscans[i], ins_cscan_unref);
    }
  g_free (reading);
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;
  GError *error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      reading->files[i] = ins_nde_file_open (reading->paths[i], &error);
      if (reading->files[i] == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
      reading->cscans[i] = ins_nde_file_dup_cscan (reading->files[i]);
    }
  g_task_return_boolean (task, TRUE);
}

/* What a scan is about is seen by its last gate. */
static guint
find_usual_plane (const GPtrArray *planes)
{
  guint found = 0;

  for (guint i = 0; i < planes->len; i++)
    if (((const InsComparePlane *)planes->pdata[i])->kind == INS_PLANE_AMPLITUDE)
      found = i;

  return found;
}

static void
fill_planes (InsCompareView *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  g_clear_pointer (&self->planes, g_ptr_array_unref);
  self->planes = ins_compare_list_planes (
      ins_nde_file_get_recipe (self->scans[INS_COMPARE_A].file),
      ins_nde_file_get_recipe (self->scans[INS_COMPARE_B].file));
  for (guint i = 0; i < self->planes->len; i++)
    gtk_string_list_append (list, ((const InsComparePlane *)self->planes->pdata[i])->title);
  self->setting = TRUE;
  gtk_drop_down_set_model (self->plane_drop_down, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->plane_drop_down, find_usual_plane (self->planes));
  self->setting = FALSE;
}

static void
begin (InsCompareView *self)
{
  fill_planes (self);
  ins_compare_view_show_scans (self);
  gtk_stack_set_visible_child_name (self->stack, "pictures");
  make_difference (self);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  InsCompareView *self = INS_COMPARE_VIEW (source);
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        show_message (self, error->message);
      return;
    }
  for (guint i = 0; i < 2; i++)
    {
      self->scans[i].file = g_steal_pointer (&reading->files[i]);
      self->scans[i].cscan = g_steal_pointer (&reading->cscans[i]);
    }
  begin (self);
}

static void
clear (InsCompareView *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
  ins_compare_view_hide_scans (self);
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&self->scans[i].file, ins_nde_file_unref);
      g_clear_pointer (&self->scans[i].cscan, ins_cscan_unref);
    }
  g_clear_pointer (&self->result, ins_compare_result_free);
}

void
ins_compare_view_open (InsCompareView *self, const char *path_a, const char *path_b)
{
  g_autoptr (GTask) task = NULL;
  Reading *reading = g_new0 (Reading, 1);

  g_return_if_fail (INS_IS_COMPARE_VIEW (self));

  clear (self);
  show_message (self, _ ("Reading both scans …"));
  reading->paths[0] = g_strdup (path_a);
  reading->paths[1] = g_strdup (path_b);
  self->reading = g_cancellable_new ();
  task = g_task_new (self, self->reading, on_read, NULL);
  g_task_set_task_data (task, reading, reading_free);
  g_task_run_in_thread (task, read_thread);
}

void
ins_compare_view_close (InsCompareView *self)
{
  g_return_if_fail (INS_IS_COMPARE_VIEW (self));

  clear (self);
  show_message (self, "");
}

/* ---- what a person does -------------------------------------------------------------------- */

static void
on_done_clicked (InsCompareView *self)
{
  g_signal_emit (self, done_signal, 0);
}

static void
on_plane_selected (InsCompareView *self)
{
  if (self->setting || self->scans[INS_COMPARE_A].cscan == NULL)
    return;
  ins_compare_view_show_scans (self);
  make_difference (self);
}

static void
on_swap_clicked (InsCompareView *self)
{
  const InsCompareScan a = self->scans[INS_COMPARE_A];

  if (a.cscan == NULL)
    return;
  self->scans[INS_COMPARE_A] = self->scans[INS_COMPARE_B];
  self->scans[INS_COMPARE_B] = a;
  ins_compare_view_hide_scans (self);
  g_clear_pointer (&self->result, ins_compare_result_free);
  begin (self);
}

static void
on_scale_selected (InsCompareView *self)
{
  if (self->result != NULL)
    ins_compare_view_colour_difference (self);
}

static void
on_fit_clicked (InsCompareView *self)
{
  ins_cscan_view_fit (self->panes[INS_COMPARE_A].view);
}

static void
on_farthest_clicked (InsCompareView *self)
{
  if (self->result != NULL && self->result->figures.n_compared > 0)
    ins_cscan_view_set_cursor (self->panes[INS_COMPARE_DIFFERENCE].view, self->result->figures.row,
                               self->result->figures.column);
}

/* ---- the widget ---------------------------------------------------------------------------- */

static void
ins_compare_view_init (InsCompareView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ins_compare_view_make_panes (self);
  show_message (self, "");
}

static void
ins_compare_view_dispose (GObject *object)
{
  InsCompareView *self = INS_COMPARE_VIEW (object);

  if (self->planes != NULL || self->reading != NULL)
    clear (self);
  g_clear_pointer (&self->planes, g_ptr_array_unref);

  G_OBJECT_CLASS (ins_compare_view_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, InsCompareView, name)

static void
ins_compare_view_class_init (InsCompareViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ins_compare_view_dispose;
  done_signal = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-compare-view.ui");
  BIND (plane_drop_down);
  BIND (scale_drop_down);
  BIND (place_label);
  BIND (stack);
  BIND (grid);
  BIND (sentence_label);
  BIND (figures_grid);
  BIND (farthest_button);
  BIND (message_label);
  gtk_widget_class_bind_template_callback (widget_class, on_done_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_plane_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_swap_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_scale_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_fit_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_farthest_clicked);
}

GtkWidget *
ins_compare_view_new (void)
{
  return g_object_new (INS_TYPE_COMPARE_VIEW, NULL);
}
