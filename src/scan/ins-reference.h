/* ins-reference.h - whether the stage's coordinates still mean the same places
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "image/ins-cscan.h"

G_BEGIN_DECLS

/* What ties a stage's coordinates to the world. A value. */
typedef struct
{
  gboolean has_home;   /* it was homed while this program was connected; the switches stand still */
  InsPosition home_mm; /* then: where it stood afterwards, in its own coordinates */
  gint64 homed_unix_us; /* then: when, wall clock */
  gboolean has_zero;    /* the controller tells */
  InsPosition zero_mm;  /* then: the machine coordinates of its position 0 */
} InsReference;

/* Of a scan that is to be gone on with; values as in the file. */
typedef enum
{
  INS_REFERENCE_SAME,    /* within the tolerance */
  INS_REFERENCE_UNKNOWN, /* there is nothing to compare */
  INS_REFERENCE_TO_HOME, /* it was homed then, and has not been since it was connected */
  INS_REFERENCE_SHIFTED,
  INS_REFERENCE_N_VERDICTS,
} InsReferenceVerdict;

/* What comparing came to. */
typedef struct
{
  gboolean is_resumed; /* FALSE: the scan begins */
  InsReferenceVerdict verdict;
  InsPosition shift_mm; /* that a person has agreed to */
} InsReferenceCheck;

/**
 * ins_reference_compare:
 * @then: when the scan was begun
 * @can_home: the stage
 * @tolerance_mm: of each axis
 * @shift_mm: (out caller-allocates): what lay at p then lies at p + shift now; 0 where not known
 *
 * By where it stood after homing, which nothing but its switches decides; else by the machine
 * coordinates of its zero. Pure.
 */
InsReferenceVerdict ins_reference_compare (const InsReference *then,
                                           const InsReference *now,
                                           gboolean can_home,
                                           const InsPosition *tolerance_mm,
                                           InsPosition *shift_mm);

/* Half a pixel of each axis, and of the height half of the larger step. */
void ins_reference_get_tolerance (const InsScanGrid *grid, InsPosition *tolerance_mm);

/* (transfer full): "X +0.120 mm, Z -1.000 mm": the axes that are off by more than @tolerance_mm. */
char *ins_reference_describe (const InsPosition *shift_mm, const InsPosition *tolerance_mm);

G_END_DECLS
