/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A general purpose counter of National Instruments as a pulse train. The counter counts its clock
 * down; at 0 it is reloaded from A and B in turn, and its output toggles. So the output is low for
 * A + 1 ticks and high for B + 1 (National Instruments, DAQ-STC Technical Reference Manual, chapter
 * 4; Linux drivers/comedi/drivers/ni_tio.c for the mode bits).
 */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-pulser-private.h"
#include "devices/digitizer/ins-ni-counter.h"

#define TICK_NS 50 /* time base 1 of all series */
#define TICK_S (TICK_NS * 1e-9)
#define HIGH_TICKS 200 /* 10 us, enough for any pulser's trigger input */
#define MIN_TICKS 2    /* a load register of 0 would be a toggle at each tick */

typedef struct
{
  InsComediPulser base;
  InsNiCounter counter;
  InsNiProgram program;
} InsNiPulser;

static gboolean
ni_pulser_suits (comedi_t *device, guint subdevice)
{
  InsNiCounter counter;

  return ins_ni_counter_find (&counter, device, subdevice);
}

static void
plan (InsNiPulser *self, guint64 ticks)
{
  guint64 high = MIN (HIGH_TICKS, ticks / 2);

  self->program = (InsNiProgram){
    .mode = NI_GPCT_COUNTING_MODE_NORMAL_BITS | NI_GPCT_COUNTING_DIRECTION_DOWN_BITS |
            NI_GPCT_OUTPUT_TC_TOGGLE_BITS | NI_GPCT_LOADING_ON_TC_BIT |
            NI_GPCT_RELOAD_SOURCE_SWITCHING_BITS | NI_GPCT_LOAD_B_SELECT_BIT |
            NI_GPCT_STOP_ON_GATE_BITS | NI_GPCT_NO_HARDWARE_DISARM_BITS,
    .clock = NI_GPCT_TIMEBASE_1_CLOCK_SRC_BITS,
    .clock_ns = TICK_NS,
    .gate = NI_GPCT_DISABLED_GATE_SELECT,
    .start = (lsampl_t)(ticks - high - 1),
    .load_a = (lsampl_t)(ticks - high - 1),
    .load_b = (lsampl_t)(high - 1),
  };
}

static void
set_route_error (GError **error,
                 const InsNiCounter *counter,
                 const char *terminal,
                 int error_number)
{
  if (error_number == EINVAL)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                 _ ("The pulses of counter %u cannot come out on %s. Choose another line, for "
                    "example pulser=%u.1 for PFI 1, or pulser=%u for the counter's own."),
                 counter->subdevice, terminal, counter->subdevice, counter->subdevice);
  else
    ins_comedi_pulser_set_error (error, counter->device, counter->subdevice, error_number,
                                 _ ("could not be set up"));
}

static InsComediPulser *
ni_pulser_new (comedi_t *device, guint subdevice, guint channel, double *period_s, GError **error)
{
  g_autofree InsNiPulser *self = g_new0 (InsNiPulser, 1);
  double most, ticks = round (*period_s / TICK_S);

  if (!ins_ni_counter_find (&self->counter, device, subdevice))
    g_return_val_if_reached (NULL);
  most = (double)self->counter.maxdata + 1;
  if (ticks < 2 * MIN_TICKS || ticks > most)
    {
      ins_comedi_pulser_set_period_error (error, subdevice, *period_s, 2 * MIN_TICKS * TICK_S,
                                          most * TICK_S);
      return NULL;
    }

  plan (self, (guint64)ticks);
  if (!ins_ni_counter_program (&self->counter, &self->program))
    {
      ins_comedi_pulser_set_error (error, device, subdevice, errno, _ ("could not be set up"));
      return NULL;
    }
  if (!ins_ni_counter_route_output (&self->counter, channel, self->base.terminal,
                                    sizeof self->base.terminal))
    {
      set_route_error (error, &self->counter, self->base.terminal, errno);
      return NULL;
    }
  *period_s = ticks * TICK_S;

  return &g_steal_pointer (&self)->base;
}

static gboolean
ni_pulser_start (InsComediPulser *base, GError **error)
{
  InsNiPulser *self = (InsNiPulser *)base;

  if (ins_ni_counter_program (&self->counter, &self->program) &&
      comedi_arm (base->device, base->subdevice, NI_GPCT_ARM_IMMEDIATE) >= 0)
    return TRUE;

  ins_comedi_pulser_set_error (error, base->device, base->subdevice, errno,
                               _ ("could not be started"));

  return FALSE;
}

static void
ni_pulser_stop (InsComediPulser *self)
{
  /* disarming alone would leave the output as it was */
  comedi_reset (self->device, self->subdevice);
}

const InsComediPulserKind ins_ni_pulser_kind = {
  .suits = ni_pulser_suits,
  .new = ni_pulser_new,
  .start = ni_pulser_start,
  .stop = ni_pulser_stop,
};
