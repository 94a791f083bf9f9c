/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-field.h"
#include "app/ins-go-to-popover.h"
#include "core/ins-number.h"

struct _InsGoToPopover
{
  GtkPopover parent_instance;

  InsField *x, *y, *z;
  GtkLabel *sentence;
  GtkButton *go;

  InsSession *session;
  InsJogControl *control;
  gboolean confirmed; /* the person has seen how long the move is */
  InsPosition shown;  /* as filled in, rounded for the eye */
  InsPosition exact;  /* what that stands for: taken where nothing else was typed */
};

G_DEFINE_FINAL_TYPE (InsGoToPopover, ins_go_to_popover, GTK_TYPE_POPOVER)

static InsField *
get_field (InsGoToPopover *self, int axis)
{
  return axis == INS_AXIS_X ? self->x : axis == INS_AXIS_Y ? self->y : self->z;
}

/* FALSE while an entry holds no number. */
static gboolean
get_target (InsGoToPopover *self, InsPosition *target)
{
  for (int axis = 0; axis < INS_N_AXES; axis++)
    {
      InsNumberEntry *entry = ins_field_get_entry (get_field (self, axis));

      if (!ins_number_entry_get_value (entry, &target->mm[axis]))
        return FALSE;
      if (target->mm[axis] == self->shown.mm[axis])
        target->mm[axis] = self->exact.mm[axis];
    }

  return TRUE;
}

/* Why it cannot go there, or NULL. */
static char *
get_refusal (InsGoToPopover *self, InsPosition *target)
{
  const char *reason = ins_jog_control_get_reason (self->control);

  if (reason != NULL)
    return g_strdup (reason);
  if (!ins_session_get_snapshot (self->session)->report.position_known)
    return g_strdup (_ ("The position is unknown. Home the stage first."));
  if (!get_target (self, target))
    return g_strdup (""); /* the entry says it */

  return ins_jog_control_check_target (self->control, target);
}

static void
update (InsGoToPopover *self)
{
  InsPosition target;
  g_autofree char *refusal = get_refusal (self, &target);

  gtk_widget_set_sensitive (GTK_WIDGET (self->go), refusal == NULL);
  gtk_label_set_text (self->sentence, refusal != NULL ? refusal : "");
  gtk_widget_set_visible (GTK_WIDGET (self->sentence), refusal != NULL && *refusal != '\0');
  gtk_button_set_label (self->go, _ ("Go"));
}

static void
on_edited (InsField *field, InsGoToPopover *self)
{
  self->confirmed = FALSE;
  update (self);
}

static void
ask_again (InsGoToPopover *self, double distance_mm)
{
  g_autofree char *number = ins_number_format_typed (distance_mm, 0);
  g_autofree char *text = g_strdup_printf (_ ("The stage will travel %s mm. Is the way clear?"),
                                           number);

  self->confirmed = TRUE;
  gtk_label_set_text (self->sentence, text);
  gtk_widget_set_visible (GTK_WIDGET (self->sentence), TRUE);
  gtk_button_set_label (self->go, _ ("Go all the way"));
}

static void
on_go_clicked (GtkButton *button, InsGoToPopover *self)
{
  InsPosition target;
  g_autofree char *refusal = NULL;
  double distance_mm;

  if (self->session == NULL)
    return;
  refusal = get_refusal (self, &target);
  if (refusal != NULL)
    {
      update (self);
      return;
    }
  if (ins_jog_control_is_long_move (self->control, &target, &distance_mm) && !self->confirmed)
    {
      ask_again (self, distance_mm);
      return;
    }
  ins_jog_control_go_to (self->control, &target, NULL);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
on_cancel_clicked (GtkButton *button, InsGoToPopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
fill_in (InsGoToPopover *self, const InsPosition *target)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);

  for (int axis = 0; axis < INS_N_AXES; axis++)
    {
      double mm = target != NULL && isfinite (target->mm[axis])
                      ? target->mm[axis]
                      : snapshot->report.position.mm[axis];

      self->exact.mm[axis] = isfinite (mm) ? mm : 0.0;
      ins_field_set_value (get_field (self, axis), round (self->exact.mm[axis] * 1e4) / 1e4);
      if (!ins_number_entry_get_value (ins_field_get_entry (get_field (self, axis)),
                                       &self->shown.mm[axis]))
        self->shown.mm[axis] = (double)NAN;
    }
  self->confirmed = FALSE;
  update (self);
}

static void
on_show (GtkWidget *widget, gpointer data)
{
  InsGoToPopover *self = INS_GO_TO_POPOVER (widget);

  if (self->session != NULL)
    fill_in (self, NULL);
}

GtkWidget *
ins_go_to_popover_new (void)
{
  return g_object_new (INS_TYPE_GO_TO_POPOVER, NULL);
}

void
ins_go_to_popover_set_session (InsGoToPopover *self, InsSession *session, InsJogControl *control)
{
  g_set_object (&self->session, session);
  g_set_object (&self->control, control);
}

void
ins_go_to_popover_ask (InsGoToPopover *self, const InsPosition *target)
{
  gtk_popover_popup (GTK_POPOVER (self));
  if (self->session != NULL)
    fill_in (self, target);
}

static void
ins_go_to_popover_dispose (GObject *object)
{
  InsGoToPopover *self = INS_GO_TO_POPOVER (object);

  g_clear_object (&self->session);
  g_clear_object (&self->control);

  G_OBJECT_CLASS (ins_go_to_popover_parent_class)->dispose (object);
}

static void
ins_go_to_popover_class_init (InsGoToPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ins_go_to_popover_dispose;

  g_type_ensure (INS_TYPE_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-go-to-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, InsGoToPopover, x);
  gtk_widget_class_bind_template_child (widget_class, InsGoToPopover, y);
  gtk_widget_class_bind_template_child (widget_class, InsGoToPopover, z);
  gtk_widget_class_bind_template_child (widget_class, InsGoToPopover, sentence);
  gtk_widget_class_bind_template_child (widget_class, InsGoToPopover, go);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_go_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
}

static void
ins_go_to_popover_init (InsGoToPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_popover_set_default_widget (GTK_POPOVER (self), GTK_WIDGET (self->go));
  for (int axis = 0; axis < INS_N_AXES; axis++)
    gtk_entry_set_activates_default (GTK_ENTRY (ins_field_get_entry (get_field (self, axis))),
                                     TRUE);
  g_signal_connect (self, "show", G_CALLBACK (on_show), NULL);
}
