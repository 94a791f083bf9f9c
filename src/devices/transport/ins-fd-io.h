/* ins-fd-io.h - bounded reads and writes of a descriptor, and what its errors mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @fd is non-blocking; @name is for messages. Results as of ins_transport_read() and _write().
 * One reader and one writer at a time, which may be different threads. */
gssize
ins_fd_read (int fd, const char *name, guint8 *buffer, gsize size, double timeout_s, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean ins_fd_write (int fd, const char *name, const guint8 *bytes, gsize n_bytes, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Sets @error to what @errnum, met while opening @path, means for a person. */
void ins_fd_set_open_error (GError **error, const char *path, int errnum);

/* Raw, 8N1, no flow control, modem lines ignored, exclusive, input thrown away; DTR is left alone
 * at close, so that a board that resets on it keeps its position. Any baud that the driver can.
 * FALSE with INS_DEVICE_ERROR_NOT_FOUND (not a terminal), _BUSY or _UNSUPPORTED (baud). */
gboolean ins_terminal_configure (int fd, const char *path, guint baud, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* FALSE for a terminal without DTR, such as a pty: opening it cannot reset what is behind it. */
gboolean ins_terminal_has_modem_lines (int fd);

G_END_DECLS
