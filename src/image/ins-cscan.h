/* ins-cscan.h - the picture while it is measured
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "core/ins-axis.h"
#include "image/ins-row-shift.h"

G_BEGIN_DECLS

/* Geometry of a scan: row-major, one row per scan line (index axis), one column per pixel on the
 * scan axis. Row 0, column 0 has its centre at start. The step is positive; the signs say which
 * way the coordinates run.
 */
typedef struct
{
  guint n_rows, n_columns;
  InsAxis scan_axis, index_axis;
  int scan_sign, index_sign; /* +1 or -1 */
  double scan_step_mm, index_step_mm;
  InsPosition start; /* centre of the first pixel, mm */
} InsScanGrid;

/* Stage coordinate of a pixel centre; column and row need not be whole. */
double ins_scan_grid_get_scan_mm (const InsScanGrid *grid, double column);
double ins_scan_grid_get_index_mm (const InsScanGrid *grid, double row);

/* The same area seen along the index axis: rows are columns. */
void ins_scan_grid_transpose (const InsScanGrid *self, InsScanGrid *transposed);

typedef enum
{
  INS_PLANE_AMPLITUDE, /* percent of full screen height */
  INS_PLANE_TOF,       /* seconds from the pulse */
  /* maps: one of each, whatever the gate */
  INS_PLANE_REGISTRATION, /* um: how well the pixel's place is known, two standard deviations */
  INS_PLANE_PULSES,       /* how many were averaged */
  /* of a scan with ins_cscan_new_with() */
  INS_PLANE_STATUS,  /* a gate's states: INS_STATUS_ bits; not interpolated */
  INS_PLANE_DERIVED, /* "gate" says which derived plane; unit as that has it */
  INS_PLANE_ALARMS,  /* bit i: alarm i; whatever the gate; not interpolated */
} InsPlaneKind;

#define INS_PLANE_N_KINDS (INS_PLANE_PULSES + 1) /* that every scan has */

static inline gboolean
ins_plane_is_map (InsPlaneKind kind)
{
  return kind == INS_PLANE_REGISTRATION || kind == INS_PLANE_PULSES;
}

/**
 * ins_plane_widen_range:
 * @low, @high: (inout): least and greatest value of a plane, in its unit
 *
 * Colours that follow the data would stretch noise over the whole palette. The range gets at least
 * a tenth of the screen height (amplitude; it stays within 0 to 100 where it was), 0.2 us (time),
 * 1 um (registration) or 4 pulses, around the middle of what was given and not below 0.
 */
void ins_plane_widen_range (InsPlaneKind kind, float *low, float *high);

/* Why a pixel has no value. */
typedef enum
{
  INS_HOLE_NONE,
  INS_HOLE_TO_GO,        /* not scanned yet */
  INS_HOLE_LOST_PULSES,  /* the card missed the trigger, or samples were lost */
  INS_HOLE_NOT_REACHED,  /* the stage did not get there */
  INS_HOLE_REGISTRATION, /* where the stage was is not known well enough */
  INS_HOLE_OUTSIDE,      /* not wanted: outline or mask leave it out */
} InsHole;

/* TRUE for a pixel that should have a value and has none. */
static inline gboolean
ins_hole_is_missing (guint8 hole)
{
  return hole != INS_HOLE_NONE && hole != INS_HOLE_OUTSIDE;
}

/* What no data looks like inside the program: max() over it needs no branch. */
#define INS_NO_DATA (-INFINITY)

/* Planes of a scan, two per gate, the maps and the holes. Ref-counted, own lock; any thread. */
typedef struct _InsCscan InsCscan;

InsCscan *ins_cscan_new (const InsScanGrid *grid, guint n_gates);
InsCscan *
ins_cscan_new_with (const InsScanGrid *grid, guint n_gates, guint n_derived, guint n_alarms);
InsCscan *ins_cscan_ref (InsCscan *self);
void ins_cscan_unref (InsCscan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsCscan, ins_cscan_unref)

const InsScanGrid *ins_cscan_get_grid (const InsCscan *self);
guint ins_cscan_get_n_gates (const InsCscan *self);
guint ins_cscan_get_n_derived (const InsCscan *self);
guint ins_cscan_get_n_alarms (const InsCscan *self);

/* Which gate a derived plane is of, and whether its values are amplitudes. Nobody said so: of none.
 */
void ins_cscan_set_derived (InsCscan *self, guint derived, guint gate, gboolean is_amplitude);

/**
 * ins_cscan_put_row:
 * @amplitude_percent, @tof_s: (array): n_gates x n_columns, row-major, NaN or %INS_NO_DATA for none
 * @holes: (array length=n_columns): InsHole of each pixel
 *
 * Copies one finished line in and raises the generation.
 */
void ins_cscan_put_row (InsCscan *self,
                        guint row,
                        const float *amplitude_percent,
                        const float *tof_s,
                        const guint8 *holes);

/* The maps of a row, n_columns each; to be said before the row is put. Rows without have none. */
void ins_cscan_put_maps (InsCscan *self,
                         guint row,
                         const float *registration_um,
                         const guint16 *n_pulses);

/**
 * ins_cscan_put_states:
 * @status: (array): n_gates x n_columns
 * @derived: (array): n_derived x n_columns, NaN for none
 * @alarms: (array length=n_columns)
 *
 * What a row has beside amplitude and time; to be said before the row is put.
 */
void ins_cscan_put_states (InsCscan *self,
                           guint row,
                           const guint8 *status,
                           const float *derived,
                           const guint32 *alarms);

/* Which way a row was or is to be swept: +1 from column 0 up, -1 back; 0 (nobody said): it does not
 * take part in shifts. To be said before the row is put. */
void ins_cscan_set_direction (InsCscan *self, guint row, int direction);

/**
 * ins_cscan_set_shift:
 *
 * From now on rows are collected as if they had been recorded without that error
 * (ins_row_shift_values()); what is kept is never changed, so {0, 0} gives it back to the bit. Rows
 * that look different now count as put anew. Costs nothing but that.
 */
void ins_cscan_set_shift (InsCscan *self, const InsRowShift *shift);
void ins_cscan_get_shift (InsCscan *self, InsRowShift *shift);

/* The column as recorded, and so in the file, whose value is shown there; -1 none: the row was not
 * recorded so far. */
int ins_cscan_get_source (InsCscan *self, guint row, guint column);

/**
 * ins_cscan_copy_plane:
 * @first_row, @n_rows: what is copied
 * @values: (out caller-allocates): @n_rows x n_columns as recorded; NaN for none, and in holes
 * @directions: (out caller-allocates): of each row; 0 also where it was not put yet
 *
 * For estimates; the shift does not count.
 */
void ins_cscan_copy_plane (InsCscan *self,
                           guint gate,
                           InsPlaneKind kind,
                           guint first_row,
                           guint n_rows,
                           float *values,
                           gint8 *directions);

/* Called by ins_cscan_collect() with the lock held: copy and return. values: n_columns floats with
 * INS_NO_DATA for none. status (nullable): INS_STATUS_ bits of the gate that the plane is of, as
 * far as they are about it: "saturated" only of amplitudes. */
typedef void (*InsCscanRowFunc) (guint row,
                                 const float *values,
                                 const guint8 *holes,
                                 const guint8 *status,
                                 gpointer data);

/**
 * ins_cscan_collect:
 * @since: generation that the caller has seen, 0 for nothing
 * @func: called for every row put since then, in ascending order of rows
 *
 * Returns: the present generation, for the next call
 */
guint64 ins_cscan_collect (InsCscan *self,
                           guint gate,
                           InsPlaneKind kind,
                           guint64 since,
                           InsCscanRowFunc func,
                           gpointer data);

/**
 * ins_cscan_collect_some:
 * @row: (inout): where to begin; afterwards where to go on, n_rows when all is collected
 * @n_most: so many rows at most, so that the lock is not held for long
 *
 * ins_cscan_collect() in parts with the same @since. The generation of the first part is the one to
 * go on from after the last: rows put meanwhile may come twice, but none is left out.
 */
guint64 ins_cscan_collect_some (InsCscan *self,
                                guint gate,
                                InsPlaneKind kind,
                                guint64 since,
                                guint *row,
                                guint n_most,
                                InsCscanRowFunc func,
                                gpointer data);

guint64 ins_cscan_get_generation (InsCscan *self);

/* Pixels with a hole in rows that were scanned. */
guint ins_cscan_get_n_holes (InsCscan *self);

G_END_DECLS
