/* ins-comedi-command.h - what a Comedi card is asked to do, and what it makes of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-comedi-board.h"
#include "devices/digitizer/ins-pulse-cutter.h"

G_BEGIN_DECLS

/* One command that runs until it is cancelled, and where the pulses lie in its stream. */
typedef struct
{
  comedi_cmd command;
  guint chanlist[1]; /* command.chanlist is set to it by ins_comedi_plan_get_command() */
  InsCutLayout layout;
  InsTiming timing; /* as the card does it */
} InsComediPlan;

/**
 * ins_comedi_plan_negotiate:
 * @wanted: from the recipe
 * @notes: (nullable) (element-type utf8): a sentence for everything that was rounded
 * @error: %INS_DEVICE_ERROR_UNSUPPORTED
 *
 * Asks the card in a bounded loop of comedi_command_test(); starts nothing. What it gives for its
 * own @self->timing is the same again.
 */
gboolean ins_comedi_plan_negotiate (InsComediPlan *self,
                                    const InsComediBoard *board,
                                    const InsTiming *wanted,
                                    GPtrArray *notes,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Ready for comedi_command(); points into @self. */
comedi_cmd *ins_comedi_plan_get_command (InsComediPlan *self);

/* Highest sample rate of the input, 0 if the card does not run such a command at all. */
double ins_comedi_maximum_rate_hz (const InsComediBoard *board);

G_END_DECLS
