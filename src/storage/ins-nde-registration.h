/* ins-nde-registration.h - how well the lines of a scan file lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-registration-summary.h"
#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

/* Of the lines that the stage's reports have placed. @both_ways: (out): lines were swept both ways.
 * Reads every line's record: not for the UI thread. */
void ins_nde_file_summarise_registration (InsNdeFile *self,
                                          InsRegistrationSummary *summary,
                                          gboolean *both_ways);

G_END_DECLS
