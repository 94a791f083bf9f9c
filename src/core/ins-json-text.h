/* ins-json-text.h - what json-glib writes, as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ins_json_text_mend:
 * @json: (inout): a text by json-glib, which gets shorter
 *
 * json-glib writes the number 2e-08 as "2e-08.0", which is no JSON: takes away what is too much.
 *
 * Returns: (transfer full): @json
 */
char *ins_json_text_mend (char *json);

G_END_DECLS
