/* Threads: begin() runs on the conductor before the writer worker gets the sink; everything else
 * on the writer worker, but for get_n_bytes(), which any thread may call.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/ins-error.h"
#include "storage/ins-nde-card.h"
#include "storage/ins-nde-create.h"
#include "storage/ins-nde-finish.h"
#include "storage/ins-nde-io.h"
#include "storage/ins-nde-record.h"
#include "storage/ins-nde-reference.h"
#include "storage/ins-nde-resume.h"
#include "storage/ins-nde-timing.h"
#include "storage/ins-nde-spare.h"
#include "storage/ins-nde-verdict.h"
#include "storage/ins-nde-writer.h"

struct _InsNdeWriter
{
  InsLineSink sink; /* read-only after new; first, so that the sink is the writer */
  char *path;       /* read-only after new */
  gboolean resume, overwrite;

  /* by one thread after the other, see above */
  int fd; /* -1: not begun */
  InsNdeLayout layout;
  InsNdeHeader header;
  InsRecipe *recipe;
  guint8 *good;         /* per row */
  gboolean is_doubtful; /* a write or a sync failed: readers are to check every line */
  gboolean is_torn;     /* likewise, until that line is written after all */
  gint64 newest_unix_us;
  gboolean same_link;      /* as that of the lines that are there */
  double shift_mm;         /* of the scan axis: reports lie so much further than the file's lines */
  InsTrackReport *reports; /* layout.max_reports, zero behind the last one */

  _Atomic guint64 n_bytes; /* atomic */
};

static InsNdeWriter *
from_sink (InsLineSink *sink)
{
  return (InsNdeWriter *)sink;
}

static void
writer_clear (InsNdeWriter *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  ins_nde_header_clear (&self->header);
  g_clear_pointer (&self->recipe, ins_recipe_free);
  g_clear_pointer (&self->good, g_free);
  g_clear_pointer (&self->reports, g_free);
  self->newest_unix_us = 0;
  self->is_doubtful = self->is_torn = FALSE;
}

static gboolean
writer_read_reference (InsLineSink *sink, InsReference *then, gboolean *is_resumed, GError **error)
{
  InsNdeWriter *self = from_sink (sink);
  g_autoptr (InsNdeFile) file = NULL;
  InsNdeReference record;

  *then = (InsReference){ 0 };
  *is_resumed = self->resume;
  if (!self->resume)
    return TRUE;
  file = ins_nde_file_open_own (self->path, error);
  if (file == NULL)
    return FALSE;
  if (ins_nde_file_get_reference (file, &record))
    (void)ins_nde_reference_get (&record, then);

  return TRUE;
}

static gboolean
writer_begin (InsLineSink *sink, const InsScanInfo *info, gboolean *done, GError **error)
{
  InsNdeWriter *self = from_sink (sink);
  guint n_rows = info->plan->grid.n_rows;

  writer_clear (self);
  atomic_store (&self->n_bytes, 0);
  self->good = g_new0 (guint8, n_rows);
  if (self->resume)
    self->fd = ins_nde_resume (self->path, info, &self->layout, &self->header, self->good,
                               &self->newest_unix_us, error);
  else
    self->fd = ins_nde_create (self->path, info, self->overwrite, &self->layout, &self->header,
                               error);
  if (self->fd < 0)
    return FALSE;

  sink->can_replace = ins_nde_layout_has_spare (&self->layout);
  self->recipe = ins_recipe_copy (info->recipe);
  self->reports = g_new0 (InsTrackReport, self->layout.max_reports);
  self->same_link = self->resume && info->rig != NULL &&
                    ins_nde_resume_has_same_link (&self->header, info->rig);
  self->shift_mm = info->reference_check.shift_mm.mm[self->layout.grid.scan_axis];
  for (guint row = 0; row < n_rows; row++)
    done[row] = self->good[row] != 0;

  return TRUE;
}

/* All of them, or evenly thinned out if a line has more than the file has room for. */
static guint
gather_reports (InsNdeWriter *self, const InsLineData *data)
{
  guint n = MIN (data->n_reports, self->layout.max_reports);

  memset (self->reports, 0, self->layout.max_reports * sizeof *self->reports);
  for (guint i = 0; i < n; i++)
    {
      self->reports[i] = data->reports[(guint64)i * data->n_reports / n];
      self->reports[i].position_mm -= self->shift_mm;
    }

  return n;
}

static gboolean
put_record (InsNdeWriter *self, guint row, const InsNdeRecord *record, GError **error)
{
  if (!ins_nde_io_write (self->fd, self->path,
                         ins_nde_layout_get_record_offset (&self->layout, row), record,
                         sizeof *record, error))
    return FALSE;
  atomic_fetch_add (&self->n_bytes, sizeof *record);

  return TRUE;
}

/* Where each row-wise dataset's row of the line is; @card is filled for it. */
static void
gather_parts (InsNdeWriter *self, const InsLineData *data, InsNdeCard *card, gconstpointer *parts)
{
  ins_nde_card_fill (card, &data->card);
  parts[INS_NDE_ASCANS] = data->ascans;
  parts[INS_NDE_ASCAN_STATUS] = data->status;
  parts[INS_NDE_AMPLITUDE] = data->amplitude_percent;
  parts[INS_NDE_TOF] = data->tof_s;
  parts[INS_NDE_GATE_STATUS] = data->gate_status;
  parts[INS_NDE_HOLES] = data->holes;
  parts[INS_NDE_PULSES] = data->n_pulses;
  parts[INS_NDE_REPORTS] = self->reports;
  parts[INS_NDE_CARD] = card;
  parts[INS_NDE_REGISTRATION] = data->registration_um;
  parts[INS_NDE_DERIVED] = data->derived;
  parts[INS_NDE_ALARMS] = data->alarms;
}

static void
fill_crcs (const InsNdeWriter *self, const gconstpointer *parts, InsNdeRecord *record)
{
  for (guint i = 0; i < INS_NDE_N_ROW_WISE; i++)
    {
      gsize n_bytes = ins_nde_layout_get_row_bytes (&self->layout, i);

      if (n_bytes == 0)
        continue;
      if (i == INS_NDE_ASCANS)
        record->ascans_crc = ins_nde_crc (0, parts[i], n_bytes);
      else
        record->planes_crc = ins_nde_crc (record->planes_crc, parts[i], n_bytes);
    }
}

/* Writes the row into every row-wise dataset. */
static gboolean
put_parts (InsNdeWriter *self, guint row, const gconstpointer *parts, GError **error)
{
  for (guint i = 0; i < INS_NDE_N_ROW_WISE; i++)
    {
      gsize n_bytes = ins_nde_layout_get_row_bytes (&self->layout, i);

      if (n_bytes > 0 && !ins_nde_io_write (self->fd, self->path,
                                            ins_nde_layout_get_row_offset (&self->layout, i, row),
                                            parts[i], n_bytes, error))
        return FALSE;
      atomic_fetch_add (&self->n_bytes, n_bytes);
    }

  return TRUE;
}

/* A line that is measured again is first put where it does not cost the one that is there. */
static gboolean
keep_spare (InsNdeWriter *self,
            const gconstpointer *parts,
            const InsNdeRecord *record,
            GError **error)
{
  if (ins_nde_layout_has_spare (&self->layout))
    return ins_nde_spare_put (self->fd, self->path, &self->layout, parts, record, error);

  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
               _ ("%s was begun by an older version of Insonify and has no room in which a line "
                  "could be replaced safely. Scan into a new file."),
               self->path);

  return FALSE;
}

/* The line's data into their places; the record, which makes them count, comes last. */
static gboolean
writer_put_line (InsLineSink *sink, const InsLineData *data, GError **error)
{
  InsNdeWriter *self = from_sink (sink);
  guint row = data->line.row;
  gconstpointer parts[INS_NDE_N_ROW_WISE];
  g_autoptr (GError) local_error = NULL;
  InsNdeRecord record;
  InsNdeCard card;

  g_return_val_if_fail (self->fd >= 0 && row < self->layout.grid.n_rows, FALSE);
  g_return_val_if_fail (data->n_pixels == self->layout.grid.n_columns &&
                            data->n_gates == self->layout.n_gates,
                        FALSE);
  g_return_val_if_fail (!self->layout.has_ascans ||
                            (data->ascans != NULL && data->n_samples == self->layout.n_samples),
                        FALSE);

  ins_nde_record_fill (&record, data, gather_reports (self, data));
  gather_parts (self, data, &card, parts);
  fill_crcs (self, parts, &record);
  ins_nde_record_seal (&record);
  if (self->good[row] && !keep_spare (self, parts, &record, error))
    return FALSE;
  self->good[row] = 0;
  if (!put_parts (self, row, parts, &local_error) || !put_record (self, row, &record, &local_error))
    {
      /* the disk keeps what it took before it was full */
      self->is_torn = TRUE;
      self->is_doubtful = self->is_doubtful ||
                          !g_error_matches (local_error, INS_FILE_ERROR, INS_FILE_ERROR_FULL);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  self->is_torn = FALSE;
  self->good[row] = 1;
  self->newest_unix_us = MAX (self->newest_unix_us, data->started_unix_us);

  return TRUE;
}

static gboolean
read_row (InsNdeWriter *self, guint dataset, guint row, gpointer data, GError **error)
{
  return ins_nde_io_read (self->fd, self->path,
                          ins_nde_layout_get_row_offset (&self->layout, dataset, row), data,
                          ins_nde_layout_get_row_bytes (&self->layout, dataset), error);
}

static gboolean
writer_read_line (InsLineSink *sink, guint row, InsLineData *data, GError **error)
{
  InsNdeWriter *self = from_sink (sink);
  InsNdeRecord record;
  InsNdeCard card;

  g_return_val_if_fail (self->fd >= 0 && row < self->layout.grid.n_rows && self->good[row], FALSE);
  for (guint i = 0; i < data->n_pixels; i++) /* a file of an older format has none */
    data->registration_um[i] = NAN;
  if (!read_row (self, INS_NDE_ASCAN_STATUS, row, data->status, error) ||
      !read_row (self, INS_NDE_AMPLITUDE, row, data->amplitude_percent, error) ||
      !read_row (self, INS_NDE_TOF, row, data->tof_s, error) ||
      !read_row (self, INS_NDE_GATE_STATUS, row, data->gate_status, error) ||
      !read_row (self, INS_NDE_HOLES, row, data->holes, error) ||
      !read_row (self, INS_NDE_PULSES, row, data->n_pulses, error) ||
      !read_row (self, INS_NDE_REGISTRATION, row, data->registration_um, error) ||
      !read_row (self, INS_NDE_DERIVED, row, data->derived, error) ||
      !read_row (self, INS_NDE_ALARMS, row, data->alarms, error) ||
      !ins_nde_io_read (self->fd, self->path, ins_nde_layout_get_record_offset (&self->layout, row),
                        &record, sizeof record, error))
    return FALSE;
  ins_nde_record_get_track (&record, &data->track);
  data->card = (InsLineCard){ .slip_mm = (double)NAN };
  if (ins_nde_layout_get_row_bytes (&self->layout, INS_NDE_CARD) > 0)
    {
      if (!read_row (self, INS_NDE_CARD, row, &card, error))
        return FALSE;
      ins_nde_card_get (&card, &data->card);
    }
  data->line.row = row;
  data->line.order = record.order;
  data->line.direction = record.direction;
  data->started_unix_us = record.started_unix_us;

  return TRUE;
}

static gboolean
writer_read_reports (InsLineSink *sink, guint row, InsLineData *data, GError **error)
{
  InsNdeWriter *self = from_sink (sink);
  InsNdeRecord record;
  guint n_kept;

  data->n_reports = 0;
  if (!self->same_link)
    return TRUE;
  if (!read_row (self, INS_NDE_REPORTS, row, self->reports, error) ||
      !ins_nde_io_read (self->fd, self->path, ins_nde_layout_get_record_offset (&self->layout, row),
                        &record, sizeof record, error))
    return FALSE;
  n_kept = MIN (record.n_reports, self->layout.max_reports);
  data->n_reports = MIN (n_kept, data->max_reports);
  for (guint i = 0; i < data->n_reports; i++)
    {
      data->reports[i] = self->reports[(guint64)i * n_kept / data->n_reports];
      data->reports[i].position_mm += self->shift_mm;
    }

  return TRUE;
}

static gboolean
writer_sync (InsLineSink *sink, GError **error)
{
  InsNdeWriter *self = from_sink (sink);

  g_return_val_if_fail (self->fd >= 0, FALSE);
  if (ins_nde_io_sync (self->fd, self->path, error))
    return TRUE;

  /* what the disk lost may still look good for as long as it is cached */
  self->is_doubtful = TRUE;

  return FALSE;
}

/* On top of what earlier parts of the same scan came to. */
static gboolean
put_account (InsNdeWriter *self, const InsScanAccount *account, GError **error)
{
  const InsNdeDataset *dataset = &self->layout.datasets[INS_NDE_ACCOUNT];
  InsNdeAccount earlier, sum;

  if (dataset->n_bytes == 0)
    return TRUE;
  if (!ins_nde_io_read (self->fd, self->path, dataset->offset, &earlier, sizeof earlier, error))
    return FALSE;
  ins_nde_account_fill (&sum, account, &earlier);

  return ins_nde_io_write (self->fd, self->path, dataset->offset, &sum, sizeof sum, error);
}

static gboolean
put_timing (InsNdeWriter *self, const InsTimingFigures *figures, GError **error)
{
  const InsNdeDataset *dataset = &self->layout.datasets[INS_NDE_TIMING];
  InsNdeTiming earlier, sum;

  if (dataset->n_bytes == 0)
    return TRUE;
  if (!ins_nde_io_read (self->fd, self->path, dataset->offset, &earlier, sizeof earlier, error))
    return FALSE;
  ins_nde_timing_fill (&sum, figures, &earlier);

  return ins_nde_io_write (self->fd, self->path, dataset->offset, &sum, sizeof sum, error);
}

static gboolean
writer_finish (InsLineSink *sink, gboolean complete, const InsScanAccount *account, GError **error)
{
  InsNdeWriter *self = from_sink (sink);
  gboolean done, has_rules;

  g_return_val_if_fail (self->fd >= 0, FALSE);
  has_rules = self->recipe->n_rules > 0;
  /* how complete the file is follows from the lines that are in it */
  done = put_account (self, account, error) && put_timing (self, &account->figures, error) &&
         ins_nde_finish (self->fd, self->path, &self->layout, &self->header, self->recipe,
                         self->good, self->newest_unix_us,
                         self->is_doubtful || self->is_torn ? INS_NDE_STATE_OPEN
                                                            : INS_NDE_STATE_FINISHED,
                         error);
  writer_clear (self);
  if (done && has_rules)
    ins_nde_judge_if_ruled (self->path);

  return done;
}

static guint64
writer_get_n_bytes (InsLineSink *sink)
{
  return atomic_load (&from_sink (sink)->n_bytes);
}

InsNdeWriter *
ins_nde_writer_new (const char *path, gboolean resume, gboolean overwrite)
{
  InsNdeWriter *self = g_new0 (InsNdeWriter, 1);

  self->sink = (InsLineSink){ .read_reference = writer_read_reference,
                              .begin = writer_begin,
                              .put_line = writer_put_line,
                              .read_line = writer_read_line,
                              .read_reports = writer_read_reports,
                              .sync = writer_sync,
                              .finish = writer_finish,
                              .get_n_bytes = writer_get_n_bytes };
  self->path = g_strdup (path);
  self->resume = resume;
  self->overwrite = overwrite;
  self->fd = -1;

  return self;
}

void
ins_nde_writer_free (InsNdeWriter *self)
{
  writer_clear (self);
  g_free (self->path);
  g_free (self);
}

InsLineSink *
ins_nde_writer_get_sink (InsNdeWriter *self)
{
  return &self->sink;
}
