/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-first-page.h"
#include "app/ins-rig-drawing.h"

struct _InsFirstPage
{
  GtkBox parent_instance;

  GtkWidget *simulated_card;
  GtkWidget *note_box;
  GtkLabel *note_label;
};

G_DEFINE_FINAL_TYPE (InsFirstPage, ins_first_page, GTK_TYPE_BOX)

GtkWidget *
ins_first_page_new (void)
{
  return g_object_new (INS_TYPE_FIRST_PAGE, NULL);
}

void
ins_first_page_say (InsFirstPage *self, const char *sentence)
{
  gtk_label_set_text (self->note_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->note_box, sentence != NULL && sentence[0] != '\0');
}

void
ins_first_page_focus (InsFirstPage *self)
{
  gtk_widget_grab_focus (self->simulated_card);
}

static void
ins_first_page_class_init (InsFirstPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (INS_TYPE_RIG_DRAWING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-first-page.ui");
  gtk_widget_class_bind_template_child (widget_class, InsFirstPage, simulated_card);
  gtk_widget_class_bind_template_child (widget_class, InsFirstPage, note_box);
  gtk_widget_class_bind_template_child (widget_class, InsFirstPage, note_label);
}

static void
ins_first_page_init (InsFirstPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
