/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "fast-card.h"

#define BLOCK_S 4e-3
#define BUFFER_S 2.0
#define N_TRACE (16u << 20) /* samples */

typedef struct
{
  GObject parent_instance;

  InsTiming timing;
  gint16 *trace;
  double start_s;
  guint64 next_index;
  InsDigitizerCount count;
} FastCard;

typedef struct
{
  GObjectClass parent_class;
} FastCardClass;

GType fast_card_get_type (void);
static void fast_card_iface_init (InsDigitizerInterface *iface);

G_DEFINE_TYPE_WITH_CODE (FastCard,
                         fast_card,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (INS_TYPE_DIGITIZER, fast_card_iface_init))

static gboolean
fast_card_open (InsDigitizer *digitizer, GError **error)
{
  return TRUE;
}

static void
fast_card_close (InsDigitizer *digitizer)
{
}

static void
fast_card_get_info (InsDigitizer *digitizer, InsDigitizerInfo *info)
{
  *info = (InsDigitizerInfo){ .name = "Fast card",
                              .driver = "bench",
                              .is_simulated = TRUE,
                              .n_bits = 12,
                              .full_scale_counts = 2048,
                              .maximum_sample_rate_hz = 1e12,
                              .maximum_prf_hz = 1e9,
                              .clock_tolerance = 1e-3 };
}

static gboolean
fast_card_negotiate (InsDigitizer *digitizer,
                     const InsTiming *wanted,
                     InsTiming *actual,
                     GPtrArray *notes,
                     GError **error)
{
  *actual = *wanted;

  return TRUE;
}

static void
fast_card_mount (InsDigitizer *digitizer, InsAxis scan_axis, InsAxis index_axis)
{
}

static gboolean
fast_card_start (InsDigitizer *digitizer, const InsTiming *timing, GError **error)
{
  FastCard *self = (FastCard *)digitizer;

  self->timing = *timing;
  self->next_index = 0;
  self->count = (InsDigitizerCount){ .prf_hz = (double)NAN };
  self->start_s = ins_clock_now_s ();

  return TRUE;
}

static void
take (FastCard *self, InsPulseBlock *block, double whole_s)
{
  const guint64 n_come = (guint64)(whole_s * self->timing.prf_hz);
  const guint n = (guint)MIN (n_come - MIN (self->next_index, n_come), block->capacity);

  for (guint i = 0; i < n; i++, self->next_index++)
    {
      guint64 at = self->next_index * block->n_samples % (N_TRACE - block->n_samples);

      block->pulses[i] = (InsPulse){ .index = self->next_index,
                                     .card_s = (double)self->next_index / self->timing.prf_hz,
                                     .encoder_mm = (double)NAN };
      memcpy (block->samples + (gsize)i * block->n_samples, self->trace + at,
              block->n_samples * sizeof *block->samples);
    }
  block->n_pulses = n;
  self->count.n_pulses += n;
  self->count.n_samples += (guint64)n * block->n_samples;
}

static gboolean
fast_card_read (InsDigitizer *digitizer, InsPulseBlock *block, double timeout_s, GError **error)
{
  FastCard *self = (FastCard *)digitizer;
  double began_s = ins_clock_now_s (), next_s = (double)self->next_index / self->timing.prf_hz;
  double ready_s = ceil ((next_s + 1e-9) / BLOCK_S) * BLOCK_S;

  block->n_pulses = 0;
  if (began_s - self->start_s - next_s > BUFFER_S)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN, "Samples were lost.");
      return FALSE;
    }
  ins_clock_sleep_until_s (MIN (self->start_s + ready_s, began_s + timeout_s));
  block->arrival_s = ins_clock_now_s ();
  block->newest_card_s = floor ((block->arrival_s - self->start_s) / BLOCK_S) * BLOCK_S;
  take (self, block, block->newest_card_s);
  self->count.waited_s += block->arrival_s - began_s;
  self->count.cut_s += ins_clock_now_s () - block->arrival_s;

  return TRUE;
}

static void
fast_card_stop (InsDigitizer *digitizer)
{
}

static void
fast_card_get_count (InsDigitizer *digitizer, InsDigitizerCount *count)
{
  *count = ((FastCard *)digitizer)->count;
}

static void
fast_card_iface_init (InsDigitizerInterface *iface)
{
  iface->open = fast_card_open;
  iface->close = fast_card_close;
  iface->get_info = fast_card_get_info;
  iface->negotiate = fast_card_negotiate;
  iface->mount = fast_card_mount;
  iface->start = fast_card_start;
  iface->read = fast_card_read;
  iface->stop = fast_card_stop;
  iface->get_count = fast_card_get_count;
}

static void
fast_card_finalize (GObject *object)
{
  g_free (((FastCard *)object)->trace);

  G_OBJECT_CLASS (fast_card_parent_class)->finalize (object);
}

static void
fast_card_class_init (FastCardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fast_card_finalize;
}

static void
fast_card_init (FastCard *self)
{
  guint32 state = 1;

  self->trace = g_new (gint16, N_TRACE);
  for (guint i = 0; i < N_TRACE; i++)
    {
      state = state * 1664525u + 1013904223u;
      self->trace[i] = (gint16)(state >> 24) - 128;
    }
}

InsDigitizer *
fast_card_new (void)
{
  return g_object_new (fast_card_get_type (), NULL);
}
