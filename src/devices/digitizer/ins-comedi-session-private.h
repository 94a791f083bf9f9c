/* ins-comedi-session-private.h - what the files of InsComediSession share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-bang-search.h"
#include "devices/digitizer/ins-comedi-pulser.h"
#include "devices/digitizer/ins-comedi-ring.h"
#include "devices/digitizer/ins-comedi-session.h"
#include "devices/digitizer/ins-trigger-clock.h"

G_BEGIN_DECLS

/* The owner's thread owns every field. */
struct _InsComediSession
{
  const InsComediBoard *board;
  const InsCardWiring *wiring;
  InsComediPlan plan;
  InsComediRing ring; /* bytes NULL: not open */
  gboolean has_command;
  InsPulseCutter *cutter;
  InsComediEncoder *encoder; /* (transfer none); NULL: none */
  InsComediPulser *pulser;   /* NULL: another one */
  GError *failure;           /* what ended the stream, told after the last good pulse */

  double asked_s;         /* when the driver was last asked */
  double newest_card_s;   /* how far the card was ... */
  double looked_s;        /* ... when it was last asked, on ins_clock_now_s() */
  guint64 n_bytes;        /* used */
  guint64 n_pulses;       /* delivered */
  double waited_s, cut_s; /* where read() spent its time, as in InsDigitizerCount */

  /* the card's own pulser: where its pulses lie in the stream */
  gboolean is_searching;
  InsBangSearch search;
  guint n_searches;
  guint64 n_dropped; /* bytes to drop before anything is cut or searched */
  int place;         /* of the bang as found, scans; -1: none seen */

  /* records that come by trigger */
  guint64 n_records; /* come so far */
  double heard_s;    /* when the newest came ... */
  double quiet_s;    /* ... and when a look last found none */
  gsize n_of_record; /* bytes of the one that is coming, where each has a command */
  InsTriggerClock clock;
  double armed_s;
  double handed_s;   /* trigger to the moment at which its record is handed on */
  double complete_s; /* when the record that is being used was there */
  double rearm_s;    /* sum of the times from record to armed anew */
};

/* Bytes of a record, of all channels, from its trigger on. */
gsize ins_comedi_session_get_record_bytes (const InsComediSession *self);

/* Gives the record that has just become the block's last pulse its number, or takes it out again,
 * and arms the card for the next one. A failure ends the stream. */
void ins_comedi_session_finish_record (InsComediSession *self, InsPulseBlock *block);

/* Starts the command, the first time or again. FALSE with errno. */
gboolean ins_comedi_session_arm (InsComediSession *self) G_GNUC_WARN_UNUSED_RESULT;

/* The sentence for a call that failed on a running stream. */
GError *ins_comedi_session_failure_new (const InsComediSession *self, int error_number);

G_END_DECLS
