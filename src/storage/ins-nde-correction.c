/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "storage/ins-nde-card.h"
#include "storage/ins-nde-correction.h"
#include "storage/ins-nde-io.h"
#include "storage/ins-nde-record.h"

static guint32
get_own_crc (const InsNdeCorrection *self)
{
  return ins_nde_crc (0, self, offsetof (InsNdeCorrection, crc));
}

void
ins_nde_correction_fill (InsNdeCorrection *self,
                         const InsCorrection *correction,
                         InsNdePolicy policy,
                         double backlash_limit_mm)
{
  *self = (InsNdeCorrection){
    .placed_latency_s = correction->placed_latency_s,
    .placed_backlash_mm = correction->placed_backlash_mm,
    .backlash_limit_mm = backlash_limit_mm,
    .comb_px = correction->comb.comb_px,
    .comb_se_px = correction->comb.se_px,
    .low_mm = correction->low_mm,
    .high_mm = correction->high_mm,
    .latency_s = correction->latency_s,
    .backlash_mm = correction->backlash_mm,
    .forward_px = correction->shift.forward_px,
    .backward_px = correction->shift.backward_px,
    .n_lines = correction->comb.n_lines,
    .verdict = correction->comb.verdict,
    .gate = correction->gate,
    .kind = correction->kind,
    .source = correction->source,
    .policy = policy,
  };
  self->crc = get_own_crc (self);
}

/* Comparisons are false for NaN. */
static gboolean
is_sensible (const InsNdeCorrection *self)
{
  return fabs (self->forward_px) <= INS_ROW_SHIFT_MAX_PX &&
         fabs (self->backward_px) <= INS_ROW_SHIFT_MAX_PX && isfinite (self->placed_latency_s) &&
         isfinite (self->placed_backlash_mm) && isfinite (self->latency_s) &&
         isfinite (self->backlash_mm) && self->verdict <= INS_COMB_OK &&
         self->kind <= INS_PLANE_TOF && self->source <= INS_CORRECTION_GIVEN &&
         self->policy <= INS_NDE_CORRECT_VALUES;
}

gboolean
ins_nde_correction_get (const InsNdeCorrection *self, InsCorrection *correction)
{
  ins_correction_init (correction, 0.0, 0.0);
  if (self->crc != get_own_crc (self) || !is_sensible (self))
    return FALSE;
  *correction = (InsCorrection){
    .placed_latency_s = self->placed_latency_s,
    .placed_backlash_mm = self->placed_backlash_mm,
    .comb = { .verdict = (InsCombVerdict)self->verdict,
              .comb_px = self->comb_px,
              .se_px = self->comb_se_px,
              .n_lines = self->n_lines },
    .gate = self->gate,
    .kind = (InsPlaneKind)self->kind,
    .low_mm = self->low_mm,
    .high_mm = self->high_mm,
    .source = (InsCorrectionSource)self->source,
    .latency_s = self->latency_s,
    .backlash_mm = self->backlash_mm,
    .shift = { self->forward_px, self->backward_px },
  };

  return TRUE;
}

/* Directions of the rows, and the newest line's track; FALSE @has_both if all are one way. */
static gboolean
read_lines (int fd,
            const char *path,
            const InsNdeLayout *layout,
            const guint8 *good,
            gint8 *directions,
            InsTrackLine *newest,
            gboolean *has_both,
            GError **error)
{
  guint n[3] = { 0 }, newest_order = 0;

  *newest = (InsTrackLine){ .offset_low_s = (double)NAN };
  for (guint row = 0; row < layout->grid.n_rows; row++)
    {
      InsNdeRecord record;
      InsNdeCard card;

      directions[row] = 0;
      if (!good[row])
        continue;
      if (!ins_nde_io_read (fd, path, ins_nde_layout_get_record_offset (layout, row), &record,
                            sizeof record, error) ||
          !ins_nde_io_read (fd, path, ins_nde_layout_get_row_offset (layout, INS_NDE_CARD, row),
                            &card, sizeof card, error))
        return FALSE;
      if (card.placing != INS_PLACED_BY_REPORTS)
        continue;
      directions[row] = (gint8)CLAMP (record.direction, -1, 1);
      n[1 + directions[row]]++;
      if (record.order >= newest_order && record.n_reports_used > 0 && !record.interpolated)
        {
          newest_order = record.order;
          ins_nde_record_get_track (&record, newest);
        }
    }
  *has_both = n[0] > 0 && n[2] > 0;

  return TRUE;
}

static gboolean
read_row (int fd,
          const char *path,
          const InsNdeLayout *layout,
          guint dataset,
          guint row,
          gpointer data,
          GError **error)
{
  return ins_nde_io_read (fd, path, ins_nde_layout_get_row_offset (layout, dataset, row), data,
                          ins_nde_layout_get_row_bytes (layout, dataset), error);
}

/* (transfer full): the rows as recorded. */
static InsCscan *
read_picture (int fd,
              const char *path,
              const InsNdeLayout *layout,
              const guint8 *good,
              const gint8 *directions,
              GError **error)
{
  g_autoptr (InsCscan) cscan = ins_cscan_new (&layout->grid, layout->n_gates);
  gsize n_values = (gsize)layout->n_gates * layout->grid.n_columns;
  g_autofree float *amplitude = g_new (float, n_values);
  g_autofree float *tof = g_new (float, n_values);
  g_autofree guint8 *holes = g_new (guint8, layout->grid.n_columns);

  for (guint row = 0; row < layout->grid.n_rows; row++)
    {
      if (!good[row])
        continue;
      if (!read_row (fd, path, layout, INS_NDE_AMPLITUDE, row, amplitude, error) ||
          !read_row (fd, path, layout, INS_NDE_TOF, row, tof, error) ||
          !read_row (fd, path, layout, INS_NDE_HOLES, row, holes, error))
        return NULL;
      ins_cscan_set_direction (cscan, row, directions[row]);
      ins_cscan_put_row (cscan, row, amplitude, tof, holes);
    }

  return g_steal_pointer (&cscan);
}

gboolean
ins_nde_correct (int fd,
                 const char *path,
                 const InsNdeLayout *layout,
                 const guint8 *good,
                 gint8 *directions,
                 InsRowShift *shift,
                 GError **error)
{
  const InsNdeDataset *dataset = &layout->datasets[INS_NDE_CORRECTION];
  InsNdeCorrection record;
  InsCorrection correction;
  InsTrackLine track;
  gboolean has_both;

  *shift = (InsRowShift){ 0.0, 0.0 };
  memset (directions, 0, layout->grid.n_rows);
  if (dataset->n_bytes == 0)
    return TRUE;
  if (!ins_nde_io_read (fd, path, dataset->offset, &record, sizeof record, error) ||
      !read_lines (fd, path, layout, good, directions, &track, &has_both, error))
    return FALSE;
  if (!ins_nde_correction_get (&record, &correction))
    return TRUE;

  correction.comb = INS_NO_COMB;
  if (has_both)
    {
      g_autoptr (InsCscan) cscan = read_picture (fd, path, layout, good, directions, error);

      if (cscan == NULL)
        return FALSE;
      ins_correction_set_bounds (&correction, &track, record.backlash_limit_mm);
      ins_correction_measure (&correction, cscan, 0, layout->grid.n_rows, 0);
    }
  if (record.policy == INS_NDE_CORRECT_PICTURE)
    ins_correction_use_picture (&correction, &layout->grid);
  *shift = correction.shift;
  ins_nde_correction_fill (&record, &correction, (InsNdePolicy)record.policy,
                           record.backlash_limit_mm);

  return ins_nde_io_write (fd, path, dataset->offset, &record, sizeof record, error);
}
