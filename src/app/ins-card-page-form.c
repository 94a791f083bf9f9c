/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/ins-card-page-private.h"
#include "app/ins-card-text.h"

#define MAX_REFERENCES 5

/* ---- lists --------------------------------------------------------------------------------- */

static void
show_channels (InsChoice *choice, guint n_channels, guint selected)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) items = NULL;

  for (guint i = 0; i < n_channels; i++)
    {
      /* Translators: an input of the card, numbered as Comedi does */
      g_autofree char *text = g_strdup_printf (_ ("Channel %u"), i);

      g_strv_builder_add (builder, text);
    }
  items = g_strv_builder_end (builder);
  ins_choice_set_items (choice, (const char *const *)items);
  ins_choice_set_selected (choice, selected < n_channels ? selected : GTK_INVALID_LIST_POSITION);
}

static void
show_ranges (InsCardPage *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) items = NULL;

  for (guint i = 0; i < self->offer.n_ranges; i++)
    {
      g_autofree char *text = ins_card_text_range (&self->offer.ranges[i]);

      g_strv_builder_add (builder, text);
    }
  items = g_strv_builder_end (builder);
  ins_choice_set_items (self->range, (const char *const *)items);
  ins_choice_set_selected (self->range, self->wiring.range < self->offer.n_ranges
                                            ? self->wiring.range
                                            : GTK_INVALID_LIST_POSITION);
}

/* The card's own choice first, then those that it has. */
static guint
list_references (const InsCardPage *self, int references[MAX_REFERENCES])
{
  guint n = 0;

  references[n++] = INS_CARD_REFERENCE_ANY;
  for (int i = 0; i < MAX_REFERENCES - 1; i++)
    if ((self->offer.references & 1u << i) != 0)
      references[n++] = i;

  return n;
}

static void
show_references (InsCardPage *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) items = NULL;
  int references[MAX_REFERENCES];
  const guint n = list_references (self, references);
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = ins_card_text_reference (references[i]);

      if (references[i] == self->wiring.reference)
        selected = i;
      g_strv_builder_add (builder, text);
    }
  items = g_strv_builder_end (builder);
  ins_choice_set_items (self->reference, (const char *const *)items);
  ins_choice_set_selected (self->reference, selected);
}

static void
show_parts (InsChoice *choice, GPtrArray *parts, int subdevice, guint channel)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) items = NULL;
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < parts->len; i++)
    {
      const InsCardPart *part = parts->pdata[i];

      g_strv_builder_add (builder, part->name);
      if (part->subdevice == subdevice && part->channel == channel)
        selected = i;
    }
  items = g_strv_builder_end (builder);
  ins_choice_set_items (choice, (const char *const *)items);
  ins_choice_set_selected (choice, selected);
}

/* What a person is typing stays as typed, right or wrong. */
static void
show_number (InsField *field, double value, gboolean anew)
{
  InsNumberEntry *entry = ins_field_get_entry (field);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  gboolean is_same;
  double shown;

  ins_number_entry_get_value (entry, &shown);
  is_same = isnan (value) ? isnan (shown)
                          : fabs (shown - value) <= 1e-9 * MAX (1e-3, fabs (value)) &&
                                (text[0] != '\0' || ins_number_entry_get_error (entry) != NULL);
  if (anew || !is_same)
    ins_field_set_value (field, value);
}

/* ---- wiring to form ------------------------------------------------------------------------ */

static void
show_signal (InsCardPage *self)
{
  const gboolean simulated = ins_card_choice_is_simulated (&self->offer);
  const gboolean gated = self->wiring.n_outputs > 0;
  g_autofree char *converter = ins_card_text_converter (&self->offer);

  gtk_widget_set_visible (GTK_WIDGET (self->channel), !simulated);
  gtk_widget_set_visible (GTK_WIDGET (self->range), !simulated);
  gtk_widget_set_visible (GTK_WIDGET (self->reference), !simulated);
  gtk_label_set_text (self->converter, converter);
  gtk_widget_set_visible (GTK_WIDGET (self->converter), !simulated);
  ins_card_page_show_rate (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->rate), !gated);
  gtk_widget_set_visible (GTK_WIDGET (self->record), !gated);
  gtk_widget_set_sensitive (GTK_WIDGET (self->channel), !gated);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->channel),
                               gated ? _ ("The outputs below have channels of their own.")
                                     : _ ("Where the echoes come in"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->rate),
                               gated ? _ ("One value of each output is taken per pulse.")
                                     : _ ("The record keeps its length in time."));
  if (simulated)
    return;
  show_channels (self->channel, self->offer.n_channels, self->wiring.channel);
  show_ranges (self);
  show_references (self);
}

static void
show_sources (InsCardPage *self)
{
  const InsPulseSource present = self->wiring.pulses;
  const gboolean gated = self->wiring.n_outputs > 0;

  for (guint i = 0; i < INS_N_PULSE_SOURCES; i++)
    {
      const char *why_not = ins_card_choice_why_not (&self->offer, &self->wiring,
                                                     (InsPulseSource)i);

      gtk_check_button_set_active (self->sources[i], i == present);
      gtk_widget_set_sensitive (GTK_WIDGET (self->sources[i]), why_not == NULL);
      gtk_label_set_text (self->reasons[i], why_not != NULL ? why_not : "");
      /* the error below says it of the one in use */
      gtk_widget_set_visible (GTK_WIDGET (self->reasons[i]), why_not != NULL && i != present);
      gtk_accessible_update_property (
          GTK_ACCESSIBLE (self->sources[i]), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
          why_not != NULL ? why_not : ins_card_text_source_help ((InsPulseSource)i, gated), -1);
    }
  gtk_label_set_text (self->source_help, ins_card_text_source_help (present, gated));
}

static void
show_pulses (InsCardPage *self, gboolean anew)
{
  const InsPulseSource source = self->wiring.pulses;
  const char *edges[] = { _ ("Rising"), _ ("Falling"), NULL };

  show_sources (self);
  gtk_widget_set_visible (GTK_WIDGET (self->trigger_input), source == INS_PULSES_AT_TRIGGER);
  gtk_widget_set_visible (GTK_WIDGET (self->sync_channel), source == INS_PULSES_AT_SYNC);
  gtk_widget_set_visible (GTK_WIDGET (self->sync_percent),
                          source == INS_PULSES_AT_SYNC || source == INS_PULSES_AT_MAIN_BANG);
  gtk_widget_set_visible (GTK_WIDGET (self->edge),
                          source == INS_PULSES_AT_SYNC || source == INS_PULSES_AT_TRIGGER);
  show_number (self->trigger_input, self->wiring.trigger_input, anew);
  show_number (self->sync_percent, self->wiring.sync_percent, anew);
  show_channels (self->sync_channel, self->offer.n_channels, self->wiring.sync_channel);
  ins_choice_set_items (self->edge, edges);
  ins_choice_set_selected (self->edge, self->wiring.falling ? 1 : 0);

  g_clear_pointer (&self->pulsers, g_ptr_array_unref);
  self->pulsers = ins_card_parts_list_pulsers (&self->offer);
  show_parts (self->pulser, self->pulsers, self->wiring.pulser_subdevice,
              self->wiring.pulser_channel);
  gtk_widget_set_sensitive (GTK_WIDGET (self->pulser),
                            self->pulsers->len > 1 || self->wiring.pulser_subdevice >= 0);
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (self->pulser),
      self->pulsers->len > 1
          ? _ ("The card itself can make the pulser fire: wire this output to its trigger input.")
          : _ ("This card has no counter or analogue output that could fire the pulser."));
}

static void
show_outputs (InsCardPage *self, gboolean anew)
{
  const char *why_not = ins_card_choice_why_not_outputs (&self->offer);
  const gboolean gated = self->wiring.n_outputs > 0;
  gboolean has_amplitude = FALSE;
  gboolean has_time = FALSE;

  for (guint i = 0; i < self->wiring.n_outputs; i++)
    {
      has_amplitude |= self->wiring.outputs[i].kind == INS_OUTPUT_AMPLITUDE;
      has_time |= self->wiring.outputs[i].kind == INS_OUTPUT_TIME;
    }
  gtk_switch_set_active (self->gated, gated);
  gtk_widget_set_sensitive (GTK_WIDGET (self->gated), why_not == NULL || gated);
  gtk_label_set_text (self->gated_reason, why_not != NULL ? why_not : "");
  gtk_widget_set_visible (GTK_WIDGET (self->gated_reason), why_not != NULL && !gated);
  gtk_widget_set_visible (self->gated_box, gated);
  gtk_widget_set_visible (GTK_WIDGET (self->percent_per_v), has_amplitude);
  gtk_widget_set_visible (GTK_WIDGET (self->us_per_v), has_time);
  gtk_widget_set_visible (GTK_WIDGET (self->us_at_zero), has_time);
  ins_card_outputs_show (self->outputs, &self->wiring, self->offer.n_channels,
                         ins_session_get_recipe (self->session));
  show_number (self->percent_per_v, self->wiring.percent_per_v, anew);
  show_number (self->us_per_v, self->wiring.us_per_v, anew);
  show_number (self->us_at_zero, self->wiring.us_at_zero, anew);
}

static void
show_encoder (InsCardPage *self, gboolean anew)
{
  const char *why_not = ins_card_choice_why_not_encoder (&self->offer);
  const gboolean used = self->wiring.encoder_subdevice >= 0;

  g_clear_pointer (&self->encoders, g_ptr_array_unref);
  self->encoders = ins_card_parts_list_encoders (&self->offer);
  show_parts (self->encoder, self->encoders, self->wiring.encoder_subdevice, 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->encoder), why_not == NULL || used);
  gtk_label_set_text (self->encoder_reason, why_not != NULL ? why_not : "");
  gtk_widget_set_visible (GTK_WIDGET (self->encoder_reason), why_not != NULL && !used);
  gtk_widget_set_visible (GTK_WIDGET (self->encoder_um), used);
  /* 0: not given */
  show_number (self->encoder_um,
               self->wiring.encoder_um == 0.0 ? (double)NAN : self->wiring.encoder_um, anew);
}

void
ins_card_page_show (InsCardPage *self, gboolean anew)
{
  const gboolean simulated = ins_card_choice_is_simulated (&self->offer);
  const gboolean wired = self->is_known && !simulated;
  const gboolean shows_wiring = self->parts != INS_CARD_PAGE_CHOICE;

  self->updating = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->part_group),
                          simulated && self->parts != INS_CARD_PAGE_WIRING);
  gtk_widget_set_visible (GTK_WIDGET (self->signal_group), self->is_known && shows_wiring);
  gtk_widget_set_visible (GTK_WIDGET (self->pulses_group), wired && shows_wiring);
  gtk_widget_set_visible (GTK_WIDGET (self->outputs_group), wired && shows_wiring);
  gtk_widget_set_visible (GTK_WIDGET (self->encoder_group), wired && shows_wiring);
  if (simulated)
    ins_card_page_show_part (self);
  if (self->is_known)
    show_signal (self);
  if (wired)
    {
      show_pulses (self, anew);
      show_outputs (self, anew);
      show_encoder (self, anew);
    }
  ins_card_page_show_summaries (self);
  self->updating = FALSE;
}

/* ---- form to wiring ------------------------------------------------------------------------ */

/* FALSE for what is wrong: the last good number stays. */
static gboolean
read_number (InsField *field, double *value)
{
  double typed;

  if (!ins_number_entry_get_value (ins_field_get_entry (field), &typed) || isnan (typed))
    return FALSE;
  *value = typed;

  return TRUE;
}

static void
read_pulses (InsCardPage *self)
{
  InsCardWiring *wiring = &self->wiring;
  const InsPulseSource before = wiring->pulses;
  const guint sync = ins_choice_get_selected (self->sync_channel);
  const guint pulser = ins_choice_get_selected (self->pulser);
  double input;

  for (guint i = 0; i < INS_N_PULSE_SOURCES; i++)
    if (gtk_check_button_get_active (self->sources[i]))
      wiring->pulses = (InsPulseSource)i;
  if (read_number (self->trigger_input, &input))
    wiring->trigger_input = (guint)lround (input);
  read_number (self->sync_percent, &wiring->sync_percent);
  if (sync < self->offer.n_channels)
    wiring->sync_channel = sync;
  /* a sync that was never wired lies on channel 0, like the signal */
  if (wiring->pulses == INS_PULSES_AT_SYNC && before != INS_PULSES_AT_SYNC &&
      wiring->sync_channel == wiring->channel)
    wiring->sync_channel = wiring->channel == 0 ? 1 : 0;
  wiring->falling = ins_choice_get_selected (self->edge) == 1;
  if (self->pulsers != NULL && pulser < self->pulsers->len)
    {
      const InsCardPart *part = self->pulsers->pdata[pulser];

      wiring->pulser_subdevice = part->subdevice;
      wiring->pulser_channel = part->channel;
    }
}

/* The switch keeps for its way back what was wired. */
static void
read_outputs (InsCardPage *self)
{
  InsCardWiring *wiring = &self->wiring;
  const gboolean gated = gtk_switch_get_active (self->gated);

  if (wiring->n_outputs > 0)
    ins_card_outputs_read (self->outputs, wiring);
  if (gated && wiring->n_outputs == 0)
    {
      wiring->n_outputs = self->n_kept;
      memcpy (wiring->outputs, self->kept, sizeof self->kept);
      if (wiring->n_outputs == 0 &&
          ins_card_outputs_suggest (wiring, self->offer.n_channels,
                                    ins_session_get_recipe (self->session), &wiring->outputs[0]))
        wiring->n_outputs = 1;
      ins_card_choice_fit (&self->offer, wiring);
    }
  else if (!gated && wiring->n_outputs > 0)
    {
      self->n_kept = wiring->n_outputs;
      memcpy (self->kept, wiring->outputs, sizeof self->kept);
      wiring->n_outputs = 0;
      ins_card_choice_fit (&self->offer, wiring);
    }
  read_number (self->percent_per_v, &wiring->percent_per_v);
  read_number (self->us_per_v, &wiring->us_per_v);
  read_number (self->us_at_zero, &wiring->us_at_zero);
}

void
ins_card_page_read (InsCardPage *self)
{
  InsCardWiring *wiring = &self->wiring;
  int references[MAX_REFERENCES];
  const guint n_references = list_references (self, references);
  const guint channel = ins_choice_get_selected (self->channel);
  const guint range = ins_choice_get_selected (self->range);
  const guint reference = ins_choice_get_selected (self->reference);
  const guint encoder = ins_choice_get_selected (self->encoder);

  if (channel < self->offer.n_channels)
    wiring->channel = channel;
  if (range < self->offer.n_ranges)
    wiring->range = range;
  if (reference < n_references)
    wiring->reference = references[reference];
  read_pulses (self);
  read_outputs (self);
  if (self->encoders != NULL && encoder < self->encoders->len)
    wiring->encoder_subdevice = ((const InsCardPart *)self->encoders->pdata[encoder])->subdevice;
  read_number (self->encoder_um, &wiring->encoder_um);
}
