/* https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/ins-error.h"
#include "storage/ins-npy.h"

#define MAX_HEADER_BYTES (64u << 10)

static gboolean
fail (GError **error, const char *reason)
{
  g_set_error_literal (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT, reason);

  return FALSE;
}

/* The value behind 'key': in a Python dictionary that NumPy wrote; NULL if it is not there. */
static const char *
find_value (const char *header, const char *key)
{
  g_autofree char *single = g_strdup_printf ("'%s'", key);
  g_autofree char *twice = g_strdup_printf ("\"%s\"", key);
  const char *found = strstr (header, single);

  if (found == NULL)
    found = strstr (header, twice);
  if (found == NULL)
    return NULL;
  found += strlen (single);
  while (*found == ' ')
    found++;
  if (*found != ':')
    return NULL;
  found++;
  while (*found == ' ')
    found++;

  return found;
}

/* '<i2', '|u1', '>f8', ... */
static gboolean
parse_type (const char *text, InsNpy *npy)
{
  static const struct
  {
    const char *name;
    InsNumberType type;
  } types[] = {
    { "i1", INS_NUMBER_INT8 },    { "u1", INS_NUMBER_UINT8 },  { "i2", INS_NUMBER_INT16 },
    { "u2", INS_NUMBER_UINT16 },  { "i4", INS_NUMBER_INT32 },  { "u4", INS_NUMBER_UINT32 },
    { "i8", INS_NUMBER_INT64 },   { "u8", INS_NUMBER_UINT64 }, { "f4", INS_NUMBER_FLOAT32 },
    { "f8", INS_NUMBER_FLOAT64 },
  };

  if ((text[0] != '\'' && text[0] != '"') || strchr ("<>|=", text[1]) == NULL || text[1] == '\0')
    return FALSE;
  npy->is_swapped = text[1] == (G_BYTE_ORDER == G_LITTLE_ENDIAN ? '>' : '<');
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (strncmp (text + 2, types[i].name, 2) == 0 && text[4] == text[0])
      {
        npy->type = types[i].type;
        return TRUE;
      }

  return FALSE;
}

/* "(10, 20, 30)", "(5,)" */
static gboolean
parse_shape (const char *text, InsNpy *npy)
{
  npy->rank = 0;
  if (*text++ != '(')
    return FALSE;
  while (TRUE)
    {
      char *end;

      while (*text == ' ' || *text == ',')
        text++;
      if (*text == ')')
        return npy->rank >= 1;
      if (!g_ascii_isdigit (*text) || npy->rank == G_N_ELEMENTS (npy->shape))
        return FALSE;
      npy->shape[npy->rank++] = g_ascii_strtoull (text, &end, 10);
      text = end;
    }
}

static gboolean
parse_header (const char *header, InsNpy *npy, GError **error)
{
  const char *type = find_value (header, "descr");
  const char *order = find_value (header, "fortran_order");
  const char *shape = find_value (header, "shape");

  if (type == NULL || order == NULL || shape == NULL)
    return fail (error, _ ("The head of this NumPy file makes no sense."));
  if (!parse_type (type, npy))
    return fail (error, _ ("The numbers in this NumPy file are of a type that is not read. Save "
                           "them as whole numbers or floats of up to 64 bits."));
  if (!g_str_has_prefix (order, "True") && !g_str_has_prefix (order, "False"))
    return fail (error, _ ("The head of this NumPy file makes no sense."));
  npy->is_fortran = g_str_has_prefix (order, "True");
  if (!parse_shape (shape, npy))
    return fail (error, _ ("This NumPy file has not 1 to 3 dimensions. Rows, A-scans of a row and "
                           "samples are expected."));

  return TRUE;
}

static gboolean
check_size (const InsNpy *npy, gsize n_bytes, GError **error)
{
  guint64 n = ins_number_type_get_size (npy->type);

  for (guint i = 0; i < npy->rank; i++)
    if (npy->shape[i] == 0 || !g_uint64_checked_mul (&n, n, npy->shape[i]))
      return fail (error, npy->shape[i] == 0 ? _ ("There are no numbers in this NumPy file.")
                                             : _ ("The sizes in this NumPy file make no sense."));
  if (n > n_bytes - npy->data_offset)
    return fail (error, _ ("This NumPy file is cut short: it is smaller than its sizes say."));

  return TRUE;
}

gboolean
ins_npy_parse (const guint8 *bytes, gsize n_bytes, InsNpy *npy, GError **error)
{
  static const guint8 magic[] = { 0x93, 'N', 'U', 'M', 'P', 'Y' };
  g_autofree char *header = NULL;
  guint64 length;
  gsize begin;

  *npy = (InsNpy){ .rank = 0 };
  if (n_bytes < 12 || memcmp (bytes, magic, sizeof magic) != 0)
    return fail (error, _ ("This is not a NumPy file."));
  if (bytes[6] < 1 || bytes[6] > 3)
    return fail (error, _ ("This NumPy file is of a version that is not known yet."));
  begin = bytes[6] == 1 ? 10 : 12;
  length = bytes[8] | (guint64)bytes[9] << 8;
  if (bytes[6] > 1)
    length |= (guint64)bytes[10] << 16 | (guint64)bytes[11] << 24;
  if (length > MAX_HEADER_BYTES || length > n_bytes - begin)
    return fail (error, _ ("The head of this NumPy file makes no sense."));

  header = g_strndup ((const char *)bytes + begin, length);
  npy->data_offset = begin + length;

  return parse_header (header, npy, error) && check_size (npy, n_bytes, error);
}
