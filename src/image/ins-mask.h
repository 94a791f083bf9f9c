/* ins-mask.h - which parts of an area are wanted, as a picture in black and white
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A picture may have so many pixels at most. */
#define INS_MASK_MAX_PIXELS (1u << 26)

/* Immutable and ref-counted; any thread. Its rows are scan lines, its columns pixels of a line, its
 * top left corner is where the scan begins: as in the pictures that the program exports. */
typedef struct _InsMask InsMask;

/**
 * ins_mask_new_from_png:
 * @error: %INS_FILE_ERROR_IO, %INS_FILE_ERROR_FORMAT
 *
 * White (half of full grey and more) is wanted, black is not, and neither is what is transparent.
 */
InsMask *ins_mask_new_from_png (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Row after row in turn so many pixels that are not wanted (0 is possible), so many that are...
 * NULL if they are not width x height pixels. */
InsMask *ins_mask_new_from_runs (guint width, guint height, const guint32 *runs, gsize n_runs);

/* @wanted: width x height; 0 is not wanted. */
InsMask *ins_mask_new_from_pixels (guint width, guint height, const guint8 *wanted);

InsMask *ins_mask_ref (InsMask *self);
void ins_mask_unref (InsMask *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsMask, ins_mask_unref)

void ins_mask_get_size (const InsMask *self, guint *width, guint *height);

/* FALSE outside too. */
gboolean ins_mask_get (const InsMask *self, gint64 x, gint64 y);

/* (element-type guint32) (transfer full): as ins_mask_new_from_runs() takes them. */
GArray *ins_mask_get_runs (const InsMask *self);

G_END_DECLS
