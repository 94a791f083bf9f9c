/* ins-pin.h - the number that leaves operator mode
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* It keeps honest people honest: whoever can write the user's settings can take it away, and four
 * to twelve digits are soon tried out by a computer. So it is no more than salted and slowed down,
 * and never kept in clear. */

#define INS_PIN_LEAST_DIGITS 4
#define INS_PIN_MOST_DIGITS 12

/* FALSE with %G_IO_ERROR_INVALID_ARGUMENT: a sentence about what a PIN is. */
gboolean ins_pin_check (const char *pin, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): for the settings: "pbkdf2-sha256$ROUNDS$SALT$HASH", with a salt of its own each
 * time. @pin: as ins_pin_check() likes it */
char *ins_pin_seal (const char *pin);

/* @sealed: "" or what cannot be read: no PIN is the right one */
gboolean ins_pin_matches (const char *sealed, const char *pin);

/* PBKDF2 (RFC 8018) with HMAC-SHA-256, one block of 32 bytes. */
void ins_pin_derive (const char *pin,
                     const guint8 *salt,
                     gsize salt_length,
                     guint n_rounds,
                     guint8 hash[32]);

G_END_DECLS
