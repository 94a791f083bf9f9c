/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libdeflate.h>
#include <stddef.h>

#include "storage/ins-nde-record.h"

guint32
ins_nde_crc (guint32 crc, gconstpointer data, gsize n_bytes)
{
  return libdeflate_crc32 (crc, data, n_bytes);
}

static guint32
get_own_crc (const InsNdeRecord *self)
{
  return ins_nde_crc (0, self, offsetof (InsNdeRecord, record_crc));
}

void
ins_nde_record_fill (InsNdeRecord *self, const InsLineData *data, guint n_reports)
{
  *self = (InsNdeRecord){
    .state = INS_NDE_LINE_DONE,
    .row = data->line.row,
    .order = data->line.order,
    .direction = data->line.direction,
    .n_lost_pulses = data->n_lost_pulses,
    .n_reports = n_reports,
    .n_reports_used = data->track.n_reports,
    .interpolated = data->track.interpolated ? 1 : 0,
    .started_unix_us = data->started_unix_us,
    .started_s = data->started_s,
    .clock_rate = data->clock_rate,
    .crossing_s = data->track.crossing_s,
    .speed_mm_s = data->track.speed_mm_s,
    .alpha = data->track.alpha,
    .offset_s = data->track.offset_s,
    .offset_low_s = data->track.offset_low_s,
    .offset_high_s = data->track.offset_high_s,
    .sigma_s = data->track.sigma_s,
    .track_state = (guint8)data->track.state,
    .verdict = (guint8)data->track.verdict,
  };
}

void
ins_nde_record_seal (InsNdeRecord *self)
{
  self->record_crc = get_own_crc (self);
}

gboolean
ins_nde_record_is_good (const InsNdeRecord *self, guint row)
{
  return self->state == INS_NDE_LINE_DONE && self->row == row &&
         self->record_crc == get_own_crc (self);
}

/* Before format 3 the record does not say. */
static InsTrackState
get_state (const InsNdeRecord *self)
{
  if (self->track_state != INS_TRACK_OK && self->track_state < INS_TRACK_N_STATES)
    return (InsTrackState)self->track_state;
  if (self->interpolated != 0)
    return INS_TRACK_INTERPOLATED;

  return self->n_reports_used < INS_TRACK_GOOD_REPORTS ? INS_TRACK_FEW_REPORTS : INS_TRACK_OK;
}

void
ins_nde_record_get_track (const InsNdeRecord *self, InsTrackLine *track)
{
  *track = (InsTrackLine){
    .crossing_s = self->crossing_s,
    .speed_mm_s = self->speed_mm_s,
    .alpha = self->alpha,
    .offset_s = self->offset_s,
    .offset_low_s = self->offset_low_s,
    .offset_high_s = self->offset_high_s,
    .sigma_s = self->sigma_s,
    .n_reports = self->n_reports_used,
    .interpolated = self->interpolated != 0,
    .state = get_state (self),
    .verdict = self->verdict < INS_TRACK_N_VERDICTS ? (InsTrackVerdict)self->verdict
                                                    : INS_TRACK_LOST,
  };
}
