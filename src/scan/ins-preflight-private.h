/* ins-preflight-private.h - checks that are made for one scan and for several together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-preflight.h"

G_BEGIN_DECLS

/* Where these two stand among the checks of a scan, counted from the end. */
#define INS_PREFLIGHT_DISK_FROM_END 4
#define INS_PREFLIGHT_TIME_FROM_END 1

InsCheck *ins_preflight_make_check (InsCheckLevel level, const char *format, ...)
    G_GNUC_PRINTF (2, 3);
void ins_preflight_free_check (gpointer check);

/* (transfer full) */
InsCheck *ins_preflight_check_disk (guint64 n_bytes, gint64 n_free_bytes);
InsCheck *ins_preflight_check_time (double total_s);

G_END_DECLS
