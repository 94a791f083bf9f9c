/* ins-scan-cache.c - summaries of scans that were looked at before
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "storage/ins-scan-summary.h"

/* First what it is kept under; raised with each change of what follows. Strings are "" for none. */
#define VERSION 1
#define FORMAT "(usxtusssssxdduuuudbay)"
#define MAX_BYTES (4u << 20)

char *
ins_scan_summary_get_cache (void)
{
  return g_build_filename (g_get_user_cache_dir (), "insonify", "scans", NULL);
}

static char *
get_place (const char *cache, const char *path)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, path, -1);

  return g_build_filename (cache, sum, NULL);
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static char *
or_null (char *text)
{
  if (*text != '\0')
    return text;
  g_free (text);

  return NULL;
}

static void
save (const InsScanSummary *self, const char *cache)
{
  g_autofree char *place = get_place (cache, self->path);
  gsize n_bytes = 0;
  const guint8 *bytes = self->thumbnail != NULL ? g_bytes_get_data (self->thumbnail, &n_bytes)
                                                : NULL;
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new (
      "(usxtusssssxdduuuudb@ay)", (guint)VERSION, self->path, self->modified_us, self->n_bytes,
      (guint)self->state, or_empty (self->sentence), or_empty (self->name), or_empty (self->part),
      or_empty (self->operator_name), or_empty (self->notes), self->created_us, self->width_mm,
      self->height_mm, self->n_rows, self->n_columns, self->n_lines_done, self->n_holes,
      self->duration_s, self->is_simulated,
      g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, n_bytes, 1)));

  if (g_mkdir_with_parents (cache, 0700) == 0)
    (void)g_file_set_contents (place, g_variant_get_data (variant),
                               (gssize)g_variant_get_size (variant), NULL);
}

static void
take_thumbnail (InsScanSummary *self, GVariant *pixels)
{
  gsize n_bytes = 0;
  const guint8 *bytes = g_variant_get_fixed_array (pixels, &n_bytes, 1);

  if (n_bytes > 0)
    self->thumbnail = g_bytes_new (bytes, n_bytes);
}

/* NULL if it is not there, of another version, damaged, or of a file that has changed. */
static InsScanSummary *
load (const char *path, gint64 modified_us, guint64 n_bytes, const char *cache)
{
  g_autofree char *place = get_place (cache, path);
  g_autoptr (InsScanSummary) self = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GVariant) pixels = NULL;
  g_autofree char *content = NULL;
  gsize length = 0;
  guint version, state;

  if (!g_file_get_contents (place, &content, &length, NULL) || length > MAX_BYTES)
    return NULL;
  variant = g_variant_ref_sink (
      g_variant_new_from_data (G_VARIANT_TYPE (FORMAT), content, length, FALSE, NULL, NULL));
  if (!g_variant_is_normal_form (variant))
    return NULL;
  self = g_new0 (InsScanSummary, 1);
  g_variant_get (variant, "(usxtusssssxdduuuudb@ay)", &version, &self->path, &self->modified_us,
                 &self->n_bytes, &state, &self->sentence, &self->name, &self->part,
                 &self->operator_name, &self->notes, &self->created_us, &self->width_mm,
                 &self->height_mm, &self->n_rows, &self->n_columns, &self->n_lines_done,
                 &self->n_holes, &self->duration_s, &self->is_simulated, &pixels);
  self->state = (InsScanFileState)state;
  self->sentence = or_null (self->sentence);
  self->name = or_null (self->name);
  self->part = or_null (self->part);
  self->operator_name = or_null (self->operator_name);
  self->notes = or_null (self->notes);
  if (version != VERSION || state >= INS_SCAN_FILE_N_STATES || !g_str_equal (self->path, path) ||
      self->modified_us != modified_us || self->n_bytes != n_bytes)
    return NULL;
  take_thumbnail (self, pixels);

  return g_steal_pointer (&self);
}

InsScanSummary *
ins_scan_summary_look (const char *path, const char *cache)
{
  InsScanSummary *summary = NULL;
  GStatBuf status;

  if (cache == NULL)
    return ins_scan_summary_read (path);
  if (g_stat (path, &status) != 0)
    return NULL;
  summary = load (path,
                  (gint64)status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000,
                  (guint64)MAX (status.st_size, 0), cache);
  if (summary != NULL)
    return summary;
  summary = ins_scan_summary_read (path);
  if (summary != NULL && summary->state != INS_SCAN_FILE_BEING_WRITTEN)
    save (summary, cache);

  return summary;
}
