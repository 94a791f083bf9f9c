/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-check-row.h"
#include "app/ins-gate-row.h"
#include "app/ins-group.h"
#include "app/ins-panel-text.h"
#include "app/ins-run-panel.h"
#include "app/ins-throttle.h"
#include "core/ins-number.h"

/* Lines that take longer than this many times the plan are worth a word. */
#define LATE_FACTOR 1.15
/* More finished lines than this on their way to the disk are worth a word. */
#define MANY_UNWRITTEN 8

enum
{
  CHECK_LINE_TIME,
  CHECK_CARD,
  CHECK_FILE,
  CHECK_HOLES,
  CHECK_REGISTER,
  CHECK_STAGE,
  N_CHECKS
};

struct _InsRunPanel
{
  GtkBox parent_instance;

  GtkLabel *area, *step, *speed, *pattern, *pulses, *kept;
  GtkBox *gates;
  GtkLabel *done_at, *line_time, *line_rate, *written;
  GtkBox *checks;

  InsCheckRow *rows[N_CHECKS];
  InsSession *session;
  InsThrottle throttle;

  InsCscan *cscan; /* whose lines with holes are counted */
  guint64 generation;
  guint n_lines_with_holes;
};

G_DEFINE_FINAL_TYPE (InsRunPanel, ins_run_panel, GTK_TYPE_BOX)

/* ---- the recipe --------------------------------------------------------------------------- */

static void
show_gates (InsRunPanel *self, const InsRecipe *recipe)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->gates));

  for (guint i = 0; i < recipe->n_gates; i++)
    {
      if (row == NULL)
        {
          row = ins_gate_row_new ();
          gtk_box_append (self->gates, row);
        }
      ins_gate_row_set (INS_GATE_ROW (row), recipe->gates, i, FALSE);
      row = gtk_widget_get_next_sibling (row);
    }
  while (row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);

      gtk_box_remove (self->gates, row);
      row = next;
    }
}

static const InsRecipe *
get_recipe (InsRunPanel *self)
{
  const InsRecipe *recipe = ins_session_get_picture_recipe (self->session);

  return recipe != NULL ? recipe : ins_session_get_recipe (self->session);
}

static void
show_recipe (InsRunPanel *self)
{
  const InsRecipe *recipe = get_recipe (self);
  g_autofree char *area = NULL, *step = NULL, *number = NULL, *speed = NULL, *pulses = NULL;

  area = ins_panel_text_area (recipe);
  step = ins_panel_text_step (recipe);
  number = ins_panel_text_number (recipe->speed_mm_s);
  speed = g_strdup_printf ("%s mm/s", number);
  pulses = ins_panel_text_pulses (recipe);

  gtk_label_set_text (self->area, area);
  gtk_label_set_text (self->step, step);
  gtk_label_set_text (self->speed, speed);
  gtk_label_set_text (self->pattern, ins_panel_text_pattern (recipe->pattern));
  gtk_label_set_text (self->pulses, pulses);
  gtk_label_set_text (self->kept, recipe->mode == INS_MODE_WAVEFORM ? _ ("whole waveform")
                                                                    : _ ("gate values only"));
  show_gates (self, recipe);
}

/* ---- figures ------------------------------------------------------------------------------ */

static void
show_figures (InsRunPanel *self, const InsSnapshot *snapshot)
{
  g_autofree char *done_at = NULL, *line_time = NULL, *line_rate = NULL, *written = NULL;
  InsScanJobProgress progress;

  ins_session_get_progress (self->session, &progress);
  if (ins_session_is_scanning (self->session) && snapshot->scan != INS_SCAN_PAUSED &&
      isfinite (progress.remaining_s) && snapshot->n_lines_done > 0)
    {
      g_autoptr (GDateTime) now = g_date_time_new_now_local ();
      g_autoptr (GDateTime) end = g_date_time_add_seconds (now, progress.remaining_s);

      done_at = g_date_time_format (end, "%H:%M");
    }
  if (isfinite (snapshot->line_s) && snapshot->line_s > 0.0)
    {
      g_autofree char *seconds = ins_number_format_typed (snapshot->line_s, 2);

      line_time = g_strdup_printf ("%s s", seconds);
      /* Translators: small print under the time that a line takes: lines per minute */
      line_rate = g_strdup_printf (_ ("a line, %.0f/min"), 60.0 / snapshot->line_s);
    }
  if (snapshot->n_bytes_written > 0)
    written = g_format_size (snapshot->n_bytes_written);
  gtk_label_set_text (self->done_at, done_at != NULL ? done_at : "–");
  gtk_label_set_text (self->line_time, line_time != NULL ? line_time : "–");
  gtk_label_set_text (self->line_rate, line_rate != NULL ? line_rate : _ ("a line"));
  gtk_label_set_text (self->written, written != NULL ? written : "–");
}

/* ---- checks ------------------------------------------------------------------------------- */

static void
check_line_time (InsRunPanel *self, const InsSnapshot *snapshot)
{
  const InsPlan *plan = ins_session_get_plan (self->session);
  double planned_s = plan != NULL ? plan->line_s + plan->index_s : (double)NAN;

  if (plan != NULL && plan->pattern == INS_PATTERN_UNIDIRECTIONAL)
    planned_s += plan->return_s;
  if (!(snapshot->line_s > 0.0) || !(planned_s > 0.0))
    ins_check_row_set (self->rows[CHECK_LINE_TIME], INS_CHECK_OK, _ ("First line is under way"));
  else if (snapshot->line_s <= planned_s * LATE_FACTOR)
    ins_check_row_set (self->rows[CHECK_LINE_TIME], INS_CHECK_OK, _ ("Line time as planned"));
  else
    {
      g_autofree char *real = ins_number_format_typed (snapshot->line_s, 2);
      g_autofree char *plan_text = ins_number_format_typed (planned_s, 2);
      g_autofree char *text = g_strdup_printf (_ ("A line takes %s s, planned were %s s"), real,
                                               plan_text);

      ins_check_row_set (self->rows[CHECK_LINE_TIME], INS_CHECK_NOTE, text);
    }
}

static void
check_card (InsRunPanel *self, const InsSnapshot *snapshot)
{
  if (snapshot->digitizer_link == INS_LINK_LOST)
    ins_check_row_set (self->rows[CHECK_CARD], INS_CHECK_BAD, _ ("Card: no answer"));
  else if (snapshot->n_lost_pulses == 0)
    ins_check_row_set (self->rows[CHECK_CARD], INS_CHECK_OK, _ ("Card: no samples lost"));
  else
    {
      const guint n = (guint)MIN (snapshot->n_lost_pulses, G_MAXUINT);
      g_autofree char *text = g_strdup_printf (
          ngettext ("Card: %u pulse lost", "Card: %u pulses lost", n), n);

      ins_check_row_set (self->rows[CHECK_CARD], INS_CHECK_NOTE, text);
    }
}

static void
check_file (InsRunPanel *self, const InsSnapshot *snapshot)
{
  guint n_waiting = snapshot->n_lines_done > snapshot->n_lines_put
                        ? snapshot->n_lines_done - snapshot->n_lines_put
                        : 0;

  if (n_waiting <= 1)
    ins_check_row_set (self->rows[CHECK_FILE], INS_CHECK_OK, _ ("File: all lines written"));
  else
    {
      g_autofree char *text = g_strdup_printf (
          ngettext ("File: %u line still to write", "File: %u lines still to write", n_waiting),
          n_waiting);

      ins_check_row_set (self->rows[CHECK_FILE],
                         n_waiting <= MANY_UNWRITTEN ? INS_CHECK_OK : INS_CHECK_NOTE, text);
    }
}

static void
count_row (guint row, const float *values, const guint8 *holes, const guint8 *status, gpointer data)
{
  InsRunPanel *self = data;
  const guint n_columns = ins_cscan_get_grid (self->cscan)->n_columns;

  for (guint column = 0; column < n_columns; column++)
    if (ins_hole_is_missing (holes[column]) && holes[column] != INS_HOLE_TO_GO)
      {
        self->n_lines_with_holes++;
        return;
      }
}

static void
count_lines_with_holes (InsRunPanel *self)
{
  InsCscan *cscan = ins_session_get_cscan (self->session);

  if (cscan != self->cscan)
    {
      g_clear_pointer (&self->cscan, ins_cscan_unref);
      self->cscan = cscan != NULL ? ins_cscan_ref (cscan) : NULL;
      self->generation = 0;
      self->n_lines_with_holes = 0;
    }
  if (self->cscan != NULL && ins_cscan_get_n_gates (self->cscan) > 0)
    self->generation = ins_cscan_collect (self->cscan, 0, INS_PLANE_AMPLITUDE, self->generation,
                                          count_row, self);
}

static void
check_holes (InsRunPanel *self, const InsSnapshot *snapshot)
{
  count_lines_with_holes (self);
  if (snapshot->n_holes == 0)
    ins_check_row_set (self->rows[CHECK_HOLES], INS_CHECK_OK, _ ("No pixel is missing"));
  else if (self->n_lines_with_holes == 0)
    {
      g_autofree char *text = g_strdup_printf (_ ("%u px missing"), snapshot->n_holes);

      ins_check_row_set (self->rows[CHECK_HOLES], INS_CHECK_NOTE, text);
    }
  else
    {
      const guint n_lines = self->n_lines_with_holes;
      /* Translators: pixels without a value, and in how many lines */
      g_autofree char *text = g_strdup_printf (
          ngettext ("%u px missing in %u line", "%u px missing in %u lines", n_lines),
          snapshot->n_holes, n_lines);

      ins_check_row_set (self->rows[CHECK_HOLES], INS_CHECK_NOTE, text);
    }
}

/* Once it is known. */
static void
check_register (InsRunPanel *self, const InsSnapshot *snapshot)
{
  const InsRecipe *recipe = get_recipe (self);
  const gboolean poor = ins_panel_text_is_out_of_register (snapshot->registration_rms_mm, recipe);

  gtk_widget_set_visible (GTK_WIDGET (self->rows[CHECK_REGISTER]),
                          isfinite (snapshot->registration_rms_mm));
  if (!poor && isfinite (snapshot->registration_rms_mm))
    {
      g_autofree char *rms = ins_panel_text_um (snapshot->registration_rms_mm);
      /* Translators: how well lines lie beside each other */
      g_autofree char *text = g_strdup_printf (_ ("In register to %s µm"), rms);

      ins_check_row_set (self->rows[CHECK_REGISTER], INS_CHECK_OK, text);
    }
  else if (poor)
    {
      g_autofree char *rms = ins_panel_text_um (snapshot->registration_rms_mm);
      g_autofree char *step = ins_panel_text_um (recipe->scan_step_mm);
      /* Translators: how well lines lie beside each other, then the distance of two pixels */
      g_autofree char *text = g_strdup_printf (_ ("In register to %s µm only, the step is %s µm"),
                                               rms, step);

      ins_check_row_set (self->rows[CHECK_REGISTER], INS_CHECK_NOTE, text);
    }
}

static void
check_stage (InsRunPanel *self, const InsSnapshot *snapshot)
{
  const gboolean lost = snapshot->stage_link == INS_LINK_LOST;

  gtk_widget_set_visible (GTK_WIDGET (self->rows[CHECK_STAGE]), lost);
  if (lost && snapshot->report_unix_us != 0)
    {
      g_autoptr (GDateTime)
          utc = g_date_time_new_from_unix_utc (snapshot->report_unix_us / G_USEC_PER_SEC);
      g_autoptr (GDateTime) local = g_date_time_to_local (utc);
      g_autofree char *time = g_date_time_format (local, "%H:%M:%S");
      g_autofree char *text = g_strdup_printf (_ ("Stage: no answer since %s"), time);

      ins_check_row_set (self->rows[CHECK_STAGE], INS_CHECK_BAD, text);
    }
  else if (lost)
    ins_check_row_set (self->rows[CHECK_STAGE], INS_CHECK_BAD, _ ("Stage: no answer"));
}

/* ---- the session -------------------------------------------------------------------------- */

static void
update (gpointer data)
{
  InsRunPanel *self = data;
  const InsSnapshot *snapshot;

  if (self->session == NULL)
    return;
  snapshot = ins_session_get_snapshot (self->session);
  show_figures (self, snapshot);
  check_line_time (self, snapshot);
  check_card (self, snapshot);
  check_file (self, snapshot);
  check_holes (self, snapshot);
  check_register (self, snapshot);
  check_stage (self, snapshot);
}

static void
on_changed (InsSession *session, InsRunPanel *self)
{
  ins_throttle_request (&self->throttle);
}

static void
on_picture_changed (InsSession *session, InsRunPanel *self)
{
  show_recipe (self);
  ins_throttle_request (&self->throttle);
}

GtkWidget *
ins_run_panel_new (void)
{
  return g_object_new (INS_TYPE_RUN_PANEL, NULL);
}

void
ins_run_panel_set_session (InsRunPanel *self, InsSession *session)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session == NULL)
    return;
  g_signal_connect (session, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect (session, "picture-changed", G_CALLBACK (on_picture_changed), self);
  show_recipe (self);
  update (self);
}

static void
ins_run_panel_dispose (GObject *object)
{
  InsRunPanel *self = INS_RUN_PANEL (object);

  ins_throttle_stop (&self->throttle);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_pointer (&self->cscan, ins_cscan_unref);

  G_OBJECT_CLASS (ins_run_panel_parent_class)->dispose (object);
}

static void
ins_run_panel_class_init (InsRunPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ins_run_panel_dispose;

  g_type_ensure (INS_TYPE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-run-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, InsRunPanel, area);
  gtk_widget_class_bind_template_child (widget_class, InsRunPanel, step);
  gtk_widget_class_bind_template_child (widget_class, InsRunPanel, speed);
  gtk_widget_class_bind_template_child (widget_class, InsRunPanel, pattern);
  gtk_widget_class_bind_template_child (widget_class, InsRunPanel, pulses);
  gtk_widget_class_bind_template_child (widget_class, InsRunPanel, kept);
  gtk_widget_class_bind_template_child (widget_class, InsRunPanel, gates);
  gtk_widget_class_bind_template_child (widget_class, InsRunPanel, done_at);
  gtk_widget_class_bind_template_child (widget_class, InsRunPanel, line_time);
  gtk_widget_class_bind_template_child (widget_class, InsRunPanel, line_rate);
  gtk_widget_class_bind_template_child (widget_class, InsRunPanel, written);
  gtk_widget_class_bind_template_child (widget_class, InsRunPanel, checks);
}

static void
ins_run_panel_init (InsRunPanel *self)
{
  ins_throttle_init (&self->throttle, update, self);
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_CHECKS; i++)
    {
      GtkWidget *row = ins_check_row_new ();

      gtk_box_append (self->checks, row);
      self->rows[i] = INS_CHECK_ROW (row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->rows[CHECK_STAGE]), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->rows[CHECK_REGISTER]), FALSE);
}
