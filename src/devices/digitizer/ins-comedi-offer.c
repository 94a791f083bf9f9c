/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "devices/digitizer/ins-card-offer.h"
#include "devices/digitizer/ins-comedi-board.h"
#include "devices/digitizer/ins-comedi-limits.h"
#include "devices/digitizer/ins-comedi-pulser.h"

#define N_NODES 16 /* /dev/comedi0 ... */

static void
fill_ranges (InsCardOffer *self, comedi_t *device, guint subdevice)
{
  int n_ranges = comedi_get_n_ranges (device, subdevice, 0);

  for (int i = 0; i < MIN (n_ranges, INS_OFFER_MAX_RANGES); i++)
    {
      const comedi_range *range = comedi_get_range (device, subdevice, 0, (guint)i);

      if (range != NULL)
        self->ranges[self->n_ranges++] = (InsOfferRange){
          .minimum = range->min,
          .maximum = range->max,
          .is_v = range->unit == UNIT_volt,
        };
    }
}

static void
fill_calibration (InsCardOffer *self, comedi_t *device, guint subdevice)
{
  g_autoptr (InsComediCalibration) calibration = ins_comedi_calibration_new (device, subdevice);
  InsCardScale scale;

  G_STATIC_ASSERT (sizeof self->calibration >= INS_CALIBRATION_BYTES);

  ins_comedi_calibration_get_scale (calibration, CR_PACK (0, 0, 0), &scale, self->calibration);
}

/* The first channels, of which everything else is asked. */
static void
fill_board (InsComediBoard *self, guint n_channels, guint references)
{
  self->n_channels = n_channels;
  self->reference = references != 0 ? (guint)g_bit_nth_lsf (references, -1) : AREF_GROUND;
  self->n_chanspecs = MIN (n_channels, G_N_ELEMENTS (self->chanspecs));
  for (guint i = 0; i < self->n_chanspecs; i++)
    self->chanspecs[i] = CR_PACK (i, 0, self->reference);
}

/* usbduxfast.c calls 12 bits 0x1000, all others 0xfff. */
static guint
get_n_bits (guint32 maxdata)
{
  return maxdata > 1 ? g_bit_storage (maxdata - 1) : maxdata;
}

static void
fill_input (InsCardOffer *self, comedi_t *device)
{
  int subdevice = ins_comedi_board_find_input (device);
  InsComediBoard board = { .device = device, .subdevice = (guint)subdevice };

  if (subdevice < 0)
    {
      g_strlcpy (self->problem,
                 _ ("This card has no analogue input that records continuously. Use another card."),
                 sizeof self->problem);
      return;
    }

  self->n_channels = (guint)MAX (comedi_get_n_channels (device, board.subdevice), 0);
  self->n_bits = get_n_bits (comedi_get_maxdata (device, board.subdevice, 0));
  self->references = ins_comedi_board_get_references (device, board.subdevice);
  fill_ranges (self, device, board.subdevice);
  fill_calibration (self, device, board.subdevice);
  fill_board (&board, self->n_channels, self->references);
  ins_comedi_limits_find (&board, self);

  if ((ins_comedi_board_get_flags (device, board.subdevice) & SDF_BUSY) != 0)
    g_strlcpy (self->problem,
               _ ("This card is recording now. If that is another program, close it first."),
               sizeof self->problem);
  else if (self->maximum_rate_hz == 0 && !self->can_scan_on_trigger && !self->can_start_on_trigger)
    g_strlcpy (self->problem,
               _ ("This card refuses every kind of recording that was tried. Use another card."),
               sizeof self->problem);
}

/* A quadrature encoder's count is taken by a signal from outside (ni_tiocmd.c: the gate of the
 * counter). */
static gboolean
can_latch (comedi_t *device, guint subdevice)
{
  comedi_cmd mask = { 0 };

  return (ins_comedi_board_get_flags (device, subdevice) & SDF_CMD_READ) != 0 &&
         comedi_get_cmd_src_mask (device, subdevice, &mask) >= 0 &&
         ((mask.scan_begin_src | mask.convert_src) & TRIG_EXT) != 0;
}

static void
fill_counters (InsCardOffer *self, comedi_t *device)
{
  int n_subdevices = comedi_get_n_subdevices (device);

  for (guint i = 0; (int)i < n_subdevices && self->n_counters < INS_OFFER_MAX_COUNTERS; i++)
    {
      int type = comedi_get_subdevice_type (device, i);

      if (type == COMEDI_SUBD_COUNTER || type == COMEDI_SUBD_PWM)
        self->counters[self->n_counters++] = (InsOfferCounter){
          .subdevice = i,
          .n_channels = (guint)MAX (comedi_get_n_channels (device, i), 0),
          .can_pulse = ins_comedi_pulser_suits (device, i),
          .can_latch = type == COMEDI_SUBD_COUNTER && can_latch (device, i),
        };
    }
}

static int
find_output (comedi_t *device)
{
  for (int i = comedi_find_subdevice_by_type (device, COMEDI_SUBD_AO, 0); i >= 0;
       i = comedi_find_subdevice_by_type (device, COMEDI_SUBD_AO, (guint)i + 1))
    if (ins_comedi_pulser_suits (device, (guint)i))
      return i;

  return -1;
}

static InsCardOffer *
offer_new (const char *path)
{
  InsCardOffer *self = g_new0 (InsCardOffer, 1);
  g_autoptr (GError) error = NULL;
  comedi_t *device = ins_comedi_board_open_device (path, &error);
  const char *name, *driver;

  self->analogue_output = -1;
  g_snprintf (self->address, sizeof self->address, "comedi:%s", path);
  if (device == NULL)
    {
      g_strlcpy (self->problem, error->message, sizeof self->problem);
      return self;
    }

  name = comedi_get_board_name (device);
  driver = comedi_get_driver_name (device);
  g_strlcpy (self->name, name != NULL ? name : "Comedi", sizeof self->name);
  g_strlcpy (self->driver, driver != NULL ? driver : "comedi", sizeof self->driver);
  fill_input (self, device);
  fill_counters (self, device);
  self->analogue_output = find_output (device);
  comedi_close (device);

  return self;
}

GPtrArray *
ins_card_offers_find (void)
{
  GPtrArray *offers = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < N_NODES; i++)
    {
      g_autofree char *path = g_strdup_printf ("/dev/comedi%u", i);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        g_ptr_array_add (offers, offer_new (path));
    }

  return offers;
}
