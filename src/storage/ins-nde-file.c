/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "storage/ins-nde-card.h"
#include "storage/ins-nde-correction.h"
#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-io.h"
#include "storage/ins-nde-record.h"

/* What is known of a row's A-scans. */
enum
{
  ASCANS_UNCHECKED,
  ASCANS_GOOD,
  ASCANS_DAMAGED,
};

/* Read-only once open, but for what is marked. */
struct _InsNdeFile
{
  gatomicrefcount ref_count;
  char *path;
  InsNdeLayout layout;
  InsNdeHeader header;
  InsRecipe *recipe;
  const guint8 *map; /* the whole file */
  gsize map_size;
  guint8 *good;    /* per row */
  guint spare_row; /* the one that is read from the spare line; G_MAXUINT: none */
  guint n_done, n_damaged;
  gint64 newest_unix_us;
  gboolean is_foreign;
  atomic_uchar *ascans; /* atomic; per row: checked when first asked for in a finished file */
};

/* How a row's records and data are read: the file may be in the middle of being written. */
static void
get_record (const InsNdeFile *self, guint row, InsNdeRecord *record)
{
  guint64 offset = row == self->spare_row
                       ? ins_nde_layout_get_spare_offset (&self->layout, INS_NDE_LINES)
                       : ins_nde_layout_get_record_offset (&self->layout, row);

  memcpy (record, self->map + offset, sizeof *record);
}

static const guint8 *
get_row (const InsNdeFile *self, guint dataset, guint row)
{
  return self->map + (row == self->spare_row
                          ? ins_nde_layout_get_spare_offset (&self->layout, dataset)
                          : ins_nde_layout_get_row_offset (&self->layout, dataset, row));
}

static gboolean
are_planes_good (const InsNdeFile *self, guint row, const InsNdeRecord *record)
{
  guint32 crc = 0;

  for (guint i = INS_NDE_ASCANS + 1; i < INS_NDE_N_ROW_WISE; i++)
    crc = ins_nde_crc (crc, get_row (self, i, row),
                       ins_nde_layout_get_row_bytes (&self->layout, i));

  return crc == record->planes_crc;
}

static gboolean
are_ascans_good (InsNdeFile *self, guint row)
{
  guchar known = atomic_load (&self->ascans[row]);
  gsize n_bytes = ins_nde_layout_get_row_bytes (&self->layout, INS_NDE_ASCANS);
  InsNdeRecord record;

  if (known == ASCANS_UNCHECKED)
    {
      get_record (self, row, &record);
      known = n_bytes == 0 || ins_nde_crc (0, get_row (self, INS_NDE_ASCANS, row), n_bytes) ==
                                  record.ascans_crc
                  ? ASCANS_GOOD
                  : ASCANS_DAMAGED;
      atomic_store (&self->ascans[row], known);
    }

  return known == ASCANS_GOOD;
}

static gboolean
is_line_good (InsNdeFile *self, guint row, gboolean with_ascans, gboolean *is_damaged)
{
  InsNdeRecord record;

  get_record (self, row, &record);
  if (!ins_nde_record_is_good (&record, row))
    return FALSE;
  *is_damaged = !are_planes_good (self, row, &record) ||
                (with_ascans && !are_ascans_good (self, row));

  return !*is_damaged;
}

/* A row that is not whole in its place may be so in the spare line: it was being replaced. */
static void
try_spare (InsNdeFile *self)
{
  gboolean was_damaged = FALSE, is_damaged = FALSE;
  InsNdeRecord record;

  if (!ins_nde_layout_has_spare (&self->layout))
    return;
  memcpy (&record, self->map + ins_nde_layout_get_spare_offset (&self->layout, INS_NDE_LINES),
          sizeof record);
  if (record.row >= self->layout.grid.n_rows || self->good[record.row])
    return;
  (void)is_line_good (self, record.row, TRUE, &was_damaged);
  self->spare_row = record.row;
  atomic_store (&self->ascans[record.row], ASCANS_UNCHECKED);
  if (is_line_good (self, record.row, TRUE, &is_damaged))
    {
      self->good[record.row] = 1;
      self->n_damaged -= was_damaged;
    }
  else
    {
      self->spare_row = G_MAXUINT;
      atomic_store (&self->ascans[record.row], ASCANS_UNCHECKED);
    }
}

static void
check_lines (InsNdeFile *self, gboolean with_ascans)
{
  for (guint row = 0; row < self->layout.grid.n_rows; row++)
    {
      gboolean is_damaged = FALSE;

      self->good[row] = is_line_good (self, row, with_ascans, &is_damaged) ? 1 : 0;
      self->n_damaged += is_damaged;
    }
  try_spare (self);
  for (guint row = 0; row < self->layout.grid.n_rows; row++)
    {
      InsNdeRecord record;

      if (!self->good[row])
        continue;
      get_record (self, row, &record);
      self->n_done++;
      self->newest_unix_us = MAX (self->newest_unix_us, record.started_unix_us);
    }
}

static gboolean
map_file (InsNdeFile *self, int fd, gboolean *is_foreign, GError **error)
{
  struct stat status;
  void *map;

  if (fstat (fd, &status) != 0)
    {
      ins_nde_io_set_error (error, errno, self->path);
      return FALSE;
    }
  if (!S_ISREG (status.st_mode) || status.st_size <= 0)
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT, _ ("%s: This is not a scan file."),
                   self->path);
      return FALSE;
    }
  map = mmap (NULL, (gsize)status.st_size, PROT_READ, MAP_SHARED, fd, 0);
  if (map == MAP_FAILED)
    {
      ins_nde_io_set_error (error, errno, self->path);
      return FALSE;
    }
  self->map = map;
  self->map_size = (gsize)status.st_size;

  if (ins_nde_directory_read (self->map, self->map_size, self->path, &self->layout, &self->header,
                              &self->recipe, error))
    return TRUE;
  *is_foreign = ins_nde_directory_is_foreign (self->map, self->map_size);

  return FALSE;
}

InsNdeFile *
ins_nde_file_map (const char *path, InsNdeCheck check, gboolean *is_foreign, GError **error)
{
  g_autoptr (InsNdeFile) self = g_new0 (InsNdeFile, 1);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  gboolean mapped;
  guint32 state;

  g_atomic_ref_count_init (&self->ref_count);
  self->spare_row = G_MAXUINT;
  self->path = g_strdup (path);
  if (fd < 0)
    {
      ins_nde_io_set_error (error, errno, path);
      return NULL;
    }
  mapped = map_file (self, fd, is_foreign, error);
  close (fd);
  if (!mapped)
    return NULL;

  self->good = g_new0 (guint8, self->layout.grid.n_rows);
  self->ascans = g_new0 (atomic_uchar, self->layout.grid.n_rows);
  memcpy (&state, self->map + self->layout.datasets[INS_NDE_STATE].offset, sizeof state);
  check_lines (self, check == INS_NDE_CHECK_ALL ||
                         (check == INS_NDE_CHECK_OPEN && state != INS_NDE_STATE_FINISHED));

  return g_steal_pointer (&self);
}

InsNdeFile *
ins_nde_file_open_own (const char *path, GError **error)
{
  gboolean is_foreign = FALSE;

  return ins_nde_file_map (path, INS_NDE_CHECK_OPEN, &is_foreign, error);
}

InsNdeFile *
ins_nde_file_open_checked (const char *path, GError **error)
{
  gboolean is_foreign = FALSE;

  return ins_nde_file_map (path, INS_NDE_CHECK_ALL, &is_foreign, error);
}

void
ins_nde_file_set_foreign (InsNdeFile *self, const char *path)
{
  g_free (self->path);
  self->path = g_strdup (path);
  self->is_foreign = TRUE;
}

gboolean
ins_nde_file_is_foreign (InsNdeFile *self)
{
  return self->is_foreign;
}

InsNdeFile *
ins_nde_file_ref (InsNdeFile *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
ins_nde_file_unref (InsNdeFile *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  if (self->map != NULL)
    munmap ((void *)self->map, self->map_size);
  g_clear_pointer (&self->recipe, ins_recipe_free);
  ins_nde_header_clear (&self->header);
  g_free (self->good);
  g_free (self->ascans);
  g_free (self->path);
  g_free (self);
}

const char *
ins_nde_file_get_path (InsNdeFile *self)
{
  return self->path;
}

const InsRecipe *
ins_nde_file_get_recipe (InsNdeFile *self)
{
  return self->recipe;
}

const InsScanGrid *
ins_nde_file_get_grid (InsNdeFile *self)
{
  return &self->layout.grid;
}

const InsTiming *
ins_nde_file_get_timing (InsNdeFile *self)
{
  return &self->header.timing;
}

int
ins_nde_file_get_full_scale_counts (InsNdeFile *self)
{
  return self->header.full_scale_counts;
}

void
ins_nde_file_get_format (InsNdeFile *self, InsAscanFormat *format)
{
  *format = (InsAscanFormat){ .type = INS_SAMPLE_INT16,
                              .n_samples = self->layout.n_samples,
                              .stride = self->layout.n_samples,
                              .sample_rate_hz = self->header.timing.sample_rate_hz,
                              .delay_s = self->header.timing.delay_s,
                              .full_scale_counts = self->header.full_scale_counts };
}

const char *
ins_nde_file_get_rig_text (InsNdeFile *self)
{
  return self->header.rig;
}

const char *
ins_nde_file_get_devices (InsNdeFile *self)
{
  return self->header.devices;
}

const char *
ins_nde_file_get_software (InsNdeFile *self)
{
  return self->header.software;
}

const char *
ins_nde_file_get_created (InsNdeFile *self)
{
  return self->header.created;
}

gboolean
ins_nde_file_is_simulated (InsNdeFile *self)
{
  return self->header.is_simulated;
}

guint
ins_nde_file_get_n_lines_done (InsNdeFile *self)
{
  return self->n_done;
}

gboolean
ins_nde_file_is_line_done (InsNdeFile *self, guint row)
{
  return row < self->layout.grid.n_rows && self->good[row];
}

gboolean
ins_nde_file_get_track (InsNdeFile *self, guint row, InsTrackLine *track)
{
  InsNdeRecord record;

  if (!ins_nde_file_is_line_done (self, row))
    return FALSE;
  get_record (self, row, &record);
  ins_nde_record_get_track (&record, track);

  return TRUE;
}

gboolean
ins_nde_file_get_line_card (InsNdeFile *self, guint row, InsLineCard *card)
{
  InsNdeCard record;

  if (self->layout.datasets[INS_NDE_CARD].n_bytes == 0 || !ins_nde_file_is_line_done (self, row))
    return FALSE;
  memcpy (&record, get_row (self, INS_NDE_CARD, row), sizeof record);
  ins_nde_card_get (&record, card);

  return TRUE;
}

gboolean
ins_nde_file_get_account (InsNdeFile *self, InsScanAccount *account)
{
  const InsNdeDataset *dataset = &self->layout.datasets[INS_NDE_ACCOUNT];
  InsNdeAccount record;

  if (dataset->n_bytes == 0)
    return FALSE;
  memcpy (&record, self->map + dataset->offset, sizeof record);

  return ins_nde_account_get (&record, account);
}

gboolean
ins_nde_file_get_correction (InsNdeFile *self, InsCorrection *correction)
{
  const InsNdeDataset *dataset = &self->layout.datasets[INS_NDE_CORRECTION];
  InsNdeCorrection record;

  ins_correction_init (correction, 0.0, 0.0);
  if (dataset->n_bytes == 0)
    return FALSE;
  memcpy (&record, self->map + dataset->offset, sizeof record);

  return ins_nde_correction_get (&record, correction);
}

int
ins_nde_file_get_direction (InsNdeFile *self, guint row)
{
  InsNdeRecord record;
  InsLineCard card = { .placing = INS_PLACED_BY_REPORTS };

  (void)ins_nde_file_get_line_card (self, row, &card);
  get_record (self, row, &record);

  return card.placing == INS_PLACED_BY_REPORTS ? record.direction : 0;
}

const gint16 *
ins_nde_file_get_ascan (InsNdeFile *self, guint row, guint column)
{
  if (!self->layout.has_ascans || column >= self->layout.grid.n_columns ||
      !ins_nde_file_is_line_done (self, row) ||
      get_row (self, INS_NDE_HOLES, row)[column] != INS_HOLE_NONE || !are_ascans_good (self, row))
    return NULL;

  return (const gint16 *)(const void *)get_row (self, INS_NDE_ASCANS, row) +
         (gsize)column * self->layout.n_samples;
}

const guint8 *
ins_nde_file_get_row (InsNdeFile *self, guint dataset, guint row)
{
  return get_row (self, dataset, row);
}

const guint8 *
ins_nde_file_get_single (InsNdeFile *self, guint dataset)
{
  return self->map + self->layout.datasets[dataset].offset;
}

void
ins_nde_file_get_record (InsNdeFile *self, guint row, InsNdeRecord *record)
{
  get_record (self, row, record);
}

const InsNdeLayout *
ins_nde_file_get_layout (InsNdeFile *self)
{
  return &self->layout;
}

const InsNdeHeader *
ins_nde_file_get_header (InsNdeFile *self)
{
  return &self->header;
}

const guint8 *
ins_nde_file_get_good (InsNdeFile *self)
{
  return self->good;
}

gboolean
ins_nde_file_uses_spare (InsNdeFile *self)
{
  return self->spare_row != G_MAXUINT;
}

guint
ins_nde_file_get_n_damaged (InsNdeFile *self)
{
  return self->n_damaged;
}

gint64
ins_nde_file_get_newest_unix_us (InsNdeFile *self)
{
  return self->newest_unix_us;
}
