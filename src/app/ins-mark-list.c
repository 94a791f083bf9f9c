/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-mark-list.h"
#include "app/ins-mark-row.h"
#include "app/ins-marks.h"

struct _InsMarkList
{
  GtkBox parent_instance;

  GtkListBox *rows;
  GtkButton *mark_here, *zero_here;

  InsSession *session;
  InsJogControl *control;
  GSettings *settings;
  char *stage; /* whose marks these are */
  InsMarks *marks;

  gboolean has_origin;
  InsMark origin;
};

G_DEFINE_FINAL_TYPE (InsMarkList, ins_mark_list, GTK_TYPE_BOX)

static guint origin_changed_signal;

static InsMarkRow *
get_row (InsMarkList *self, guint index)
{
  return INS_MARK_ROW (gtk_list_box_get_row_at_index (self->rows, (int)index));
}

static guint
get_index (InsMarkRow *row)
{
  return (guint)gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
}

static gboolean
get_here (InsMarkList *self, InsPosition *position)
{
  const InsSnapshot *snapshot;

  if (self->session == NULL || self->control == NULL ||
      ins_jog_control_get_go_to_reason (self->control) != NULL)
    return FALSE;
  snapshot = ins_session_get_snapshot (self->session);
  *position = snapshot->report.position;

  return isfinite (position->mm[0]) && isfinite (position->mm[1]) && isfinite (position->mm[2]);
}

static void
set_origin (InsMarkList *self, const InsMark *mark)
{
  self->has_origin = mark != NULL;
  if (mark != NULL)
    self->origin = *mark;
  for (guint i = 0; i < ins_marks_get_n (self->marks); i++)
    ins_mark_row_set_is_origin (get_row (self, i),
                                mark != NULL &&
                                    g_str_equal (ins_marks_get (self->marks, i)->name, mark->name));
  g_signal_emit (self, origin_changed_signal, 0);
}

static gboolean
is_origin (InsMarkList *self, guint index)
{
  return self->has_origin &&
         g_str_equal (ins_marks_get (self->marks, index)->name, self->origin.name);
}

/* ---- a row --------------------------------------------------------------------------------- */

static void
on_go (InsMarkRow *row, InsMarkList *self)
{
  const InsMark *mark = ins_marks_get (self->marks, get_index (row));

  if (self->control != NULL)
    ins_jog_control_go_to (self->control, &mark->position, mark->name);
}

static void
on_renamed (InsMarkRow *row, const char *name, InsMarkList *self)
{
  const guint index = get_index (row);
  const gboolean was_origin = is_origin (self, index);

  ins_marks_rename (self->marks, index, name);
  ins_mark_row_set_mark (row, ins_marks_get (self->marks, index));
  if (was_origin)
    set_origin (self, ins_marks_get (self->marks, index));
}

static void
on_origin_wanted (InsMarkRow *row, InsMarkList *self)
{
  const guint index = get_index (row);

  set_origin (self, is_origin (self, index) ? NULL : ins_marks_get (self->marks, index));
}

static void
on_moved (InsMarkRow *row, InsMarkList *self)
{
  const guint index = get_index (row);
  InsPosition here;

  if (!get_here (self, &here))
    return;
  ins_marks_move (self->marks, index, &here);
  ins_mark_row_set_mark (row, ins_marks_get (self->marks, index));
  if (is_origin (self, index))
    set_origin (self, ins_marks_get (self->marks, index));
}

static void
on_removed (InsMarkRow *row, InsMarkList *self)
{
  const guint index = get_index (row);

  if (is_origin (self, index))
    set_origin (self, NULL);
  ins_marks_remove (self->marks, index);
  gtk_list_box_remove (self->rows, GTK_WIDGET (row));
  gtk_widget_set_visible (GTK_WIDGET (self->rows), ins_marks_get_n (self->marks) > 0);
}

static void
add_row (InsMarkList *self, guint index)
{
  GtkWidget *row = ins_mark_row_new ();

  ins_mark_row_set_mark (INS_MARK_ROW (row), ins_marks_get (self->marks, index));
  g_signal_connect (row, "go", G_CALLBACK (on_go), self);
  g_signal_connect (row, "renamed", G_CALLBACK (on_renamed), self);
  g_signal_connect (row, "origin-wanted", G_CALLBACK (on_origin_wanted), self);
  g_signal_connect (row, "moved", G_CALLBACK (on_moved), self);
  g_signal_connect (row, "removed", G_CALLBACK (on_removed), self);
  gtk_list_box_append (self->rows, row);
}

/* ---- the list ------------------------------------------------------------------------------ */

static void
load (InsMarkList *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->rows, 0)) != NULL)
    gtk_list_box_remove (self->rows, GTK_WIDGET (row));
  g_clear_pointer (&self->marks, ins_marks_free);
  self->marks = ins_marks_new (self->settings, self->stage != NULL ? self->stage : "");
  for (guint i = 0; i < ins_marks_get_n (self->marks); i++)
    add_row (self, i);
  gtk_widget_set_visible (GTK_WIDGET (self->rows), ins_marks_get_n (self->marks) > 0);
  ins_mark_list_clear_origin (self);
}

/* Another stage has other coordinates, and so other marks. */
static void
follow_stage (InsMarkList *self)
{
  InsEngine *engine = self->session != NULL ? ins_session_get_engine (self->session) : NULL;
  g_autoptr (InsRig) rig = engine != NULL ? ins_engine_dup_rig (engine) : NULL;

  if (g_strcmp0 (self->stage, rig != NULL ? rig->stage_uri : NULL) == 0)
    return;
  g_free (self->stage);
  self->stage = g_strdup (rig != NULL ? rig->stage_uri : NULL);
  load (self);
}

void
ins_mark_list_mark_here (InsMarkList *self)
{
  InsPosition here;
  guint index;

  if (!get_here (self, &here))
    return;
  index = ins_marks_add (self->marks, NULL, &here);
  if (index == G_MAXUINT)
    return;
  add_row (self, index);
  gtk_widget_set_visible (GTK_WIDGET (self->rows), TRUE);
  ins_mark_list_update (self);
}

static void
on_mark_here (GtkButton *button, InsMarkList *self)
{
  ins_mark_list_mark_here (self);
}

/* One mark of this name is enough: it goes along. */
static void
on_zero_here (GtkButton *button, InsMarkList *self)
{
  guint index = ins_marks_find (self->marks, _ ("Zero"));
  InsPosition here;

  if (!get_here (self, &here))
    return;
  if (index != G_MAXUINT)
    {
      ins_marks_move (self->marks, index, &here);
      ins_mark_row_set_mark (get_row (self, index), ins_marks_get (self->marks, index));
    }
  else
    {
      index = ins_marks_add (self->marks, _ ("Zero"), &here);
      if (index == G_MAXUINT)
        return;
      add_row (self, index);
      gtk_widget_set_visible (GTK_WIDGET (self->rows), TRUE);
    }
  ins_mark_list_update (self);
  set_origin (self, ins_marks_get (self->marks, index));
}

GtkWidget *
ins_mark_list_new (void)
{
  return g_object_new (INS_TYPE_MARK_LIST, NULL);
}

void
ins_mark_list_set_session (InsMarkList *self, InsSession *session, InsJogControl *control)
{
  g_set_object (&self->session, session);
  g_set_object (&self->control, control);
  ins_mark_list_update (self);
}

void
ins_mark_list_set_settings (InsMarkList *self, GSettings *settings)
{
  g_set_object (&self->settings, settings);
  load (self);
  ins_mark_list_update (self);
}

void
ins_mark_list_update (InsMarkList *self)
{
  const char *reason;

  follow_stage (self);
  reason = self->control != NULL ? ins_jog_control_get_go_to_reason (self->control) : NULL;
  for (guint i = 0; i < ins_marks_get_n (self->marks); i++)
    ins_mark_row_set_reason (get_row (self, i), reason);
  gtk_widget_set_sensitive (GTK_WIDGET (self->mark_here), reason == NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->mark_here),
                               reason != NULL ? reason : _ ("Give this place a name (M)"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->zero_here), reason == NULL);
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (self->zero_here),
      reason != NULL ? reason
                     : _ ("Show distances from here. The stage keeps its own coordinates."));
}

gboolean
ins_mark_list_get_origin (InsMarkList *self, InsPosition *position, const char **name)
{
  if (!self->has_origin)
    return FALSE;
  *position = self->origin.position;
  *name = self->origin.name;

  return TRUE;
}

void
ins_mark_list_clear_origin (InsMarkList *self)
{
  set_origin (self, NULL);
}

static void
ins_mark_list_dispose (GObject *object)
{
  InsMarkList *self = INS_MARK_LIST (object);

  g_clear_object (&self->session);
  g_clear_object (&self->control);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (ins_mark_list_parent_class)->dispose (object);
}

static void
ins_mark_list_finalize (GObject *object)
{
  InsMarkList *self = INS_MARK_LIST (object);

  g_clear_pointer (&self->marks, ins_marks_free);
  g_free (self->stage);

  G_OBJECT_CLASS (ins_mark_list_parent_class)->finalize (object);
}

static void
ins_mark_list_class_init (InsMarkListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ins_mark_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = ins_mark_list_finalize;

  origin_changed_signal = g_signal_new ("origin-changed", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-mark-list.ui");
  gtk_widget_class_bind_template_child (widget_class, InsMarkList, rows);
  gtk_widget_class_bind_template_child (widget_class, InsMarkList, mark_here);
  gtk_widget_class_bind_template_child (widget_class, InsMarkList, zero_here);
  gtk_widget_class_bind_template_callback (widget_class, on_mark_here);
  gtk_widget_class_bind_template_callback (widget_class, on_zero_here);
}

static void
ins_mark_list_init (InsMarkList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  load (self);
}
