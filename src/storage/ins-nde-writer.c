/* Threads: begin() runs on the conductor before the writer worker gets the sink; everything else
 * on the writer worker, but for get_n_bytes(), which any thread may call.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
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
#include "storage/ins-nde-resume.h"
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
  guint8 *good; /* per row */
  gint64 newest_unix_us;
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

  self->recipe = ins_recipe_copy (info->recipe);
  self->reports = g_new0 (InsTrackReport, self->layout.max_reports);
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
    self->reports[i] = data->reports[(guint64)i * data->n_reports / n];

  return n;
}

static gboolean
put_record (InsNdeWriter *self, guint row, const InsNdeRecord *record, GError **error)
{
  return ins_nde_io_write (self->fd, self->path,
                           ins_nde_layout_get_record_offset (&self->layout, row), record,
                           sizeof *record, error);
}

/* Writes the row into every row-wise dataset and notes its CRCs in @record. */
static gboolean
put_parts (InsNdeWriter *self, const InsLineData *data, InsNdeRecord *record, GError **error)
{
  InsNdeCard card;
  const gconstpointer parts[INS_NDE_N_ROW_WISE] = {
    [INS_NDE_ASCANS] = data->ascans,
    [INS_NDE_ASCAN_STATUS] = data->status,
    [INS_NDE_AMPLITUDE] = data->amplitude_percent,
    [INS_NDE_TOF] = data->tof_s,
    [INS_NDE_GATE_STATUS] = data->gate_status,
    [INS_NDE_HOLES] = data->holes,
    [INS_NDE_PULSES] = data->n_pulses,
    [INS_NDE_REPORTS] = self->reports,
    [INS_NDE_CARD] = &card,
  };

  ins_nde_card_fill (&card, &data->card);

  for (guint i = 0; i < INS_NDE_N_ROW_WISE; i++)
    {
      gsize n_bytes = ins_nde_layout_get_row_bytes (&self->layout, i);
      guint64 offset = ins_nde_layout_get_row_offset (&self->layout, i, data->line.row);

      if (n_bytes == 0)
        continue;
      if (i == INS_NDE_ASCANS)
        record->ascans_crc = ins_nde_crc (0, parts[i], n_bytes);
      else
        record->planes_crc = ins_nde_crc (record->planes_crc, parts[i], n_bytes);
      if (!ins_nde_io_write (self->fd, self->path, offset, parts[i], n_bytes, error))
        return FALSE;
      atomic_fetch_add (&self->n_bytes, n_bytes);
    }

  return TRUE;
}

/* The line's data into their places; the record, which makes them count, comes last. */
static gboolean
writer_put_line (InsLineSink *sink, const InsLineData *data, GError **error)
{
  InsNdeWriter *self = from_sink (sink);
  const InsNdeRecord nothing = { .state = 0 };
  guint row = data->line.row;
  InsNdeRecord record;

  g_return_val_if_fail (self->fd >= 0 && row < self->layout.grid.n_rows, FALSE);
  g_return_val_if_fail (data->n_pixels == self->layout.grid.n_columns &&
                            data->n_gates == self->layout.n_gates,
                        FALSE);
  g_return_val_if_fail (!self->layout.has_ascans ||
                            (data->ascans != NULL && data->n_samples == self->layout.n_samples),
                        FALSE);

  /* a line that is measured again does not count until all of it is new */
  if (self->good[row] && !put_record (self, row, &nothing, error))
    return FALSE;
  self->good[row] = 0;
  ins_nde_record_fill (&record, data, gather_reports (self, data));
  if (!put_parts (self, data, &record, error))
    return FALSE;
  ins_nde_record_seal (&record);
  if (!put_record (self, row, &record, error))
    return FALSE;

  atomic_fetch_add (&self->n_bytes, sizeof record);
  self->good[row] = 1;
  self->newest_unix_us = MAX (self->newest_unix_us, data->started_unix_us);

  return TRUE;
}

static gboolean
writer_sync (InsLineSink *sink, GError **error)
{
  InsNdeWriter *self = from_sink (sink);

  g_return_val_if_fail (self->fd >= 0, FALSE);
  if (fdatasync (self->fd) == 0)
    return TRUE;

  ins_nde_io_set_error (error, errno, self->path);

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
writer_finish (InsLineSink *sink, gboolean complete, const InsScanAccount *account, GError **error)
{
  InsNdeWriter *self = from_sink (sink);
  gboolean done;

  g_return_val_if_fail (self->fd >= 0, FALSE);
  /* how complete the file is follows from the lines that are in it */
  done = put_account (self, account, error) &&
         ins_nde_finish (self->fd, self->path, &self->layout, &self->header, self->recipe,
                         self->good, self->newest_unix_us, INS_NDE_STATE_FINISHED, error);
  writer_clear (self);

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

  self->sink = (InsLineSink){ .begin = writer_begin,
                              .put_line = writer_put_line,
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
