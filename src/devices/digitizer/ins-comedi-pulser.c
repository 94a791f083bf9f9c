/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-pulser-private.h"

static const InsComediPulserKind *const kinds[] = { &ins_ni_pulser_kind, &ins_i8254_pulser_kind,
                                                    &ins_pwm_pulser_kind, &ins_output_pulser_kind };

void
ins_comedi_pulser_set_error (GError **error,
                             comedi_t *device,
                             guint subdevice,
                             int error_number,
                             const char *what)
{
  if (error_number == ENODEV)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
                 _ ("The card %s is gone. Check its plug, then connect again."),
                 comedi_get_board_name (device));
  else if (error_number == EBUSY || error_number == EACCES)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY,
                 _ ("Subdevice %u of the card is in use, by another program or by the card itself. "
                    "Close the other program, or let another subdevice make the pulses."),
                 subdevice);
  else
    /* Translators: number of a subdevice, what failed ("could not be started"), the reason */
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_IO,
                 _ ("The pulses' subdevice %u %s: %s."), subdevice, what,
                 comedi_strerror (error_number));
}

void
ins_comedi_pulser_set_period_error (GError **error,
                                    guint subdevice,
                                    double period_s,
                                    double shortest_s,
                                    double longest_s)
{
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
               _ ("Subdevice %u of the card makes %.4g to %.4g pulses per second, not %.4g. Change "
                  "the pulse rate of the recipe, or let another subdevice make the pulses."),
               subdevice, 1 / longest_s, 1 / shortest_s, 1 / period_s);
}

gboolean
ins_comedi_pulser_check_channel (comedi_t *device, guint subdevice, guint channel, GError **error)
{
  int n_channels = comedi_get_n_channels (device, subdevice);

  if (n_channels > 0 && channel < (guint)n_channels)
    return TRUE;

  g_set_error (
      error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
      _ ("Subdevice %u of the card has no channel %u for the pulses. Its channels are 0 to "
         "%d."),
      subdevice, channel, MAX (n_channels, 1) - 1);

  return FALSE;
}

static const InsComediPulserKind *
find_kind (comedi_t *device, guint subdevice)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i]->suits (device, subdevice))
      return kinds[i];

  return NULL;
}

gboolean
ins_comedi_pulser_suits (comedi_t *device, guint subdevice)
{
  return find_kind (device, subdevice) != NULL;
}

static const char *
name_type (comedi_t *device, guint subdevice)
{
  switch (comedi_get_subdevice_type (device, subdevice))
    {
    case COMEDI_SUBD_COUNTER:
      return _ ("counter");
    case COMEDI_SUBD_PWM:
      return _ ("pulse-width output");
    default:
      return _ ("analogue output");
    }
}

static void
set_unsuitable_error (GError **error, comedi_t *device, guint subdevice)
{
  g_autoptr (GString) suitable = g_string_new (NULL);
  int n = comedi_get_n_subdevices (device);

  for (int i = 0; i < n; i++)
    if (ins_comedi_pulser_suits (device, (guint)i))
      g_string_append_printf (suitable, "%s%d (%s)", suitable->len > 0 ? ", " : "", i,
                              name_type (device, (guint)i));
  if (suitable->len > 0)
    g_set_error (
        error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
        _ ("Subdevice %u of the card cannot make the pulser fire. Those that can are: %s."),
        subdevice, suitable->str);
  else
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                 _ ("Subdevice %u of the card cannot make the pulser fire, and no other one of the "
                    "%s can. Let the pulser run by itself and leave “pulser” out of the address."),
                 subdevice, comedi_get_board_name (device));
}

InsComediPulser *
ins_comedi_pulser_new (comedi_t *device,
                       guint subdevice,
                       guint channel,
                       double *period_s,
                       GError **error)
{
  const InsComediPulserKind *kind = find_kind (device, subdevice);
  InsComediPulser *self;

  g_return_val_if_fail (*period_s > 0, NULL);

  if (kind == NULL)
    {
      set_unsuitable_error (error, device, subdevice);
      return NULL;
    }
  self = kind->new (device, subdevice, channel, period_s, error);
  if (self == NULL)
    return NULL;
  self->kind = kind;
  self->device = device;
  self->subdevice = subdevice;
  self->channel = channel;

  return self;
}

void
ins_comedi_pulser_free (InsComediPulser *self)
{
  if (self == NULL)
    return;
  ins_comedi_pulser_stop (self);
  if (self->kind->clear != NULL)
    self->kind->clear (self);
  g_free (self);
}

gboolean
ins_comedi_pulser_start (InsComediPulser *self, GError **error)
{
  g_return_val_if_fail (!self->is_running, FALSE);

  self->is_running = self->kind->start (self, error);

  return self->is_running;
}

gboolean
ins_comedi_pulser_feed (InsComediPulser *self, GError **error)
{
  if (!self->is_running || self->kind->feed == NULL)
    return TRUE;

  return self->kind->feed (self, error);
}

void
ins_comedi_pulser_stop (InsComediPulser *self)
{
  if (self->is_running)
    self->kind->stop (self);
  self->is_running = FALSE;
}

const char *
ins_comedi_pulser_get_terminal (const InsComediPulser *self)
{
  return self->terminal;
}
