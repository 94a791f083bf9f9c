/* ins-comb-watch.h - the comb of a scan while it grows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-correction.h"
#include "scan/ins-line-data.h"

G_BEGIN_DECLS

/* One owner at a time: the processing worker, after the last line the conductor. No I/O. */
typedef struct _InsCombWatch InsCombWatch;

/* @cscan: (transfer none): outlives it; its shift is set where the rig says so */
InsCombWatch *ins_comb_watch_new (const InsRig *rig, InsCscan *cscan);
void ins_comb_watch_free (InsCombWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsCombWatch, ins_comb_watch_free)

/**
 * ins_comb_watch_add_line:
 * @data: processed, and in the picture
 *
 * Every 16 lines the comb of the newest 128 rows or so is measured anew, which takes some 10 ms,
 * and the picture is corrected by it or no longer.
 *
 * Returns: %TRUE if the correction may be another one now
 */
gboolean ins_comb_watch_add_line (InsCombWatch *self, const InsLineData *data);

/* All rows, as the file will have it. Returns: %FALSE if lines were swept one way only */
gboolean ins_comb_watch_finish (InsCombWatch *self);

const InsCorrection *ins_comb_watch_get (const InsCombWatch *self);

/* (transfer full): ins_correction_to_text(), and whether it has changed since the scan began. */
char *ins_comb_watch_to_text (const InsCombWatch *self);

G_END_DECLS
