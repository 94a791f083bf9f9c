/* ins-line-data.h - one finished line on its way to the file, and who takes it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/ins-rig.h"
#include "scan/ins-plan.h"
#include "scan/ins-track.h"

G_BEGIN_DECLS

/* Preallocated once per scan; one owner at a time (processing worker, then writer). Pixels run
 * from column 0 up whichever way the line was swept. */
typedef struct
{
  InsLine line;
  guint n_pixels, n_samples, n_gates;
  gint16 *ascans;    /* n_pixels x n_samples, mean of the pulses; 0 in holes; NULL in gated mode */
  guint16 *n_pulses; /* per pixel */
  guint8 *holes;     /* per pixel, InsHole */
  guint8 *status;    /* per pixel, INS_STATUS_ bits of the A-scan */
  float *amplitude_percent; /* n_gates x n_pixels, NaN none */
  float *tof_s;             /* n_gates x n_pixels, NaN none */
  guint8 *gate_status;      /* n_gates x n_pixels */
  InsTrackLine track;
  InsTrackReport *reports; /* raw, for a later registration */
  guint n_reports, max_reports;
  guint n_lost_pulses;
  double started_s;       /* ins_clock_now_s() */
  gint64 started_unix_us; /* wall clock, for people */
  double clock_rate;      /* host seconds per card second */
} InsLineData;

InsLineData *ins_line_data_new (const InsPlan *plan, const InsRecipe *recipe, guint max_reports);
void ins_line_data_free (InsLineData *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsLineData, ins_line_data_free)

/* What a sink must know before the first line. */
typedef struct
{
  const InsRecipe *recipe;
  const InsPlan *plan;
  const InsRig *rig;
  InsStageInfo stage_info;
  InsDigitizerInfo digitizer_info;
} InsScanInfo;

/* Takes lines; implemented by storage (the .nde file), which this layer does not see. begin() is
 * called on the conductor before the first motion, the others on the writer worker only. */
typedef struct _InsLineSink InsLineSink;
struct _InsLineSink
{
  /* Creates everything, so that a full disk is found now. Fills done (n_lines of the plan, by
   * row) with TRUE for rows that a resumed file already has. */
  gboolean (*begin) (InsLineSink *self, const InsScanInfo *info, gboolean *done, GError **error);
  gboolean (*put_line) (InsLineSink *self, const InsLineData *data, GError **error);
  /* Called about once a second and after the last line: makes what was put survive a power cut. */
  gboolean (*sync) (InsLineSink *self, GError **error);
  /* The scan has ended, whole or not (complete says); finishes the file. */
  gboolean (*finish) (InsLineSink *self, gboolean complete, GError **error);
  guint64 (*get_n_bytes) (InsLineSink *self);
};

G_END_DECLS
