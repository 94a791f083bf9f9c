/* ins-ni-counter.h - a general purpose counter of National Instruments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <comedilib.h>
#include <glib.h>

G_BEGIN_DECLS

/* Of the three generations that Linux drivers/comedi/drivers/ni_tio.c drives. */
typedef enum
{
  INS_NI_E_SERIES, /* 24 bits, fixed pins, no quadrature */
  INS_NI_M_SERIES, /* 32 bits, any PFI line */
  INS_NI_660X,     /* 32 bits, pins of its own */
} InsNiSeries;

typedef struct
{
  comedi_t *device;
  guint subdevice;
  InsNiSeries series;
  guint index; /* among the card's counters, from 0 */
  lsampl_t maxdata;
} InsNiCounter;

/* What a counter is to do. */
typedef struct
{
  guint mode;  /* NI_GPCT_*_BITS */
  guint clock; /* NI_GPCT_*_CLOCK_SRC_BITS */
  guint clock_ns;
  guint gate;                     /* NI_GPCT_*_GATE_SELECT with CR_EDGE and CR_INVERT */
  lsampl_t start, load_a, load_b; /* of the counter itself and of its load registers */
} InsNiProgram;

/* Whether a subdevice is one; fills @self if so. */
gboolean ins_ni_counter_find (InsNiCounter *self, comedi_t *device, guint subdevice);

/* Disarms the counter and sets it up anew, all of it: what another program left must not matter.
 * Arming is the caller's. FALSE with errno. */
gboolean ins_ni_counter_program (const InsNiCounter *self,
                                 const InsNiProgram *program) G_GNUC_WARN_UNUSED_RESULT;

/* Lets the counter's output out of the card: on @pfi (M series; 0: PFI 12 for counter 0, 13 for
 * counter 1) or on its own pin. @terminal gets that pin's name. FALSE with errno. */
gboolean ins_ni_counter_route_output (const InsNiCounter *self,
                                      guint pfi,
                                      char *terminal,
                                      gsize n_terminal) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
