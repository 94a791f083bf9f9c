/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/ins-ascan-view-private.h"

#define DESCRIBE_MS 300

G_DEFINE_FINAL_TYPE (InsAscanView, ins_ascan_view, GTK_TYPE_WIDGET)

/* ---- drawing ----------------------------------------------------------------------------- */

void
ins_ascan_view_redraw (InsAscanView *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drop_node (GtkWidget *widget)
{
  ins_ascan_view_redraw (INS_ASCAN_VIEW (widget));
}

static void
ins_ascan_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  InsAscanView *self = INS_ASCAN_VIEW (widget);

  if (self->node == NULL)
    self->node = ins_draw_to_node (widget,
                                   &GRAPHENE_RECT_INIT (0, 0, (float)gtk_widget_get_width (widget),
                                                        (float)gtk_widget_get_height (widget)),
                                   ins_ascan_view_draw, self);
  gtk_snapshot_append_node (snapshot, self->node);
  ins_ascan_view_snapshot_hover (self, snapshot);
  ins_draw_snapshot_focus (widget, snapshot);
}

/* ---- results ----------------------------------------------------------------------------- */

static gboolean
on_describe (gpointer data)
{
  InsAscanView *self = data;
  g_autoptr (GString) text = g_string_new (NULL);

  self->describe_id = 0;
  for (guint i = 0; i < self->n_gates; i++)
    {
      InsGateResult result;

      if (!ins_ascan_view_get_result (self, i, &result) || isnan (result.amplitude_percent))
        continue;
      g_string_append_printf (text, _ ("Gate %s: %.0f %%. "), self->gates[i].name,
                              (double)result.amplitude_percent);
    }
  ins_draw_describe (GTK_WIDGET (self), self->n_samples == 0 ? _ ("No A-scan yet") : text->str);

  return G_SOURCE_REMOVE;
}

static InsAscanFormat
get_format (const InsAscanView *self)
{
  return ins_ascan_format_of (self->n_samples, &self->timing, self->full_scale_counts);
}

static void
measure (InsAscanView *self)
{
  const InsAscanFormat format = get_format (self);
  g_autoptr (InsGating) gating = ins_gating_new (self->gates, self->n_gates, &format,
                                                 self->is_conditioned ? &self->conditioning : NULL);

  ins_gating_evaluate_one (gating, self->samples, self->results);
}

void
ins_ascan_view_evaluate (InsAscanView *self)
{
  if (self->n_samples > 0 && self->n_gates > 0)
    measure (self);
  for (guint i = 0; i < self->n_gates && self->n_samples > 0; i++)
    {
      double start_s = ins_gate_get_position_s (self->gates, i, self->results);

      if (!isnan (start_s))
        self->last_starts_s[i] = start_s;
    }
  if (self->describe_id == 0)
    self->describe_id = g_timeout_add (DESCRIBE_MS, on_describe, self);
  ins_ascan_view_redraw (self);
}

static void
update_envelope (InsAscanView *self)
{
  if (self->transform == NULL || ins_envelope_get_n_samples (self->transform) != self->n_samples)
    {
      g_clear_pointer (&self->transform, ins_envelope_free);
      self->transform = ins_envelope_new (self->n_samples);
      self->envelope = g_renew (float, self->envelope, self->n_samples);
    }
  ins_envelope_compute_of (self->transform, self->trace, INS_SAMPLE_FLOAT, self->envelope);
}

/* What is drawn of the samples. */
static void
update_trace (InsAscanView *self)
{
  if (self->n_samples == 0)
    return;

  if (self->is_conditioned)
    {
      const InsAscanFormat format = get_format (self);
      g_autoptr (InsConditioner) conditioner = ins_conditioner_new (&format, &self->conditioning);

      ins_conditioner_set_ascan (conditioner, self->samples);
      memcpy (self->trace, ins_conditioner_get (conditioner, INS_DETECTION_RF),
              self->n_samples * sizeof *self->trace);
    }
  else
    for (guint i = 0; i < self->n_samples; i++)
      self->trace[i] = self->samples[i];
  if (self->signal == INS_SIGNAL_RF)
    update_envelope (self);
}

void
ins_ascan_view_set_conditioning (InsAscanView *self, const InsConditioning *conditioning)
{
  g_return_if_fail (INS_IS_ASCAN_VIEW (self));

  self->is_conditioned = conditioning != NULL;
  if (conditioning != NULL)
    self->conditioning = *conditioning;
  update_trace (self);
  ins_ascan_view_evaluate (self);
}

void
ins_ascan_view_set_samples (InsAscanView *self,
                            const gint16 *samples,
                            guint n_samples,
                            const InsTiming *timing,
                            int full_scale_counts)
{
  g_return_if_fail (INS_IS_ASCAN_VIEW (self));
  g_return_if_fail (n_samples == 0 || (samples != NULL && timing != NULL && full_scale_counts > 0));

  if (n_samples > self->n_allocated)
    {
      self->samples = g_renew (gint16, self->samples, n_samples);
      self->trace = g_renew (float, self->trace, n_samples);
      self->n_allocated = n_samples;
    }
  self->n_samples = n_samples;
  if (n_samples > 0)
    {
      memcpy (self->samples, samples, n_samples * sizeof *samples);
      self->timing = *timing;
      self->full_scale_counts = full_scale_counts;
    }
  update_trace (self);
  ins_ascan_view_hold_peaks (self);
  ins_ascan_view_evaluate (self);
}

const gint16 *
ins_ascan_view_get_samples (InsAscanView *self,
                            guint *n_samples,
                            InsTiming *timing,
                            int *full_scale_counts)
{
  g_return_val_if_fail (INS_IS_ASCAN_VIEW (self), NULL);

  *n_samples = self->n_samples;
  *timing = self->timing;
  *full_scale_counts = self->full_scale_counts;

  return self->n_samples > 0 ? self->samples : NULL;
}

void
ins_ascan_view_set_signal (InsAscanView *self, InsSignal signal)
{
  g_return_if_fail (INS_IS_ASCAN_VIEW (self));

  if (signal == self->signal)
    return;

  self->signal = signal;
  update_trace (self);
  ins_ascan_view_redraw (self);
}

void
ins_ascan_view_set_gates (InsAscanView *self, const InsGate *gates, guint n_gates)
{
  g_return_if_fail (INS_IS_ASCAN_VIEW (self));
  g_return_if_fail (n_gates <= INS_MAX_GATES);

  for (guint i = 0; i < n_gates; i++)
    {
      const InsGate *old = &self->gates[i];

      if (i >= self->n_gates || gates[i].anchor != old->anchor ||
          gates[i].anchor_gate != old->anchor_gate || gates[i].start_s != old->start_s)
        self->last_starts_s[i] = (double)NAN;
      self->gates[i] = gates[i];
    }
  self->n_gates = n_gates;
  if (self->selected >= n_gates)
    self->selected = 0;
  ins_ascan_view_evaluate (self);
}

const InsGate *
ins_ascan_view_get_gates (InsAscanView *self, guint *n_gates)
{
  g_return_val_if_fail (INS_IS_ASCAN_VIEW (self), NULL);

  *n_gates = self->n_gates;

  return self->gates;
}

void
ins_ascan_view_set_editable (InsAscanView *self, gboolean editable)
{
  g_return_if_fail (INS_IS_ASCAN_VIEW (self));

  self->is_editable = editable;
}

guint
ins_ascan_view_get_gesture (InsAscanView *self)
{
  g_return_val_if_fail (INS_IS_ASCAN_VIEW (self), 0);

  return self->gesture;
}

guint
ins_ascan_view_get_selected (InsAscanView *self)
{
  g_return_val_if_fail (INS_IS_ASCAN_VIEW (self), 0);

  return self->selected;
}

gboolean
ins_ascan_view_get_result (InsAscanView *self, guint gate, InsGateResult *result)
{
  g_return_val_if_fail (INS_IS_ASCAN_VIEW (self), FALSE);

  if (gate >= self->n_gates || self->n_samples == 0)
    return FALSE;

  *result = self->results[gate];

  return TRUE;
}

/* ---- widget ------------------------------------------------------------------------------ */

static void
ins_ascan_view_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 300 : 130;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 400 : 180;
}

static void
ins_ascan_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  drop_node (widget);
}

static void
ins_ascan_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (ins_ascan_view_parent_class)->css_changed (widget, change);
  drop_node (widget);
}

static void
ins_ascan_view_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  drop_node (widget);
}

static void
ins_ascan_view_dispose (GObject *object)
{
  g_clear_handle_id (&INS_ASCAN_VIEW (object)->describe_id, g_source_remove);

  G_OBJECT_CLASS (ins_ascan_view_parent_class)->dispose (object);
}

static void
ins_ascan_view_finalize (GObject *object)
{
  InsAscanView *self = INS_ASCAN_VIEW (object);

  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->transform, ins_envelope_free);
  g_free (self->envelope);
  g_free (self->samples);
  g_free (self->trace);
  ins_ascan_view_clear_overlays (self);

  G_OBJECT_CLASS (ins_ascan_view_parent_class)->finalize (object);
}

static void
ins_ascan_view_class_init (InsAscanViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ins_ascan_view_dispose;
  G_OBJECT_CLASS (class)->finalize = ins_ascan_view_finalize;
  widget_class->snapshot = ins_ascan_view_snapshot;
  widget_class->measure = ins_ascan_view_measure;
  widget_class->size_allocate = ins_ascan_view_size_allocate;
  widget_class->css_changed = ins_ascan_view_css_changed;
  widget_class->state_flags_changed = ins_ascan_view_state_flags_changed;
  g_signal_new ("gates-edited", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
  g_signal_new ("gain-edited", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
  g_signal_new ("gate-selected", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
  ins_ascan_view_bind_keys (widget_class);
  gtk_widget_class_set_css_name (widget_class, "ascan");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ins_ascan_view_init (InsAscanView *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("A-scan"), -1);
  self->is_editable = TRUE;
  self->grabbed_point = -1;
  self->gesture = 1;
  self->velocity_m_s = self->last_surface_us = (double)NAN;
  ins_ascan_view_add_controllers (self);
  ins_draw_watch_theme (GTK_WIDGET (self), drop_node);
}

GtkWidget *
ins_ascan_view_new (void)
{
  return g_object_new (INS_TYPE_ASCAN_VIEW, NULL);
}
