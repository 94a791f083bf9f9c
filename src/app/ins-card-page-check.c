/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-card-page-private.h"
#include "app/ins-card-text.h"
#include "app/ins-panel-text.h"

/* ---- what is wrong ------------------------------------------------------------------------- */

static void
set_sentence (GtkLabel *label, const char *sentence)
{
  gtk_label_set_text (label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (label), sentence != NULL);
}

/* Fields that are in sight and hold no number; they say so themselves. */
static gboolean
has_wrong_field (InsCardPage *self)
{
  InsField *fields[] = { self->trigger_input, self->sync_percent, self->percent_per_v,
                         self->us_per_v,      self->us_at_zero,   self->encoder_um };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (gtk_widget_get_visible (GTK_WIDGET (fields[i])) &&
        ins_number_entry_get_error (ins_field_get_entry (fields[i])) != NULL)
      return TRUE;

  return FALSE;
}

/* What only the whole address shows. */
static gboolean
check_address (InsCardPage *self)
{
  g_autofree char *address = ins_card_wiring_to_uri (&self->wiring);
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = ins_uri_parse (address, &error);
  InsCardWiring wiring;

  if (uri == NULL || !ins_card_wiring_parse (&wiring, uri, &error))
    {
      set_sentence (self->error, error->message);
      return FALSE;
    }
  ins_card_wiring_clear (&wiring);

  return TRUE;
}

gboolean
ins_card_page_check (InsCardPage *self)
{
  gboolean good = TRUE;

  set_sentence (self->error, NULL);
  for (guint i = 0; i < INS_N_CARD_GROUPS; i++)
    set_sentence (self->errors[i], NULL);
  if (ins_card_choice_is_simulated (&self->offer))
    return TRUE;
  if (!self->is_known)
    return FALSE;
  for (guint i = 0; i < INS_N_CARD_GROUPS; i++)
    {
      g_autofree char *sentence = ins_card_choice_check (&self->offer, &self->wiring,
                                                         (InsCardGroup)i);

      set_sentence (self->errors[i], sentence);
      good &= sentence == NULL;
    }
  if (has_wrong_field (self))
    return FALSE;

  return good && check_address (self);
}

/* ---- closed groups ------------------------------------------------------------------------- */

static char *
summarise_signal (InsCardPage *self)
{
  g_autofree char *rate = ins_card_text_rate (
      ins_session_get_recipe (self->session)->timing.sample_rate_hz);
  g_autofree char *range = NULL;

  if (ins_card_choice_is_simulated (&self->offer))
    return g_steal_pointer (&rate);
  range = self->wiring.range < self->offer.n_ranges
              ? ins_card_text_range (&self->offer.ranges[self->wiring.range])
              : g_strdup ("–");
  if (self->wiring.n_outputs > 0)
    return g_steal_pointer (&range);

  /* Translators: a channel's number, its range, the sample rate */
  return g_strdup_printf (_ ("ch. %u, %s, %s"), self->wiring.channel, range, rate);
}

static char *
summarise_pulses (InsCardPage *self)
{
  switch (self->wiring.pulses)
    {
    case INS_PULSES_AT_TRIGGER:
      return g_strdup_printf (_ ("trigger input %u"), self->wiring.trigger_input);
    case INS_PULSES_AT_SYNC:
      return g_strdup_printf (_ ("sync on channel %u"), self->wiring.sync_channel);
    case INS_PULSES_AT_MAIN_BANG:
      return g_strdup (_ ("main bang"));
    case INS_PULSES_AT_REPETITION:
    default:
      return g_strdup (_ ("in step with the clock"));
    }
}

void
ins_card_page_show_summaries (InsCardPage *self)
{
  const guint n_outputs = self->wiring.n_outputs;
  g_autofree char *signal = summarise_signal (self);
  g_autofree char *pulses = summarise_pulses (self);
  g_autofree char *outputs = n_outputs > 0
                                 ? g_strdup_printf (ngettext ("%u output", "%u outputs", n_outputs),
                                                    n_outputs)
                                 : g_strdup (_ ("none"));
  g_autofree char *step = ins_panel_text_number (self->wiring.encoder_um);
  g_autofree char *encoder = self->wiring.encoder_subdevice < 0
                                 ? g_strdup (_ ("none"))
                                 : g_strdup_printf (_ ("%s µm a count"), step);

  ins_group_set_summary (self->card_group, self->offer.name);
  ins_group_set_summary (self->signal_group, signal);
  ins_group_set_summary (self->pulses_group, pulses);
  ins_group_set_summary (self->outputs_group, outputs);
  ins_group_set_summary (self->encoder_group, encoder);
}
