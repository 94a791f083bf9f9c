/* ins-export.h - pictures and tables for other programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

/**
 * ins_export:
 * @path: ends in .png, .tif, .npy, .gsf, .csv or .vti, which decides the format
 * @plane: (nullable): "amplitude" (default), "tof", or of the whole scan "registration" (how well
 *   the place of a pixel is known) or "pulses" (how many were averaged)
 * @gate: (nullable): name of a gate; default the first
 *
 * Row-major, one row per scan line, one column per pixel, row 0 at the scan's start; float32 in
 * physical units (%, s, um, or a count), NaN for holes. Written beside and renamed, so that a full
 * disk leaves no half file.
 */
gboolean ins_export (InsNdeFile *file,
                     const char *path,
                     const char *plane,
                     const char *gate,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
