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

/* (transfer full): what the lines so far say about the next one, for ins_track_examine(). */
InsTrackCommon *ins_processor_dup_common (const InsProcessor *self);

/* When the stage's firmware answers with the position of its last frame, how long that is; else 0.
 */
double ins_processor_get_frame_s (const InsProcessor *self);

/**
 * ins_processor_process_line:
 * @pulses: everything the card recorded while the line was swept, ramps included
 * @data: (inout): line, reports and n_reports on entry; everything else is filled
 *
 * Fits where the stage was, or takes the encoder's word for it, puts every pulse into the pixel in
 * which it was heard, averages and gates; a flaw detector's own values are averaged only. A pixel
 * is valid with at least one pulse, or, where pulses were lost in it, with as many as the recipe
 * averages. Where pulses lie wider apart than pixels a pixel between two neighbouring pulses takes
 * the nearer one, if that is at most three quarters of a step away. Everything else is a hole with
 * its reason.
 */
void
ins_processor_process_line (InsProcessor *self, const InsLinePulses *pulses, InsLineData *data);

G_END_DECLS
