/* ins-comedi-error.h - what the system says about a card, as sentences
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ins_comedi_set_error:
 * @path: /dev/comedi0
 * @error_number: errno as it stood after a call that failed
 * @what: (translated): a clause such as “could not be started”
 *
 * Sets %INS_DEVICE_ERROR_NOT_FOUND, _PERMISSION (with the group that may use the device), _BUSY or
 * _IO.
 */
void ins_comedi_set_error (GError **error, const char *path, int error_number, const char *what);

/* The same for a device that comedi_open() did not open; also _UNSUPPORTED where it is no Comedi
 * device. */
void ins_comedi_set_open_error (GError **error, const char *path, int error_number);

G_END_DECLS
