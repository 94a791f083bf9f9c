/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-card-page-private.h"

#define QUIET_MS 300 /* of the hand before a change is applied */
#define PEAK_MS 200
#define DIGITIZER_KEY "digitizer"

G_DEFINE_FINAL_TYPE (InsCardPage, ins_card_page, GTK_TYPE_BOX)

/* ---- applying ------------------------------------------------------------------------------ */

static void
remember (InsCardPage *self)
{
  g_hash_table_replace (self->addresses, ins_card_page_get_device (self->address),
                        g_strdup (self->address));
  if (self->settings != NULL)
    g_settings_set_string (self->settings, DIGITIZER_KEY, self->address);
}

/* Without A-scans only gates can be kept; with them again, it is as it was before. */
static void
follow_outputs (InsCardPage *self)
{
  const gboolean gated = !ins_card_choice_is_simulated (&self->offer) && self->wiring.n_outputs > 0;
  const InsMode mode = gated ? INS_MODE_GATED : INS_MODE_WAVEFORM;
  g_autoptr (InsRecipe) recipe = NULL;

  if (ins_session_get_recipe (self->session)->mode == mode || (!gated && !self->mode_was_set))
    return;
  self->mode_was_set = gated;
  recipe = ins_recipe_copy (ins_session_get_recipe (self->session));
  recipe->mode = mode;
  ins_session_set_recipe (self->session, recipe);
}

static void
apply (InsCardPage *self)
{
  g_autofree char *before = NULL;
  g_autoptr (GError) error = NULL;

  if (self->session == NULL || ins_session_is_scanning (self->session) ||
      !ins_card_page_check (self))
    return;
  /* "changed" comes before the call is over, and the form need not follow itself */
  before = self->address;
  self->address = ins_card_page_make_address (self);
  if (g_strcmp0 (self->address, ins_session_get_card (self->session)) == 0)
    return;
  if (ins_session_set_card (self->session, self->address, &error))
    {
      remember (self);
      follow_outputs (self);
      return;
    }
  gtk_label_set_text (self->error, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->error), TRUE);
  g_free (self->address);
  self->address = g_steal_pointer (&before);
}

static gboolean
on_quiet (gpointer data)
{
  InsCardPage *self = data;

  self->apply_source = 0;
  apply (self);

  return G_SOURCE_REMOVE;
}

static void
apply_soon (InsCardPage *self)
{
  g_clear_handle_id (&self->apply_source, g_source_remove);
  self->apply_source = g_timeout_add (QUIET_MS, on_quiet, self);
}

static void
apply_pending (InsCardPage *self)
{
  if (self->apply_source == 0)
    return;
  g_clear_handle_id (&self->apply_source, g_source_remove);
  apply (self);
}

/* ---- cards --------------------------------------------------------------------------------- */

static void
show_offers (InsCardPage *self)
{
  ins_card_list_set_offers (self->list, self->offers, self->offer.address);
  /* only after a look */
  gtk_widget_set_visible (GTK_WIDGET (self->none_found),
                          self->offers_serial > 0 && self->offers->len == 1 &&
                              ins_card_choice_is_simulated (self->offers->pdata[0]));
  gtk_widget_set_sensitive (GTK_WIDGET (self->look_again), !self->looking);
  gtk_button_set_label (self->look_again, self->looking ? _ ("Looking…") : _ ("Look again"));
}

static void
on_card_chosen (InsCardPage *self, const char *device)
{
  const char *address = g_hash_table_lookup (self->addresses, device);
  g_autofree char *copy = g_strdup (address != NULL ? address : device);

  if (strcmp (device, self->offer.address) == 0)
    return;
  apply_pending (self);
  ins_card_page_load (self, copy, address == NULL);
  show_offers (self);
  apply_soon (self);
}

static void
look (InsCardPage *self)
{
  InsEngine *engine = self->session != NULL ? ins_session_get_engine (self->session) : NULL;

  if (engine == NULL || self->looking || ins_session_is_scanning (self->session))
    return;
  self->looking = TRUE;
  ins_engine_find_cards (engine);
  show_offers (self);
}

static void
on_look_again_clicked (InsCardPage *self)
{
  look (self);
}

/* ---- what a person does -------------------------------------------------------------------- */

static void
on_edited (InsCardPage *self)
{
  if (self->updating || self->session == NULL)
    return;
  ins_card_page_read (self);
  ins_card_page_show_all (self, FALSE);
  apply_soon (self);
}

static void
on_source_toggled (InsCardPage *self, GtkCheckButton *button)
{
  if (gtk_check_button_get_active (button))
    on_edited (self);
}

static void
on_rate_edited (InsCardPage *self)
{
  ins_card_page_take_rate (self);
}

static void
on_part_edited (InsCardPage *self)
{
  ins_card_page_take_part (self);
  ins_card_page_show_all (self, FALSE);
  apply_soon (self);
}

static void
on_copy_clicked (InsCardPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->address_label));
}

/* ---- the session --------------------------------------------------------------------------- */

static void
update (gpointer data)
{
  InsCardPage *self = data;
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const gboolean scanning = ins_session_is_scanning (self->session);
  const gboolean found = snapshot->offers_serial != self->offers_serial;

  gtk_widget_set_sensitive (self->form, !scanning);
  gtk_widget_set_visible (self->scan_note, scanning);
  if (found || scanning)
    self->looking = FALSE;
  self->offers_serial = snapshot->offers_serial;
  /* what is being changed here is not overwritten by what was before */
  if (self->apply_source == 0 &&
      g_strcmp0 (self->address, ins_session_get_card (self->session)) != 0)
    {
      ins_card_page_take_offers (self);
      ins_card_page_load_session (self);
    }
  else if (found)
    {
      ins_card_page_take_offers (self);
      ins_card_page_choose_offer (self, self->offer.address);
      ins_card_page_show_all (self, FALSE);
    }
  show_offers (self);
  /* out of sight it follows the session, no more */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    ins_card_page_show_state (self);
}

static void
on_changed (InsSession *session, InsCardPage *self)
{
  ins_throttle_request (&self->throttle);
}

static void
on_recipe_changed (InsSession *session, InsCardPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    ins_card_page_show_all (self, FALSE);
}

static gboolean
on_peak_time (gpointer data)
{
  ins_card_page_show_state (data);

  return G_SOURCE_CONTINUE;
}

static void
on_map (InsCardPage *self)
{
  if (self->session == NULL)
    return;
  ins_card_page_show_all (self, FALSE);
  ins_card_page_show_state (self);
  look (self);
  if (self->peak_source == 0)
    self->peak_source = g_timeout_add (PEAK_MS, on_peak_time, self);
}

static void
on_unmap (InsCardPage *self)
{
  g_clear_handle_id (&self->peak_source, g_source_remove);
  apply_pending (self);
}

GtkWidget *
ins_card_page_new (void)
{
  return g_object_new (INS_TYPE_CARD_PAGE, NULL);
}

void
ins_card_page_set_parts (InsCardPage *self, InsCardPageParts parts)
{
  self->parts = parts;
  gtk_widget_set_visible (self->head, parts == INS_CARD_PAGE_ALL);
  gtk_widget_set_visible (GTK_WIDGET (self->card_group), parts != INS_CARD_PAGE_WIRING);
}

void
ins_card_page_set_settings (InsCardPage *self, GSettings *settings)
{
  g_set_object (&self->settings, settings);
}

void
ins_card_page_set_session (InsCardPage *self, InsSession *session)
{
  ins_throttle_stop (&self->throttle);
  g_clear_handle_id (&self->apply_source, g_source_remove);
  g_clear_handle_id (&self->peak_source, g_source_remove);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  gtk_widget_set_sensitive (GTK_WIDGET (self), session != NULL);
  if (session == NULL)
    return;
  g_signal_connect (session, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect (session, "recipe-changed", G_CALLBACK (on_recipe_changed), self);
  ins_card_page_take_offers (self);
  ins_card_page_load_session (self);
  update (self);
}

/* ---- the widget ---------------------------------------------------------------------------- */

static void
ins_card_page_dispose (GObject *object)
{
  InsCardPage *self = INS_CARD_PAGE (object);

  ins_card_page_set_session (self, NULL);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (ins_card_page_parent_class)->dispose (object);
}

static void
ins_card_page_finalize (GObject *object)
{
  InsCardPage *self = INS_CARD_PAGE (object);

  g_ptr_array_unref (self->offers);
  g_hash_table_unref (self->addresses);
  g_clear_pointer (&self->pulsers, g_ptr_array_unref);
  g_clear_pointer (&self->encoders, g_ptr_array_unref);
  g_array_unref (self->rates_hz);
  ins_card_wiring_clear (&self->wiring);
  g_free (self->address);
  g_free (self->sim_address);
  g_free (self->samples);

  G_OBJECT_CLASS (ins_card_page_parent_class)->finalize (object);
}

#define CHILD(name)                                                                                \
  {                                                                                                \
#name, G_STRUCT_OFFSET(InsCardPage, name)                                                      \
  }

static const struct
{
  const char *name;
  gssize offset;
} template_children[] = {
  CHILD (head),
  CHILD (form),
  CHILD (scan_note),
  CHILD (card_group),
  CHILD (list),
  CHILD (none_found),
  CHILD (look_again),
  CHILD (part_group),
  CHILD (part),
  CHILD (signal_group),
  CHILD (channel),
  CHILD (range),
  CHILD (reference),
  CHILD (rate),
  CHILD (converter),
  CHILD (record),
  CHILD (pulses_group),
  { "source_repetition", G_STRUCT_OFFSET (InsCardPage, sources[INS_PULSES_AT_REPETITION]) },
  { "source_sync", G_STRUCT_OFFSET (InsCardPage, sources[INS_PULSES_AT_SYNC]) },
  { "source_main_bang", G_STRUCT_OFFSET (InsCardPage, sources[INS_PULSES_AT_MAIN_BANG]) },
  { "source_trigger", G_STRUCT_OFFSET (InsCardPage, sources[INS_PULSES_AT_TRIGGER]) },
  { "reason_repetition", G_STRUCT_OFFSET (InsCardPage, reasons[INS_PULSES_AT_REPETITION]) },
  { "reason_sync", G_STRUCT_OFFSET (InsCardPage, reasons[INS_PULSES_AT_SYNC]) },
  { "reason_main_bang", G_STRUCT_OFFSET (InsCardPage, reasons[INS_PULSES_AT_MAIN_BANG]) },
  { "reason_trigger", G_STRUCT_OFFSET (InsCardPage, reasons[INS_PULSES_AT_TRIGGER]) },
  CHILD (source_help),
  CHILD (trigger_input),
  CHILD (sync_channel),
  CHILD (sync_percent),
  CHILD (edge),
  CHILD (pulser),
  CHILD (outputs_group),
  CHILD (gated),
  CHILD (gated_reason),
  CHILD (gated_box),
  CHILD (outputs),
  CHILD (percent_per_v),
  CHILD (us_per_v),
  CHILD (us_at_zero),
  CHILD (encoder_group),
  CHILD (encoder),
  CHILD (encoder_um),
  CHILD (encoder_reason),
  { "signal_error", G_STRUCT_OFFSET (InsCardPage, errors[INS_CARD_GROUP_SIGNAL]) },
  { "pulses_error", G_STRUCT_OFFSET (InsCardPage, errors[INS_CARD_GROUP_PULSES]) },
  { "outputs_error", G_STRUCT_OFFSET (InsCardPage, errors[INS_CARD_GROUP_OUTPUTS]) },
  { "encoder_error", G_STRUCT_OFFSET (InsCardPage, errors[INS_CARD_GROUP_ENCODER]) },
  CHILD (address_label),
  CHILD (error),
  CHILD (state),
};

static void
ins_card_page_class_init (InsCardPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ins_card_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ins_card_page_finalize;

  g_type_ensure (INS_TYPE_CARD_LIST);
  g_type_ensure (INS_TYPE_CARD_OUTPUTS);
  g_type_ensure (INS_TYPE_CHOICE);
  g_type_ensure (INS_TYPE_FIELD);
  g_type_ensure (INS_TYPE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-card-page.ui");
  for (guint i = 0; i < G_N_ELEMENTS (template_children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, template_children[i].name, FALSE,
                                               template_children[i].offset);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_source_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_rate_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_part_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_card_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_look_again_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
}

static void
ins_card_page_init (InsCardPage *self)
{
  self->updating = TRUE;
  self->offers = g_ptr_array_new_with_free_func (g_free);
  self->addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->rates_hz = g_array_new (FALSE, FALSE, sizeof (double));
  self->sim_address = g_strdup ("sim");
  ins_card_wiring_init (&self->wiring, "");
  ins_throttle_init (&self->throttle, update, self);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (on_unmap), NULL);
  self->updating = FALSE;
}
