/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-card-text.h"
#include "app/ins-panel-text.h"

const char *
ins_card_text_source (InsPulseSource source)
{
  switch (source)
    {
    case INS_PULSES_AT_TRIGGER:
      return _ ("Trigger input of the card");
    case INS_PULSES_AT_SYNC:
      return _ ("Sync on a second channel");
    case INS_PULSES_AT_MAIN_BANG:
      return _ ("Main bang on the signal");
    case INS_PULSES_AT_REPETITION:
    default:
      return _ ("In step with the card's clock");
    }
}

const char *
ins_card_text_source_help (InsPulseSource source, gboolean gated)
{
  switch (source)
    {
    case INS_PULSES_AT_TRIGGER:
      return gated
                 ? _ ("The pulser's sync output goes to the card's trigger input. Each pulse takes "
                      "one value of each output.")
                 : _ ("The pulser's sync output goes to the card's trigger input. Each pulse "
                      "starts a record.");
    case INS_PULSES_AT_SYNC:
      return _ ("The pulser's sync output goes to a second channel. Records begin at its edges.");
    case INS_PULSES_AT_MAIN_BANG:
      return _ ("Records begin where the signal goes over the threshold. No second cable.");
    case INS_PULSES_AT_REPETITION:
    default:
      return gated
                 ? _ ("Values are taken at the pulse rate of the recipe, whether the pulser fires "
                      "just then or not.")
                 : _ ("Records begin every so many samples. Only for a pulser that the card "
                      "fires, or that runs on the same clock.");
    }
}

/* ---- parts of the card --------------------------------------------------------------------- */

static void
part_free (gpointer data)
{
  InsCardPart *part = data;

  g_free (part->name);
  g_free (part);
}

static void
add_part (GPtrArray *parts, int subdevice, guint channel, char *name)
{
  InsCardPart *part = g_new0 (InsCardPart, 1);

  part->subdevice = subdevice;
  part->channel = channel;
  part->name = name;
  g_ptr_array_add (parts, part);
}

GPtrArray *
ins_card_parts_list_pulsers (const InsCardOffer *offer)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (part_free);

  add_part (parts, INS_CARD_NONE, 0, g_strdup (_ ("Itself")));
  for (guint i = 0; i < offer->n_counters; i++)
    for (guint channel = 0; channel < offer->counters[i].n_channels; channel++)
      if (offer->counters[i].can_pulse)
        add_part (parts, (int)offer->counters[i].subdevice, channel,
                  offer->counters[i].n_channels > 1
                      /* Translators: a counter: subdevice and channel as Comedi numbers them */
                      ? g_strdup_printf (_ ("Counter %u.%u"), offer->counters[i].subdevice, channel)
                      : g_strdup_printf (_ ("Counter %u"), offer->counters[i].subdevice));
  if (offer->analogue_output >= 0)
    add_part (parts, offer->analogue_output, 0,
              g_strdup_printf (_ ("Analogue output %d"), offer->analogue_output));

  return parts;
}

GPtrArray *
ins_card_parts_list_encoders (const InsCardOffer *offer)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (part_free);

  add_part (parts, INS_CARD_NONE, 0, g_strdup (_ ("None")));
  for (guint i = 0; i < offer->n_counters; i++)
    if (offer->counters[i].can_latch)
      /* Translators: a counter of the card, numbered as Comedi does */
      add_part (parts, (int)offer->counters[i].subdevice, 0,
                g_strdup_printf (_ ("Counter %u"), offer->counters[i].subdevice));

  return parts;
}

/* ---- words --------------------------------------------------------------------------------- */

char *
ins_card_text_range (const InsOfferRange *range)
{
  const double largest = MAX (fabs (range->minimum), fabs (range->maximum));
  const gboolean is_mv = range->is_v && largest < 0.0999;
  const double scale = is_mv ? 1e3 : 1.0;
  /* no unit at all where it is neither */
  const char *unit = is_mv ? " mV" : range->is_v ? " V" : "";
  g_autofree char *low = ins_panel_text_number (range->minimum * scale);
  g_autofree char *high = ins_panel_text_number (range->maximum * scale);

  if (fabs (range->minimum + range->maximum) < 1e-6 * largest)
    return g_strdup_printf ("±%s%s", high, unit);

  /* Translators: ends of an input range with their unit, "0 to 10 V" */
  return g_strdup_printf (_ ("%s to %s%s"), low, high, unit);
}

char *
ins_card_text_rate (double hz)
{
  const double scale = hz >= 1e6 ? 1e6 : hz >= 1e3 ? 1e3 : 1.0;
  g_autofree char *number = ins_panel_text_number (hz / scale);

  return g_strdup_printf ("%s %s", number, hz >= 1e6 ? "MS/s" : hz >= 1e3 ? "kS/s" : "S/s");
}

char *
ins_card_text_reference (int reference)
{
  static const char *const words[] = { N_ ("Ground"), N_ ("Common"), N_ ("Differential"),
                                       N_ ("Other") };

  if (reference < 0 || reference >= (int)G_N_ELEMENTS (words))
    return g_strdup (_ ("As the card does"));

  return g_strdup (_ (words[reference]));
}

char *
ins_card_text_converter (const InsCardOffer *offer)
{
  if (offer->calibration[0] == '\0')
    return g_strdup_printf (ngettext ("%u bit", "%u bits", offer->n_bits), offer->n_bits);

  /* Translators: of a converter; then what its calibration comes from: "by the card" */
  return g_strdup_printf (_ ("%u bits, calibration: %s"), offer->n_bits, offer->calibration);
}
