/* ins-comedi-digitizer.h - a Comedi card as digitizer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-uri.h"
#include "devices/digitizer/ins-digitizer.h"

G_BEGIN_DECLS

/**
 * ins_comedi_digitizer_new:
 * @uri: "comedi:/dev/comedi0[?...]", options as InsCardWiring has them
 *
 * How it acquires follows from the wiring and from what the card's driver takes, see InsComediPlan;
 * its info says which way it is.
 *
 * Returns: (transfer full): %NULL with %INS_DEVICE_ERROR_URI, or _UNSUPPORTED in a build without
 * Comedi
 */
InsDigitizer *ins_comedi_digitizer_new (const InsUri *uri, GError **error);

G_END_DECLS
