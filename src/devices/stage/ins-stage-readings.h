/* ins-stage-readings.h - numbers that nothing protects on their way, read several times; pure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INS_STAGE_MOST_READINGS 8

/**
 * ins_stage_readings_agree:
 * @values: (array length=n): the readings, NaN where nothing was heard
 * @agreed: (out): what two of them say and no other value is said as often; NaN if nothing was
 *   heard in any of at least two
 *
 * A digit that was lost leaves a good number, but hardly the same one twice.
 *
 * Returns: %FALSE: read once more
 */
gboolean ins_stage_readings_agree (const double *values, guint n, double *agreed);

G_END_DECLS
