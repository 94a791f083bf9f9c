/* ins-processor.h - pulses of a line to pixels and gate values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-acquisition.h"
#include "scan/ins-line-data.h"

G_BEGIN_DECLS

/* The registration and averaging of one scan: knows the recipe, the plan and the track of all
 * lines so far. Owned by the processing worker; no locks, no I/O. */
typedef struct _InsProcessor InsProcessor;

InsProcessor *ins_processor_new (const InsRecipe *recipe,
                                 const InsPlan *plan,
                                 const InsRig *rig,
                                 const InsDigitizerInfo *card,
                                 double quantum_mm);
void ins_processor_free (InsProcessor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsProcessor, ins_processor_free)

/* (transfer none): of the lines that were registered. */
InsTrack *ins_processor_get_track (InsProcessor *self);

/**
 * ins_processor_register_line:
 * @pulses: everything the card recorded while the line was swept, ramps included
 * @data: (inout): line, reports and n_reports on entry
 *
 * Fits where the stage was. Every line comes here, in the order in which they were swept.
 */
void
ins_processor_register_line (InsProcessor *self, const InsLinePulses *pulses, InsLineData *data);

/* TRUE if the line is better placed after the next one was registered. */
gboolean ins_processor_wants_more (const InsProcessor *self, const InsLineData *data);

/**
 * ins_processor_place_line:
 * @data: (inout): as it was registered; everything else is filled
 *
 * Puts every pulse into the pixel in which it was heard, by that fit or the encoder's word,
 * averages and gates; a flaw detector's own values are averaged only. A pixel is valid with at
 * least one pulse, or, where pulses were lost in it, with as many as the recipe averages. Where
 * pulses lie wider apart than pixels a pixel between two neighbouring pulses takes the nearer one,
 * if that is at most three quarters of a step away. Everything else is a hole with its reason.
 */
void ins_processor_place_line (InsProcessor *self, const InsLinePulses *pulses, InsLineData *data);

/* Appends (guint) the rows of lines that turned out to lie more than half a pixel from where they
 * were put. */
void ins_processor_take_moved (InsProcessor *self, GArray *rows);
double ins_processor_get_moved_limit_s (const InsProcessor *self);

G_END_DECLS
