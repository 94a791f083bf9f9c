/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "storage/ins-nde-directory.h"
#include "storage/ins-nde-record.h"

/* recipe, rig, devices, software, created; simulated, full scale; rate, samples, delay, prf;
 * reports per line; path, offset and size of datasets; offset and size of the properties */
#define FORMAT "((sssss)bi(dudd)ua(stt)(tt))"

#define MAX_SAMPLES (1u << 24)
#define MAX_FULL_SCALE (1 << 24)

/* How much is searched at each end of the file. */
#define SEARCH_BYTES (4u << 20)

static const char magic[16] = "Insonify-NDE-1";

typedef struct
{
  char magic[16];
  guint32 version;
  guint32 length;
  guint32 crc;
  guint32 zero;
} Head;

G_STATIC_ASSERT (sizeof (Head) == 32);

void
ins_nde_header_clear (InsNdeHeader *self)
{
  g_clear_pointer (&self->recipe, g_free);
  g_clear_pointer (&self->rig, g_free);
  g_clear_pointer (&self->devices, g_free);
  g_clear_pointer (&self->software, g_free);
  g_clear_pointer (&self->created, g_free);
}

void
ins_nde_header_copy (InsNdeHeader *to, const InsNdeHeader *from)
{
  ins_nde_header_clear (to);
  *to = *from;
  to->recipe = g_strdup (from->recipe);
  to->rig = g_strdup (from->rig);
  to->devices = g_strdup (from->devices);
  to->software = g_strdup (from->software);
  to->created = g_strdup (from->created);
}

GBytes *
ins_nde_directory_new (const InsNdeLayout *layout, const InsNdeHeader *header)
{
  g_autoptr (GVariant) variant = NULL;
  GVariantBuilder datasets;
  Head head = { .version = INS_NDE_FORMAT_VERSION };
  guint8 *bytes;

  g_variant_builder_init (&datasets, G_VARIANT_TYPE ("a(stt)"));
  for (guint i = 0; i < layout->n_datasets; i++)
    if (layout->datasets[i].n_bytes > 0)
      g_variant_builder_add (&datasets, "(stt)", layout->datasets[i].path,
                             layout->datasets[i].offset, layout->datasets[i].n_bytes);
  variant = g_variant_ref_sink (g_variant_new (
      FORMAT, header->recipe, header->rig, header->devices, header->software, header->created,
      header->is_simulated, header->full_scale_counts, header->timing.sample_rate_hz,
      header->timing.n_samples, header->timing.delay_s, header->timing.prf_hz, layout->max_reports,
      &datasets, layout->properties_offset, (guint64)layout->properties_size));

  memcpy (head.magic, magic, sizeof magic);
  head.length = (guint32)g_variant_get_size (variant);
  bytes = g_malloc (sizeof head + head.length);
  g_variant_store (variant, bytes + sizeof head);
  head.crc = ins_nde_crc (0, bytes + sizeof head, head.length);
  memcpy (bytes, &head, sizeof head);

  return g_bytes_new_take (bytes, sizeof head + head.length);
}

/* The last whole directory that starts at or after @first and before @end; NULL if there is none.
 */
static const guint8 *
find_between (const guint8 *file, gsize file_size, gsize first, gsize end, Head *head)
{
  if (file_size < sizeof *head)
    return NULL;
  for (gsize place = MIN (end, file_size - sizeof *head) & ~(gsize)7; place + 8 > first; place -= 8)
    {
      const guint8 *content = file + place + sizeof *head;

      if (memcmp (file + place, magic, sizeof magic) == 0)
        {
          memcpy (head, file + place, sizeof *head);
          if (head->length <= file_size - place - sizeof *head &&
              ins_nde_crc (0, content, head->length) == head->crc)
            return content;
        }
      if (place == 0)
        break;
    }

  return NULL;
}

/* HDF5 puts it behind the big datasets or, into room that is left there, before them. */
static const guint8 *
find (const guint8 *file, gsize file_size, Head *head)
{
  gsize tail = file_size > SEARCH_BYTES ? (file_size - SEARCH_BYTES) & ~(gsize)7 : 0;
  const guint8 *content = find_between (file, file_size, tail, file_size, head);

  if (content == NULL && tail > 0)
    content = find_between (file, file_size, 0, MIN (SEARCH_BYTES, tail), head);

  return content;
}

/* Comparisons are false for NaN. */
static gboolean
is_sensible (const InsNdeHeader *header)
{
  const InsTiming *timing = &header->timing;

  return header->full_scale_counts >= 1 && header->full_scale_counts <= MAX_FULL_SCALE &&
         timing->n_samples >= 1 && timing->n_samples <= MAX_SAMPLES && timing->sample_rate_hz > 0 &&
         isfinite (timing->sample_rate_hz) && isfinite (timing->delay_s) && timing->prf_hz > 0 &&
         isfinite (timing->prf_hz);
}

static gboolean
place_dataset (InsNdeLayout *layout,
               const char *path,
               guint64 offset,
               guint64 n_bytes,
               gsize file_size)
{
  for (guint i = 0; i < layout->n_datasets; i++)
    {
      InsNdeDataset *dataset = &layout->datasets[i];

      if (dataset->n_bytes == 0 || !g_str_equal (dataset->path, path))
        continue;
      dataset->offset = offset;
      /* rows are used in place */
      return dataset->n_bytes == n_bytes && offset > 0 && offset % 8 == 0 && offset <= file_size &&
             n_bytes <= file_size - offset;
    }

  return FALSE;
}

/* A dataset that came with a later version of the same format. */
static void
drop_absent (InsNdeLayout *layout, guint dataset)
{
  if (layout->datasets[dataset].offset != 0)
    return;
  layout->n_bytes -= layout->datasets[dataset].n_bytes;
  layout->datasets[dataset].n_bytes = 0;
}

static gboolean
place_all (InsNdeLayout *layout, GVariantIter *datasets, gsize file_size)
{
  guint n_wanted = 0;
  const char *path;
  guint64 offset, n_bytes;

  while (g_variant_iter_next (datasets, "(&stt)", &path, &offset, &n_bytes))
    if (!place_dataset (layout, path, offset, n_bytes, file_size))
      return FALSE;
  drop_absent (layout, INS_NDE_MEASUREMENTS);
  drop_absent (layout, INS_NDE_WORDS);
  drop_absent (layout, INS_NDE_VERDICT);
  for (guint i = 0; i < layout->n_datasets; i++)
    {
      n_wanted += layout->datasets[i].n_bytes > 0;
      if (layout->datasets[i].n_bytes > 0 && layout->datasets[i].offset == 0)
        return FALSE;
    }

  return n_wanted == g_variant_iter_n_children (datasets);
}

static gboolean
fail (GError **error, const char *path, const char *reason)
{
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT, "%s: %s", path, reason);

  return FALSE;
}

static gboolean
unpack (GVariant *variant,
        gsize file_size,
        const char *path,
        guint format_version,
        InsNdeLayout *layout,
        InsNdeHeader *header,
        InsRecipe **recipe,
        GError **error)
{
  g_autoptr (GVariantIter) datasets = NULL;
  guint64 properties_offset, properties_size;
  guint max_reports;

  g_variant_get (variant, FORMAT, &header->recipe, &header->rig, &header->devices,
                 &header->software, &header->created, &header->is_simulated,
                 &header->full_scale_counts, &header->timing.sample_rate_hz,
                 &header->timing.n_samples, &header->timing.delay_s, &header->timing.prf_hz,
                 &max_reports, &datasets, &properties_offset, &properties_size);
  if (!is_sensible (header))
    return fail (error, path, _ ("The file is damaged: its timing makes no sense."));
  *recipe = ins_recipe_new_from_text (header->recipe, path, NULL);
  if (*recipe == NULL)
    return fail (error, path, _ ("The file is damaged: the recipe in it cannot be read."));
  if (!ins_nde_layout_init (layout, *recipe, header->timing.n_samples, max_reports,
                            format_version) ||
      !place_all (layout, datasets, file_size) || layout->n_bytes > file_size ||
      properties_offset > file_size || properties_size > file_size - properties_offset)
    return fail (error, path, _ ("The file is damaged: its data are not where they should be."));
  layout->properties_offset = properties_offset;
  layout->properties_size = properties_size;

  return TRUE;
}

static const guint8 signature[] = { 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n' };

gboolean
ins_nde_directory_is_foreign (const guint8 *file, gsize file_size)
{
  Head head;

  return file_size >= sizeof signature && memcmp (file, signature, sizeof signature) == 0 &&
         find (file, file_size, &head) == NULL;
}

gboolean
ins_nde_directory_read (const guint8 *file,
                        gsize file_size,
                        const char *path,
                        InsNdeLayout *layout,
                        InsNdeHeader *header,
                        InsRecipe **recipe,
                        GError **error)
{
  g_autoptr (GVariant) variant = NULL;
  g_autofree guint8 *copy = NULL;
  Head head = { .version = 0 };
  const guint8 *content = find (file, file_size, &head);

  if (content == NULL &&
      (file_size < sizeof signature || memcmp (file, signature, sizeof signature) != 0))
    return fail (error, path, _ ("This is not an .nde file."));
  if (content == NULL)
    return fail (error, path,
                 _ ("This .nde file was not made by Insonify, or it is cut short or damaged."));
  if (head.version < 1 || head.version > INS_NDE_FORMAT_VERSION)
    return fail (error, path, _ ("The file was made by a newer version of Insonify."));

  /* copied, because the file may be written meanwhile, and for its alignment */
  copy = g_memdup2 (content, head.length);
  variant = g_variant_ref_sink (
      g_variant_new_from_data (G_VARIANT_TYPE (FORMAT), copy, head.length, FALSE, NULL, NULL));
  if (!g_variant_is_normal_form (variant))
    return fail (error, path, _ ("The file is damaged: its directory makes no sense."));

  return unpack (variant, file_size, path, head.version, layout, header, recipe, error);
}
