/* ins-cli-timing.h - what the steps of a scan cost, for people and for scripts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "scan/ins-timing-figures.h"

G_BEGIN_DECLS

/* A table on stdout, and the limits under it. Not translated: scripts read it. */
void ins_cli_timing_print (const InsTimingFigures *figures);

/* Adds the member "timing". */
void ins_cli_timing_add (JsonBuilder *builder, const InsTimingFigures *figures);

G_END_DECLS
