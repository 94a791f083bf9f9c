/* ins-derive.h - planes that are worked out from gates' planes, and alarms
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure; any thread. NaN stays NaN. Output may be an input.
 */
#pragma once

#include "signal/ins-gating.h"

G_BEGIN_DECLS

/* 20 log10 (amplitude / reference). What is 0 or below it, or lower than @lowest_db, is @lowest_db;
 * without a reference over 0 all is NaN. */
void ins_derive_db (const float *amplitude_percent,
                    gsize n,
                    double reference_percent,
                    double lowest_db,
                    float *db);

/**
 * ins_derive_depth:
 * @tof_s: from the pulse
 * @surface_tof_s: (nullable) (array length=n): time of the surface, of another gate; NaN: none
 * there
 * @surface_offset_s: added to the surface's time, or in its place
 * @velocity_m_s: of the part; there and back
 *
 * Below zero is above the surface.
 */
void ins_derive_depth (const float *tof_s,
                       const float *surface_tof_s,
                       gsize n,
                       double surface_offset_s,
                       double velocity_m_s,
                       float *depth_mm);

/* Between the echoes of two gates, whichever comes first. */
void ins_derive_thickness (const float *one_tof_s,
                           const float *other_tof_s,
                           gsize n,
                           double velocity_m_s,
                           float *thickness_mm);

/* Status of what two gates' times were needed for: data where both have it and an echo, and every
 * reason of either why not. */
void ins_derive_status (const guint8 *one, const guint8 *other, gsize n, guint8 *status);

typedef enum
{
  INS_ALARM_AMPLITUDE, /* percent */
  INS_ALARM_TOF,       /* seconds */
  INS_ALARM_DERIVED,   /* a plane of ins-derived-plane.h, in its unit */
} InsAlarmQuantity;

/* A picture hands the bits over as floats. */
#define INS_MAX_ALARMS 24

typedef struct
{
  char name[INS_GATE_NAME_SIZE]; /* UTF-8 */
  InsAlarmQuantity quantity;
  guint gate;              /* or which derived plane */
  double minimum, maximum; /* alarm below and above; NaN: no such limit */
  gboolean is_for_missing; /* alarm where there should be a value and is none */
} InsAlarm;

/**
 * ins_alarm_evaluate:
 * @values: (array length=n): the plane that it is about
 * @status: (array length=n): of the gate that the plane is made from
 * @bit: of this alarm
 * @bits: (inout) (array length=n): gets the bit where there is an alarm. A hole (status 0) has none
 */
void ins_alarm_evaluate (const InsAlarm *self,
                         const float *values,
                         const guint8 *status,
                         gsize n,
                         guint32 bit,
                         guint32 *bits);

G_END_DECLS
