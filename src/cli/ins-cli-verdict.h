/* ins-cli-verdict.h - good or bad, for scripts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "storage/ins-nde-verdict.h"

G_BEGIN_DECLS

/* "verdict: bad", and a line for each rule; nothing where the recipe has none. */
void ins_cli_verdict_print (const char *path);

/* Members "verdict" and "verdict_rules". */
void ins_cli_verdict_add (JsonBuilder *builder, InsNdeFile *file);

G_END_DECLS
