/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-command.h"
#include "devices/digitizer/ins-comedi-digitizer.h"
#include "devices/digitizer/ins-comedi-error.h"
#include "devices/digitizer/ins-comedi-ring.h"

/* Has no thread of its own; the thread that owns the digitizer owns every field. */
struct _InsComediDigitizer
{
  GObject parent_instance;

  InsCardWiring wiring;
  InsComediBoard board; /* device NULL: closed */
  InsDigitizerInfo info;

  InsPulseCutter *cutter; /* NULL: not running */
  gboolean is_running;
  GError *failure; /* what ended the stream, told after the last good pulse */
  InsComediRing ring;

  double newest_card_s; /* how far the card was ... */
  double looked_s;      /* ... when it was last asked, on ins_clock_now_s() */
};

#define INS_TYPE_COMEDI_DIGITIZER (ins_comedi_digitizer_get_type ())
G_DECLARE_FINAL_TYPE (InsComediDigitizer, ins_comedi_digitizer, INS, COMEDI_DIGITIZER, GObject)

static void ins_comedi_digitizer_iface_init (InsDigitizerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (InsComediDigitizer,
                               ins_comedi_digitizer,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INS_TYPE_DIGITIZER,
                                                      ins_comedi_digitizer_iface_init))

static void
ins_comedi_digitizer_stop (InsDigitizer *digitizer)
{
  InsComediDigitizer *self = INS_COMEDI_DIGITIZER (digitizer);

  if (self->is_running)
    comedi_cancel (self->board.device, self->board.subdevice); /* fails only on a lost card */
  self->is_running = FALSE;
  ins_comedi_ring_close (&self->ring);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->cutter, ins_pulse_cutter_free);
}

static void
ins_comedi_digitizer_close (InsDigitizer *digitizer)
{
  InsComediDigitizer *self = INS_COMEDI_DIGITIZER (digitizer);

  ins_comedi_digitizer_stop (digitizer);
  ins_comedi_board_close (&self->board);
}

static void
fill_info (InsComediDigitizer *self)
{
  InsDigitizerInfo *info = &self->info;
  const InsComediBoard *board = &self->board;
  const char *name = comedi_get_board_name (board->device);
  const char *driver = comedi_get_driver_name (board->device);

  *info = (InsDigitizerInfo){
    .n_bits = g_bit_storage (board->maxdata),
    .full_scale_counts = ins_pulse_cutter_full_scale (board->maxdata),
    .full_scale_v = (board->maximum_v - board->minimum_v) / 2,
    .maximum_sample_rate_hz = ins_comedi_maximum_rate_hz (board),
    .maximum_prf_hz = (double)NAN,
    .clock_tolerance = 1e-3,
    .scale = board->scales[0],
  };
  g_strlcpy (info->name, name != NULL ? name : "Comedi", sizeof info->name);
  g_strlcpy (info->driver, driver != NULL ? driver : "comedi", sizeof info->driver);
  g_snprintf (info->how, sizeof info->how,
              _ ("One continuous command on channel %u, %g to %g V, %s; pulses cut at a fixed "
                 "repetition."),
              self->wiring.channel, board->minimum_v, board->maximum_v,
              ins_card_reference_names ()[board->reference]);
}

static gboolean
ins_comedi_digitizer_open (InsDigitizer *digitizer, GError **error)
{
  InsComediDigitizer *self = INS_COMEDI_DIGITIZER (digitizer);

  ins_comedi_digitizer_close (digitizer);
  if (!ins_comedi_board_open (&self->board, &self->wiring, error))
    return FALSE;
  fill_info (self);

  return TRUE;
}

static void
ins_comedi_digitizer_get_info (InsDigitizer *digitizer, InsDigitizerInfo *info)
{
  *info = INS_COMEDI_DIGITIZER (digitizer)->info;
}

static gboolean
check_open (InsComediDigitizer *self, GError **error)
{
  if (self->board.device == NULL)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                 _ ("The card at %s is not open. Connect it first."), self->wiring.path);

  return self->board.device != NULL;
}

static gboolean
ins_comedi_digitizer_negotiate (InsDigitizer *digitizer,
                                const InsTiming *wanted,
                                InsTiming *actual,
                                GPtrArray *notes,
                                GError **error)
{
  InsComediDigitizer *self = INS_COMEDI_DIGITIZER (digitizer);
  InsComediPlan plan;

  if (!check_open (self, error) ||
      !ins_comedi_plan_negotiate (&plan, &self->board, wanted, notes, error))
    return FALSE;
  *actual = plan.timing;

  return TRUE;
}

/* The sentence for a call that failed on a running stream. */
static GError *
failure_new (InsComediDigitizer *self, int error_number)
{
  const char *path = self->wiring.path;

  if (error_number == EPIPE)
    return g_error_new (INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN,
                        _ ("The card at %s recorded faster than this computer fetched the samples, "
                           "and some were lost. Close other programs or lower the sample rate."),
                        path);
  if (error_number == EINVAL)
    return g_error_new (INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
                        _ ("The card at %s stopped recording by itself. Check its cable, then "
                           "connect again."),
                        path);
  if (error_number == ENODEV || error_number == ENXIO || error_number == EIO)
    return g_error_new (INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
                        _ ("The card at %s is gone: it was unplugged or its driver was removed. "
                           "Plug it in, then connect again."),
                        path);

  return g_error_new (INS_DEVICE_ERROR, INS_DEVICE_ERROR_IO,
                      _ ("Reading from %s failed: %s. Connect the card again."), path,
                      g_strerror (error_number));
}

static gboolean
is_same_timing (const InsTiming *a, const InsTiming *b)
{
  return fabs (a->sample_rate_hz / b->sample_rate_hz - 1) < 1e-6 && a->n_samples == b->n_samples &&
         fabs (a->prf_hz / b->prf_hz - 1) < 1e-6 && fabs (a->delay_s - b->delay_s) < 1e-9;
}

static gboolean
set_start_error (InsComediDigitizer *self, int error_number, GError **error)
{
  /* the device is open, so EACCES is another program's lock and not a missing right */
  if (error_number == ENODEV)
    g_propagate_error (error, failure_new (self, error_number));
  else
    ins_comedi_set_error (error, self->wiring.path, error_number == EACCES ? EBUSY : error_number,
                          _ ("could not be started"));

  return FALSE;
}

static gboolean
run_command (InsComediDigitizer *self, InsComediPlan *plan, GError **error)
{
  const InsComediBoard *board = &self->board;
  double bytes_per_s = plan->timing.sample_rate_hz * board->sample_bytes;

  if (!ins_comedi_ring_open (&self->ring, board->device, board->subdevice, bytes_per_s))
    return set_start_error (self, errno, error);
  if (comedi_command (board->device, ins_comedi_plan_get_command (plan)) < 0)
    {
      set_start_error (self, errno, error);
      ins_comedi_ring_close (&self->ring);
      return FALSE;
    }
  ins_comedi_ring_restart (&self->ring);

  return TRUE;
}

static InsPulseCutter *
cutter_new (InsComediDigitizer *self, const InsComediPlan *plan)
{
  InsStreamFormat format = {
    .n_channels = 1,
    .sample_bytes = self->board.sample_bytes,
    .maxdata = self->board.maxdata,
    .scan_rate_hz = plan->timing.sample_rate_hz,
  };
  InsCutTrigger trigger = { .by_edge = FALSE };

  return ins_pulse_cutter_new (&format, &plan->layout, &trigger);
}

static gboolean
ins_comedi_digitizer_start (InsDigitizer *digitizer, const InsTiming *timing, GError **error)
{
  InsComediDigitizer *self = INS_COMEDI_DIGITIZER (digitizer);
  InsComediPlan plan;

  if (!check_open (self, error))
    return FALSE;
  ins_comedi_digitizer_stop (digitizer);
  if (!ins_comedi_plan_negotiate (&plan, &self->board, timing, NULL, error))
    return FALSE;
  if (!is_same_timing (timing, &plan.timing))
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("The card samples at %.6g MHz and repeats at %.6g Hz, not at %.6g MHz and "
                      "%.6g Hz. Ask it for its timing first."),
                   plan.timing.sample_rate_hz / 1e6, plan.timing.prf_hz,
                   timing->sample_rate_hz / 1e6, timing->prf_hz);
      return FALSE;
    }
  if (!run_command (self, &plan, error))
    return FALSE;

  self->cutter = cutter_new (self, &plan);
  self->newest_card_s = 0;
  self->looked_s = ins_clock_now_s ();
  self->is_running = TRUE;

  return TRUE;
}

/* Looks, promptly after the wake-up, how far the card is, and takes what is there. A card that is
 * gone tells no more: then the last look stands. Never waits.
 */
static void
take_pulses (InsComediDigitizer *self, InsPulseBlock *block)
{
  gssize n_waiting = ins_comedi_ring_look (&self->ring);
  const guint8 *bytes;
  gsize n_bytes;

  if (n_waiting < 0 && self->failure == NULL)
    self->failure = failure_new (self, errno);
  if (self->ring.error_number == 0)
    {
      self->looked_s = ins_clock_now_s ();
      self->newest_card_s = ins_pulse_cutter_get_card_s (self->cutter, (gsize)n_waiting);
    }
  while (block->n_pulses < block->capacity &&
         (bytes = ins_comedi_ring_peek (&self->ring, &n_bytes)) != NULL)
    {
      guint n_before = block->n_pulses;
      gsize used = ins_pulse_cutter_feed (self->cutter, bytes, n_bytes, block);

      if (!ins_comedi_ring_skip (&self->ring, used))
        block->n_pulses = n_before;
    }
  block->newest_card_s = self->newest_card_s;
  block->arrival_s = self->looked_s;
}

static gboolean
ins_comedi_digitizer_read (InsDigitizer *digitizer,
                           InsPulseBlock *block,
                           double timeout_s,
                           GError **error)
{
  InsComediDigitizer *self = INS_COMEDI_DIGITIZER (digitizer);
  double deadline_s = ins_clock_now_s () + timeout_s;

  block->n_pulses = 0;
  if (!check_open (self, error))
    return FALSE;
  if (!self->is_running)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                   _ ("The card at %s is not recording. Start it first."), self->wiring.path);
      return FALSE;
    }

  for (;;)
    {
      double left_s;

      take_pulses (self, block);
      if (block->n_pulses > 0)
        return TRUE;
      if (self->failure != NULL)
        {
          g_propagate_error (error, g_error_copy (self->failure));
          return FALSE;
        }
      if (self->ring.error_number != 0)
        continue; /* all is used: the next look tells it */
      left_s = deadline_s - ins_clock_now_s ();
      if (left_s <= 0)
        return TRUE;
      ins_comedi_ring_wait (&self->ring, left_s);
    }
}

static void
ins_comedi_digitizer_finalize (GObject *object)
{
  InsComediDigitizer *self = INS_COMEDI_DIGITIZER (object);

  ins_comedi_digitizer_close (INS_DIGITIZER (self));
  ins_card_wiring_clear (&self->wiring);

  G_OBJECT_CLASS (ins_comedi_digitizer_parent_class)->finalize (object);
}

static void
ins_comedi_digitizer_class_init (InsComediDigitizerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ins_comedi_digitizer_finalize;
}

static void
ins_comedi_digitizer_init (InsComediDigitizer *self)
{
}

static void
ins_comedi_digitizer_iface_init (InsDigitizerInterface *iface)
{
  iface->open = ins_comedi_digitizer_open;
  iface->close = ins_comedi_digitizer_close;
  iface->get_info = ins_comedi_digitizer_get_info;
  iface->negotiate = ins_comedi_digitizer_negotiate;
  iface->start = ins_comedi_digitizer_start;
  iface->read = ins_comedi_digitizer_read;
  iface->stop = ins_comedi_digitizer_stop;
}

InsDigitizer *
ins_comedi_digitizer_new (const InsUri *uri, GError **error)
{
  InsCardWiring wiring;
  InsComediDigitizer *self;

  if (!ins_card_wiring_parse (&wiring, uri, error))
    return NULL;

  self = g_object_new (INS_TYPE_COMEDI_DIGITIZER, NULL);
  self->wiring = wiring;

  return INS_DIGITIZER (self);
}
