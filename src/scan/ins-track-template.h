/* ins-track-template.h - what the lines of one direction share at each position
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-track-fit.h"

G_BEGIN_DECLS

/**
 * ins_track_template_learn:
 * @lines: (array length=n_lines): with the residuals of the last pass
 *
 * Mean residual in bins over the cruise zone, shrunk where there are few reports, without constant
 * and slope. With fewer than 8 lines of the direction that lie in the zone it is not known. The
 * zone is that of the direction's newest line, until one differs too much. Also applies it to the
 * direction's lines.
 */
void ins_track_template_learn (InsTrackTemplate *self,
                               int direction,
                               InsTrackFitLine *const *lines,
                               guint n_lines);

/* Sets template_s of the line's points. */
void ins_track_template_apply (const InsTrackTemplate *self, InsTrackFitLine *line);

G_END_DECLS
