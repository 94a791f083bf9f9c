/* ins-cli-registration.h - how well the lines of a file lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

/* Adds members to the object that is being built: figures, and sentences for people. */
void ins_cli_registration_add (JsonBuilder *builder, InsNdeFile *file);

G_END_DECLS
