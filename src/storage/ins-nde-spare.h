/* ins-nde-spare.h - room for one line, through which a line that is there already is replaced
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-nde-layout.h"
#include "storage/ins-nde-record.h"

G_BEGIN_DECLS

/* A line that is measured again must not cost the one that is there, whenever the program is killed
 * or the power fails. So it is written to the spare line first, its record last, and synced; then
 * in its own place. From the moment when the place holds a mixture until it is whole again the
 * spare line has all of it, and a reader takes that. The spare line is not written again before
 * what came out of it was synced, and never cleared: it is what the newest replaced line holds. */

/**
 * ins_nde_spare_put:
 * @parts: (array length=INS_NDE_N_ROW_WISE): rows, as the layout has them
 * @record: sealed
 * @error: INS_FILE_ERROR; the line in its own place has not been touched
 *
 * Writes the spare line and makes it, and all that was written before, survive a power cut.
 */
gboolean ins_nde_spare_put (int fd,
                            const char *path,
                            const InsNdeLayout *layout,
                            const gconstpointer *parts,
                            const InsNdeRecord *record,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Copies the spare line, which is whole, to the place of its row, and syncs. */
gboolean ins_nde_spare_move_home (int fd,
                                  const char *path,
                                  const InsNdeLayout *layout,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
