/* ins-comedi-plan.h - how a card is going to acquire what a recipe asks for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-comedi-board.h"
#include "devices/digitizer/ins-comedi-command.h"
#include "devices/digitizer/ins-pulse-cutter.h"

G_BEGIN_DECLS

typedef enum
{
  INS_SHAPE_STREAM,              /* one command for all, the pulses are cut out of its samples */
  INS_SHAPE_SCAN_PER_TRIGGER,    /* one command; each trigger makes one scan, which is a record */
  INS_SHAPE_COMMAND_PER_TRIGGER, /* each trigger starts a command that ends with the record */
  INS_SHAPE_SCAN_PER_TIMER,      /* gated: one command; the card's timer makes the scans */
} InsComediShape;

/* A value. Records of the last three shapes follow one another without a gap. */
typedef struct
{
  InsComediShape shape;
  InsComediCommand command;
  InsStreamFormat format;
  InsCutLayout layout;
  InsCutTrigger trigger;
  InsTiming timing; /* as the card does it */
  double record_s;  /* pulse to the record's last sample */
  double sync_s;    /* the sync channel is converted so long after the signal; negative: before */
  double pulser_period_s; /* of the card's own pulser; 0: the pulser is another one */
} InsComediPlan;

/**
 * ins_comedi_plan_negotiate:
 * @wanted: from the recipe
 * @notes: (nullable) (element-type utf8): a sentence for everything that was rounded, or that one
 *   should know
 * @error: %INS_DEVICE_ERROR_UNSUPPORTED: what the card has, and how to wire it instead
 *
 * Asks the card in bounded loops of comedi_command_test(); starts nothing, but sizes the driver's
 * buffer. What it gives for its own @self->timing is the same again.
 */
gboolean ins_comedi_plan_negotiate (InsComediPlan *self,
                                    const InsComediBoard *board,
                                    const InsCardWiring *wiring,
                                    const InsTiming *wanted,
                                    GPtrArray *notes,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean ins_comedi_plan_is_triggered (const InsComediPlan *self);

/* Of the stream; of trigger-timed ones at the pulse repetition asked for. */
double ins_comedi_plan_get_bytes_per_s (const InsComediPlan *self);

/* Highest rate at which the first @n_channels of the board are scanned without a break; 0 the card
 * does not run such a command at all. */
double ins_comedi_maximum_rate_hz (const InsComediBoard *board, guint n_channels);

/* The same when @wanted_hz is asked for: what the card makes of it. */
double ins_comedi_round_rate_hz (const InsComediBoard *board, guint n_channels, double wanted_hz);

G_END_DECLS
