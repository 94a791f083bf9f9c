/* faulty-digitizer.h - a digitizer around another one, which goes wrong as it is told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <stdatomic.h>

#include "scan/ins-engine.h"

#define FAULTY_TYPE_DIGITIZER (faulty_digitizer_get_type ())
G_DECLARE_FINAL_TYPE (FaultyDigitizer, faulty_digitizer, FAULTY, DIGITIZER, GObject)

struct _FaultyDigitizer
{
  GObject parent_instance;
  InsDigitizer *inner;

  /* set before it is connected */
  double frequency;   /* of the pulser over what it should be; not 1: it runs free, by trigger */
  const char *hint;   /* not NULL: the card waits for its pulses */
  guint n_good_reads; /* 0: no overruns; else so many reads with pulses before each overrun */

  atomic_uint n_overruns_left; /* so many overruns are to come */
  atomic_bool silent;          /* no pulse comes */
  guint n_reads;               /* since the start */
};

/* An engine on the simulated stage and specimen, with the faulty card in between. */
InsEngine *
faulty_engine_new (const char *stage_uri, const char *digitizer_uri, FaultyDigitizer **digitizer);
