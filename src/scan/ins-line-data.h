/* ins-line-data.h - one finished line on its way to the file, and who takes it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/ins-rig.h"
#include "scan/ins-evaluator.h"
#include "scan/ins-plan.h"
#include "scan/ins-reference.h"
#include "scan/ins-timing-figures.h"
#include "scan/ins-track.h"

G_BEGIN_DECLS

/* What told where the pulses of a line were heard. */
typedef enum
{
  INS_PLACED_BY_REPORTS, /* of the stage, fitted: InsTrackLine */
  INS_PLACED_BY_ENCODER,
  INS_PLACED_BY_TRIGGER, /* of the stage, at positions: the n-th pulse is at the n-th of them */
  INS_PLACED_AT_REST, /* the stage stood there; two reports a pixel, before and after its pulses */
} InsPlacing;

/* What became of an encoder on a line. */
typedef enum
{
  INS_ENCODER_NONE,    /* the card reads none */
  INS_ENCODER_ABSENT,  /* no pulse has a position, or none had one at rest: its origin is unknown */
  INS_ENCODER_PLACED,  /* its positions are the stage's */
  INS_ENCODER_SLIPPED, /* it says that the stage rested elsewhere: counts were lost */
  INS_ENCODER_STRANGER, /* it runs the wrong way, or at another scale than the stage */
} InsEncoderVerdict;

/* The card on one line: of the pulses that fell into pixels, the first and the last in time. */
typedef struct
{
  guint64 first_pulse, last_pulse;  /* InsPulse.index; both 0 and no card time if there was none */
  double first_card_s, last_card_s; /* InsPulse.card_s, NaN none */
  double first_host_s;              /* where the clock fit put the first, ins_clock_now_s() */
  guint stream;                     /* of the first pulse; raised by each start of the command */
  guint n_overruns;                 /* within the line */
  InsPlacing placing;
  InsEncoderVerdict encoder;
  guint n_triggers; /* pulses that came where the stage triggers the card; else 0 */
  double slip_mm;   /* encoder against stage where the stage rested before the line; NaN unknown */
} InsLineCard;

/* Preallocated once per scan; one owner at a time (processing worker, then writer). Pixels run
 * from column 0 up whichever way the line was swept. */
typedef struct
{
  InsLine line;
  guint n_pixels, n_samples, n_gates, n_planes;
  gint16 *ascans;    /* n_pixels x n_samples, mean of the pulses; 0 in holes; NULL in gated mode */
  guint16 *n_pulses; /* per pixel */
  guint8 *holes;     /* per pixel, InsHole */
  guint8 *status;    /* per pixel, INS_STATUS_ bits of the A-scan */
  float *amplitude_percent; /* n_gates x n_pixels, NaN none */
  float *tof_s;             /* n_gates x n_pixels, NaN none */
  guint8 *gate_status;      /* n_gates x n_pixels */
  float *derived;           /* n_planes x n_pixels, NaN none */
  guint32 *alarms;          /* per pixel, bits of the recipe's alarms */
  float *registration_um;   /* per pixel: how well its place is known, two standard deviations, line
                             * to line; the clock, the stage's ripple and its ramps included, the
                             * range of the constant offset not. NaN in holes */
  InsTrackLine track;
  gboolean is_registered;  /* the track has a place for it */
  InsTrackReport *reports; /* raw, for a later registration */
  guint n_reports, max_reports;
  guint n_lost_pulses;
  InsLineCard card;
  double started_s;                            /* ins_clock_now_s(); the stage rests ... */
  double moved_s;                              /* ... until it is told to move, then */
  gint64 started_unix_us;                      /* wall clock, for people */
  double clock_rate;                           /* host seconds per card second */
  double place_s, average_s, gate_s, derive_s; /* what that took the processing worker */
  gboolean is_first;                           /* of its row; else it replaces one */
  gboolean is_worse; /* than the one of its row that is there: not to be written */
} InsLineData;

InsLineData *ins_line_data_new (const InsPlan *plan, const InsRecipe *recipe, guint max_reports);
void ins_line_data_free (InsLineData *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsLineData, ins_line_data_free)

/* The arrays that are made of A-scans; they stay the line's. */
InsEvaluation ins_line_data_get_values (InsLineData *self);

/* Pixels without a value. */
guint ins_line_data_count_missing (const InsLineData *self);

/* What is to be said for and against a line. */
typedef struct
{
  guint n_missing; /* pixels without a value */
  InsTrackVerdict verdict;
  gboolean is_moved; /* it turned out not to lie where it was put: anything is better */
} InsLineQuality;

#define INS_LINE_TO_GO                                                                             \
  ((InsLineQuality){ G_MAXUINT, INS_TRACK_LOST, FALSE }) /* before there is one */

static inline gboolean
ins_line_quality_is_to_go (const InsLineQuality *self)
{
  return self->n_missing == G_MAXUINT;
}

void ins_line_data_get_quality (const InsLineData *self, InsLineQuality *quality);

/* Worth another sweep: it has holes, or is doubted by more than half a pixel. FALSE for one that is
 * still to be swept. */
gboolean ins_line_quality_is_flagged (const InsLineQuality *self);

/* Fewer holes, or as many and better placed. */
gboolean ins_line_quality_is_better (const InsLineQuality *self, const InsLineQuality *than);

/* How the card did over a scan: what it delivered, and how well its time is known. */
typedef struct
{
  InsDigitizerCount count;               /* since the scan began, over all streams */
  guint n_restarts;                      /* of the card's command, after lost samples */
  double elapsed_s;                      /* host time over which that came */
  double clock_ppm;                      /* card against host; NaN unknown, or no crystal */
  double residual_p50_s, residual_p99_s; /* lateness of the blocks against the fitted clock; NaN */
  guint64 n_residuals;                   /* blocks */
  InsTimingFigures figures;
} InsScanAccount;

#define INS_NO_ACCOUNT                                                                             \
  ((InsScanAccount){ .count.prf_hz = (double)NAN,                                                  \
                     .clock_ppm = (double)NAN,                                                     \
                     .residual_p50_s = (double)NAN,                                                \
                     .residual_p99_s = (double)NAN })

/* What a sink must know before the first line. */
typedef struct
{
  const InsRecipe *recipe;
  const InsPlan *plan;
  const InsRig *rig;
  InsStageInfo stage_info;
  InsDigitizerInfo digitizer_info;
  InsReference reference; /* as it is now */
  InsReferenceCheck reference_check;
} InsScanInfo;

/* Takes lines; implemented by storage (the .nde file), which this layer does not see. begin() and
 * the read ones are called on the conductor, the others on the writer worker only. */
typedef struct _InsLineSink InsLineSink;
struct _InsLineSink
{
  /* Creates everything, so that a full disk is found now. Fills done (n_lines of the plan, by
   * row) with TRUE for rows that a resumed file already has. */
  gboolean (*begin) (InsLineSink *self, const InsScanInfo *info, gboolean *done, GError **error);
  /* (nullable): before begin(), on the conductor: what the stage's coordinates meant when the scan
   * was begun, if it is one that is gone on with. */
  gboolean (*read_reference) (InsLineSink *self,
                              InsReference *then,
                              gboolean *is_resumed,
                              GError **error);
  /* A row that is there already is replaced, if can_replace: it is lost at no moment. */
  gboolean (*put_line) (InsLineSink *self, const InsLineData *data, GError **error);
  /* (nullable): the planes of a row that begin() reported as done, without A-scans and reports; on
   * the conductor after begin() and before the first put_line(). */
  gboolean (*read_line) (InsLineSink *self, guint row, InsLineData *data, GError **error);
  /* (nullable): likewise, its reports, as many as there is room for, evenly thinned out; none if
   * another link brought them. */
  gboolean (*read_reports) (InsLineSink *self, guint row, InsLineData *data, GError **error);
  /* Called about once a second and after the last line: makes what was put survive a power cut. */
  gboolean (*sync) (InsLineSink *self, GError **error);
  /* The scan has ended, whole or not (complete says); finishes the file. */
  gboolean (*finish) (InsLineSink *self,
                      gboolean complete,
                      const InsScanAccount *account,
                      GError **error);
  guint64 (*get_n_bytes) (InsLineSink *self);
  gboolean can_replace; /* set by begin() */
};

G_END_DECLS
