/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/digitizer/ins-digitizer.h"

G_DEFINE_INTERFACE (InsDigitizer, ins_digitizer, G_TYPE_OBJECT)

static void
mount_nothing (InsDigitizer *self, InsAxis scan_axis, InsAxis index_axis)
{
}

static void
count_nothing (InsDigitizer *self, InsDigitizerCount *count)
{
}

static void
ins_digitizer_default_init (InsDigitizerInterface *iface)
{
  iface->mount = mount_nothing;
  iface->get_count = count_nothing;
}

InsPulseBlock *
ins_pulse_block_new (guint capacity, guint n_samples)
{
  InsPulseBlock *self = g_new0 (InsPulseBlock, 1);

  self->capacity = capacity;
  self->n_samples = n_samples;
  self->pulses = g_new0 (InsPulse, capacity);
  self->samples = g_new0 (gint16, (gsize)capacity * n_samples);

  return self;
}

void
ins_pulse_block_free (InsPulseBlock *self)
{
  g_free (self->pulses);
  g_free (self->samples);
  g_free (self);
}

gboolean
ins_digitizer_open (InsDigitizer *self, GError **error)
{
  return INS_DIGITIZER_GET_IFACE (self)->open (self, error);
}

void
ins_digitizer_close (InsDigitizer *self)
{
  INS_DIGITIZER_GET_IFACE (self)->close (self);
}

void
ins_digitizer_get_info (InsDigitizer *self, InsDigitizerInfo *info)
{
  INS_DIGITIZER_GET_IFACE (self)->get_info (self, info);
}

void
ins_digitizer_set_by_position (InsDigitizer *self, gboolean by_position)
{
  if (INS_DIGITIZER_GET_IFACE (self)->set_by_position != NULL)
    INS_DIGITIZER_GET_IFACE (self)->set_by_position (self, by_position);
}

gboolean
ins_digitizer_negotiate (InsDigitizer *self,
                         const InsTiming *wanted,
                         InsTiming *actual,
                         GPtrArray *notes,
                         GError **error)
{
  return INS_DIGITIZER_GET_IFACE (self)->negotiate (self, wanted, actual, notes, error);
}

void
ins_digitizer_mount (InsDigitizer *self, InsAxis scan_axis, InsAxis index_axis)
{
  INS_DIGITIZER_GET_IFACE (self)->mount (self, scan_axis, index_axis);
}

gboolean
ins_digitizer_start (InsDigitizer *self, const InsTiming *timing, GError **error)
{
  return INS_DIGITIZER_GET_IFACE (self)->start (self, timing, error);
}

gboolean
ins_digitizer_read (InsDigitizer *self, InsPulseBlock *block, double timeout_s, GError **error)
{
  g_return_val_if_fail (block->capacity > 0, FALSE);

  return INS_DIGITIZER_GET_IFACE (self)->read (self, block, timeout_s, error);
}

void
ins_digitizer_stop (InsDigitizer *self)
{
  INS_DIGITIZER_GET_IFACE (self)->stop (self);
}

void
ins_digitizer_get_count (InsDigitizer *self, InsDigitizerCount *count)
{
  *count = (InsDigitizerCount){ .prf_hz = (double)NAN };
  INS_DIGITIZER_GET_IFACE (self)->get_count (self, count);
}
