/* ins-saft.h - synthetic aperture focusing: echoes of one reflector heard from many places, added
 * where it lies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double sample_rate_hz, delay_s; /* delay: pulse to first sample */
  guint n_samples;
  double scan_step_mm, index_step_mm;
  double velocity_m_s;          /* in the part */
  double couplant_velocity_m_s; /* in the water before it */
  double water_path_mm;         /* 0: the probe touches the part */
  double half_angle_deg;        /* of the beam in the part, above 0 and below 90 */
  gboolean is_flat;             /* along the scan only: each line by itself */
  gboolean is_windowed;         /* less weight towards the edge of the aperture (Hann) */
} InsSaftSetup;

/* Tables for one raster. Read-only once made; any thread. */
typedef struct _InsSaft InsSaft;

/**
 * ins_saft_new:
 *
 * The probe's face is a point (unfocused), its beam a cone, the surface plane and parallel to the
 * raster: a delay is twice the shortest way through water and part (Snell's law). Doctor, Hall and
 * Reid, NDT International 19 (1986) 163.
 *
 * Returns: (nullable): %NULL if the tables would take more than 256 MB: the aperture has too many
 *   A-scans
 */
InsSaft *ins_saft_new (const InsSaftSetup *setup) G_GNUC_WARN_UNUSED_RESULT;
void ins_saft_free (InsSaft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsSaft, ins_saft_free)

/* How many A-scans are added at most. */
guint ins_saft_get_n_ascans (const InsSaft *self);

/* The -6 dB half angle of the beam there and back of an unfocused round probe: sin a = 0.51 c / (f
 * D); 90 where the probe is smaller than that. */
double ins_saft_get_half_angle_deg (double velocity_m_s, double frequency_hz, double diameter_mm);

/* An A-scan of the raster, NULL for a hole. Called from the thread of ins_saft_focus(). */
typedef const gint16 *(*InsSaftGet) (gpointer source, guint row, guint column);

/**
 * ins_saft_focus:
 * @row, @column: of n_rows x n_columns
 * @scratch: (array): n_samples floats
 * @focused: (out caller-allocates): n_samples: mean of what was heard of each depth below this
 * place, so that a plane reflector keeps its height; unchanged before the surface
 *
 * Beyond the edge and in holes nothing is added. Nothing is allocated.
 */
void ins_saft_focus (const InsSaft *self,
                     InsSaftGet get,
                     gpointer source,
                     guint n_rows,
                     guint n_columns,
                     guint row,
                     guint column,
                     float *scratch,
                     float *focused);

G_END_DECLS
