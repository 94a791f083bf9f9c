/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-mark-row.h"
#include "app/ins-whole-text.h"
#include "core/ins-number.h"

struct _InsMarkRow
{
  GtkListBoxRow parent_instance;

  GtkLabel *name;
  GtkLabel *place;
  GtkButton *go;
  GtkMenuButton *more;
  GtkPopover *popover;
  GtkEntry *entry;
  GtkButton *origin, *move;
  char *known_name;
};

G_DEFINE_FINAL_TYPE (InsMarkRow, ins_mark_row, GTK_TYPE_LIST_BOX_ROW)

enum
{
  GO,
  RENAMED,
  ORIGIN_WANTED,
  MOVED,
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_go_clicked (GtkButton *button, InsMarkRow *self)
{
  g_signal_emit (self, signals[GO], 0);
}

static void
on_popover_shown (InsMarkRow *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), self->known_name);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

static void
on_named (InsMarkRow *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  gtk_popover_popdown (self->popover);
  if (g_strcmp0 (name, self->known_name) != 0)
    g_signal_emit (self, signals[RENAMED], 0, name);
}

static void
on_name_pressed (GtkGestureClick *gesture, int n_press, double x, double y, InsMarkRow *self)
{
  if (n_press == 2)
    gtk_menu_button_popup (self->more);
}

static void
on_origin_clicked (GtkButton *button, InsMarkRow *self)
{
  gtk_popover_popdown (self->popover);
  g_signal_emit (self, signals[ORIGIN_WANTED], 0);
}

static void
on_move_clicked (GtkButton *button, InsMarkRow *self)
{
  gtk_popover_popdown (self->popover);
  g_signal_emit (self, signals[MOVED], 0);
}

/* Later, as the button that asked lies in the row that goes. */
static gboolean
on_removed_later (gpointer data)
{
  g_signal_emit (data, signals[REMOVED], 0);

  return G_SOURCE_REMOVE;
}

static void
on_remove_clicked (GtkButton *button, InsMarkRow *self)
{
  gtk_popover_popdown (self->popover);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_removed_later, g_object_ref (self), g_object_unref);
}

GtkWidget *
ins_mark_row_new (void)
{
  return g_object_new (INS_TYPE_MARK_ROW, NULL);
}

void
ins_mark_row_set_mark (InsMarkRow *self, const InsMark *mark)
{
  g_autofree char *x = ins_number_format_typed (mark->position.mm[INS_AXIS_X], 3);
  g_autofree char *y = ins_number_format_typed (mark->position.mm[INS_AXIS_Y], 3);
  g_autofree char *z = ins_number_format_typed (mark->position.mm[INS_AXIS_Z], 3);
  g_autofree char *place = g_strdup_printf ("%s  %s  %s", x, y, z);
  g_autofree char *spoken = g_strdup_printf ("X %s Y %s Z %s mm", x, y, z);
  /* Translators: name of a place */
  g_autofree char *go = g_strdup_printf (_ ("Go to “%s”"), mark->name);
  g_autofree char *more = g_strdup_printf (_ ("More about “%s”"), mark->name);

  g_free (self->known_name);
  self->known_name = g_strdup (mark->name);
  gtk_label_set_text (self->name, mark->name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), mark->name);
  gtk_label_set_text (self->place, place);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->place), spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->go), GTK_ACCESSIBLE_PROPERTY_LABEL, go, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL, more,
                                  -1);
}

void
ins_mark_row_set_is_origin (InsMarkRow *self, gboolean is_origin)
{
  gtk_button_set_label (self->origin, is_origin ? _ ("Show the stage’s coordinates")
                                                : _ ("Show distances from here"));
}

void
ins_mark_row_set_reason (InsMarkRow *self, const char *reason)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->go), reason == NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->go), reason);
  gtk_widget_set_sensitive (GTK_WIDGET (self->move), reason == NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->move), reason);
}

static void
ins_mark_row_finalize (GObject *object)
{
  g_free (INS_MARK_ROW (object)->known_name);

  G_OBJECT_CLASS (ins_mark_row_parent_class)->finalize (object);
}

static guint
add_signal (InsMarkRowClass *klass, const char *name)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 0);
}

static void
ins_mark_row_class_init (InsMarkRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ins_mark_row_finalize;

  signals[GO] = add_signal (klass, "go");
  signals[ORIGIN_WANTED] = add_signal (klass, "origin-wanted");
  signals[MOVED] = add_signal (klass, "moved");
  signals[REMOVED] = add_signal (klass, "removed");
  signals[RENAMED] = g_signal_new ("renamed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-mark-row.ui");
  gtk_widget_class_bind_template_child (widget_class, InsMarkRow, name);
  gtk_widget_class_bind_template_child (widget_class, InsMarkRow, place);
  gtk_widget_class_bind_template_child (widget_class, InsMarkRow, go);
  gtk_widget_class_bind_template_child (widget_class, InsMarkRow, more);
  gtk_widget_class_bind_template_child (widget_class, InsMarkRow, popover);
  gtk_widget_class_bind_template_child (widget_class, InsMarkRow, entry);
  gtk_widget_class_bind_template_child (widget_class, InsMarkRow, origin);
  gtk_widget_class_bind_template_child (widget_class, InsMarkRow, move);
  gtk_widget_class_bind_template_callback (widget_class, on_popover_shown);
  gtk_widget_class_bind_template_callback (widget_class, on_named);
  gtk_widget_class_bind_template_callback (widget_class, on_name_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_go_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_origin_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_move_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_clicked);
}

static void
ins_mark_row_init (InsMarkRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ins_whole_text_add (GTK_WIDGET (self));
  ins_mark_row_set_is_origin (self, FALSE);
}
