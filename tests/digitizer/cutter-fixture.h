/* cutter-fixture.h - streams to cut, and what must come out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-pulse-cutter.h"

#define N_SCANS 20000
#define RATE_HZ 1e6
#define MAX_PULSES N_SCANS
#define N_WIDTHS 6 /* of samples: bytes and maxdata */

/* A recorded stream: what the card said, and as the bytes that the driver stores. */
typedef struct
{
  InsStreamFormat format;
  guint32 *numbers; /* N_SCANS x n_channels */
  guint8 *bytes;
  gsize n_bytes;
} CutterStream;

/* What must come out. */
typedef struct
{
  guint64 index;
  gint64 start; /* of the record, scan */
  double position;
} ExpectedPulse;

typedef struct
{
  ExpectedPulse pulses[MAX_PULSES];
  guint n;
  guint64 n_missed;
} ExpectedPulses;

/* Numbers that no shift or mix-up leaves alike; a test may draw something over them. */
CutterStream *cutter_stream_new (guint n_channels, guint signal, guint width);
void cutter_stream_free (CutterStream *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CutterStream, cutter_stream_free)

double cutter_stream_middle (const CutterStream *self);

/* A count of records in the card's numbers. */
double cutter_stream_unit (const CutterStream *self);
guint32 *cutter_stream_at (const CutterStream *self, gsize scan, guint channel);

/* Draws a channel's number from a share of the range: -1 lowest, 0 middle, 1 highest. */
void cutter_stream_draw (CutterStream *self, gsize scan, guint channel, double share);

/* Makes the bytes, when everything is drawn. */
void cutter_stream_store (CutterStream *self);

/* Feeds the whole stream in random pieces of at most 1 byte up to the whole. */
void cutter_check (const CutterStream *stream,
                   const InsCutLayout *layout,
                   const InsCutTrigger *trigger,
                   const ExpectedPulses *expected);
