/* ins-card-choice.h - what of a person's wishes a card can do, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-card-offer.h"
#include "devices/digitizer/ins-card-wiring.h"

G_BEGIN_DECLS

/* Pure functions; sentences are translated. */

#define INS_N_PULSE_SOURCES 4

/* The simulated card as an offer, so that it stands among the others: address "sim". */
void ins_card_choice_init_simulated (InsCardOffer *offer);
gboolean ins_card_choice_is_simulated (const InsCardOffer *offer);

/* Why this card cannot learn of pulses in this way, as the wiring records A-scans or outputs; NULL:
 * it can. */
const char *ins_card_choice_why_not (const InsCardOffer *offer,
                                     const InsCardWiring *wiring,
                                     InsPulseSource source);
/* Likewise for the outputs of a flaw detector, and for an encoder. */
const char *ins_card_choice_why_not_outputs (const InsCardOffer *offer);
const char *ins_card_choice_why_not_encoder (const InsCardOffer *offer);

/* Highest rate of the signal as wired: a sync takes half of some cards. 0 not known. */
double ins_card_choice_get_maximum_rate_hz (const InsCardOffer *offer, const InsCardWiring *wiring);

typedef enum
{
  INS_CARD_GROUP_SIGNAL,
  INS_CARD_GROUP_PULSES,
  INS_CARD_GROUP_OUTPUTS,
  INS_CARD_GROUP_ENCODER,
  INS_N_CARD_GROUPS
} InsCardGroup;

/* What is wrong in this part of the wiring, and what to do; NULL nothing. (transfer full) */
char *
ins_card_choice_check (const InsCardOffer *offer, const InsCardWiring *wiring, InsCardGroup group);

/* The surest way to learn of pulses that this card can do: trigger, sync, main bang, repetition. */
void ins_card_choice_pick_source (const InsCardOffer *offer, InsCardWiring *wiring);

/* Makes a wiring that this card can do of one that was meant for another, or that has just been
 * switched between A-scans and outputs. */
void ins_card_choice_fit (const InsCardOffer *offer, InsCardWiring *wiring);

G_END_DECLS
