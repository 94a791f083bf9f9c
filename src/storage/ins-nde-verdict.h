/* ins-nde-verdict.h - good or bad, kept in the scan's file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-verdict.h"
#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

/* /Private/Insonify/Verdict, where the recipe has rules: see ins-nde-places.h. A key file with
 * [Verdict] (Result, Time, Software), each rule as the recipe has it, and what it came to:
 * [Outcome NAME] with Result, Value, Unit and MissingPercent. */
#define INS_NDE_VERDICT_PLACE_BYTES (32 << 10)

/**
 * ins_nde_judge:
 * @verdict: (out) (optional)
 *
 * Judges the picture in the file by the rules of its recipe and keeps that in the file; done
 * whenever a file is finished, recovered or evaluated anew. Blocks on the disk. Without rules
 * nothing is written.
 */
gboolean
ins_nde_judge (const char *path, InsVerdict *verdict, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for who has something better to do than to fail: that is logged. */
void ins_nde_judge_if_ruled (const char *path);

/* FALSE: there are no rules, or nobody has judged so far. */
gboolean ins_nde_file_get_verdict (InsNdeFile *self, InsVerdict *verdict);

G_END_DECLS
