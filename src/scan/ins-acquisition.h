/* ins-acquisition.h - the worker that owns the digitizer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-realtime.h"
#include "devices/digitizer/ins-digitizer.h"
#include "scan/ins-clock-fit.h"
#include "scan/ins-engine.h"

G_BEGIN_DECLS

#define INS_LINE_MAX_PARTS 16

/* Pulses without a loss of samples between them: their numbers and their clock run through. */
typedef struct
{
  guint first;     /* pulse */
  guint stream;    /* raised by each start of the card's command */
  InsClockMap map; /* card to host, as known at the end of the part */
} InsLinePart;

/* The pulses of one line, cut out of the stream. Preallocated; one owner at a time. */
typedef struct
{
  guint capacity, n_samples;
  guint n_pulses;
  InsPulse *pulses;
  gint16 *samples; /* capacity x n_samples */
  guint n_parts;   /* one where nothing was lost */
  InsLinePart parts[INS_LINE_MAX_PARTS];
  guint n_overruns; /* of the card within the line */
  /* Set by the owner beforehand where the stage triggers the card: the line ends with its last
   * pulse, since the time of a pulse may not be known. 0: it ends by time */
  guint n_expected;
  double longest_gap_s; /* between two of them, or before the first */
  guint32 *columns;     /* (nullable): per pulse, where the stage rested at points */
  gboolean overflow;    /* more pulses than capacity: the line took too long */
} InsLinePulses;

/* NULL if there is not that much memory. */
InsLinePulses *ins_line_pulses_new (guint capacity, guint n_samples);
void ins_line_pulses_free (InsLinePulses *self);

typedef struct
{
  InsLinkState link;
  char message[400];
  InsDigitizerInfo info;
  gboolean timing_accepted;
  InsTiming timing;
  char timing_note[400];
  GQuark refusal_domain; /* of a timing that was not accepted: what kind of error it was */
  int refusal_code;
  guint64 n_lost_pulses;  /* since the stream was started */
  gboolean pulse_missing; /* open, but no trigger or sync comes: message says so */
  gboolean clock_known;   /* when a pulse was heard is known: at once for a crystal */
  InsScanAccount account; /* of the scan, or of the last minute at most */
  guint offers_serial;
} InsAcquisitionStatus;

/* One thread from new to free owns the digitizer. While it is open the card runs on without a
 * break, between lines and at rest too; lines are cut out of the stream by time. */
typedef struct _InsAcquisition InsAcquisition;

InsAcquisition *
ins_acquisition_new (InsDigitizer *digitizer, InsEngineNotify notify, gpointer data);
void ins_acquisition_free (InsAcquisition *self);

/* Any thread, return at once. set_timing also restarts a running stream if the timing differs. */
void ins_acquisition_connect (InsAcquisition *self);
void ins_acquisition_disconnect (InsAcquisition *self);
void ins_acquisition_set_timing (InsAcquisition *self, const InsTiming *timing);
/* Closes the present card, takes this one and connects it. */
void ins_acquisition_set_digitizer (InsAcquisition *self, InsDigitizer *digitizer);
void ins_acquisition_find_cards (InsAcquisition *self);
void ins_acquisition_mount (InsAcquisition *self, InsAxis scan_axis, InsAxis index_axis);
/* Any thread: whether the worker is to run in real time, and how that went. */
InsRealtimeWorker *ins_acquisition_get_realtime (InsAcquisition *self);
/* The stage triggers the card: at rest no pulse is missed. */
void ins_acquisition_set_by_position (InsAcquisition *self, gboolean by_position);
void ins_acquisition_get_status (InsAcquisition *self, InsAcquisitionStatus *status);

/* Any thread. (element-type InsCardOffer) (transfer full) (nullable): NULL before the first look.
 */
GPtrArray *ins_acquisition_dup_offers (InsAcquisition *self);

/* Conductor: the account of a scan begins when everything that was posted has been carried out, and
 * goes on until it ends. */
void ins_acquisition_begin_scan (InsAcquisition *self);
void ins_acquisition_end_scan (InsAcquisition *self);

/* Conductor: waits until everything that was posted before has been carried out. FALSE: time out.
 */
gboolean ins_acquisition_settle (InsAcquisition *self, double timeout_s);

/* Conductor: from now on pulses go into @pulses, lent until end_line() or cancel_line(). */
void ins_acquisition_begin_line (InsAcquisition *self, InsLinePulses *pulses);

/* Conductor: waits until the stream has passed @host_s in the line that was begun, or the time is
 * up.
 */
void ins_acquisition_wait_passed (InsAcquisition *self, double host_s, double timeout_s);

/**
 * ins_acquisition_end_line:
 * @end_s: host time up to which the line wants pulses
 *
 * Conductor: waits until the stream has passed @end_s and takes the pulses back.
 *
 * Returns: %FALSE with the card's error, or %INS_DEVICE_ERROR_LOST if it stays silent; the pulses
 *   are the caller's again in any case
 */
gboolean ins_acquisition_end_line (InsAcquisition *self,
                                   double end_s,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_acquisition_cancel_line (InsAcquisition *self);

/**
 * ins_acquisition_next_line:
 * @until_s: host time up to which the present line wants pulses
 * @from_s: host time from which on the next one wants them; may be before @until_s
 * @next: as for begin_line()
 *
 * Conductor: end_line() and begin_line() without a pulse lost between, however late it is known
 * when the line was over: the stage is on its next sweep.
 *
 * Returns: %FALSE as end_line(); no line is under way then
 */
gboolean ins_acquisition_next_line (InsAcquisition *self,
                                    double until_s,
                                    double from_s,
                                    InsLinePulses *next,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Any thread. 0: none yet. */
guint ins_acquisition_copy_ascan (InsAcquisition *self,
                                  gint16 *samples,
                                  guint capacity,
                                  InsTiming *timing);

G_END_DECLS
