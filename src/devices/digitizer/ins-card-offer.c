/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "devices/digitizer/ins-card-offer.h"
#include "devices/digitizer/ins-card-wiring.h"

static void G_GNUC_PRINTF (2, 3) add_line (GString *text, const char *format, ...)
{
  va_list arguments;

  if (text->len > 0)
    g_string_append_c (text, '\n');
  va_start (arguments, format);
  g_string_append_vprintf (text, format, arguments);
  va_end (arguments);
}

/* (transfer full) */
static char *
format_rate (double rate_hz)
{
  if (rate_hz >= 1e6 * (1 - 1e-9))
    return g_strdup_printf (_ ("%.4g MHz"), rate_hz / 1e6);
  if (rate_hz >= 1e3 * (1 - 1e-9))
    return g_strdup_printf (_ ("%.4g kHz"), rate_hz / 1e3);

  return g_strdup_printf (_ ("%.4g Hz"), rate_hz);
}

/* (transfer full) */
static char *
format_range (const InsOfferRange *range)
{
  if (!range->is_v)
    return g_strdup_printf (_ ("%g to %g, not in volts"), range->minimum, range->maximum);
  if (range->minimum == -range->maximum)
    return g_strdup_printf (_ ("±%g V"), range->maximum);

  return g_strdup_printf (_ ("%g to %g V"), range->minimum, range->maximum);
}

static void
add_inputs (const InsCardOffer *self, GString *text)
{
  const char *const *names = ins_card_reference_names ();
  g_autoptr (GString) known = g_string_new (NULL);
  g_autoptr (GString) ranges = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    if ((self->references & 1u << i) != 0)
      g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", names[i]);
  for (guint i = 0; i < self->n_ranges; i++)
    {
      g_autofree char *range = format_range (&self->ranges[i]);

      g_string_append_printf (ranges, "%srange=%u %s", i > 0 ? ", " : "", i, range);
    }

  if (self->n_channels > 1)
    add_line (text, _ ("channels: %u of %u bits, channel=0 to %u"), self->n_channels, self->n_bits,
              self->n_channels - 1);
  else
    add_line (text, _ ("channels: one of %u bits"), self->n_bits);
  if (ranges->len > 0)
    add_line (text, _ ("ranges: %s"), ranges->str);
  if (known->len > 0)
    add_line (text, _ ("references: %s"), known->str);
  if (self->calibration[0] != '\0')
    add_line (text, _ ("calibration: %s"), self->calibration);
}

static void
add_rates (const InsCardOffer *self, GString *text)
{
  g_autofree char *fastest = format_rate (self->maximum_rate_hz);
  g_autofree char *pair = format_rate (self->maximum_rate_pair_hz);
  g_autoptr (GString) rates = g_string_new (NULL);

  for (guint i = 0; i < self->n_rates; i++)
    {
      g_autofree char *rate = format_rate (self->rates_hz[i]);

      g_string_append_printf (rates, "%s%s", i > 0 ? ", " : "", rate);
    }
  if (self->maximum_rate_pair_hz > 0)
    add_line (text, _ ("sample rate: up to %s, with a sync on a second channel up to %s"), fastest,
              pair);
  else
    add_line (text, _ ("sample rate: up to %s"), fastest);
  if (rates->len > 0)
    add_line (text, _ ("exact rates: %s"), rates->str);
}

/* The trigger input that is a socket of its own (cb_pcidas64.c: channel 0 of a PCI-DAS4020/12 is a
 * line of the digital connector, the others are the BNC). */
static guint
get_trigger_input (const InsCardOffer *self)
{
  return strstr (self->name, "4020") != NULL ? 1 : 0;
}

static void
add_ways (const InsCardOffer *self, GString *text)
{
  guint input = get_trigger_input (self);

  if (self->maximum_rate_hz > 0)
    {
      add_line (text, _ ("stream: %s"), self->address);
      if (self->maximum_rate_pair_hz > 0)
        add_line (text, _ ("stream, cut at a sync on channel 1: %s?sync=1"), self->address);
      add_line (text, _ ("stream, cut at the main bang: %s?sync=signal"), self->address);
    }
  if (self->can_scan_on_trigger && self->maximum_scan_samples > 1)
    add_line (text,
              self->can_start_on_trigger
                  ? _ ("one A-scan per trigger: %s?trigger=%u (up to %u samples at once, the card "
                       "is armed anew for longer ones)")
                  : _ ("one A-scan per trigger: %s?trigger=%u (up to %u samples)"),
              self->address, input, self->maximum_scan_samples);
  else if (self->can_start_on_trigger)
    add_line (text, _ ("one A-scan per trigger: %s?trigger=%u (the card is armed anew for each)"),
              self->address, input);
}

static void
add_gated (const InsCardOffer *self, GString *text)
{
  static const char outputs[] = "outputs=0:A.amplitude,1:A.time&us_per_volt=10";
  static const char output[] = "outputs=0:A.amplitude";
  const char *option = self->n_channels > 1 ? outputs : output;
  g_autofree char *rate = format_rate (self->maximum_gated_hz);

  if (self->maximum_gated_hz > 0)
    add_line (text, _ ("outputs of a flaw detector, up to %s: %s?%s"), rate, self->address, option);
  if (self->can_scan_on_trigger)
    add_line (text, _ ("outputs of a flaw detector, one reading per trigger: %s?%s&trigger=%u"),
              self->address, option, get_trigger_input (self));
}

static void
add_counters (const InsCardOffer *self, GString *text)
{
  for (guint i = 0; i < self->n_counters; i++)
    {
      const InsOfferCounter *counter = &self->counters[i];
      guint subdevice = counter->subdevice;

      if (counter->can_pulse)
        add_line (text, _ ("counter %u, makes the pulser fire: %s?pulser=%u"), subdevice,
                  self->address, subdevice);
      if (counter->can_latch)
        add_line (text, _ ("counter %u, reads an encoder: %s?encoder=%u&encoder_um=5"), subdevice,
                  self->address, subdevice);
      if (!counter->can_pulse && !counter->can_latch)
        add_line (text, _ ("counter %u: of no use here"), subdevice);
    }
  if (self->analogue_output >= 0)
    add_line (text, _ ("analogue output %d, makes the pulser fire: %s?pulser=%d"),
              self->analogue_output, self->address, self->analogue_output);
}

char *
ins_card_offer_to_text (const InsCardOffer *self)
{
  GString *text = g_string_new (NULL);

  if (self->name[0] != '\0')
    add_line (text, _ ("%s (driver %s), %s"), self->name, self->driver, self->address);
  else
    add_line (text, "%s", self->address);
  if (self->problem[0] != '\0')
    add_line (text, _ ("not ready: %s"), self->problem);
  if (self->n_channels > 0)
    {
      add_inputs (self, text);
      if (self->maximum_rate_hz > 0)
        add_rates (self, text);
      add_ways (self, text);
      add_gated (self, text);
    }
  add_counters (self, text);

  return g_string_free (text, FALSE);
}
