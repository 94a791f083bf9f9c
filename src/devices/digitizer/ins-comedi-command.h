/* ins-comedi-command.h - a Comedi command and what the card makes of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-comedi-habits.h"

G_BEGIN_DECLS

#define INS_COMEDI_MAX_CHANLIST 1024 /* drivers have 512 at most */

/* A value: command.chanlist is set by ins_comedi_command_get(). */
typedef struct
{
  comedi_cmd command;
  const InsComediHabits *habits;
  guint chanlist[INS_COMEDI_MAX_CHANLIST];
} InsComediCommand;

/* How one sample follows the other. */
typedef enum
{
  INS_PACE_CHANNELS, /* scans follow one another, a timer paces the conversions */
  INS_PACE_SCANS,    /* a timer paces the scans, all channels are converted at once */
  INS_PACE_BOTH,     /* a timer for the scans, one for the conversions within */
  INS_N_PACES,
} InsComediPace;

/**
 * ins_comedi_command_init:
 * @device: (transfer none): its driver's habits matter, nothing is asked of the card
 * @chanspecs: (array length=n_chanspecs)
 * @n_scans: @chanspecs stand so often in the list, one after the other; at least 1
 *
 * Starts at once and never stops; the pace is still to be set.
 *
 * Returns: %FALSE if the list would be too long
 */
gboolean ins_comedi_command_init (InsComediCommand *self,
                                  comedi_t *device,
                                  guint subdevice,
                                  const guint *chanspecs,
                                  guint n_chanspecs,
                                  guint n_scans) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_comedi_command_set_pace:
 * @scan_s: from scan to scan
 * @convert_s: from channel to channel within, for %INS_PACE_BOTH; 0 as fast as the card can
 */
void ins_comedi_command_set_pace (InsComediCommand *self,
                                  InsComediPace pace,
                                  double scan_s,
                                  double convert_s);

/* TRUE if the card has every source that the command uses. @mask: of comedi_get_cmd_src_mask(). */
gboolean ins_comedi_command_is_within (const InsComediCommand *self, const comedi_cmd *mask);

/**
 * ins_comedi_command_settle:
 *
 * Lets the card correct the command until it takes it as it is, in a bounded number of tests.
 *
 * Returns: %FALSE if it never does, or only with another source, trigger input or edge
 */
gboolean ins_comedi_command_settle (InsComediCommand *self,
                                    comedi_t *device) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none): ready for comedi_command(); points into @self. */
comedi_cmd *ins_comedi_command_get (InsComediCommand *self);

/* Of a settled command, in ns. 0: not paced by the card; all channels at once. */
double ins_comedi_command_get_scan_ns (const InsComediCommand *self);
double ins_comedi_command_get_convert_ns (const InsComediCommand *self);

/* Argument of TRIG_EXT for an input; with CR_EDGE, which some drivers want and some refuse. */
guint ins_comedi_trigger_argument (guint input, gboolean falling, gboolean edge);

G_END_DECLS
