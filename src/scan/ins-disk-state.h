/* ins-disk-state.h - how a scan and its disk get on, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Finished lines may wait for the disk: as many as come in this time. */
#define INS_DISK_BUFFER_S 2.0

/* A value. */
typedef struct
{
  double left_s;    /* so long the scan can go on without the disk, 0 to INS_DISK_BUFFER_S */
  double waited_s;  /* the scan has stood for so long, because no more lines may wait; 0 it runs */
  gboolean is_full; /* there is no room: the same line is tried again and again */
  guint row;        /* of that line */
  guint n_safe;     /* lines in the file */
  guint n_lines;    /* of the scan */
  guint n_waiting;  /* measured, and not in the file */
} InsDiskState;

/* Of the buffers of a scan those that are free, of @n_buffers; @n_moving of these are under way
 * through the workers all the time. */
double ins_disk_state_get_left_s (guint n_free, guint n_buffers, guint n_moving);

/* @text: (out): "" if there is nothing that a person should know. */
void ins_disk_state_to_text (const InsDiskState *self, char *text, gsize size);

G_END_DECLS
