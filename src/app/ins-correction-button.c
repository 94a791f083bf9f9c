/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-correction-button.h"
#include "app/ins-session-correct.h"

#define REACH_PX 5.0 /* of the sliders, for each direction */
#define LEAST_REACH_MS 0.05

struct _InsCorrectionButton
{
  GtkBox parent_instance;

  GtkMenuButton *menu_button;
  GtkLabel *sentence, *calibration_sentence;
  GtkCheckButton *as_recorded, *as_picture, *as_values;
  GtkScale *latency, *backlash;
  GtkWidget *choices, *sliders, *save_button;
  GtkButton *calibrate_button;

  InsSession *session;
  InsNdeFile *file;         /* whose correction this is; NULL while nothing can be corrected */
  InsCorrection correction; /* as chosen here, counted from the rows as recorded */
  gboolean is_filling;      /* nobody touched a widget: it is being set */
  gboolean is_sure;         /* the person has seen that the stage will move */
  gboolean is_calibrating;
  gboolean has_result;
  InsCalibrateResult result;
};

G_DEFINE_FINAL_TYPE (InsCorrectionButton, ins_correction_button, GTK_TYPE_BOX)

static double
get_value (GtkScale *scale)
{
  return gtk_range_get_value (GTK_RANGE (scale));
}

static void
show_correction (InsCorrectionButton *self)
{
  const InsScanGrid *grid = ins_nde_file_get_grid (self->file);
  g_autofree char *text = ins_correction_to_text (&self->correction, grid);

  gtk_label_set_text (self->sentence,
                      *text != '\0' ? text : _ ("All lines were swept in the same direction."));
  gtk_widget_set_sensitive (self->sliders, gtk_check_button_get_active (self->as_values));
}

/* What was chosen, onto the picture; nothing is read or written for it. */
static void
apply (InsCorrectionButton *self)
{
  InsCscan *cscan = ins_session_get_cscan (self->session);
  const InsScanGrid *grid;

  if (self->is_filling || self->file == NULL || cscan == NULL)
    return;
  grid = ins_nde_file_get_grid (self->file);
  if (gtk_check_button_get_active (self->as_values))
    ins_correction_use_values (&self->correction, grid,
                               ins_nde_file_get_recipe (self->file)->speed_mm_s,
                               get_value (self->latency) * 1e-3, get_value (self->backlash));
  else if (gtk_check_button_get_active (self->as_picture))
    ins_correction_use_picture (&self->correction, grid);
  else
    ins_correction_use_nothing (&self->correction);
  ins_cscan_set_shift (cscan, &self->correction.shift);
  show_correction (self);
}

static void
on_choice_toggled (GtkCheckButton *button, InsCorrectionButton *self)
{
  if (gtk_check_button_get_active (button))
    apply (self);
}

static void
on_value_changed (GtkRange *range, InsCorrectionButton *self)
{
  apply (self);
}

/* So far that a few pixels can be moved by, around what the rows were placed with. */
static void
set_ranges (InsCorrectionButton *self)
{
  const InsCorrection *correction = &self->correction;
  const InsScanGrid *grid = ins_nde_file_get_grid (self->file);
  double speed_mm_s = ins_nde_file_get_recipe (self->file)->speed_mm_s;
  double reach_mm = REACH_PX * grid->scan_step_mm;
  double reach_ms = MAX (reach_mm / speed_mm_s * 1e3, LEAST_REACH_MS);
  double placed_ms = correction->placed_latency_s * 1e3;
  double latency_ms = correction->latency_s * 1e3;

  gtk_range_set_range (GTK_RANGE (self->latency), MIN (placed_ms - reach_ms, latency_ms),
                       MAX (placed_ms + reach_ms, latency_ms));
  gtk_range_set_increments (GTK_RANGE (self->latency), reach_ms / 100.0, reach_ms / 10.0);
  gtk_range_set_range (
      GTK_RANGE (self->backlash), MIN (0.0, correction->backlash_mm),
      MAX (correction->placed_backlash_mm + 2.0 * reach_mm, correction->backlash_mm));
  gtk_range_set_increments (GTK_RANGE (self->backlash), reach_mm / 100.0, reach_mm / 10.0);
  gtk_range_set_value (GTK_RANGE (self->latency), latency_ms);
  gtk_range_set_value (GTK_RANGE (self->backlash), correction->backlash_mm);
}

static void
take_file (InsCorrectionButton *self, InsNdeFile *file)
{
  InsCscan *cscan = ins_session_get_cscan (self->session);

  if (file == self->file)
    return;
  g_clear_pointer (&self->file, ins_nde_file_unref);
  if (file == NULL || cscan == NULL || !ins_nde_file_get_correction (file, &self->correction))
    return;
  self->file = ins_nde_file_ref (file);
  self->is_filling = TRUE;
  set_ranges (self);
  gtk_check_button_set_active (self->correction.source == INS_CORRECTION_GIVEN ? self->as_values
                               : self->correction.source == INS_CORRECTION_PICTURE
                                   ? self->as_picture
                                   : self->as_recorded,
                               TRUE);
  self->is_filling = FALSE;
  /* a live picture was corrected by what was known then */
  ins_cscan_set_shift (cscan, &self->correction.shift);
  show_correction (self);
}

static void
update_calibration (InsCorrectionButton *self)
{
  const char *reason = NULL;
  gboolean can = self->is_calibrating || ins_session_can_start (self->session, &reason);

  gtk_widget_set_sensitive (GTK_WIDGET (self->calibrate_button), can && !self->is_calibrating);
  if (self->is_sure && !self->has_result)
    gtk_widget_add_css_class (GTK_WIDGET (self->calibrate_button), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->calibrate_button), "suggested-action");
  gtk_button_set_label (self->calibrate_button, self->has_result ? _ ("Use for new scans")
                                                : self->is_sure  ? _ ("Move and measure")
                                                                 : _ ("Calibrate…"));
}

static void
update (InsCorrectionButton *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);

  take_file (self,
             ins_session_is_scanning (self->session) ? NULL : ins_session_get_file (self->session));
  gtk_widget_set_sensitive (self->choices, self->file != NULL);
  gtk_widget_set_sensitive (self->save_button, self->file != NULL);
  if (self->file == NULL)
    gtk_label_set_text (self->sentence, snapshot->comb_message[0] != '\0'
                                            ? snapshot->comb_message
                                            : _ ("Nothing measured yet."));
  update_calibration (self);
}

static void
on_changed (InsSession *session, InsCorrectionButton *self)
{
  update (self);
}

static void
on_save_clicked (GtkButton *button, InsCorrectionButton *self)
{
  InsRegate wish = { .correction = INS_REGATE_NOTHING };

  if (self->correction.source == INS_CORRECTION_GIVEN)
    wish = (InsRegate){ .correction = INS_REGATE_VALUES,
                        .latency_s = self->correction.latency_s,
                        .backlash_mm = self->correction.backlash_mm };
  else if (self->correction.source == INS_CORRECTION_PICTURE)
    wish.correction = INS_REGATE_PICTURE;
  ins_session_save_corrected (self->session, &wish);
  gtk_menu_button_popdown (self->menu_button);
}

/* ---- calibration --------------------------------------------------------------------------- */

static void
say (InsCorrectionButton *self, const char *text)
{
  gtk_label_set_text (self->calibration_sentence, text);
  gtk_widget_set_visible (GTK_WIDGET (self->calibration_sentence), *text != '\0');
}

static void
on_calibrated (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (InsCorrectionButton) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  self->is_calibrating = self->is_sure = FALSE;
  self->has_result = ins_session_calibrate_finish (INS_SESSION (source), result, &self->result,
                                                   &error);
  if (self->has_result)
    text = ins_calibrate_result_to_text (&self->result);
  say (self, self->has_result ? text : error->message);
  if (self->session != NULL)
    update_calibration (self);
}

static void
ask (InsCorrectionButton *self)
{
  double seconds = ins_session_get_calibration_s (self->session);
  g_autofree char *text = g_strdup_printf (
      _ ("The stage will sweep lines of the form's area at its speed and at a quarter of it, for "
         "about %.0f s. STOP ends it. Is the way clear?"),
      isfinite (seconds) ? seconds : 0.0);

  self->is_sure = TRUE;
  say (self, text);
}

static void
use_result (InsCorrectionButton *self)
{
  const char *path = ins_session_get_rig_file (self->session);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!ins_session_set_correction (self->session, self->result.latency_ms, self->result.backlash_mm,
                                   &error))
    {
      say (self, error->message);
      return;
    }
  self->has_result = FALSE;
  if (path != NULL)
    text = g_strdup_printf (_ ("New scans are placed with a latency of %.4f ms and a backlash of "
                               "%.4f mm. That is kept in %s."),
                            self->result.latency_ms, self->result.backlash_mm, path);
  else
    text = g_strdup_printf (_ ("New scans are placed with a latency of %.4f ms and a backlash of "
                               "%.4f mm. To keep that, put LatencyMs=%.5f and BacklashMm=%.5f "
                               "under [Correction] in the rig file."),
                            self->result.latency_ms, self->result.backlash_mm,
                            self->result.latency_ms, self->result.backlash_mm);
  say (self, text);
}

static void
on_calibrate_clicked (GtkButton *button, InsCorrectionButton *self)
{
  if (self->has_result)
    use_result (self);
  else if (!self->is_sure)
    ask (self);
  else
    {
      self->is_calibrating = TRUE;
      say (self, _ ("Measuring…"));
      ins_session_calibrate_async (self->session, on_calibrated, g_object_ref (self));
    }
  update_calibration (self);
}

static void
on_popover_closed (GtkPopover *popover, InsCorrectionButton *self)
{
  if (self->is_calibrating || self->has_result)
    return;
  self->is_sure = FALSE;
  say (self, "");
  update_calibration (self);
}

/* -------------------------------------------------------------------------------------------- */

GtkWidget *
ins_correction_button_new (void)
{
  return g_object_new (INS_TYPE_CORRECTION_BUTTON, NULL);
}

void
ins_correction_button_set_session (InsCorrectionButton *self, InsSession *session)
{
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (on_changed), self, 0);
  g_signal_connect_object (session, "picture-changed", G_CALLBACK (on_changed), self, 0);
  update (self);
}

static void
ins_correction_button_dispose (GObject *object)
{
  InsCorrectionButton *self = INS_CORRECTION_BUTTON (object);

  g_clear_pointer (&self->file, ins_nde_file_unref);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ins_correction_button_parent_class)->dispose (object);
}

static void
ins_correction_button_class_init (InsCorrectionButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ins_correction_button_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/insonify/Insonify/ins-correction-button.ui");
  gtk_widget_class_bind_template_child (widget_class, InsCorrectionButton, menu_button);
  gtk_widget_class_bind_template_child (widget_class, InsCorrectionButton, sentence);
  gtk_widget_class_bind_template_child (widget_class, InsCorrectionButton, calibration_sentence);
  gtk_widget_class_bind_template_child (widget_class, InsCorrectionButton, as_recorded);
  gtk_widget_class_bind_template_child (widget_class, InsCorrectionButton, as_picture);
  gtk_widget_class_bind_template_child (widget_class, InsCorrectionButton, as_values);
  gtk_widget_class_bind_template_child (widget_class, InsCorrectionButton, latency);
  gtk_widget_class_bind_template_child (widget_class, InsCorrectionButton, backlash);
  gtk_widget_class_bind_template_child (widget_class, InsCorrectionButton, choices);
  gtk_widget_class_bind_template_child (widget_class, InsCorrectionButton, sliders);
  gtk_widget_class_bind_template_child (widget_class, InsCorrectionButton, save_button);
  gtk_widget_class_bind_template_child (widget_class, InsCorrectionButton, calibrate_button);
  gtk_widget_class_bind_template_callback (widget_class, on_choice_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_value_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_calibrate_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_popover_closed);
}

static void
ins_correction_button_init (InsCorrectionButton *self)
{
  ins_correction_init (&self->correction, 0.0, 0.0);
  gtk_widget_init_template (GTK_WIDGET (self));
}
