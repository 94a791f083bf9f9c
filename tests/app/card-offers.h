/* card-offers.h - what some well-known cards say of themselves, for tests of the card page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-card-offer.h"

G_BEGIN_DECLS

/* After the sources of their drivers in Linux (drivers/comedi/drivers/): cb_pcidas64.c,
 * ni_mio_common.c, comedi_test.c. Only what the page looks at. */

/* 4 channels at 20 MS/s (any one of them, or two together), ±5 and ±1 V, starts at a trigger. */
void card_offers_init_das4020 (InsCardOffer *offer);
/* 4 simultaneous channels at 5 MS/s, scans at a trigger, two counters, an analogue output. */
void card_offers_init_ni6110 (InsCardOffer *offer);
/* The kernel's test driver: 8 channels at 1 MS/s, no trigger, no counter. */
void card_offers_init_comedi_test (InsCardOffer *offer);
/* A card that this person may not open. */
void card_offers_init_forbidden (InsCardOffer *offer);

G_END_DECLS
