/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-group.h"
#include "app/ins-words-group.h"

struct _InsWordsGroup
{
  GtkBox parent_instance;

  InsGroup *group;
  InsWordsForm *form;
  InsSession *session;
  gboolean giving; /* the session is told */
};

G_DEFINE_FINAL_TYPE (InsWordsGroup, ins_words_group, GTK_TYPE_BOX)

static void
show_summary (InsWordsGroup *self, const InsRecipe *recipe)
{
  g_autoptr (GString) summary = g_string_new (recipe->part);

  if (recipe->operator_name != NULL)
    g_string_append_printf (summary, "%s%s", summary->len > 0 ? " · " : "", recipe->operator_name);
  ins_group_set_summary (self->group, summary->str);
}

static void
on_recipe_changed (InsSession *session, InsWordsGroup *self)
{
  const InsRecipe *recipe = ins_session_get_recipe (session);
  const InsScanWords words = { recipe->part, recipe->operator_name, recipe->notes };

  if (!self->giving)
    ins_words_form_set (self->form, &words);
  show_summary (self, recipe);
}

static void
on_edited (InsWordsForm *form, InsWordsGroup *self)
{
  g_auto (InsScanWords) words = { 0 };

  if (self->session == NULL)
    return;
  ins_words_form_get (form, &words);
  self->giving = TRUE;
  ins_session_set_words (self->session, words.part, words.operator_name, words.notes);
  self->giving = FALSE;
}

void
ins_words_group_set_session (InsWordsGroup *self, InsSession *session)
{
  g_return_if_fail (INS_IS_WORDS_GROUP (self));

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session == NULL)
    return;
  g_signal_connect (session, "recipe-changed", G_CALLBACK (on_recipe_changed), self);
  on_recipe_changed (session, self);
}

void
ins_words_group_set_open (InsWordsGroup *self, gboolean open)
{
  g_return_if_fail (INS_IS_WORDS_GROUP (self));

  ins_group_set_open (self->group, open);
}

static void
ins_words_group_init (InsWordsGroup *self)
{
  self->form = INS_WORDS_FORM (ins_words_form_new ());
  self->group = g_object_new (INS_TYPE_GROUP, "heading", _ ("Part and operator"), "body",
                              self->form, NULL);
  gtk_widget_set_hexpand (GTK_WIDGET (self->group), TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->group));
  g_signal_connect (self->form, "edited", G_CALLBACK (on_edited), self);
}

static void
ins_words_group_dispose (GObject *object)
{
  ins_words_group_set_session (INS_WORDS_GROUP (object), NULL);

  G_OBJECT_CLASS (ins_words_group_parent_class)->dispose (object);
}

static void
ins_words_group_class_init (InsWordsGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ins_words_group_dispose;
}

GtkWidget *
ins_words_group_new (void)
{
  return g_object_new (INS_TYPE_WORDS_GROUP, NULL);
}
