/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A pulse-width output as a pulse train: usbdux and usbduxsigma (Linux drivers/comedi/drivers/
 * usbdux.c). Outputs inside a card, such as the one that calibrates NI's M series, are not wired to
 * anything.
 */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-pulser-private.h"

#define HIGH_SHARE 16 /* one part in so many of the period */

/* The firmware of USB-DUX boxes plays 512 steps a period, each of 6 cycles of 33 MHz and its delay;
 * the driver keeps the period that it was asked for, not the one that it makes. */
#define DUX_STEP_NS (6.0 * 512 * 1000 / 33)
#define DUX_STEP_WHOLE_NS (6 * 512 * 1000 / 33)
#define DUX_SHORTEST_S (1 / 300.0)
#define DUX_LONGEST_S (261 * DUX_STEP_NS * 1e-9)

typedef struct
{
  InsComediPulser base;
  lsampl_t high; /* steps of the period for which the output is high */
} InsPwmPulser;

static int
configure (comedi_t *device, guint subdevice, guint id, lsampl_t *value)
{
  lsampl_t data[2] = { id, *value };
  comedi_insn insn = { .insn = INSN_CONFIG, .n = 2, .data = data, .subdev = subdevice };
  int result = comedi_do_insn (device, &insn);

  *value = data[1];

  return result;
}

static gboolean
pwm_pulser_suits (comedi_t *device, guint subdevice)
{
  lsampl_t period_ns = 0;

  return comedi_get_subdevice_type (device, subdevice) == COMEDI_SUBD_PWM &&
         (comedi_get_subdevice_flags (device, subdevice) & SDF_INTERNAL) == 0 &&
         configure (device, subdevice, INSN_CONFIG_PWM_GET_PERIOD, &period_ns) >= 0;
}

static gboolean
is_dux (comedi_t *device)
{
  return g_str_has_prefix (comedi_get_driver_name (device), "usbdux");
}

static InsComediPulser *
pwm_pulser_new (comedi_t *device, guint subdevice, guint channel, double *period_s, GError **error)
{
  g_autofree InsPwmPulser *self = g_new0 (InsPwmPulser, 1);
  lsampl_t period_ns = (lsampl_t)CLAMP (round (*period_s * 1e9), 1, G_MAXUINT32);

  if (!ins_comedi_pulser_check_channel (device, subdevice, channel, error))
    return NULL;
  if (configure (device, subdevice, INSN_CONFIG_PWM_SET_PERIOD, &period_ns) < 0 ||
      configure (device, subdevice, INSN_CONFIG_PWM_GET_PERIOD, &period_ns) < 0)
    {
      if (is_dux (device) && errno == EAGAIN)
        ins_comedi_pulser_set_period_error (error, subdevice, *period_s, DUX_SHORTEST_S,
                                            DUX_LONGEST_S);
      else
        ins_comedi_pulser_set_error (error, device, subdevice, errno,
                                     _ ("does not take the period of the pulses"));
      return NULL;
    }
  *period_s = period_ns * 1e-9;
  if (is_dux (device))
    *period_s = period_ns / DUX_STEP_WHOLE_NS * DUX_STEP_NS * 1e-9;
  self->high = MAX (comedi_get_maxdata (device, subdevice, channel) / HIGH_SHARE, 1);
  /* Translators: an output pin: which channel of which subdevice */
  g_snprintf (self->base.terminal, sizeof self->base.terminal, _ ("PWM %u of subdevice %u"),
              channel, subdevice);

  return &g_steal_pointer (&self)->base;
}

static gboolean
pwm_pulser_start (InsComediPulser *base, GError **error)
{
  InsPwmPulser *self = (InsPwmPulser *)base;

  /* in this order: switching it on clears the pattern */
  if (comedi_arm (base->device, base->subdevice, 0) >= 0 &&
      comedi_data_write (base->device, base->subdevice, base->channel, 0, 0, self->high) >= 0)
    return TRUE;

  ins_comedi_pulser_set_error (error, base->device, base->subdevice, errno,
                               _ ("could not be started"));
  comedi_disarm (base->device, base->subdevice);

  return FALSE;
}

static void
pwm_pulser_stop (InsComediPulser *self)
{
  comedi_disarm (self->device, self->subdevice);
}

const InsComediPulserKind ins_pwm_pulser_kind = {
  .suits = pwm_pulser_suits,
  .new = pwm_pulser_new,
  .start = pwm_pulser_start,
  .stop = pwm_pulser_stop,
};
