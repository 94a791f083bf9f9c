/* ins-nde-map.h - what a scan file knows about its pixels beside echoes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

typedef enum
{
  INS_NDE_MAP_REGISTRATION, /* um, how well the place is known: InsLineData.registration_um */
  INS_NDE_MAP_PULSES,       /* how many were averaged */
} InsNdeMap;

/* (transfer full): as the amplitude of a picture's only gate, with the correction that is in force.
 * %NULL with %INS_FILE_ERROR_FORMAT if the file is of a format that has no such map. */
InsCscan *
ins_nde_file_dup_map (InsNdeFile *file, InsNdeMap map, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
