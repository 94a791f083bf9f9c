/* losing-disk.h - a disk under one file that dies, or loses power, at a chosen moment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stands in front of pwrite(), fdatasync() and fsync() of the whole test program.
 */
#pragma once

#include <glib.h>

/* What the file holds now is on the disk. From the @n_left-th write or sync on each one fails, that
 * one after a part of it: to the file it is as if the program had been killed then. */
void losing_disk_start (const char *path, guint n_left);

/* From now on writes go to the file again. TRUE: the moment came. */
gboolean losing_disk_stop (void);

/* How many writes and syncs there were since the start. */
guint losing_disk_get_n_calls (void);

/* After stop(): the power went at that moment. Of what was not synced each 4 KiB page is left as it
 * was after any of the writes to it since the last sync, or before them. */
void losing_disk_cut_power (GRand *random);
