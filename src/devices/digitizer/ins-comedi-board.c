/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-board.h"
#include "devices/digitizer/ins-comedi-error.h"

guint
ins_comedi_board_get_flags (comedi_t *device, guint subdevice)
{
  int flags = comedi_get_subdevice_flags (device, subdevice);

  return flags == -1 ? 0 : (guint)flags;
}

comedi_t *
ins_comedi_board_open_device (const char *path, GError **error)
{
  comedi_t *device;

  comedi_loglevel (0); /* the library prints to stderr otherwise; errors come back to us anyway */
  errno = 0;
  device = comedi_open (path);
  if (device == NULL)
    ins_comedi_set_open_error (error, path, errno != 0 ? errno : comedi_errno ());

  return device;
}

/* The card's own choice for read() comes first. */
int
ins_comedi_board_find_input (comedi_t *device)
{
  int chosen = comedi_get_read_subdevice (device);

  if (chosen >= 0 && comedi_get_subdevice_type (device, (guint)chosen) == COMEDI_SUBD_AI)
    return chosen;

  for (int i = comedi_find_subdevice_by_type (device, COMEDI_SUBD_AI, 0); i >= 0;
       i = comedi_find_subdevice_by_type (device, COMEDI_SUBD_AI, (guint)i + 1))
    if ((ins_comedi_board_get_flags (device, (guint)i) & SDF_CMD_READ) != 0 &&
        comedi_set_read_subdevice (device, (guint)i) == 0)
      return i;

  return -1;
}

guint
ins_comedi_board_get_references (comedi_t *device, guint subdevice)
{
  static const guint bits[] = { SDF_GROUND, SDF_COMMON, SDF_DIFF, SDF_OTHER };
  guint flags = ins_comedi_board_get_flags (device, subdevice);
  guint references = 0;

  G_STATIC_ASSERT (AREF_GROUND == 0 && AREF_COMMON == 1 && AREF_DIFF == 2 && AREF_OTHER == 3);

  for (guint i = 0; i < G_N_ELEMENTS (bits); i++)
    if ((flags & bits[i]) != 0)
      references |= 1u << i;

  return references;
}

/* The reference asked for, if the card says that it has it. */
static gboolean
choose_reference (InsComediBoard *self, const InsCardWiring *wiring, GError **error)
{
  const char *const *names = ins_card_reference_names ();
  g_autoptr (GString) known = g_string_new (NULL);
  guint references = ins_comedi_board_get_references (self->device, self->subdevice);
  int asked = wiring->reference;

  /* some drivers say nothing about references: then the address is believed */
  if (references == 0)
    self->reference = asked >= 0 ? (guint)asked : AREF_GROUND;
  else if (asked < 0)
    self->reference = (guint)g_bit_nth_lsf (references, -1);
  else
    self->reference = (guint)asked;
  if (references == 0 || (references & 1u << self->reference) != 0)
    return TRUE;

  for (guint i = 0; names[i] != NULL; i++)
    if ((references & 1u << i) != 0)
      g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", names[i]);
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
               _ ("The card at %s has no reference “%s”. It has: %s."), wiring->path, names[asked],
               known->str);

  return FALSE;
}

/* Adds a channel, if the card has it and its range. */
static gboolean
add_channel (InsComediBoard *self, const InsCardWiring *wiring, guint channel, GError **error)
{
  int n_ranges;
  guint32 maxdata;

  if (channel >= self->n_channels)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                   _ ("The card at %s has no channel %u. Its channels are 0 to %u."), wiring->path,
                   channel, MAX (self->n_channels, 1) - 1);
      return FALSE;
    }
  n_ranges = comedi_get_n_ranges (self->device, self->subdevice, channel);
  if (n_ranges <= 0 || wiring->range >= (guint)n_ranges)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                   _ ("The card at %s has no range %u on channel %u. Its ranges are 0 to %d."),
                   wiring->path, wiring->range, channel, MAX (n_ranges, 1) - 1);
      return FALSE;
    }
  maxdata = comedi_get_maxdata (self->device, self->subdevice, channel);
  if (maxdata == 0)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("The driver of %s does not say how many bits channel %u has, so its samples "
                      "cannot be read."),
                   wiring->path, channel);
      return FALSE;
    }
  if (self->n_chanspecs > 0 && maxdata != self->maxdata)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("Channel %u of the card at %s has %u bits, channel %u has %u. Use channels "
                      "of the same kind together."),
                   channel, wiring->path, g_bit_storage (maxdata),
                   (guint)CR_CHAN (self->chanspecs[0]), g_bit_storage (self->maxdata));
      return FALSE;
    }
  self->maxdata = maxdata;
  self->chanspecs[self->n_chanspecs++] = CR_PACK (channel, wiring->range, self->reference);

  return TRUE;
}

static gboolean
choose_channels (InsComediBoard *self, const InsCardWiring *wiring, GError **error)
{
  if (!choose_reference (self, wiring, error))
    return FALSE;
  for (guint i = 0; i < wiring->n_outputs; i++)
    if (!add_channel (self, wiring, wiring->outputs[i].channel, error))
      return FALSE;
  if (wiring->n_outputs > 0)
    return TRUE;
  if (!add_channel (self, wiring, wiring->channel, error))
    return FALSE;

  return wiring->pulses != INS_PULSES_AT_SYNC ||
         add_channel (self, wiring, wiring->sync_channel, error);
}

/* The last one applied is the first channel, for two may share calibration converters. */
static void
calibrate (InsComediBoard *self)
{
  g_autoptr (InsComediCalibration)
      calibration = ins_comedi_calibration_new (self->device, self->subdevice);
  gboolean is_busy = (ins_comedi_board_get_flags (self->device, self->subdevice) & SDF_BUSY) != 0;

  for (guint i = self->n_chanspecs; i-- > 0;)
    {
      if (!is_busy)
        ins_comedi_calibration_apply (calibration, self->chanspecs[i]);
      self->is_calibrated = ins_comedi_calibration_get_scale (calibration, self->chanspecs[i],
                                                              &self->scales[i], self->calibration);
    }
}

static gboolean
examine (InsComediBoard *self, const InsCardWiring *wiring, GError **error)
{
  int subdevice = ins_comedi_board_find_input (self->device);
  int fd = comedi_fileno (self->device);
  int flags = fcntl (fd, F_GETFL);
  comedi_range *range;

  if (subdevice < 0)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("The card at %s has no analogue input that can record continuously."),
                   wiring->path);
      return FALSE;
    }
  self->subdevice = (guint)subdevice;
  self->n_channels = (guint)MAX (comedi_get_n_channels (self->device, self->subdevice), 0);
  self->sample_bytes = 2;
  if ((ins_comedi_board_get_flags (self->device, self->subdevice) & SDF_LSAMPL) != 0)
    self->sample_bytes = 4;
  if (!choose_channels (self, wiring, error))
    return FALSE;

  range = comedi_get_range (self->device, self->subdevice, CR_CHAN (self->chanspecs[0]),
                            wiring->range);
  if (range != NULL && range->unit == UNIT_volt)
    {
      self->minimum_v = range->min;
      self->maximum_v = range->max;
    }
  if (flags < 0 || fcntl (fd, F_SETFL, flags | O_NONBLOCK) != 0)
    {
      ins_comedi_set_error (error, wiring->path, errno, _ ("could not be set up"));
      return FALSE;
    }
  calibrate (self);

  return TRUE;
}

gboolean
ins_comedi_board_open (InsComediBoard *self, const InsCardWiring *wiring, GError **error)
{
  InsComediBoard board = { .device = ins_comedi_board_open_device (wiring->path, error) };

  if (board.device == NULL)
    return FALSE;
  if (!examine (&board, wiring, error))
    {
      comedi_close (board.device);
      return FALSE;
    }
  *self = board;

  return TRUE;
}

void
ins_comedi_board_close (InsComediBoard *self)
{
  g_clear_pointer (&self->device, comedi_close);
}
