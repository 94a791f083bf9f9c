/* ins-preflight-private.h - checks that are made for one scan and for several together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-preflight-fix.h"

G_BEGIN_DECLS

/* Where these two stand among the checks of a scan, counted from the end. */
#define INS_PREFLIGHT_DISK_FROM_END 5
#define INS_PREFLIGHT_TIME_FROM_END 1

/* Pulses of one line are held in memory until it is registered. */
#define INS_PREFLIGHT_MAX_LINE_BYTES (1024.0 * 1024.0 * 1024.0)
double ins_preflight_get_line_bytes (const InsPlan *plan);

/* Finds for each check that asks for one a fix that can be done, and its words. */
void
ins_preflight_settle_fixes (GPtrArray *checks, const InsRecipe *recipe, const InsRigStatus *status);

/* ins-preflight-signal.c */
InsCheck *ins_preflight_check_gain (const InsRigStatus *status);
InsCheck *ins_preflight_check_beam (const InsRecipe *recipe, const InsRigStatus *status);

/* What to try first for the stage's check, and for the card's, which are not good. */
InsFix ins_preflight_find_stage_fix (const InsPlan *plan, const InsRigStatus *status);
InsFix ins_preflight_find_card_fix (const InsRecipe *recipe, const InsRigStatus *status);

InsCheck *ins_preflight_make_check (InsCheckLevel level, const char *format, ...)
    G_GNUC_PRINTF (2, 3);
void ins_preflight_free_check (gpointer check);

/* (transfer full) */
InsCheck *ins_preflight_check_disk (guint64 n_bytes, gint64 n_free_bytes);
InsCheck *ins_preflight_check_time (double total_s);

G_END_DECLS
