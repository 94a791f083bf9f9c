/* ins-nde-io.h - bytes in their place in a file, and the errors of doing so
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* INS_FILE_ERROR_FULL for a full disk, quota or size limit, else _IO. errno as the call left it. */
void ins_nde_io_set_error (GError **error, int error_number, const char *path);

/* All of it or an error; what was written before stays. */
gboolean ins_nde_io_write (int fd,
                           const char *path,
                           guint64 offset,
                           gconstpointer data,
                           gsize n_bytes,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ins_nde_io_read (int fd,
                          const char *path,
                          guint64 offset,
                          gpointer data,
                          gsize n_bytes,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes what was written survive a power cut. After an error the disk may have lost any of it. */
gboolean ins_nde_io_sync (int fd, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes the disk promise room for the first @n_bytes; FULL says what is needed and what is free. */
gboolean ins_nde_io_reserve (int fd, const char *path, guint64 n_bytes, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_nde_io_open_to_write:
 * @flags: for open(), beside O_RDWR
 *
 * Opens and locks against a second writer, not against readers (an open file description lock,
 * which goes with the last close of the returned descriptor).
 *
 * Returns: a descriptor; -1 with %INS_DEVICE_ERROR_BUSY if another process writes the file
 */
int
ins_nde_io_open_to_write (const char *path, int flags, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes a new or renamed name in the folder of @path survive a power cut. */
gboolean ins_nde_io_sync_folder (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Gives @from the name @to; %INS_FILE_ERROR_EXISTS if that is taken and not to be replaced. */
gboolean ins_nde_io_rename (const char *from, const char *to, gboolean replace, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

void ins_nde_io_set_exists_error (GError **error, const char *path);

G_END_DECLS
