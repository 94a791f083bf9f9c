/* ins-sim-fault.h - what goes wrong with a simulated stage, on request
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Times count from the start of the first motion, so that they fall into a move; each fault of
 * that kind happens once. NaN: not asked for.
 */
typedef struct
{
  double silence_after_s;   /* no reply any more, until the next connection; 0 from the beginning */
  double cut_after_s;       /* the connection is closed; the firmware goes on with what it has */
  double reset_after_s;     /* power cycle: greeting, locked in Alarm, position forgotten */
  double limit_after_s;     /* hard limit, of the axis that moves */
  double following_after_s; /* the axis that moves cannot follow: its servo lets go */
  double garbage_percent;   /* of replies come with a burst of random bytes before them */
  double drop_percent;      /* of bytes are lost on their way to the host */
  double merge_percent;     /* of replies lose their line end and run into the next one */
  double late_s;            /* one reply, 0.1 s after the start, comes so late, and all behind it */
  double lost_steps_mm;     /* the load falls behind once, 0.1 s after the start of a motion */
  gboolean alarm;           /* starts locked and not homed, as after power-up */
  gboolean split;           /* replies trickle byte by byte */
} InsSimFault;

void ins_sim_fault_init (InsSimFault *self);

/**
 * ins_sim_fault_parse:
 * @text: "" or, joined by commas: silence[=S], cut=S, reset=S, limit=S, following=S, late=S,
 *   steps=MM, garbage[=PERCENT], merge[=PERCENT], drop=PERCENT, alarm, split
 * @fault: (out caller-allocates)
 *
 * Returns: %FALSE with %INS_DEVICE_ERROR_URI that names the word and lists the known ones
 */
gboolean ins_sim_fault_parse (const char *text,
                              InsSimFault *fault,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
