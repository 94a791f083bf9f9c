/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sys/random.h>

#include "app/ins-pin.h"

#define SCHEME "pbkdf2-sha256"
#define N_ROUNDS 20000
#define MOST_ROUNDS 1000000 /* a broken setting must not hold up the window */
#define SALT_BYTES 16
#define HASH_BYTES 32

gboolean
ins_pin_check (const char *pin, GError **error)
{
  const gsize length = strlen (pin);

  if (length >= INS_PIN_LEAST_DIGITS && length <= INS_PIN_MOST_DIGITS &&
      strspn (pin, "0123456789") == length)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _ ("A PIN has %d to %d digits and nothing else."), INS_PIN_LEAST_DIGITS,
               INS_PIN_MOST_DIGITS);

  return FALSE;
}

/* One HMAC of @data with the key that @keyed was begun with. */
static void
authenticate (const GHmac *keyed, const guint8 *data, gsize length, guint8 hash[HASH_BYTES])
{
  GHmac *hmac = g_hmac_copy (keyed);
  gsize n_bytes = HASH_BYTES;

  g_hmac_update (hmac, data, (gssize)length);
  g_hmac_get_digest (hmac, hash, &n_bytes);
  g_hmac_unref (hmac);
}

void
ins_pin_derive (const char *pin,
                const guint8 *salt,
                gsize salt_length,
                guint n_rounds,
                guint8 hash[HASH_BYTES])
{
  static const guint8 first_block[] = { 0, 0, 0, 1 };
  GHmac *keyed = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *)pin, strlen (pin));
  g_autofree guint8 *start = g_malloc (salt_length + sizeof first_block);
  guint8 round[HASH_BYTES];

  memcpy (start, salt, salt_length);
  memcpy (start + salt_length, first_block, sizeof first_block);
  authenticate (keyed, start, salt_length + sizeof first_block, round);
  memcpy (hash, round, HASH_BYTES);
  for (guint i = 1; i < n_rounds; i++)
    {
      authenticate (keyed, round, HASH_BYTES, round);
      for (guint k = 0; k < HASH_BYTES; k++)
        hash[k] ^= round[k];
    }
  g_hmac_unref (keyed);
}

char *
ins_pin_seal (const char *pin)
{
  guint8 salt[SALT_BYTES], hash[HASH_BYTES];
  g_autofree char *salt_text = NULL, *hash_text = NULL;

  if (getrandom (salt, sizeof salt, 0) != sizeof salt)
    for (guint i = 0; i < sizeof salt; i++) /* better than none */
      salt[i] = (guint8)g_random_int ();
  ins_pin_derive (pin, salt, sizeof salt, N_ROUNDS, hash);
  salt_text = g_base64_encode (salt, sizeof salt);
  hash_text = g_base64_encode (hash, sizeof hash);

  return g_strdup_printf (SCHEME "$%d$%s$%s", N_ROUNDS, salt_text, hash_text);
}

gboolean
ins_pin_matches (const char *sealed, const char *pin)
{
  g_auto (GStrv) parts = g_strsplit (sealed, "$", 5);
  g_autofree guint8 *salt = NULL, *wanted = NULL;
  guint8 hash[HASH_BYTES], difference = 0;
  gsize salt_length = 0, wanted_length = 0;
  guint64 n_rounds = 0;

  if (g_strv_length (parts) != 4 || strcmp (parts[0], SCHEME) != 0 ||
      !g_ascii_string_to_unsigned (parts[1], 10, 1, MOST_ROUNDS, &n_rounds, NULL))
    return FALSE;
  salt = g_base64_decode (parts[2], &salt_length);
  wanted = g_base64_decode (parts[3], &wanted_length);
  if (salt_length == 0 || wanted_length != HASH_BYTES)
    return FALSE;
  ins_pin_derive (pin, salt, salt_length, (guint)n_rounds, hash);
  for (guint i = 0; i < HASH_BYTES; i++)
    difference |= hash[i] ^ wanted[i];

  return difference == 0;
}
