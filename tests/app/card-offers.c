/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "card-offers.h"

static void
set_rates (InsCardOffer *offer, const double *rates_hz, guint n_rates)
{
  memcpy (offer->rates_hz, rates_hz, n_rates * sizeof *rates_hz);
  offer->n_rates = n_rates;
}

void
card_offers_init_das4020 (InsCardOffer *offer)
{
  static const double rates_hz[] = { 20e6, 10e6, 5e6, 4e6, 2e6, 1e6 };

  *offer = (InsCardOffer){ .address = "comedi:/dev/comedi0",
                           .name = "PCI-DAS4020/12",
                           .driver = "cb_pcidas64",
                           .n_channels = 4,
                           .n_bits = 12,
                           .n_ranges = 2,
                           .ranges = { { -5, 5, TRUE }, { -1, 1, TRUE } },
                           .references = 1,
                           .calibration = "none",
                           .maximum_rate_hz = 20e6,
                           .maximum_rate_pair_hz = 10e6,
                           .can_start_on_trigger = TRUE,
                           .analogue_output = -1 };
  set_rates (offer, rates_hz, G_N_ELEMENTS (rates_hz));
}

void
card_offers_init_ni6110 (InsCardOffer *offer)
{
  static const double rates_hz[] = { 5e6, 4e6, 2e6, 1e6 };

  *offer = (InsCardOffer){ .address = "comedi:/dev/comedi1",
                           .name = "PCI-6110",
                           .driver = "ni_pcimio",
                           .n_channels = 4,
                           .n_bits = 12,
                           .n_ranges = 3,
                           .ranges = { { -10, 10, TRUE }, { 0, 5, TRUE }, { -0.05, 0.05, TRUE } },
                           .references = 1 << 2,
                           .calibration = "by the card",
                           .maximum_rate_hz = 5e6,
                           .maximum_rate_pair_hz = 5e6,
                           .can_scan_on_trigger = TRUE,
                           .can_start_on_trigger = TRUE,
                           .maximum_scan_samples = 16,
                           .maximum_gated_hz = 1e6,
                           .n_counters = 2,
                           .counters = { { 11, 1, TRUE, TRUE }, { 12, 1, TRUE, FALSE } },
                           .analogue_output = 1 };
  set_rates (offer, rates_hz, G_N_ELEMENTS (rates_hz));
}

void
card_offers_init_comedi_test (InsCardOffer *offer)
{
  static const double rates_hz[] = { 1e6, 500e3, 200e3, 100e3 };

  *offer = (InsCardOffer){ .address = "comedi:/dev/comedi2",
                           .name = "comedi_test",
                           .driver = "comedi_test",
                           .n_channels = 8,
                           .n_bits = 16,
                           .n_ranges = 2,
                           .ranges = { { -10, 10, TRUE }, { -5, 5, TRUE } },
                           .references = 0xf,
                           .calibration = "none",
                           .maximum_rate_hz = 1e6,
                           .maximum_rate_pair_hz = 500e3,
                           .maximum_gated_hz = 250e3,
                           .analogue_output = 1 };
  set_rates (offer, rates_hz, G_N_ELEMENTS (rates_hz));
}

void
card_offers_init_forbidden (InsCardOffer *offer)
{
  *offer = (InsCardOffer){ .address = "comedi:/dev/comedi3",
                           .problem = "You may not use /dev/comedi3. Ask to be added to the group "
                                      "“iocard”.",
                           .analogue_output = -1 };
}
