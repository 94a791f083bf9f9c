/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-timing-button.h"

#define N_COLUMNS 4 /* name, mean, longest, share */
#define GAP_PX 12
#define MARGIN_PX 6
#define WIDTH_CHARS 60

struct _InsTimingButton
{
  GtkBox parent_instance;

  GtkMenuButton *menu_button;
  GtkLabel *cells[INS_N_TIMING_STEPS][N_COLUMNS];
  GtkLabel *limits, *realtime;
  GtkPopover *popover;

  InsSession *session;
};

G_DEFINE_FINAL_TYPE (InsTimingButton, ins_timing_button, GTK_TYPE_BOX)

char *
ins_timing_button_format_s (double duration_s)
{
  if (isnan (duration_s))
    return g_strdup ("–");
  if (duration_s < 9.995e-4)
    return g_strdup_printf (_ ("%.3g µs"), duration_s * 1e6);
  if (duration_s < 0.9995)
    return g_strdup_printf (_ ("%.3g ms"), duration_s * 1e3);

  return g_strdup_printf (_ ("%.3g s"), duration_s);
}

/* What there is to show, and of what it is. */
static const char *
get_figures (InsTimingButton *self, InsTimingFigures *figures)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  InsNdeFile *file = ins_session_get_file (self->session);

  *figures = snapshot->figures;
  if (ins_session_is_scanning (self->session))
    return _ ("The running scan");
  if (file != NULL && ins_nde_file_get_timing_figures (file, figures))
    return _ ("The scan in the open file");
  *figures = snapshot->figures;

  return snapshot->scan == INS_SCAN_NONE ? _ ("The card at rest") : _ ("The last scan");
}

static void
set_cell (InsTimingButton *self, guint step, guint column, char *text)
{
  gtk_label_set_text (self->cells[step][column], text);
  g_free (text);
}

static void
show_steps (InsTimingButton *self, const InsTimingFigures *figures)
{
  for (InsTimingStep step = 0; step < INS_N_TIMING_STEPS; step++)
    {
      const InsTimingCost *cost = &figures->costs[step];
      double share = ins_timing_figures_get_share (figures, step);

      set_cell (self, step, 1, ins_timing_button_format_s (ins_timing_cost_get_mean_s (cost)));
      set_cell (self, step, 2,
                ins_timing_button_format_s (cost->n > 0 ? cost->longest_s : (double)NAN));
      set_cell (self, step, 3,
                isnan (share) || cost->n == 0 ? g_strdup ("–")
                                              : g_strdup_printf (_ ("%.2f %%"), share * 100.0));
    }
}

static void
show_limits (InsTimingButton *self, const InsTimingFigures *figures, const char *of_what)
{
  g_autofree char *latest = ins_timing_button_format_s (figures->latest_block_s);
  g_autofree char *away = ins_timing_button_format_s (figures->longest_away_s);
  g_autoptr (GString) text = g_string_new (of_what);

  g_string_append_printf (text,
                          _ (". The latest block came %s after its time; the card was left alone "
                             "for %s at most."),
                          latest, away);
  if (figures->n_buffers > 0)
    g_string_append_printf (text,
                            _ (" At least %u of %u line buffers were free, and %u of %u places on "
                               "the way to the disk."),
                            figures->fewest_free_buffers, figures->n_buffers,
                            figures->fewest_free_lines, figures->n_file_lines);
  if (figures->n_lines > 0)
    {
      g_autofree char *swept = ins_timing_button_format_s (figures->swept_s / figures->n_lines);
      g_autofree char *dead = ins_timing_button_format_s (figures->dead_s / figures->n_lines);

      g_string_append_printf (text, _ (" A line took %s, and %s until the next one."), swept, dead);
    }
  gtk_label_set_text (self->limits, text->str);
}

static void
update (InsTimingButton *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const char *of_what;
  InsTimingFigures figures;

  if (snapshot->realtime_message[0] != '\0')
    gtk_widget_add_css_class (GTK_WIDGET (self), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "warning");
  if (!gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    return;

  of_what = get_figures (self, &figures);
  show_steps (self, &figures);
  show_limits (self, &figures, of_what);
  gtk_label_set_text (self->realtime, snapshot->realtime_message[0] != '\0'
                                          ? snapshot->realtime_message
                                      : snapshot->realtime == INS_REALTIME_FIFO
                                          ? _ ("Stage and card run in real time.")
                                          : _ ("Real time was not asked for."));
}

static void
on_changed (InsSession *session, InsTimingButton *self)
{
  update (self);
}

static void
on_shown (GtkWidget *popover, InsTimingButton *self)
{
  update (self);
}

void
ins_timing_button_set_session (InsTimingButton *self, InsSession *session)
{
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (on_changed), self, 0);
  g_signal_connect_object (self->popover, "show", G_CALLBACK (on_shown), self, 0);
  update (self);
}

static GtkLabel *
label_new (const char *text, float xalign)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (text));

  gtk_label_set_xalign (label, xalign);

  return label;
}

static GtkLabel *
paragraph_new (void)
{
  GtkLabel *label = label_new ("", 0.0f);

  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_max_width_chars (label, WIDTH_CHARS);

  return label;
}

static GtkWidget *
table_new (InsTimingButton *self)
{
  const char *const heads[N_COLUMNS] = { _ ("Step"), _ ("Mean"), _ ("Longest"),
                                         _ ("Share of the time") };
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), GAP_PX);
  for (int column = 0; column < N_COLUMNS; column++)
    {
      GtkLabel *head = label_new (heads[column], column == 0 ? 0.0f : 1.0f);

      gtk_widget_add_css_class (GTK_WIDGET (head), "dim");
      gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (head), column, 0, 1, 1);
      for (int step = 0; step < INS_N_TIMING_STEPS; step++)
        {
          GtkLabel *cell = label_new (column == 0 ? ins_timing_step_get_name ((InsTimingStep)step)
                                                  : "–",
                                      column == 0 ? 0.0f : 1.0f);

          self->cells[step][column] = cell;
          gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (cell), column, step + 1, 1, 1);
        }
    }

  return grid;
}

static void
ins_timing_button_init (InsTimingButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, GAP_PX);

  gtk_widget_set_margin_start (box, MARGIN_PX);
  gtk_widget_set_margin_end (box, MARGIN_PX);
  gtk_widget_set_margin_top (box, MARGIN_PX);
  gtk_widget_set_margin_bottom (box, MARGIN_PX);
  self->limits = paragraph_new ();
  self->realtime = paragraph_new ();
  gtk_box_append (GTK_BOX (box), table_new (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->limits));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->realtime));
  self->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_popover_set_child (self->popover, box);
  self->menu_button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_label (self->menu_button, _ ("Timing"));
  gtk_menu_button_set_direction (self->menu_button, GTK_ARROW_UP);
  gtk_menu_button_set_has_frame (self->menu_button, FALSE);
  gtk_menu_button_set_popover (self->menu_button, GTK_WIDGET (self->popover));
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (self->menu_button),
      _ ("What each step of a scan costs, and whether it is in real time"));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->menu_button));
}

static void
ins_timing_button_dispose (GObject *object)
{
  InsTimingButton *self = INS_TIMING_BUTTON (object);

  g_clear_object (&self->session);

  G_OBJECT_CLASS (ins_timing_button_parent_class)->dispose (object);
}

static void
ins_timing_button_class_init (InsTimingButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ins_timing_button_dispose;
}

GtkWidget *
ins_timing_button_new (void)
{
  return g_object_new (INS_TYPE_TIMING_BUTTON, NULL);
}
