/* ins-comedi-habits.h - what some Comedi drivers do without saying so
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <comedilib.h>
#include <glib.h>

G_BEGIN_DECLS

/* What comedi_command_test() does not tell. All 0: it tells everything. */
typedef struct
{
  double convert_steps_hz; /* conversions last a whole number of steps of this clock */
  guint scan_step_ns;      /* so do scans, in steps of this length ... */
  guint scan_least_ns;     /* ... and no less than this */
  guint n_late;            /* a scan is handed on so many scans later */
  guint
      most_block_bytes; /* a command's end too is handed on with a whole block, no longer than so */
  guint n_dropped;      /* samples after a command's start that are thrown away */
} InsComediHabits;

/* (transfer none): static. Asks for the names of driver and board only. */
const InsComediHabits *ins_comedi_habits_find (comedi_t *device);

G_END_DECLS
