/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/ins-card-choice.h"
#include "app/ins-card-text.h"

void
ins_card_choice_init_simulated (InsCardOffer *offer)
{
  static const double rates_hz[] = { 200e6, 100e6, 50e6, 40e6, 25e6, 20e6, 10e6, 5e6 };

  *offer = (InsCardOffer){ .address = "sim",
                           .driver = "sim",
                           .n_bits = 12,
                           .maximum_rate_hz = 200e6,
                           .n_rates = G_N_ELEMENTS (rates_hz),
                           .analogue_output = INS_CARD_NONE };
  g_strlcpy (offer->name, _ ("Simulated card"), sizeof offer->name);
  memcpy (offer->rates_hz, rates_hz, sizeof rates_hz);
}

gboolean
ins_card_choice_is_simulated (const InsCardOffer *offer)
{
  return strcmp (offer->address, "sim") == 0;
}

/* ---- what the card can do ------------------------------------------------------------------ */

const char *
ins_card_choice_why_not_outputs (const InsCardOffer *offer)
{
  return offer->maximum_gated_hz > 0.0
             ? NULL
             : _ ("This card cannot record one value of each channel per pulse.");
}

const char *
ins_card_choice_why_not_encoder (const InsCardOffer *offer)
{
  for (guint i = 0; i < offer->n_counters; i++)
    if (offer->counters[i].can_latch)
      return NULL;

  return offer->n_counters > 0 ? _ ("No counter of this card can be read at every pulse.")
                               : _ ("This card has no counter.");
}

static const char *
why_not_with_outputs (const InsCardOffer *offer, InsPulseSource source)
{
  switch (source)
    {
    case INS_PULSES_AT_TRIGGER:
      return offer->can_scan_on_trigger || offer->can_start_on_trigger
                 ? NULL
                 : _ ("The driver of this card takes no external trigger.");
    case INS_PULSES_AT_REPETITION:
      return ins_card_choice_why_not_outputs (offer);
    case INS_PULSES_AT_SYNC:
    case INS_PULSES_AT_MAIN_BANG:
    default:
      return _ ("Not with flaw detector outputs: there is no A-scan to look for it.");
    }
}

const char *
ins_card_choice_why_not (const InsCardOffer *offer,
                         const InsCardWiring *wiring,
                         InsPulseSource source)
{
  if (wiring->n_outputs > 0)
    return why_not_with_outputs (offer, source);

  switch (source)
    {
    case INS_PULSES_AT_TRIGGER:
      return why_not_with_outputs (offer, source);
    case INS_PULSES_AT_SYNC:
      if (offer->n_channels < 2)
        return _ ("This card has only one channel.");
      return offer->maximum_rate_pair_hz > 0.0
                 ? NULL
                 : _ ("This card cannot record two channels without a break.");
    case INS_PULSES_AT_MAIN_BANG:
    case INS_PULSES_AT_REPETITION:
    default:
      return offer->maximum_rate_hz > 0.0 ? NULL : _ ("This card cannot record without a break.");
    }
}

double
ins_card_choice_get_maximum_rate_hz (const InsCardOffer *offer, const InsCardWiring *wiring)
{
  if (wiring->n_outputs == 0 && wiring->pulses == INS_PULSES_AT_SYNC)
    return offer->maximum_rate_pair_hz;

  return offer->maximum_rate_hz;
}

/* ---- what is wrong ------------------------------------------------------------------------- */

static char *
check_signal (const InsCardOffer *offer, const InsCardWiring *wiring)
{
  if (wiring->n_outputs == 0 && wiring->channel >= offer->n_channels)
    return g_strdup_printf (_ ("Channel %u is wired, but this card has 0 to %u. Choose another."),
                            wiring->channel, MAX (offer->n_channels, 1) - 1);
  if (offer->n_ranges > 0 && wiring->range >= offer->n_ranges)
    return g_strdup_printf (_ ("Range %u is asked for, but this card has 0 to %u. Choose another."),
                            wiring->range, offer->n_ranges - 1);
  if (wiring->reference >= 0 && offer->references != 0 &&
      (offer->references & 1u << wiring->reference) == 0)
    {
      g_autofree char *word = ins_card_text_reference (wiring->reference);

      return g_strdup_printf (_ ("This card has no reference “%s”. Choose another."), word);
    }

  return NULL;
}

static char *
check_pulses (const InsCardOffer *offer, const InsCardWiring *wiring)
{
  const char *why_not = ins_card_choice_why_not (offer, wiring, wiring->pulses);

  if (why_not != NULL)
    return g_strdup (why_not);
  if (wiring->n_outputs > 0 || wiring->pulses != INS_PULSES_AT_SYNC)
    return NULL;
  if (wiring->sync_channel >= offer->n_channels)
    return g_strdup_printf (_ ("The sync is on channel %u, but this card has 0 to %u."),
                            wiring->sync_channel, offer->n_channels - 1);
  if (wiring->sync_channel == wiring->channel)
    return g_strdup_printf (_ ("Channel %u is the signal. Put the sync on another channel, or "
                               "choose the main bang."),
                            wiring->channel);

  return NULL;
}

static char *
check_output (const InsCardOffer *offer, const InsCardWiring *wiring, guint index)
{
  const InsCardWire *wire = &wiring->outputs[index];

  if (wire->channel >= offer->n_channels)
    return g_strdup_printf (_ ("Channel %u: this card has 0 to %u."), wire->channel,
                            MAX (offer->n_channels, 1) - 1);
  for (guint i = 0; i < index; i++)
    {
      const InsCardWire *other = &wiring->outputs[i];

      if (other->channel == wire->channel)
        return g_strdup_printf (_ ("Channel %u is wired twice."), wire->channel);
      if (wire->kind != INS_OUTPUT_SPARE && other->kind == wire->kind &&
          strcmp (other->gate, wire->gate) == 0)
        return g_strdup_printf (_ ("Gate %s has the same output twice."), wire->gate);
    }
  if (wire->kind != INS_OUTPUT_SPARE && wire->gate[0] == '\0')
    return g_strdup_printf (_ ("Channel %u: say which gate it is."), wire->channel);

  return NULL;
}

static char *
check_outputs (const InsCardOffer *offer, const InsCardWiring *wiring)
{
  const char *why_not = ins_card_choice_why_not_outputs (offer);
  gboolean has_time = FALSE;
  gboolean has_amplitude = FALSE;

  if (wiring->n_outputs == 0)
    return NULL;
  if (why_not != NULL)
    return g_strdup (why_not);
  for (guint i = 0; i < wiring->n_outputs; i++)
    {
      char *sentence = check_output (offer, wiring, i);

      if (sentence != NULL)
        return sentence;
      has_time |= wiring->outputs[i].kind == INS_OUTPUT_TIME;
      has_amplitude |= wiring->outputs[i].kind == INS_OUTPUT_AMPLITUDE;
    }
  if (has_amplitude && !(fabs (wiring->percent_per_v) > 0.0))
    return g_strdup (_ ("Say how high one volt is on the full screen. It is in the flaw detector's "
                        "manual."));
  if (has_time && !(fabs (wiring->us_per_v) > 0.0))
    return g_strdup (_ ("Say how many µs one volt is. It is in the flaw detector's manual."));

  return NULL;
}

static char *
check_encoder (const InsCardOffer *offer, const InsCardWiring *wiring)
{
  const char *why_not = ins_card_choice_why_not_encoder (offer);

  if (wiring->encoder_subdevice < 0)
    return NULL;
  if (why_not != NULL)
    return g_strdup (why_not);
  if (wiring->encoder_subdevice == wiring->pulser_subdevice)
    return g_strdup_printf (_ ("Counter %d fires the pulser already. Choose another one."),
                            wiring->encoder_subdevice);
  if (!(fabs (wiring->encoder_um) > 0.0))
    return g_strdup (
        _ ("Say how far one count is. Move the stage 10 mm and compare, if in doubt."));

  return NULL;
}

char *
ins_card_choice_check (const InsCardOffer *offer, const InsCardWiring *wiring, InsCardGroup group)
{
  switch (group)
    {
    case INS_CARD_GROUP_SIGNAL:
      return check_signal (offer, wiring);
    case INS_CARD_GROUP_PULSES:
      return check_pulses (offer, wiring);
    case INS_CARD_GROUP_OUTPUTS:
      return check_outputs (offer, wiring);
    case INS_CARD_GROUP_ENCODER:
      return check_encoder (offer, wiring);
    case INS_N_CARD_GROUPS:
    default:
      g_return_val_if_reached (NULL);
    }
}

/* ---- making it fit ------------------------------------------------------------------------- */

static gboolean
has_part (GPtrArray *parts, int subdevice, guint channel)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const InsCardPart *part = parts->pdata[i];

      if (part->subdevice == subdevice && part->channel == channel)
        return TRUE;
    }

  return FALSE;
}

static void
fit_parts (const InsCardOffer *offer, InsCardWiring *wiring)
{
  g_autoptr (GPtrArray) pulsers = ins_card_parts_list_pulsers (offer);
  g_autoptr (GPtrArray) encoders = ins_card_parts_list_encoders (offer);

  if (!has_part (pulsers, wiring->pulser_subdevice, wiring->pulser_channel))
    {
      wiring->pulser_subdevice = INS_CARD_NONE;
      wiring->pulser_channel = 0;
    }
  if (!has_part (encoders, wiring->encoder_subdevice, 0))
    wiring->encoder_subdevice = INS_CARD_NONE;
}

void
ins_card_choice_pick_source (const InsCardOffer *offer, InsCardWiring *wiring)
{
  static const InsPulseSource by_merit[] = { INS_PULSES_AT_TRIGGER, INS_PULSES_AT_SYNC,
                                             INS_PULSES_AT_MAIN_BANG, INS_PULSES_AT_REPETITION };

  for (guint i = 0; i < G_N_ELEMENTS (by_merit); i++)
    if (ins_card_choice_why_not (offer, wiring, by_merit[i]) == NULL)
      {
        wiring->pulses = by_merit[i];
        return;
      }
}

void
ins_card_choice_fit (const InsCardOffer *offer, InsCardWiring *wiring)
{
  if (wiring->channel >= offer->n_channels)
    wiring->channel = 0;
  if (wiring->range >= offer->n_ranges)
    wiring->range = 0;
  if (wiring->reference >= 0 && (offer->references & 1u << wiring->reference) == 0)
    wiring->reference = INS_CARD_REFERENCE_ANY;
  if (wiring->n_outputs > 0 && ins_card_choice_why_not_outputs (offer) != NULL)
    wiring->n_outputs = 0;
  if (ins_card_choice_why_not (offer, wiring, wiring->pulses) != NULL)
    ins_card_choice_pick_source (offer, wiring);
  if (offer->n_channels > 1 &&
      (wiring->sync_channel >= offer->n_channels || wiring->sync_channel == wiring->channel))
    wiring->sync_channel = wiring->channel == 0 ? 1 : 0;
  fit_parts (offer, wiring);
}
