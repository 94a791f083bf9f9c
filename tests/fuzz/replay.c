/* replay.c - a fuzz target without a fuzzer: every file of its corpus, then mutations of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: replay-TARGET CORPUS-FOLDER [MUTATIONS]
 *
 * Always the same ones, whatever the machine.
 */
#include "config.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_MUTATIONS 5000
#define MAX_BYTES 4096
#define MAX_CHANGES 6

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes);

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

/* GBytes, ordered by their files' names. */
static GPtrArray *
load_corpus (const char *folder)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *corpus = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) directory = g_dir_open (folder, 0, &error);
  const char *name;

  if (directory == NULL)
    g_error ("%s", error->message);
  while ((name = g_dir_read_name (directory)) != NULL)
    g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      char *bytes;
      gsize n_bytes;

      if (!g_file_get_contents (g_ptr_array_index (names, i), &bytes, &n_bytes, &error))
        g_error ("%s", error->message);
      g_ptr_array_add (corpus, g_bytes_new_take (bytes, n_bytes));
    }

  return corpus;
}

static GBytes *
pick (GRand *random, const GPtrArray *corpus)
{
  return g_ptr_array_index (corpus, g_rand_int_range (random, 0, (gint32)corpus->len));
}

/* A place in the text: 0 to its length. */
static guint
place (GRand *random, const GByteArray *text)
{
  return (guint)g_rand_int_range (random, 0, (gint32)text->len + 1);
}

static void
insert (GByteArray *text, guint at, const guint8 *bytes, guint n_bytes)
{
  guint n_before = text->len;

  g_byte_array_set_size (text, n_before + n_bytes);
  memmove (text->data + at + n_bytes, text->data + at, n_before - at);
  memcpy (text->data + at, bytes, n_bytes);
}

/* A byte that protocols are made of, or any. */
static guint8
any_byte (GRand *random)
{
  static const char usual[] = "0123456789+-.,:;=|<>@#!/^ \r\nEeXYZok";

  if (g_rand_int_range (random, 0, 3) == 0)
    return (guint8)g_rand_int_range (random, 0, 256);

  return (guint8)usual[g_rand_int_range (random, 0, sizeof usual - 1)];
}

static void
change (GRand *random, GByteArray *text, const GPtrArray *corpus)
{
  guint at = place (random, text), other = place (random, text);
  guint n = MIN (MAX (at, other) - MIN (at, other), 64);
  guint8 byte = any_byte (random);

  switch (g_rand_int_range (random, 0, 6))
    {
    case 0: /* another byte */
      if (at < text->len)
        text->data[at] = byte;
      return;
    case 1:
      insert (text, at, &byte, 1);
      return;
    case 2: /* a piece is lost */
      if (n > 0)
        g_byte_array_remove_range (text, MIN (at, other), n);
      return;
    case 3: /* it ends too early */
      g_byte_array_set_size (text, at);
      return;
    case 4: /* a digit or a byte again and again */
      for (guint i = 0; i < n; i++)
        insert (text, at, &byte, 1);
      return;
    default:
      {
        gsize n_more;
        const guint8 *more = g_bytes_get_data (pick (random, corpus), &n_more);

        if (n_more > 0 && text->len < MAX_BYTES)
          insert (text, at, more, (guint)MIN (n_more, MAX_BYTES));
      }
    }
}

static void
try_copy (const guint8 *bytes, gsize n_bytes)
{
  g_autofree guint8 *copy = g_memdup2 (bytes,
                                       n_bytes); /* of its size: valgrind sees one too many */

  LLVMFuzzerTestOneInput (copy, n_bytes);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (GPtrArray) corpus = NULL;
  guint n_mutations = argc > 2 ? (guint)atoi (argv[2]) : DEFAULT_MUTATIONS;

  if (argc < 2)
    g_error ("Say where the corpus is.");
  corpus = load_corpus (argv[1]);
  if (corpus->len == 0)
    g_error ("%s is empty.", argv[1]);
  for (guint i = 0; i < corpus->len; i++)
    {
      gsize n_bytes;
      const guint8 *bytes = g_bytes_get_data (g_ptr_array_index (corpus, i), &n_bytes);

      try_copy (bytes, n_bytes);
    }
  for (guint i = 0; i < n_mutations; i++)
    {
      gsize n_bytes;
      const guint8 *bytes = g_bytes_get_data (pick (random, corpus), &n_bytes);
      g_autoptr (GByteArray) text = g_byte_array_new ();

      g_byte_array_append (text, bytes, (guint)n_bytes);
      for (gint32 k = g_rand_int_range (random, 1, MAX_CHANGES + 1); k > 0; k--)
        change (random, text, corpus);
      try_copy (text->data, text->len);
    }
  g_print ("%u files, %u mutations\n", corpus->len, n_mutations);

  return 0;
}
