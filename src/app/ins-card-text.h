/* ins-card-text.h - names for what a card has
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-card-offer.h"
#include "devices/digitizer/ins-card-wiring.h"

G_BEGIN_DECLS

/* Pure functions; all texts are translated. */

/* "Trigger input of the card"; and what has to be wired for it, in a sentence. @gated: the card
 * records the outputs of a flaw detector. */
const char *ins_card_text_source (InsPulseSource source);
const char *ins_card_text_source_help (InsPulseSource source, gboolean gated);

/* "±1 V", "0 to 10 V"; "20 MS/s"; "Differential"; "12 bits, calibration: by the card". (transfer
 * full) */
char *ins_card_text_range (const InsOfferRange *range);
char *ins_card_text_rate (double hz);
char *ins_card_text_reference (int reference);
char *ins_card_text_converter (const InsCardOffer *offer);

/* A subdevice that could make the pulser fire, or count an encoder. */
typedef struct
{
  int subdevice; /* INS_CARD_NONE: none of them */
  guint channel;
  char *name;
} InsCardPart;

/* (element-type InsCardPart) (transfer full): the first is none. */
GPtrArray *ins_card_parts_list_pulsers (const InsCardOffer *offer);
GPtrArray *ins_card_parts_list_encoders (const InsCardOffer *offer);

G_END_DECLS
