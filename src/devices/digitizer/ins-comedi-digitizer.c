/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-digitizer.h"
#include "devices/digitizer/ins-comedi-info.h"
#include "devices/digitizer/ins-comedi-session.h"

/* Has no thread of its own; the thread that owns the digitizer owns every field. */
struct _InsComediDigitizer
{
  GObject parent_instance;

  InsCardWiring wiring;
  InsComediBoard board; /* device NULL: closed */
  InsComediPlan plan;   /* the last one negotiated */
  gboolean has_plan;
  InsDigitizerInfo info;
  InsComediSession *session; /* NULL: not running */
  InsComediEncoder *encoder; /* from its first use until close(), so that its origin stays */
  double encoder_hz;         /* latches that it has room for */
  InsDigitizerCount count;   /* of the last session */
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

  if (self->session != NULL)
    ins_comedi_session_get_count (self->session, &self->count);
  g_clear_pointer (&self->session, ins_comedi_session_free);
}

static void
ins_comedi_digitizer_close (InsDigitizer *digitizer)
{
  InsComediDigitizer *self = INS_COMEDI_DIGITIZER (digitizer);

  ins_comedi_digitizer_stop (digitizer);
  g_clear_pointer (&self->encoder, ins_comedi_encoder_free);
  ins_comedi_board_close (&self->board);
  self->has_plan = FALSE;
}

static gboolean
ins_comedi_digitizer_open (InsDigitizer *digitizer, GError **error)
{
  InsComediDigitizer *self = INS_COMEDI_DIGITIZER (digitizer);

  ins_comedi_digitizer_close (digitizer);
  if (!ins_comedi_board_open (&self->board, &self->wiring, error))
    return FALSE;
  ins_comedi_info_fill (&self->info, &self->board, &self->wiring);

  return TRUE;
}

static void
ins_comedi_digitizer_get_info (InsDigitizer *digitizer, InsDigitizerInfo *info)
{
  InsComediDigitizer *self = INS_COMEDI_DIGITIZER (digitizer);

  if (self->board.device != NULL)
    ins_comedi_info_set_how (&self->info, &self->board, &self->wiring,
                             self->has_plan ? &self->plan : NULL, self->session);
  *info = self->info;
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

  if (!check_open (self, error))
    return FALSE;
  /* the card's own pulser cannot be asked while it pulses */
  if (self->wiring.pulser_subdevice != INS_CARD_NONE)
    ins_comedi_digitizer_stop (digitizer);
  self->has_plan = ins_comedi_plan_negotiate (&self->plan, &self->board, &self->wiring, wanted,
                                              notes, error);
  if (self->has_plan)
    *actual = self->plan.timing;

  return self->has_plan;
}

static gboolean
is_same_timing (const InsTiming *a, const InsTiming *b)
{
  return fabs (a->sample_rate_hz / b->sample_rate_hz - 1) < 1e-6 && a->n_samples == b->n_samples &&
         fabs (a->prf_hz / b->prf_hz - 1) < 1e-6 && fabs (a->delay_s - b->delay_s) < 1e-9;
}

static gboolean
make_encoder (InsComediDigitizer *self, GError **error)
{
  double latches_hz = self->plan.timing.prf_hz;

  if (self->wiring.encoder_subdevice == INS_CARD_NONE ||
      (self->encoder != NULL && latches_hz <= self->encoder_hz))
    return TRUE;
  g_clear_pointer (&self->encoder, ins_comedi_encoder_free);
  self->encoder = ins_comedi_encoder_new (&self->wiring, latches_hz, error);
  self->encoder_hz = latches_hz;

  return self->encoder != NULL;
}

static gboolean
ins_comedi_digitizer_start (InsDigitizer *digitizer, const InsTiming *timing, GError **error)
{
  InsComediDigitizer *self = INS_COMEDI_DIGITIZER (digitizer);
  InsTiming actual;

  if (!check_open (self, error))
    return FALSE;
  ins_comedi_digitizer_stop (digitizer);
  if (!ins_comedi_digitizer_negotiate (digitizer, timing, &actual, NULL, error))
    return FALSE;
  if (!is_same_timing (timing, &actual))
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("The card samples at %.6g MHz and repeats at %.6g Hz, not at %.6g MHz and "
                      "%.6g Hz. Ask it for its timing first."),
                   actual.sample_rate_hz / 1e6, actual.prf_hz, timing->sample_rate_hz / 1e6,
                   timing->prf_hz);
      return FALSE;
    }
  if (!make_encoder (self, error))
    return FALSE;
  self->session = ins_comedi_session_new (&self->board, &self->wiring, &self->plan, self->encoder,
                                          error);

  return self->session != NULL;
}

static gboolean
ins_comedi_digitizer_read (InsDigitizer *digitizer,
                           InsPulseBlock *block,
                           double timeout_s,
                           GError **error)
{
  InsComediDigitizer *self = INS_COMEDI_DIGITIZER (digitizer);

  block->n_pulses = 0;
  if (!check_open (self, error))
    return FALSE;
  if (self->session == NULL)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                   _ ("The card at %s is not recording. Start it first."), self->wiring.path);
      return FALSE;
    }

  return ins_comedi_session_read (self->session, block, timeout_s, error);
}

static void
ins_comedi_digitizer_get_count (InsDigitizer *digitizer, InsDigitizerCount *count)
{
  InsComediDigitizer *self = INS_COMEDI_DIGITIZER (digitizer);

  if (self->session != NULL)
    ins_comedi_session_get_count (self->session, &self->count);
  *count = self->count;
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
  self->count.prf_hz = (double)NAN;
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
  iface->get_count = ins_comedi_digitizer_get_count;
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
