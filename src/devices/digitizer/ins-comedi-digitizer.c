/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>
#include <poll.h>
#include <unistd.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-command.h"
#include "devices/digitizer/ins-comedi-digitizer.h"
#include "devices/digitizer/ins-comedi-error.h"

#define CHUNK_BYTES (256 << 10)
#define LOOK_S 0.2 /* poll() is not woken by an unplugged card: look again that often */

/* Has no thread of its own; the thread that owns the digitizer owns every field. */
struct _InsComediDigitizer
{
  GObject parent_instance;

  InsCardWiring wiring;
  InsComediBoard board; /* device NULL: closed */
  InsDigitizerInfo info;

  InsComediStream stream;
  gboolean is_running;
  GError *failure; /* what ended the stream, told after the last good pulse */
  guint8 *chunk;   /* CHUNK_BYTES; read from the card ... */
  gsize n_chunk;   /* ... so many bytes ... */
  gsize n_used;    /* ... of which so many went into the stream */

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
  g_clear_error (&self->failure);
  ins_comedi_stream_clear (&self->stream);
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
    .full_scale_counts = ins_comedi_stream_full_scale (board->maxdata),
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
  int size = ins_comedi_buffer_resize (&self->board, plan->timing.sample_rate_hz);

  /* a smaller buffer than wished for works too; a card that another one uses does not */
  if (size < 0 && (errno == EBUSY || errno == EACCES || errno == ENODEV))
    return set_start_error (self, errno, error);
  if (comedi_command (self->board.device, ins_comedi_plan_get_command (plan)) < 0)
    return set_start_error (self, errno, error);

  return TRUE;
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

  ins_comedi_stream_init (&self->stream, &plan.layout, plan.timing.sample_rate_hz,
                          self->board.sample_bytes, self->board.maxdata);
  self->n_chunk = self->n_used = 0;
  self->newest_card_s = 0;
  self->looked_s = ins_clock_now_s ();
  self->is_running = TRUE;

  return TRUE;
}

/* Counts what is there, in the chunk and in the driver, so that the block can say how far the card
 * was and when. A card that is gone tells no more: then the last look stands. Never waits.
 */
static void
look (InsComediDigitizer *self, InsPulseBlock *block)
{
  int n_waiting = comedi_get_buffer_contents (self->board.device, self->board.subdevice);
  int error_number = errno;
  gsize n_ahead = self->n_chunk - self->n_used + (gsize)MAX (n_waiting, 0);
  double card_s = ins_comedi_stream_get_card_s (&self->stream, n_ahead);

  if (n_waiting < 0 && self->failure == NULL)
    self->failure = failure_new (self, error_number);
  if (n_waiting >= 0 || card_s > self->newest_card_s)
    {
      self->newest_card_s = card_s;
      self->looked_s = ins_clock_now_s ();
    }
  block->newest_card_s = self->newest_card_s;
  block->arrival_s = self->looked_s;
}

/* Reads a chunk from the card. FALSE: nothing there now, or no more ever (see failure). */
static gboolean
refill (InsComediDigitizer *self)
{
  gssize n;

  if (self->failure != NULL)
    return FALSE;
  do
    n = read (comedi_fileno (self->board.device), self->chunk, CHUNK_BYTES);
  while (n < 0 && errno == EINTR);

  self->n_used = 0;
  self->n_chunk = n > 0 ? (gsize)n : 0;
  if (n == 0)
    self->failure = failure_new (self, EINVAL);
  else if (n < 0 && errno != EAGAIN)
    self->failure = failure_new (self, errno);

  return n > 0;
}

/* Looks and takes what is there. The look comes first, promptly after the wake-up; samples that
 * came in between make a second one necessary, for no pulse may be newer than the newest sample.
 */
static void
take_pulses (InsComediDigitizer *self, InsPulseBlock *block)
{
  look (self, block);
  while (block->n_pulses < block->capacity && (self->n_used < self->n_chunk || refill (self)))
    self->n_used += ins_comedi_stream_feed (&self->stream, self->chunk + self->n_used,
                                            self->n_chunk - self->n_used, block);
  if (ins_comedi_stream_get_card_s (&self->stream, self->n_chunk - self->n_used) >
      block->newest_card_s)
    look (self, block);
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
      struct pollfd waiting = { .fd = comedi_fileno (self->board.device), .events = POLLIN };
      double left_s;

      take_pulses (self, block);
      if (block->n_pulses > 0)
        return TRUE;
      if (self->failure != NULL)
        {
          g_propagate_error (error, g_error_copy (self->failure));
          return FALSE;
        }
      left_s = deadline_s - ins_clock_now_s ();
      if (left_s <= 0)
        return TRUE;
      poll (&waiting, 1, (int)ceil (MIN (left_s, LOOK_S) * 1e3));
    }
}

static void
ins_comedi_digitizer_finalize (GObject *object)
{
  InsComediDigitizer *self = INS_COMEDI_DIGITIZER (object);

  ins_comedi_digitizer_close (INS_DIGITIZER (self));
  g_free (self->chunk);
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
  self->chunk = g_malloc (CHUNK_BYTES);
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
