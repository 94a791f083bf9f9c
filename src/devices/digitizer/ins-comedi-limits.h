/* ins-comedi-limits.h - how fast and by what triggers a card records
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-card-offer.h"
#include "devices/digitizer/ins-comedi-board.h"

G_BEGIN_DECLS

/**
 * ins_comedi_limits_find:
 * @board: its first channels are asked about
 * @offer: rates and triggers are filled, left alone where the card has none
 *
 * Asks in bounded loops of comedi_command_test(): the driver computes and neither starts nor
 * changes anything, so somebody else's recording goes on.
 */
void ins_comedi_limits_find (const InsComediBoard *board, InsCardOffer *offer);

G_END_DECLS
