/* ins-nde-json-private.h - shorthands for building JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "storage/ins-nde-json.h"

G_BEGIN_DECLS

/* Members of the object that is open. */
void ins_nde_json_text (JsonBuilder *builder, const char *key, const char *text);
void ins_nde_json_number (JsonBuilder *builder, const char *key, double number);
void ins_nde_json_count (JsonBuilder *builder, const char *key, gint64 number);

/* Opens an array ('[') or an object ('{'); @key is NULL inside an array. */
void ins_nde_json_begin (JsonBuilder *builder, const char *key, char kind);

/* How a gate's amplitude is taken, or its time, in the format's words. */
const char *ins_nde_json_get_detection (const InsGate *gate);

/* Processes that come after the acquisition, which is process 0: time-corrected gain, thicknesses.
 * The format knows no other filter or plane of ours; the recipe tells. */
void ins_nde_json_put_software (JsonBuilder *builder, const InsRecipe *recipe, double record_s);

/* (transfer full): ASCII text of the finished root. */
char *ins_nde_json_to_text (JsonBuilder *builder);

G_END_DECLS
