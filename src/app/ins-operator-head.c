/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-operator-head.h"
#include "app/ins-operator-row.h"

struct _InsOperatorHead
{
  GtkBox parent_instance;

  GtkWidget *band, *progress_box;
  GtkImage *image;
  GtkLabel *title, *subtitle, *percent, *left, *done_at;
  GtkProgressBar *bar;
};

G_DEFINE_FINAL_TYPE (InsOperatorHead, ins_operator_head, GTK_TYPE_BOX)

static const char *const result_classes[INS_VERDICT_N_RESULTS] = {
  [INS_VERDICT_UNDECIDED] = "undecided",
  [INS_VERDICT_GOOD] = "good",
  [INS_VERDICT_BAD] = "bad"
};

static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

/* -1: none */
static void
set_result (InsOperatorHead *self, int result)
{
  for (int i = 0; i < INS_VERDICT_N_RESULTS; i++)
    if (i == result)
      gtk_widget_add_css_class (self->band, result_classes[i]);
    else
      gtk_widget_remove_css_class (self->band, result_classes[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->image), result >= 0);
  if (result >= 0)
    gtk_image_set_from_icon_name (self->image,
                                  ins_operator_row_get_icon ((InsVerdictResult)result));
}

void
ins_operator_head_show_words (InsOperatorHead *self, const char *title, const char *subtitle)
{
  set_text (self->title, title);
  set_text (self->subtitle, subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), *subtitle != '\0');
  set_result (self, -1);
  gtk_widget_set_visible (self->progress_box, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), FALSE);
}

const char *
ins_operator_head_get_title (InsOperatorHead *self)
{
  return gtk_label_get_text (self->title);
}

static char *
dup_left (double seconds)
{
  if (!isfinite (seconds) || seconds < 0.0)
    return g_strdup ("");
  if (seconds < 90.0)
    return g_strdup_printf (_ ("%u s left"), (guint)ceil (seconds));

  return g_strdup_printf (_ ("%u min left"), (guint)ceil (seconds / 60.0));
}

static char *
dup_done_at (double seconds)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) end = NULL;
  g_autofree char *time = NULL;

  if (!isfinite (seconds) || seconds < 0.0)
    return g_strdup ("");
  end = g_date_time_add_seconds (now, seconds);
  time = g_date_time_format (end, "%H:%M");

  /* Translators: a time of day */
  return g_strdup_printf (_ ("done at %s"), time);
}

void
ins_operator_head_show_progress (InsOperatorHead *self,
                                 double fraction,
                                 double remaining_s,
                                 gboolean paused)
{
  g_autofree char *percent = g_strdup_printf (_ ("%u %%"), (guint)floor (100.0 * fraction));
  g_autofree char *left = paused ? g_strdup (_ ("paused")) : dup_left (remaining_s);
  g_autofree char *done_at = dup_done_at (paused ? (double)NAN : remaining_s);

  set_text (self->percent, percent);
  set_text (self->left, left);
  set_text (self->done_at, done_at);
  gtk_progress_bar_set_fraction (self->bar, fraction);
  if (paused)
    gtk_widget_add_css_class (GTK_WIDGET (self->bar), "paused");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->bar), "paused");
  gtk_widget_set_visible (self->progress_box, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), TRUE);
}

static char *
dup_title (const char *part, const InsRecipe *recipe, const InsVerdict *verdict)
{
  g_autofree char *name = *part != '\0' ? g_strdup_printf (_ ("Part %s"), part)
                                        : g_strdup (_ ("This part"));

  if (recipe->n_rules == 0)
    /* Translators: "Part 17" */
    return g_strdup_printf (_ ("%s is scanned"), name);
  if (verdict->result == INS_VERDICT_GOOD)
    return g_strdup_printf (_ ("%s is good"), name);
  if (verdict->result == INS_VERDICT_BAD)
    return g_strdup_printf (_ ("%s is bad"), name);

  return g_strdup_printf (_ ("%s is not decided"), name);
}

void
ins_operator_head_show_verdict (InsOperatorHead *self,
                                const char *part,
                                const InsRecipe *recipe,
                                const InsVerdict *verdict)
{
  g_autofree char *title = dup_title (part, recipe, verdict);
  g_autoptr (GString) reasons = g_string_new (NULL);

  for (guint i = 0; i < verdict->n_outcomes; i++)
    if (verdict->outcomes[i].result == verdict->result)
      {
        g_autofree char *reason = ins_rule_dup_reason (recipe->rules[i], &verdict->outcomes[i]);

        g_string_append_printf (reasons, "%s%s", reasons->len > 0 ? "\n" : "", reason);
      }
  if (recipe->n_rules == 0)
    g_string_append (reasons, _ ("The recipe has no rule for good and bad."));
  ins_operator_head_show_words (self, title, reasons->str);
  set_result (self, (int)verdict->result);
}

GtkWidget *
ins_operator_head_new (void)
{
  return g_object_new (INS_TYPE_OPERATOR_HEAD, NULL);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, InsOperatorHead, name)

static void
ins_operator_head_class_init (InsOperatorHeadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-operator-head.ui");
  BIND (band);
  BIND (image);
  BIND (title);
  BIND (subtitle);
  BIND (progress_box);
  BIND (percent);
  BIND (left);
  BIND (done_at);
  BIND (bar);
}

static void
ins_operator_head_init (InsOperatorHead *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
