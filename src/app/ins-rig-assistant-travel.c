/* ins-rig-assistant-travel.c - how far each axis may go: typed, or taught at its ends
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-panel-text.h"
#include "app/ins-rig-assistant-private.h"
#include "core/ins-number.h"

static void
say_limits (InsRigAssistant *self, const char *sentence)
{
  gtk_label_set_text (self->limits_error, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->limits_error), sentence != NULL);
}

void
ins_rig_assistant_load_travel (InsRigAssistant *self)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      ins_number_entry_set_value (self->low[axis], self->draft.minimum.mm[axis]);
      ins_number_entry_set_value (self->high[axis], self->draft.maximum.mm[axis]);
    }
  say_limits (self, NULL);
}

gboolean
ins_rig_assistant_check_travel (InsRigAssistant *self)
{
  g_autoptr (GError) error = NULL;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      const char *low = ins_number_entry_get_error (self->low[axis]);
      const char *high = ins_number_entry_get_error (self->high[axis]);

      if (low != NULL || high != NULL)
        {
          say_limits (self, low != NULL ? low : high);
          return FALSE;
        }
    }
  if (ins_rig_draft_check_limits (&self->draft, &error))
    {
      say_limits (self, NULL);
      return TRUE;
    }
  say_limits (self, error->message);

  return FALSE;
}

/* An entry that was emptied says that there is no limit. */
static void
read_entry (InsNumberEntry *entry, double *mm)
{
  double value;

  if (gtk_entry_get_text_length (GTK_ENTRY (entry)) == 0)
    {
      ins_number_entry_set_value (entry, (double)NAN);
      *mm = (double)NAN;
    }
  else if (ins_number_entry_get_value (entry, &value))
    *mm = value;
}

static void
on_limit_edited (InsRigAssistant *self)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      read_entry (self->low[axis], &self->draft.minimum.mm[axis]);
      read_entry (self->high[axis], &self->draft.maximum.mm[axis]);
    }
  ins_rig_assistant_check_travel (self);
  ins_rig_assistant_keep_draft (self);
  ins_rig_assistant_update (self);
}

/* The end of the axis is where the stage is now. */
static void
on_here_clicked (InsRigAssistant *self, GtkWidget *button)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);

  if (snapshot->stage_link != INS_LINK_READY || !snapshot->report.position_known)
    return;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      const double mm = round (snapshot->report.position.mm[axis] * 1e3) / 1e3;

      if (button == self->low_here[axis])
        self->draft.minimum.mm[axis] = mm;
      else if (button == self->high_here[axis])
        self->draft.maximum.mm[axis] = mm;
    }
  ins_rig_assistant_load_travel (self);
  ins_rig_assistant_check_travel (self);
  ins_rig_assistant_keep_draft (self);
  ins_rig_assistant_update (self);
}

/* ---- what is shown ------------------------------------------------------------------------- */

/* "−25 to 225 mm", as the controller says it. */
static char *
dup_travel (const InsSnapshot *snapshot, guint axis)
{
  const double low = snapshot->stage_info.travel_minimum.mm[axis];
  const double high = snapshot->stage_info.travel_maximum.mm[axis];
  g_autofree char *from = NULL, *to = NULL;

  if (snapshot->stage_link != INS_LINK_READY)
    return g_strdup (_ ("not connected"));
  if (!isfinite (low) || !isfinite (high))
    return g_strdup (_ ("the controller does not say"));
  from = ins_number_format_typed (low, 1);
  to = ins_number_format_typed (high, 1);

  /* Translators: the two ends of an axis */
  return g_strdup_printf (_ ("controller: %s to %s mm"), from, to);
}

void
ins_rig_assistant_show_travel (InsRigAssistant *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const gboolean known = snapshot->stage_link == INS_LINK_READY && snapshot->report.position_known;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      g_autofree char *travel = dup_travel (snapshot, axis);

      if (g_strcmp0 (gtk_label_get_text (self->travel_label[axis]), travel) != 0)
        gtk_label_set_text (self->travel_label[axis], travel);
      gtk_widget_set_sensitive (self->low_here[axis], known);
      gtk_widget_set_sensitive (self->high_here[axis], known);
    }
}

char *
ins_rig_assistant_dup_limits (InsRigAssistant *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      const double low = self->draft.minimum.mm[axis], high = self->draft.maximum.mm[axis];
      g_autofree char *from = isnan (low) ? g_strdup ("…") : ins_panel_text_number (low);
      g_autofree char *to = isnan (high) ? g_strdup ("…") : ins_panel_text_number (high);

      if (!isnan (low) || !isnan (high))
        /* Translators: an axis and the two ends of what is allowed, in mm */
        g_string_append_printf (text, _ ("%s%c %s to %s"), text->len > 0 ? ", " : "",
                                INS_AXIS_LETTERS[axis], from, to);
    }

  return g_strdup (text->len > 0 ? text->str : _ ("As the stage has it"));
}

#define BIND_AXIS(field, name, type)                                                               \
  gtk_widget_class_bind_template_child_full (widget_class, name, FALSE,                            \
                                             G_STRUCT_OFFSET (InsRigAssistant, field) +            \
                                                 (gssize)(axis * sizeof (type)))

void
ins_rig_assistant_bind_travel (GtkWidgetClass *widget_class)
{
  static const char *const labels[] = { "travel_x", "travel_y", "travel_z" };
  static const char *const lows[] = { "low_x", "low_y", "low_z" };
  static const char *const highs[] = { "high_x", "high_y", "high_z" };
  static const char *const low_here[] = { "low_here_x", "low_here_y", "low_here_z" };
  static const char *const high_here[] = { "high_here_x", "high_here_y", "high_here_z" };

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      BIND_AXIS (travel_label, labels[axis], GtkLabel *);
      BIND_AXIS (low, lows[axis], InsNumberEntry *);
      BIND_AXIS (high, highs[axis], InsNumberEntry *);
      BIND_AXIS (low_here, low_here[axis], GtkWidget *);
      BIND_AXIS (high_here, high_here[axis], GtkWidget *);
    }
  gtk_widget_class_bind_template_child (widget_class, InsRigAssistant, motion_panel);
  gtk_widget_class_bind_template_child (widget_class, InsRigAssistant, limits_error);
  gtk_widget_class_bind_template_callback (widget_class, on_limit_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_here_clicked);
}

void
ins_rig_assistant_start_travel (InsRigAssistant *self)
{
  ins_rig_assistant_load_travel (self);
}
