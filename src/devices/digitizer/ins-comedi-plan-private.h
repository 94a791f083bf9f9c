/* ins-comedi-plan-private.h - what the files of InsComediPlan share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-comedi-plan.h"

G_BEGIN_DECLS

/* What a plan is made of. */
typedef struct
{
  const InsComediBoard *board;
  const InsCardWiring *wiring;
  const InsTiming *wanted;
  comedi_cmd mask; /* sources that the card has */
} InsComediTask;

/* Finds shape and command that the card takes and fills what follows from them: shape, command,
 * format, and of the timing what the card's sample clock makes of it. FALSE:
 * %INS_DEVICE_ERROR_UNSUPPORTED. */
gboolean ins_comedi_plan_find_command (InsComediPlan *self,
                                       const InsComediTask *task,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A sentence for everything that is not as wanted. */
void
ins_comedi_plan_add_notes (const InsComediPlan *self, const InsComediTask *task, GPtrArray *notes);

G_END_DECLS
