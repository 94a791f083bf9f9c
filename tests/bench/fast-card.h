/* fast-card.h - a card in software whose samples cost no more than copying them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-digitizer.h"

/* Any rate. Gives what has come every 4 ms, keeps it for 2 s, and then says that it was overrun: as
 * a driver's buffer does. Records are copied out of a trace that is more than the caches hold. */
InsDigitizer *fast_card_new (void);
