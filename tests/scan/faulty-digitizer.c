/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "faulty-digitizer.h"

static void faulty_digitizer_iface_init (InsDigitizerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FaultyDigitizer,
                               faulty_digitizer,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INS_TYPE_DIGITIZER,
                                                      faulty_digitizer_iface_init))

static gboolean
faulty_open (InsDigitizer *digitizer, GError **error)
{
  return ins_digitizer_open (FAULTY_DIGITIZER (digitizer)->inner, error);
}

static void
faulty_close (InsDigitizer *digitizer)
{
  ins_digitizer_close (FAULTY_DIGITIZER (digitizer)->inner);
}

static void
faulty_get_info (InsDigitizer *digitizer, InsDigitizerInfo *info)
{
  FaultyDigitizer *self = FAULTY_DIGITIZER (digitizer);

  ins_digitizer_get_info (self->inner, info);
  info->clock_tolerance = self->frequency != 1.0 ? 0.2 : 1e-3;
  info->waits_for_pulse = self->hint != NULL;
  if (self->hint != NULL)
    g_strlcpy (info->pulse_hint, self->hint, sizeof info->pulse_hint);
}

static gboolean
faulty_negotiate (InsDigitizer *digitizer,
                  const InsTiming *wanted,
                  InsTiming *actual,
                  GPtrArray *notes,
                  GError **error)
{
  return ins_digitizer_negotiate (FAULTY_DIGITIZER (digitizer)->inner, wanted, actual, notes,
                                  error);
}

static void
faulty_mount (InsDigitizer *digitizer, InsAxis scan_axis, InsAxis index_axis)
{
  ins_digitizer_mount (FAULTY_DIGITIZER (digitizer)->inner, scan_axis, index_axis);
}

static gboolean
faulty_start (InsDigitizer *digitizer, const InsTiming *timing, GError **error)
{
  FaultyDigitizer *self = FAULTY_DIGITIZER (digitizer);
  InsTiming real = *timing;

  self->n_reads = 0;
  real.prf_hz *= self->frequency;

  return ins_digitizer_start (self->inner, &real, error);
}

/* Of a pulser that runs free the card knows the number only. */
static void
renumber (FaultyDigitizer *self, InsPulseBlock *block)
{
  for (guint i = 0; i < block->n_pulses; i++)
    block->pulses[i].card_s *= self->frequency;
  block->newest_card_s *= self->frequency;
}

static gboolean
faulty_read (InsDigitizer *digitizer, InsPulseBlock *block, double timeout_s, GError **error)
{
  FaultyDigitizer *self = FAULTY_DIGITIZER (digitizer);

  if (self->n_good_reads > 0 && self->n_reads >= self->n_good_reads &&
      atomic_load (&self->n_overruns_left) > 0)
    {
      atomic_fetch_sub (&self->n_overruns_left, 1);
      block->n_pulses = 0;
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN, "Samples were lost.");
      return FALSE;
    }
  if (!ins_digitizer_read (self->inner, block, timeout_s, error))
    return FALSE;
  self->n_reads += block->n_pulses > 0;
  renumber (self, block);
  if (atomic_load (&self->silent))
    {
      block->n_pulses = 0;
      ins_clock_sleep_s (0.01);
    }

  return TRUE;
}

static void
faulty_stop (InsDigitizer *digitizer)
{
  ins_digitizer_stop (FAULTY_DIGITIZER (digitizer)->inner);
}

static void
faulty_get_count (InsDigitizer *digitizer, InsDigitizerCount *count)
{
  ins_digitizer_get_count (FAULTY_DIGITIZER (digitizer)->inner, count);
}

static void
faulty_digitizer_iface_init (InsDigitizerInterface *iface)
{
  iface->open = faulty_open;
  iface->close = faulty_close;
  iface->get_info = faulty_get_info;
  iface->negotiate = faulty_negotiate;
  iface->mount = faulty_mount;
  iface->start = faulty_start;
  iface->read = faulty_read;
  iface->stop = faulty_stop;
  iface->get_count = faulty_get_count;
}

static void
faulty_digitizer_finalize (GObject *object)
{
  g_clear_object (&FAULTY_DIGITIZER (object)->inner);

  G_OBJECT_CLASS (faulty_digitizer_parent_class)->finalize (object);
}

static void
faulty_digitizer_class_init (FaultyDigitizerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = faulty_digitizer_finalize;
}

static void
faulty_digitizer_init (FaultyDigitizer *self)
{
  self->frequency = 1.0;
}

InsEngine *
faulty_engine_new (const char *stage_uri, const char *digitizer_uri, FaultyDigitizer **digitizer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) rig = ins_rig_new (NULL, stage_uri, digitizer_uri, &error);

  g_assert_no_error (error);
  *digitizer = g_object_new (FAULTY_TYPE_DIGITIZER, NULL);
  (*digitizer)->inner = rig->digitizer; /* its reference goes with it */
  rig->digitizer = INS_DIGITIZER (*digitizer);

  return ins_engine_new (rig);
}
