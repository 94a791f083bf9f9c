/* fake-comedi-stream.h - a running command of a card in software
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "fake-comedi.h"

typedef struct _FakeSubdevice FakeSubdevice;

#define FAKE_UNCONNECTED G_MAXUINT /* a trigger input where nothing comes */

/* When samples are taken and when the driver hands them on. Set by a driver's start(); times in ns.
 */
typedef struct
{
  gboolean waits_for_edge; /* of start_input */
  gboolean waits_for_call; /* of the internal trigger */
  guint start_input;
  gboolean start_falls;

  double first_ns;   /* begin to first scan */
  double scan_ns;    /* scan to scan; 0: a scan per edge of scan_input */
  double convert_ns; /* channel to channel, 0: all at once */
  guint scan_input;
  gboolean scan_falls;

  guint64 n_samples;      /* after which the command ends; G_MAXUINT64: never */
  guint n_late;           /* scans that stay in the converters' pipeline */
  guint64 n_dropped;      /* first samples that the driver throws away */
  guint block;            /* samples that come together, 1: each */
  guint half_fifo;        /* samples that the card itself hands on together */
  double tick_ns;         /* else: all that are there, so often */
  gboolean ends_at_block; /* the end too comes with a whole block */

  gboolean has_begun;
  double armed_ns, begin_ns;
  guint64 n_taken; /* samples handed on */
  GArray *edges;   /* of double: scans by edge from number first_edge on */
  guint64 first_edge;
  double last_edge_ns; /* before that one */
} FakeRun;

/* Hands on what is due; an overrun or the end stop the command. */
void fake_stream_run (FakeSubdevice *self, double now_ns);
/* Hands on all whole blocks of that size. */
void fake_stream_sync (FakeSubdevice *self, guint block);
/* When there will be more, INFINITY never. */
double fake_stream_get_next_ns (FakeSubdevice *self);
void fake_stream_begin (FakeSubdevice *self, double now_ns);
/* Ends a command; what lies in the buffer stays. */
void fake_stream_stop (FakeSubdevice *self, gboolean is_failure);
/* Forgets the command altogether. */
void fake_stream_clear (FakeSubdevice *self);
