/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-operator-panel.h"
#include "app/ins-operator-row.h"

#define MOST_RESULTS 20

struct _InsOperatorPanel
{
  GtkBox parent_instance;

  GtkWidget *stop_button, *start_button, *pause_button, *next_button, *again_button;
  GtkMenuButton *home_button, *unlock_button;
  GtkImage *pause_image;
  GtkLabel *pause_label;
  GtkWidget *form, *facts, *no_recipe;
  GtkListBox *recipes;
  GtkEditable *part, *name;
  GtkLabel *part_error, *name_error, *part_fact, *name_fact, *recipe_fact;
  GtkLabel *rules_heading, *before_heading;
  GtkListBox *rules, *before;
  GtkPopover *home_popover, *unlock_popover;
  GtkEditable *pin;
  GtkLabel *pin_error;

  gboolean setting;
};

G_DEFINE_FINAL_TYPE (InsOperatorPanel, ins_operator_panel, GTK_TYPE_BOX)

enum
{
  RECIPE_CHOSEN,
  NEXT,
  AGAIN,
  HOME,
  UNLOCK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show_error (GtkLabel *label, GtkEditable *entry, const char *sentence)
{
  gtk_label_set_text (label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (label), sentence != NULL);
  if (sentence != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
}

/* ---- what is pressed ----------------------------------------------------------------------- */

GtkWidget *
ins_operator_panel_get_stop_button (InsOperatorPanel *self)
{
  return self->stop_button;
}

static void
on_next (InsOperatorPanel *self)
{
  g_signal_emit (self, signals[NEXT], 0);
}

static void
on_again (InsOperatorPanel *self)
{
  g_signal_emit (self, signals[AGAIN], 0);
}

static void
on_home (InsOperatorPanel *self)
{
  gtk_popover_popdown (self->home_popover);
  g_signal_emit (self, signals[HOME], 0);
}

static void
on_unlock (InsOperatorPanel *self)
{
  g_autofree char *pin = g_strdup (gtk_editable_get_text (self->pin));

  gtk_editable_set_text (self->pin, "");
  g_signal_emit (self, signals[UNLOCK], 0, pin);
}

static void
on_unlock_closed (InsOperatorPanel *self)
{
  gtk_editable_set_text (self->pin, "");
  show_error (self->pin_error, self->pin, NULL);
}

void
ins_operator_panel_refuse (InsOperatorPanel *self, const char *sentence)
{
  show_error (self->pin_error, self->pin, sentence);
  if (sentence == NULL)
    gtk_popover_popdown (self->unlock_popover);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->pin));
}

void
ins_operator_panel_set_pausing (InsOperatorPanel *self, gboolean pausing, gboolean paused)
{
  gtk_label_set_text (self->pause_label, paused    ? _ ("Resume")
                                         : pausing ? _ ("Pause at once")
                                                   : _ ("Pause after this line"));
  gtk_image_set_from_icon_name (self->pause_image, paused ? "media-playback-start-symbolic"
                                                          : "media-playback-pause-symbolic");
}

void
ins_operator_panel_set_can_home (InsOperatorPanel *self, gboolean can_home)
{
  gtk_widget_set_visible (GTK_WIDGET (self->home_button), can_home);
}

void
ins_operator_panel_set_step (InsOperatorPanel *self, InsOperatorStep step)
{
  const gboolean is_ready = step == INS_OPERATOR_READY;
  const gboolean is_done = step == INS_OPERATOR_DONE;

  gtk_widget_set_visible (self->start_button, is_ready);
  gtk_widget_set_visible (self->pause_button, step == INS_OPERATOR_SCANNING);
  gtk_widget_set_visible (self->next_button, is_done);
  gtk_widget_set_visible (self->again_button, is_done);
  gtk_widget_set_visible (self->form, is_ready);
  gtk_widget_set_visible (self->facts, !is_ready);
  if (!is_ready)
    {
      gtk_label_set_text (self->part_fact, ins_operator_panel_get_part (self));
      gtk_label_set_text (self->name_fact, ins_operator_panel_get_operator (self));
    }
}

/* ---- what is given ------------------------------------------------------------------------- */

static void
on_recipe_selected (InsOperatorPanel *self, GtkListBoxRow *row)
{
  if (!self->setting && row != NULL)
    g_signal_emit (self, signals[RECIPE_CHOSEN], 0, (guint)gtk_list_box_row_get_index (row));
}

int
ins_operator_panel_get_recipe (InsOperatorPanel *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->recipes);

  return row != NULL ? gtk_list_box_row_get_index (row) : -1;
}

void
ins_operator_panel_choose_recipe (InsOperatorPanel *self, int index)
{
  GtkListBoxRow *row = index >= 0 ? gtk_list_box_get_row_at_index (self->recipes, index) : NULL;

  self->setting = TRUE;
  gtk_list_box_unselect_all (self->recipes);
  if (row != NULL)
    gtk_list_box_select_row (self->recipes, row);
  self->setting = FALSE;
}

void
ins_operator_panel_set_recipes (InsOperatorPanel *self,
                                const char *const *names,
                                const char *const *tooltips)
{
  const int chosen = ins_operator_panel_get_recipe (self);
  GtkListBoxRow *row;

  self->setting = TRUE;
  while ((row = gtk_list_box_get_row_at_index (self->recipes, 0)) != NULL)
    gtk_list_box_remove (self->recipes, GTK_WIDGET (row));
  for (guint i = 0; names[i] != NULL; i++)
    {
      GtkWidget *label = gtk_label_new (names[i]);

      gtk_label_set_xalign (GTK_LABEL (label), 0.0F);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_set_tooltip_text (label, tooltips[i]);
      gtk_list_box_append (self->recipes, label);
    }
  self->setting = FALSE;
  gtk_widget_set_visible (self->no_recipe, names[0] == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->recipes), names[0] != NULL);
  ins_operator_panel_choose_recipe (self, chosen);
}

const char *
ins_operator_panel_get_part (InsOperatorPanel *self)
{
  return gtk_editable_get_text (self->part);
}

void
ins_operator_panel_set_part (InsOperatorPanel *self, const char *part)
{
  gtk_editable_set_text (self->part, part);
}

const char *
ins_operator_panel_get_operator (InsOperatorPanel *self)
{
  return gtk_editable_get_text (self->name);
}

void
ins_operator_panel_set_operator (InsOperatorPanel *self, const char *name)
{
  gtk_editable_set_text (self->name, name);
}

static gboolean
is_empty (GtkEditable *entry)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  return *text == '\0';
}

gboolean
ins_operator_panel_check (InsOperatorPanel *self, gboolean needs_part, gboolean needs_name)
{
  const gboolean lacks_part = needs_part && is_empty (self->part);
  const gboolean lacks_name = needs_name && is_empty (self->name);

  show_error (self->part_error, self->part,
              lacks_part ? _ ("Type or scan in the part number first.") : NULL);
  show_error (self->name_error, self->name, lacks_name ? _ ("Say first who scans.") : NULL);
  if (lacks_part || lacks_name)
    gtk_widget_grab_focus (GTK_WIDGET (lacks_part ? self->part : self->name));

  return !lacks_part && !lacks_name;
}

static void
on_part_changed (InsOperatorPanel *self)
{
  show_error (self->part_error, self->part, NULL);
}

static void
on_name_changed (InsOperatorPanel *self)
{
  show_error (self->name_error, self->name, NULL);
}

/* A barcode reader ends with Enter. */
static void
on_part_activated (InsOperatorPanel *self)
{
  gtk_widget_grab_focus (is_empty (self->name) ? GTK_WIDGET (self->name) : self->start_button);
}

static void
on_name_activated (InsOperatorPanel *self)
{
  gtk_widget_grab_focus (self->start_button);
}

/* ---- what it came to ----------------------------------------------------------------------- */

static void
clear (GtkListBox *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
}

void
ins_operator_panel_show_rules (InsOperatorPanel *self,
                               const InsRecipe *recipe,
                               const InsVerdict *verdict,
                               gboolean so_far)
{
  const gboolean shown = recipe != NULL && recipe->n_rules > 0;

  clear (self->rules);
  gtk_label_set_text (self->recipe_fact, recipe != NULL ? recipe->name : "");
  gtk_widget_set_visible (GTK_WIDGET (self->rules), shown);
  gtk_widget_set_visible (GTK_WIDGET (self->rules_heading), shown);
  gtk_label_set_text (self->rules_heading, so_far ? _ ("This part, so far") : _ ("This part"));
  for (guint i = 0; shown && i < recipe->n_rules; i++)
    {
      const InsRuleOutcome *outcome = verdict != NULL ? &verdict->outcomes[i] : NULL;

      gtk_list_box_append (self->rules,
                           ins_operator_row_new_for_rule (recipe->rules[i], outcome, so_far));
    }
}

void
ins_operator_panel_add_result (InsOperatorPanel *self,
                               const char *part,
                               const InsRecipe *recipe,
                               const InsVerdict *verdict)
{
  GtkListBoxRow *last = gtk_list_box_get_row_at_index (self->before, MOST_RESULTS - 1);

  if (last != NULL)
    gtk_list_box_remove (self->before, GTK_WIDGET (last));
  gtk_list_box_prepend (self->before, ins_operator_row_new_for_part (part, recipe, verdict));
  gtk_widget_set_visible (GTK_WIDGET (self->before), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->before_heading), TRUE);
}

/* ---- life ---------------------------------------------------------------------------------- */

GtkWidget *
ins_operator_panel_new (void)
{
  return g_object_new (INS_TYPE_OPERATOR_PANEL, NULL);
}

static guint
add_signal (InsOperatorPanelClass *klass, const char *name, GType argument)
{
  if (argument == G_TYPE_NONE)
    return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                         G_TYPE_NONE, 0);

  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 1, argument);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, InsOperatorPanel, name)
#define CALLBACK(name) gtk_widget_class_bind_template_callback (widget_class, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (stop_button);
  BIND (start_button);
  BIND (pause_button);
  BIND (pause_image);
  BIND (pause_label);
  BIND (next_button);
  BIND (again_button);
  BIND (home_button);
  BIND (home_popover);
  BIND (form);
  BIND (facts);
  BIND (no_recipe);
  BIND (recipes);
  BIND (part);
  BIND (part_error);
  BIND (part_fact);
  BIND (name);
  BIND (name_error);
  BIND (name_fact);
  BIND (recipe_fact);
  BIND (rules_heading);
  BIND (rules);
  BIND (before_heading);
  BIND (before);
  BIND (unlock_button);
  BIND (unlock_popover);
  BIND (pin);
  BIND (pin_error);
}

static void
ins_operator_panel_class_init (InsOperatorPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[RECIPE_CHOSEN] = add_signal (klass, "recipe-chosen", G_TYPE_UINT);
  signals[NEXT] = add_signal (klass, "next", G_TYPE_NONE);
  signals[AGAIN] = add_signal (klass, "again", G_TYPE_NONE);
  signals[HOME] = add_signal (klass, "home", G_TYPE_NONE);
  signals[UNLOCK] = add_signal (klass, "unlock", G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/insonify/Insonify/ins-operator-panel.ui");
  bind_children (widget_class);
  CALLBACK (on_next);
  CALLBACK (on_again);
  CALLBACK (on_home);
  CALLBACK (on_unlock);
  CALLBACK (on_unlock_closed);
  CALLBACK (on_recipe_selected);
  CALLBACK (on_part_changed);
  CALLBACK (on_part_activated);
  CALLBACK (on_name_changed);
  CALLBACK (on_name_activated);
}

static void
ins_operator_panel_init (InsOperatorPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ins_operator_panel_set_step (self, INS_OPERATOR_READY);
}
