/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-field.h"
#include "app/ins-focus-plot.h"
#include "app/ins-group.h"
#include "app/ins-jog-safety-popover.h"
#include "app/ins-surface-page.h"
#include "app/ins-surface-words.h"
#include "core/ins-number.h"

#define USUAL_REACH_MM 2.0
#define USUAL_STEP_MM 0.1
#define SPEED_MM_S 5.0

struct _InsSurfacePage
{
  GtkBox parent_instance;

  InsField *from, *to, *step;
  GtkButton *sweep_button, *best_button, *hear_button, *again_button;
  GtkLabel *sweep_note, *best_note, *points_note, *level_note;
  InsFocusPlot *plot;

  InsSession *session;
  GSettings *settings;
  InsJogControl *control;
  InsSurfaceSweep *sweep;
  gboolean has_range; /* was filled in once */
  double best_mm;
  InsLevelPoint points[INS_LEVEL_POINTS];
  guint n_points;
};

G_DEFINE_FINAL_TYPE (InsSurfacePage, ins_surface_page, GTK_TYPE_BOX)

static double
get_number (InsField *field)
{
  double value = 0.0;

  ins_number_entry_get_value (ins_field_get_entry (field), &value);

  return value;
}

static void
show (GtkLabel *label, const char *text, gboolean is_bad)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
  if (is_bad)
    gtk_widget_add_css_class (GTK_WIDGET (label), "c-bad");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (label), "c-bad");
}

/* ---- the height --------------------------------------------------------------------------- */

/* What a click would do, with how far. */
static void
show_sweep_button (InsSurfacePage *self)
{
  const char letter = INS_AXIS_LETTERS[ins_surface_sweep_get_axis (self->sweep)];
  g_autofree char *from = ins_number_format_typed (get_number (self->from), 2);
  g_autofree char *to = ins_number_format_typed (get_number (self->to), 2);
  g_autofree char *text = NULL;
  guint n_points, n_steps;

  ins_surface_sweep_get_points (self->sweep, &n_points, &n_steps);
  if (ins_surface_sweep_get_running (self->sweep))
    text = g_strdup_printf (_ ("End the sweep (%u of %u)"), n_points, n_steps);
  else
    text = g_strdup_printf (_ ("Move %c from %s to %s mm"), letter, from, to);
  gtk_button_set_label (self->sweep_button, text);
}

static void
show_best (InsSurfacePage *self, const InsFocus *focus)
{
  const char letter = INS_AXIS_LETTERS[ins_surface_sweep_get_axis (self->sweep)];
  g_autofree char *best = NULL, *amplitude = NULL, *low = NULL, *high = NULL, *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->best_button), focus != NULL);
  if (focus == NULL)
    {
      show (self->best_note, NULL, FALSE);
      return;
    }
  self->best_mm = focus->best_mm;
  best = ins_number_format_typed (focus->best_mm, 2);
  amplitude = ins_number_format_typed (focus->amplitude_percent, 0);
  low = ins_number_format_typed (focus->low_mm, 2);
  high = ins_number_format_typed (focus->high_mm, 2);
  if (focus->is_at_end)
    text = g_strdup_printf (
        _ ("The echo still grows at %c %s mm: the best lies beyond. Sweep on from "
           "there."),
        letter, best);
  else if (isfinite (focus->low_mm) && isfinite (focus->high_mm))
    text = g_strdup_printf (_ ("Best at %c %s mm: %s %%. Half of that at %s and %s mm."), letter,
                            best, amplitude, low, high);
  else
    text = g_strdup_printf (_ ("Best at %c %s mm: %s %%."), letter, best, amplitude);
  show (self->best_note, text, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->plot), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
}

static void
show_curve (InsSurfacePage *self)
{
  guint n_points, n_steps;
  const InsFocusPoint *points = ins_surface_sweep_get_points (self->sweep, &n_points, &n_steps);
  const gboolean is_running = ins_surface_sweep_get_running (self->sweep);
  InsFocus focus;
  const gboolean has_focus = !is_running && ins_focus_find (points, n_points, &focus);

  ins_focus_plot_set (self->plot, points, n_points, has_focus ? &focus : NULL);
  show_best (self, has_focus ? &focus : NULL);
  if (!is_running && !has_focus && n_points > 0)
    show (self->best_note, _ ("The surface was not heard at three heights. Put the probe over it."),
          FALSE);
}

static void
update_buttons (InsSurfacePage *self)
{
  const gboolean is_running = ins_surface_sweep_get_running (self->sweep);
  const char *reason = self->session != NULL ? ins_jog_control_get_go_to_reason (self->control)
                                             : _ ("No rig is set up yet.");

  gtk_widget_set_sensitive (GTK_WIDGET (self->sweep_button), is_running || reason == NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->sweep_button),
                               reason != NULL ? reason : _ ("STOP and Esc end it at any time"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->hear_button),
                            !is_running && reason == NULL && self->n_points < INS_LEVEL_POINTS);
  gtk_widget_set_sensitive (GTK_WIDGET (self->best_button), !is_running && reason == NULL);
}

static void
on_sweep_changed (InsSurfaceSweep *sweep, InsSurfacePage *self)
{
  const char *message = ins_surface_sweep_get_message (sweep);

  show (self->sweep_note, message, TRUE);
  show_curve (self);
  show_sweep_button (self);
  update_buttons (self);
}

static void
on_sweep_clicked (InsSurfacePage *self)
{
  if (self->session == NULL)
    return;
  if (ins_surface_sweep_get_running (self->sweep))
    ins_surface_sweep_end (self->sweep);
  else
    {
      InsJogSafety safety = INS_JOG_USUAL_SAFETY;

      if (self->settings != NULL)
        safety = ins_jog_safety_load (self->settings);
      ins_jog_control_set_safety (self->control, &safety);
      ins_surface_sweep_start (self->sweep, get_number (self->from), get_number (self->to),
                               get_number (self->step));
    }
}

static void
on_best_clicked (InsSurfacePage *self)
{
  InsPosition target = { { (double)NAN, (double)NAN, (double)NAN } };

  target.mm[ins_surface_sweep_get_axis (self->sweep)] = self->best_mm;
  g_signal_emit_by_name (self, "go-to", target.mm[0], target.mm[1], target.mm[2]);
}

static void
on_range_edited (InsSurfacePage *self)
{
  if (self->session != NULL)
    show_sweep_button (self);
}

/* ---- the surface -------------------------------------------------------------------------- */

static void
show_level (InsSurfacePage *self)
{
  g_autoptr (GString) points = g_string_new (NULL);
  const double water = ins_session_get_recipe (self->session)->couplant_velocity_m_s;
  InsLevel level;
  g_autofree char *label = NULL;

  for (guint i = 0; i < self->n_points; i++)
    {
      const InsPosition *place = &self->points[i].place;
      g_autofree char *x = ins_number_format_typed (place->mm[0], 2);
      g_autofree char *y = ins_number_format_typed (place->mm[1], 2);
      g_autofree char *path = ins_number_format_typed (0.5e3 * water * self->points[i].time_s, 3);

      g_string_append_printf (points, _ ("%s%u: X %s, Y %s, %s mm of water"), i > 0 ? "\n" : "",
                              i + 1, x, y, path);
    }
  show (self->points_note, points->str, FALSE);
  label = g_strdup_printf (_ ("Point %u of %d is here"), MIN (self->n_points + 1, INS_LEVEL_POINTS),
                           INS_LEVEL_POINTS);
  gtk_button_set_label (self->hear_button, label);
  gtk_widget_set_visible (GTK_WIDGET (self->again_button), self->n_points > 0);
  if (self->n_points < INS_LEVEL_POINTS)
    show (self->level_note, NULL, FALSE);
  else if (!ins_level_find (self->points, ins_surface_sweep_get_axis (self->sweep), water, &level))
    show (self->level_note,
          _ ("The three points lie nearly on one line. Start again, farther apart."), TRUE);
  else
    {
      g_autofree char *text = ins_surface_describe_level (&level,
                                                          ins_session_get_recipe (self->session));

      show (self->level_note, text, FALSE);
    }
  update_buttons (self);
}

static void
on_heard (InsSurfaceSweep *sweep, InsSurfacePage *self)
{
  InsLevelPoint point;

  if (!ins_surface_sweep_get_heard (sweep, &point))
    {
      show (self->level_note,
            _ ("No echo stands out of the noise here. Put the probe over the part."), TRUE);
      update_buttons (self);
      return;
    }
  if (self->n_points < INS_LEVEL_POINTS)
    self->points[self->n_points++] = point;
  show_level (self);
}

static void
on_hear_clicked (InsSurfacePage *self)
{
  if (!ins_surface_sweep_listen (self->sweep))
    show (self->level_note, _ ("Wait until the stage stands still."), TRUE);
}

static void
on_again_clicked (InsSurfacePage *self)
{
  self->n_points = 0;
  show_level (self);
}

/* ---- made --------------------------------------------------------------------------------- */

static InsField *
add_field (GtkWidget *box, const char *label, InsSurfacePage *self)
{
  InsField *field = g_object_new (INS_TYPE_FIELD, "label", label, "unit", "mm", "digits", 2,
                                  "minimum", -10000.0, "maximum", 10000.0, "step", 0.1, NULL);

  g_signal_connect_swapped (field, "edited", G_CALLBACK (on_range_edited), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (field));

  return field;
}

static GtkLabel *
add_label (GtkWidget *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 34);
  gtk_widget_add_css_class (label, "small");
  gtk_widget_set_visible (label, text != NULL);
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

static GtkButton *
add_button (GtkWidget *box, const char *text, GCallback clicked, InsSurfacePage *self)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (box), button);

  return GTK_BUTTON (button);
}

static GtkWidget *
add_group (GtkWidget *form, const char *heading)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (form), g_object_new (INS_TYPE_GROUP, "heading", heading, "open", TRUE,
                                                "body", box, NULL));

  return box;
}

static void
make_form (InsSurfacePage *self, GtkWidget *form)
{
  GtkWidget *focus = add_group (form, _ ("Focus"));
  GtkWidget *level = add_group (form, _ ("Level"));

  add_label (focus, _ ("Moves the probe's height step by step and hears the front echo at each."));
  self->from = add_field (focus, _ ("From"), self);
  self->to = add_field (focus, _ ("To"), self);
  self->step = add_field (focus, _ ("Step"), self);
  self->sweep_button = add_button (focus, "", G_CALLBACK (on_sweep_clicked), self);
  self->sweep_note = add_label (focus, NULL);
  self->plot = INS_FOCUS_PLOT (ins_focus_plot_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->plot), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Front echo over the probe's height"), -1);
  gtk_box_append (GTK_BOX (focus), GTK_WIDGET (self->plot));
  self->best_note = add_label (focus, NULL);
  self->best_button = add_button (focus, _ ("Go there…"), G_CALLBACK (on_best_clicked), self);
  gtk_widget_set_visible (GTK_WIDGET (self->best_button), FALSE);

  add_label (level,
             _ ("Jog to three places far apart and hear the surface at each. Nothing moves by "
                "itself."));
  self->hear_button = add_button (level, "", G_CALLBACK (on_hear_clicked), self);
  self->points_note = add_label (level, NULL);
  self->level_note = add_label (level, NULL);
  self->again_button = add_button (level, _ ("Start again"), G_CALLBACK (on_again_clicked), self);
  gtk_widget_set_visible (GTK_WIDGET (self->again_button), FALSE);
}

static GtkWidget *
make_head (void)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (_ ("Focus and level"));
  GtkWidget *done = gtk_button_new_with_label (_ ("Done"));

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (title, "h");
  gtk_widget_add_css_class (head, "page-head");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (done), "win.surface-done");
  gtk_widget_set_tooltip_text (done, _ ("Back to the scan"));
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), done);

  return head;
}

/* ---- the session -------------------------------------------------------------------------- */

static void
on_session_changed (InsSession *session, InsSurfacePage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update_buttons (self);
}

/* Around where the probe is. */
static void
fill_in_range (InsSurfacePage *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const double now = snapshot->report.position.mm[ins_surface_sweep_get_axis (self->sweep)];

  if (self->has_range || !snapshot->report.position_known || !isfinite (now))
    return;
  self->has_range = TRUE;
  ins_field_set_value (self->from, round ((now - USUAL_REACH_MM) * 100.0) / 100.0);
  ins_field_set_value (self->to, round ((now + USUAL_REACH_MM) * 100.0) / 100.0);
  ins_field_set_value (self->step, USUAL_STEP_MM);
}

static void
ins_surface_page_map (GtkWidget *widget)
{
  InsSurfacePage *self = INS_SURFACE_PAGE (widget);

  GTK_WIDGET_CLASS (ins_surface_page_parent_class)->map (widget);
  if (self->session == NULL)
    return;
  fill_in_range (self);
  show_sweep_button (self);
  show_level (self);
}

/* Nobody sees what would move. */
static void
ins_surface_page_unmap (GtkWidget *widget)
{
  if (INS_SURFACE_PAGE (widget)->sweep != NULL)
    ins_surface_sweep_end (INS_SURFACE_PAGE (widget)->sweep);
  GTK_WIDGET_CLASS (ins_surface_page_parent_class)->unmap (widget);
}

void
ins_surface_page_set_session (InsSurfacePage *self, InsSession *session, GSettings *settings)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  g_set_object (&self->settings, settings);
  ins_jog_control_set_session (self->control, session);
  ins_surface_sweep_set_session (self->sweep, session, self->control);
  if (session != NULL)
    g_signal_connect (session, "changed", G_CALLBACK (on_session_changed), self);
}

InsSurfaceSweep *
ins_surface_page_get_sweep (InsSurfacePage *self)
{
  return self->sweep;
}

static void
ins_surface_page_dispose (GObject *object)
{
  InsSurfacePage *self = INS_SURFACE_PAGE (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->sweep != NULL)
    g_signal_handlers_disconnect_by_data (self->sweep, self);
  g_clear_object (&self->sweep);
  g_clear_object (&self->control);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (ins_surface_page_parent_class)->dispose (object);
}

static void
ins_surface_page_class_init (InsSurfacePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ins_surface_page_dispose;
  widget_class->map = ins_surface_page_map;
  widget_class->unmap = ins_surface_page_unmap;
  g_signal_new ("go-to", INS_TYPE_SURFACE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                3, G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void
ins_surface_page_init (InsSurfacePage *self)
{
  GtkWidget *form = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->control = ins_jog_control_new ();
  ins_jog_control_set_speed (self->control, SPEED_MM_S);
  self->sweep = ins_surface_sweep_new ();
  g_signal_connect (self->sweep, "changed", G_CALLBACK (on_sweep_changed), self);
  g_signal_connect (self->sweep, "heard", G_CALLBACK (on_heard), self);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_hexpand (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "panel");
  gtk_widget_add_css_class (GTK_WIDGET (self), "right");
  gtk_widget_add_css_class (form, "form");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), form);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (self), make_head ());
  gtk_box_append (GTK_BOX (self), scroller);
  make_form (self, form);
}

GtkWidget *
ins_surface_page_new (void)
{
  return g_object_new (INS_TYPE_SURFACE_PAGE, NULL);
}
