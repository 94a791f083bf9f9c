/* ins-surface-sweep.h - the front surface heard at one place, or at many heights
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-jog-control.h"
#include "scan/ins-focus-curve.h"

G_BEGIN_DECLS

#define INS_TYPE_SURFACE_SWEEP (ins_surface_sweep_get_type ())
G_DECLARE_FINAL_TYPE (InsSurfaceSweep, ins_surface_sweep, INS, SURFACE_SWEEP, GObject)

/* Main thread; no widget. One move is outstanding at most, through the engine; the next one follows
 * only if the stage stands where the last one was to end, nobody has pressed STOP, and the other
 * axes are where they were. Signals: "changed" (): points, or get_running(); "heard" (): of
 * listen(). */
InsSurfaceSweep *ins_surface_sweep_new (void);
/* @control: says what may be moved, how far and how fast. */
void
ins_surface_sweep_set_session (InsSurfaceSweep *self, InsSession *session, InsJogControl *control);

/* (transfer full): one sentence why the height may not go from @from to @to, NULL: it may. Also
 * where the probe would come too near a surface that is heard now. */
char *ins_surface_sweep_check (InsSurfaceSweep *self, double from_mm, double to_mm, double step_mm);

/* Moves the height axis to @from and on to @to; FALSE as check(). */
gboolean
ins_surface_sweep_start (InsSurfaceSweep *self, double from_mm, double to_mm, double step_mm);

/* Hears the surface where the probe is; nothing moves. */
gboolean ins_surface_sweep_listen (InsSurfaceSweep *self);

/* No further move; one that runs is left to STOP. */
void ins_surface_sweep_end (InsSurfaceSweep *self);

gboolean ins_surface_sweep_get_running (InsSurfaceSweep *self);
const InsFocusPoint *
ins_surface_sweep_get_points (InsSurfaceSweep *self, guint *n_points, guint *n_steps);
/* What listen() heard, and where. FALSE: no echo stood out of the noise. */
gboolean ins_surface_sweep_get_heard (InsSurfaceSweep *self, InsLevelPoint *point);
/* Why it ended before its end; "" it did not. */
const char *ins_surface_sweep_get_message (InsSurfaceSweep *self);
/* The axis that is neither scanned nor indexed. */
InsAxis ins_surface_sweep_get_axis (InsSurfaceSweep *self);

G_END_DECLS
