/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-reference.h"

static guint32
get_own_crc (const InsNdeReference *self)
{
  return ins_nde_crc (0, self, offsetof (InsNdeReference, crc));
}

void
ins_nde_reference_fill (InsNdeReference *self, const InsReference *reference)
{
  *self = (InsNdeReference){ .homed_unix_us = reference->has_home ? reference->homed_unix_us : 0 };
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      self->home_mm[axis] = reference->has_home ? reference->home_mm.mm[axis] : (double)NAN;
      self->zero_mm[axis] = reference->has_zero ? reference->zero_mm.mm[axis] : (double)NAN;
    }
  self->crc = get_own_crc (self);
}

void
ins_nde_reference_note (InsNdeReference *self, const InsReferenceCheck *check)
{
  self->n_resumed++;
  self->verdict = check->verdict;
  self->n_shifted += check->verdict == INS_REFERENCE_SHIFTED ||
                     check->verdict == INS_REFERENCE_TO_HOME;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    self->shift_mm[axis] = check->shift_mm.mm[axis];
  self->crc = get_own_crc (self);
}

gboolean
ins_nde_reference_get (const InsNdeReference *self, InsReference *reference)
{
  *reference = (InsReference){ 0 };
  if (self->crc != get_own_crc (self))
    return FALSE;
  reference->has_home = self->homed_unix_us != 0;
  reference->homed_unix_us = self->homed_unix_us;
  reference->has_zero = FALSE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      reference->home_mm.mm[axis] = self->home_mm[axis];
      reference->zero_mm.mm[axis] = self->zero_mm[axis];
      reference->has_zero |= isfinite (self->zero_mm[axis]);
    }

  return TRUE;
}

gboolean
ins_nde_file_get_reference (InsNdeFile *self, InsNdeReference *record)
{
  InsReference reference;

  *record = (InsNdeReference){ 0 };
  if (ins_nde_file_get_layout (self)->datasets[INS_NDE_REFERENCE].n_bytes == 0)
    return FALSE;
  memcpy (record, ins_nde_file_get_single (self, INS_NDE_REFERENCE), sizeof *record);

  return ins_nde_reference_get (record, &reference);
}
