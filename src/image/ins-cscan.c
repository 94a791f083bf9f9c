/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-lock.h"
#include "image/ins-cscan.h"
#include "signal/ins-gate.h"

#define N_MAPS 2

#define NO_GATE G_MAXUINT

typedef struct
{
  guint gate;
  gboolean is_amplitude;
} Derived;

struct _InsCscan
{
  gatomicrefcount ref_count;

  /* set by ins_cscan_new(), read-only afterwards */
  InsScanGrid grid;
  guint n_gates, n_derived, n_alarms;

  InsLock lock;
  guint64 generation;      /* lock */
  guint64 *row_generation; /* lock; 0: row not put yet */
  guint8 *holes;           /* lock; n_rows x n_columns */
  float *planes;           /* lock; kind, gate, row, column; then map, then derived plane */
  guint8 *status;          /* lock; gate, row, column */
  guint32 *alarms;         /* lock; row, column; NULL: there are none */
  guint n_holes;           /* lock */
  gint8 *directions;       /* lock; of each row */
  InsRowShift shift;       /* lock */
  float *shifted;          /* lock; one row, scratch */
  guint8 *shifted_holes;   /* lock; likewise */
  guint8 *handed_status;   /* lock; likewise */
  Derived *derived;        /* lock; n_derived */
};

InsCscan *
ins_cscan_new (const InsScanGrid *grid, guint n_gates)
{
  return ins_cscan_new_with (grid, n_gates, 0, 0);
}

InsCscan *
ins_cscan_new_with (const InsScanGrid *grid, guint n_gates, guint n_derived, guint n_alarms)
{
  InsCscan *self = g_new0 (InsCscan, 1);
  gsize n_pixels = (gsize)grid->n_rows * grid->n_columns;
  gsize n_values = (2 * (gsize)n_gates + N_MAPS + n_derived) * n_pixels;

  g_atomic_ref_count_init (&self->ref_count);
  self->grid = *grid;
  self->n_gates = n_gates;
  self->n_derived = n_derived;
  self->n_alarms = n_alarms;
  self->row_generation = g_new0 (guint64, grid->n_rows);
  self->holes = g_new (guint8, n_pixels);
  self->planes = g_new (float, n_values);
  self->status = g_new0 (guint8, n_gates * n_pixels);
  self->alarms = n_alarms > 0 ? g_new0 (guint32, n_pixels) : NULL;
  self->directions = g_new0 (gint8, grid->n_rows);
  self->shifted = g_new (float, grid->n_columns);
  self->shifted_holes = g_new (guint8, grid->n_columns);
  self->handed_status = g_new (guint8, grid->n_columns);
  self->derived = g_new (Derived, n_derived);
  for (guint i = 0; i < n_derived; i++)
    self->derived[i] = (Derived){ NO_GATE, FALSE };
  for (gsize i = 0; i < n_pixels; i++)
    self->holes[i] = INS_HOLE_TO_GO;
  for (gsize i = 0; i < n_values; i++)
    self->planes[i] = INS_NO_DATA;
  ins_lock_init (&self->lock);

  return self;
}

InsCscan *
ins_cscan_ref (InsCscan *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
ins_cscan_unref (InsCscan *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  ins_lock_clear (&self->lock);
  g_free (self->row_generation);
  g_free (self->holes);
  g_free (self->planes);
  g_free (self->status);
  g_free (self->alarms);
  g_free (self->directions);
  g_free (self->shifted);
  g_free (self->shifted_holes);
  g_free (self->handed_status);
  g_free (self->derived);
  g_free (self);
}

const InsScanGrid *
ins_cscan_get_grid (const InsCscan *self)
{
  return &self->grid;
}

guint
ins_cscan_get_n_gates (const InsCscan *self)
{
  return self->n_gates;
}

guint
ins_cscan_get_n_derived (const InsCscan *self)
{
  return self->n_derived;
}

guint
ins_cscan_get_n_alarms (const InsCscan *self)
{
  return self->n_alarms;
}

/* Planes of bits are kept otherwise. */
static gboolean
is_bits (InsPlaneKind kind)
{
  return kind == INS_PLANE_STATUS || kind == INS_PLANE_ALARMS;
}

static gboolean
has_plane (const InsCscan *self, InsPlaneKind kind, guint index)
{
  if (kind == INS_PLANE_DERIVED)
    return index < self->n_derived;
  if (kind == INS_PLANE_ALARMS)
    return self->alarms != NULL;

  return ins_plane_is_map (kind) || index < self->n_gates;
}

static float *
get_row (InsCscan *self, InsPlaneKind kind, guint gate, guint row)
{
  gsize plane;

  if (ins_plane_is_map (kind))
    plane = 2 * (gsize)self->n_gates + (kind - INS_PLANE_REGISTRATION);
  else if (kind == INS_PLANE_DERIVED)
    plane = 2 * (gsize)self->n_gates + N_MAPS + gate;
  else
    plane = (gsize)kind * self->n_gates + gate;

  return self->planes + (plane * self->grid.n_rows + row) * self->grid.n_columns;
}

void
ins_cscan_set_direction (InsCscan *self, guint row, int direction)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  g_return_if_fail (row < self->grid.n_rows);
  self->directions[row] = (gint8)CLAMP (direction, -1, 1);
}

void
ins_cscan_set_shift (InsCscan *self, const InsRowShift *shift)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  InsRowShift old = self->shift;
  gboolean changes = FALSE;

  g_return_if_fail (fabs (shift->forward_px) <= INS_ROW_SHIFT_MAX_PX &&
                    fabs (shift->backward_px) <= INS_ROW_SHIFT_MAX_PX);
  self->shift = *shift;
  for (guint row = 0; row < self->grid.n_rows; row++)
    if (self->row_generation[row] != 0 && ins_row_shift_get (&old, self->directions[row]) !=
                                              ins_row_shift_get (shift, self->directions[row]))
      {
        self->row_generation[row] = self->generation + 1;
        changes = TRUE;
      }
  self->generation += changes;
}

void
ins_cscan_get_shift (InsCscan *self, InsRowShift *shift)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  *shift = self->shift;
}

int
ins_cscan_get_source (InsCscan *self, guint row, guint column)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  g_return_val_if_fail (row < self->grid.n_rows, -1);

  return ins_row_shift_source (ins_row_shift_get (&self->shift, self->directions[row]),
                               self->grid.n_columns, column);
}

void
ins_cscan_copy_plane (InsCscan *self,
                      guint gate,
                      InsPlaneKind kind,
                      guint first_row,
                      guint n_rows,
                      float *values,
                      gint8 *directions)
{
  guint n = self->grid.n_columns;

  g_return_if_fail (has_plane (self, kind, gate) && !is_bits (kind) &&
                    first_row + n_rows <= self->grid.n_rows);
  /* row by row, so that nobody waits long for the lock */
  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
      guint row = first_row + i;
      const float *from = get_row (self, kind, gate, row);
      const guint8 *holes = self->holes + (gsize)row * n;

      for (guint column = 0; column < n; column++)
        values[(gsize)i * n + column] = holes[column] == INS_HOLE_NONE && isfinite (from[column])
                                            ? from[column]
                                            : NAN;
      directions[i] = self->row_generation[row] != 0 ? self->directions[row] : 0;
    }
}

static void
copy_values (float *to, const float *from, guint n)
{
  for (guint i = 0; i < n; i++)
    to[i] = isnan (from[i]) ? INS_NO_DATA : from[i];
}

static guint
count_holes (const guint8 *holes, guint n)
{
  guint n_holes = 0;

  for (guint i = 0; i < n; i++)
    n_holes += ins_hole_is_missing (holes[i]);

  return n_holes;
}

void
ins_cscan_put_maps (InsCscan *self,
                    guint row,
                    const float *registration_um,
                    const guint16 *n_pulses)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  float *pulses;

  g_return_if_fail (row < self->grid.n_rows);
  copy_values (get_row (self, INS_PLANE_REGISTRATION, 0, row), registration_um,
               self->grid.n_columns);
  pulses = get_row (self, INS_PLANE_PULSES, 0, row);
  for (guint i = 0; i < self->grid.n_columns; i++)
    pulses[i] = n_pulses[i] > 0 ? n_pulses[i] : INS_NO_DATA;
}

void
ins_cscan_set_derived (InsCscan *self, guint derived, guint gate, gboolean is_amplitude)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  g_return_if_fail (derived < self->n_derived);
  self->derived[derived] = (Derived){ gate, is_amplitude };
}

void
ins_cscan_put_states (InsCscan *self,
                      guint row,
                      const guint8 *status,
                      const float *derived,
                      const guint32 *alarms)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  gsize n = self->grid.n_columns, n_pixels = self->grid.n_rows * n;

  g_return_if_fail (row < self->grid.n_rows);
  for (guint gate = 0; gate < self->n_gates; gate++)
    memcpy (self->status + gate * n_pixels + row * n, status + gate * n, n);
  for (guint i = 0; i < self->n_derived; i++)
    copy_values (get_row (self, INS_PLANE_DERIVED, i, row), derived + i * n, (guint)n);
  if (self->alarms != NULL)
    memcpy (self->alarms + row * n, alarms, n * sizeof *alarms);
}

void
ins_cscan_put_row (InsCscan *self,
                   guint row,
                   const float *amplitude_percent,
                   const float *tof_s,
                   const guint8 *holes)
{
  guint n = self->grid.n_columns;
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = NULL;
  guint8 *own_holes;

  g_return_if_fail (row < self->grid.n_rows);

  locker = ins_lock_acquire (&self->lock);
  for (guint gate = 0; gate < self->n_gates; gate++)
    {
      copy_values (get_row (self, INS_PLANE_AMPLITUDE, gate, row), amplitude_percent + gate * n, n);
      copy_values (get_row (self, INS_PLANE_TOF, gate, row), tof_s + gate * n, n);
    }
  own_holes = self->holes + (gsize)row * n;
  if (self->row_generation[row] != 0)
    self->n_holes -= count_holes (own_holes, n);
  for (guint i = 0; i < n; i++)
    own_holes[i] = holes[i];
  self->n_holes += count_holes (own_holes, n);
  self->row_generation[row] = ++self->generation;
}

/* Bits as numbers, each where it is shown: between two pixels there are none. */
static void
fill_bits_locked (InsCscan *self, guint gate, InsPlaneKind kind, guint row, double shift_px)
{
  guint n = self->grid.n_columns;
  gsize at = ((gsize)gate * self->grid.n_rows + row) * n, at_row = (gsize)row * n;

  for (guint column = 0; column < n; column++)
    {
      int from = ins_row_shift_source (shift_px, n, column);

      if (from < 0 || self->holes[at_row + (guint)from] != INS_HOLE_NONE)
        self->shifted[column] = INS_NO_DATA;
      else
        self->shifted[column] = (float)(kind == INS_PLANE_STATUS
                                            ? self->status[at + (guint)from]
                                            : self->alarms[at_row + (guint)from]);
    }
}

/* NULL: the plane is of no gate. */
static const guint8 *
get_status_locked (InsCscan *self, guint gate, InsPlaneKind kind, guint row, double shift_px)
{
  const guint n = self->grid.n_columns;
  const gboolean is_derived = kind == INS_PLANE_DERIVED;
  const gboolean is_amplitude = is_derived ? self->derived[gate].is_amplitude
                                           : kind == INS_PLANE_AMPLITUDE;
  const guint8 *status;

  gate = is_derived ? self->derived[gate].gate : gate;
  if (ins_plane_is_map (kind) || is_bits (kind) || gate >= self->n_gates)
    return NULL;
  status = self->status + ((gsize)gate * self->grid.n_rows + row) * n;
  if (is_amplitude && shift_px == 0.0)
    return status;
  if (shift_px == 0.0)
    memcpy (self->handed_status, status, n);
  else
    ins_row_shift_bytes (self->handed_status, status, n, shift_px, 0);
  for (guint i = 0; i < n && !is_amplitude; i++)
    self->handed_status[i] &= (guint8)~INS_STATUS_SATURATED;

  return self->handed_status;
}

static void
hand_row_locked (InsCscan *self,
                 guint gate,
                 InsPlaneKind kind,
                 guint row,
                 InsCscanRowFunc func,
                 gpointer data)
{
  double shift_px = ins_row_shift_get (&self->shift, self->directions[row]);
  const guint8 *holes = self->holes + (gsize)row * self->grid.n_columns;
  const guint8 *status = get_status_locked (self, gate, kind, row, shift_px);

  if (is_bits (kind))
    fill_bits_locked (self, gate, kind, row, shift_px);
  if (shift_px == 0.0)
    {
      func (row, is_bits (kind) ? self->shifted : get_row (self, kind, gate, row), holes, status,
            data);
      return;
    }
  if (!is_bits (kind))
    ins_row_shift_values (
        self->shifted, get_row (self, kind, gate, row), holes, self->grid.n_columns, shift_px,
        kind == INS_PLANE_TOF ? (float)INS_ROW_SHIFT_TIME_STEP_S : INFINITY, INS_NO_DATA);
  ins_row_shift_bytes (self->shifted_holes, holes, self->grid.n_columns, shift_px,
                       INS_HOLE_NOT_REACHED);
  func (row, self->shifted, self->shifted_holes, status, data);
}

guint64
ins_cscan_collect_some (InsCscan *self,
                        guint gate,
                        InsPlaneKind kind,
                        guint64 since,
                        guint *row,
                        guint n_most,
                        InsCscanRowFunc func,
                        gpointer data)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  guint n = 0;

  if (!has_plane (self, kind, gate) || self->generation <= since)
    *row = self->grid.n_rows;
  for (; *row < self->grid.n_rows && n < n_most; (*row)++)
    if (self->row_generation[*row] > since)
      {
        hand_row_locked (self, gate, kind, *row, func, data);
        n++;
      }

  return self->generation;
}

guint64
ins_cscan_collect (InsCscan *self,
                   guint gate,
                   InsPlaneKind kind,
                   guint64 since,
                   InsCscanRowFunc func,
                   gpointer data)
{
  guint row = 0;

  return ins_cscan_collect_some (self, gate, kind, since, &row, G_MAXUINT, func, data);
}

guint64
ins_cscan_get_generation (InsCscan *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return self->generation;
}

guint
ins_cscan_get_n_holes (InsCscan *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return self->n_holes;
}
