/* ins-error.h - the error domains
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INS_DEVICE_ERROR (ins_device_error_quark ())
GQuark ins_device_error_quark (void);

/**
 * InsDeviceError:
 * @INS_DEVICE_ERROR_NOT_FOUND: no such port, socket or board
 * @INS_DEVICE_ERROR_PERMISSION: the operating system does not let this user in
 * @INS_DEVICE_ERROR_BUSY: another program has the device
 * @INS_DEVICE_ERROR_LOST: the device was there and no longer answers; the position is unknown
 * @INS_DEVICE_ERROR_IO: the operating system refused a read or a write
 * @INS_DEVICE_ERROR_PROTOCOL: it answers, but not in its own language
 * @INS_DEVICE_ERROR_LIMIT: the target lies outside the travel
 * @INS_DEVICE_ERROR_ALARM: the controller has stopped itself and wants a person
 * @INS_DEVICE_ERROR_NOT_HOMED: it does not know where it is
 * @INS_DEVICE_ERROR_REFUSED: the device understood and said no (busy, wrong state, bad value)
 * @INS_DEVICE_ERROR_OVERRUN: samples were lost before they could be read
 * @INS_DEVICE_ERROR_UNSUPPORTED: this device, or this build, cannot do that
 * @INS_DEVICE_ERROR_REFERENCE: the stage's zero is not, or not surely, where it was
 * @INS_DEVICE_ERROR_URI: the device address is not understood
 *
 * What can go wrong with hardware. Cancelling is always %G_IO_ERROR_CANCELLED. A code is added
 * only if some caller does something different for it.
 */
typedef enum
{
  INS_DEVICE_ERROR_NOT_FOUND,
  INS_DEVICE_ERROR_PERMISSION,
  INS_DEVICE_ERROR_BUSY,
  INS_DEVICE_ERROR_LOST,
  INS_DEVICE_ERROR_IO,
  INS_DEVICE_ERROR_PROTOCOL,
  INS_DEVICE_ERROR_LIMIT,
  INS_DEVICE_ERROR_ALARM,
  INS_DEVICE_ERROR_NOT_HOMED,
  INS_DEVICE_ERROR_REFUSED,
  INS_DEVICE_ERROR_OVERRUN,
  INS_DEVICE_ERROR_UNSUPPORTED,
  INS_DEVICE_ERROR_URI,
  INS_DEVICE_ERROR_REFERENCE,
} InsDeviceError;

#define INS_RECIPE_ERROR (ins_recipe_error_quark ())
GQuark ins_recipe_error_quark (void);

/**
 * InsRecipeError:
 * @INS_RECIPE_ERROR_SYNTAX: not a key file
 * @INS_RECIPE_ERROR_KEY: a group or key that is unknown or missing
 * @INS_RECIPE_ERROR_VALUE: a value that is not what the key takes
 * @INS_RECIPE_ERROR_PREFLIGHT: a good recipe that this rig cannot do
 */
typedef enum
{
  INS_RECIPE_ERROR_SYNTAX,
  INS_RECIPE_ERROR_KEY,
  INS_RECIPE_ERROR_VALUE,
  INS_RECIPE_ERROR_PREFLIGHT,
} InsRecipeError;

#define INS_FILE_ERROR (ins_file_error_quark ())
GQuark ins_file_error_quark (void);

/**
 * InsFileError:
 * @INS_FILE_ERROR_IO: the operating system refused; the message says what
 * @INS_FILE_ERROR_FULL: no room on the disk
 * @INS_FILE_ERROR_EXISTS: it would overwrite something
 * @INS_FILE_ERROR_FORMAT: not a file of ours, or a damaged one
 * @INS_FILE_ERROR_MISMATCH: a file of ours that belongs to another recipe
 */
typedef enum
{
  INS_FILE_ERROR_IO,
  INS_FILE_ERROR_FULL,
  INS_FILE_ERROR_EXISTS,
  INS_FILE_ERROR_FORMAT,
  INS_FILE_ERROR_MISMATCH,
} InsFileError;

G_END_DECLS
