/* ins-comedi-info.h - what a Comedi card says about itself, for people and for the scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-comedi-session.h"

G_BEGIN_DECLS

/* All but how it acquires. */
void ins_comedi_info_fill (InsDigitizerInfo *info,
                           const InsComediBoard *board,
                           const InsCardWiring *wiring);

/**
 * ins_comedi_info_set_how:
 * @plan: (nullable): what was negotiated
 * @session: (nullable): what runs
 *
 * One or two sentences: which way it acquires, where, and what only the running card can tell.
 */
void ins_comedi_info_set_how (InsDigitizerInfo *info,
                              const InsComediBoard *board,
                              const InsCardWiring *wiring,
                              const InsComediPlan *plan,
                              const InsComediSession *session);

G_END_DECLS
