/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A counter of an 8254 as a square wave (mode 3), where the driver can give it an internal clock:
 * adv_pci1710, amplc_dio200, cb_das16_cs (Linux drivers/comedi/drivers/comedi_8254.c and theirs).
 */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-pulser-private.h"

#define MAXDATA 0xffff
#define MIN_COUNT 2
#define MAX_COUNT 65536    /* written as 0 */
#define N_CLOCKS 32        /* numbers that drivers use for their clocks */
#define STATUS_ACCESS 0x30 /* both bytes in turn, as the driver always sets it */
#define GATE_ON 0          /* of all drivers that can switch the gate */

typedef struct
{
  InsComediPulser base;
  guint clock, clock_ns;
  guint count;
} InsI8254Pulser;

/* What only an 8254 answers; some other counters accept everything and do nothing. */
static gboolean
i8254_pulser_suits (comedi_t *device, guint subdevice)
{
  lsampl_t data[2] = { INSN_CONFIG_8254_READ_STATUS, 0 };
  comedi_insn insn = { .insn = INSN_CONFIG, .n = 2, .data = data, .subdev = subdevice };
  guint clock, clock_ns;

  return comedi_get_subdevice_type (device, subdevice) == COMEDI_SUBD_COUNTER &&
         comedi_get_maxdata (device, subdevice, 0) == MAXDATA &&
         comedi_do_insn (device, &insn) >= 0 && (data[1] & STATUS_ACCESS) == STATUS_ACCESS &&
         comedi_get_clock_source (device, subdevice, 0, &clock, &clock_ns) >= 0;
}

/* The fastest internal clock that reaches the period, which is the finest; else the nearest. Sets
 * count to 0 if there is none. FALSE with errno if the counter does not let itself be set up. */
static gboolean
choose_clock (InsI8254Pulser *self,
              comedi_t *device,
              guint subdevice,
              guint channel,
              double period_ns,
              double *shortest_ns,
              double *longest_ns)
{
  *shortest_ns = (double)INFINITY;
  *longest_ns = 0;
  for (guint i = 0; i < N_CLOCKS; i++)
    {
      guint clock, clock_ns = 0;
      double count;

      if (comedi_set_clock_source (device, subdevice, channel, i, 0) < 0)
        {
          if (errno != EINVAL)
            return FALSE;
          continue;
        }
      if (comedi_get_clock_source (device, subdevice, channel, &clock, &clock_ns) < 0 ||
          clock != i || clock_ns == 0)
        continue;
      *shortest_ns = MIN (*shortest_ns, (double)MIN_COUNT * clock_ns);
      *longest_ns = MAX (*longest_ns, (double)MAX_COUNT * clock_ns);
      count = round (period_ns / clock_ns);
      if (count >= MIN_COUNT && count <= MAX_COUNT &&
          (self->count == 0 || clock_ns < self->clock_ns))
        {
          self->clock = i;
          self->clock_ns = clock_ns;
          self->count = (guint)count;
        }
    }

  return TRUE;
}

static InsComediPulser *
i8254_pulser_new (comedi_t *device,
                  guint subdevice,
                  guint channel,
                  double *period_s,
                  GError **error)
{
  g_autofree InsI8254Pulser *self = g_new0 (InsI8254Pulser, 1);
  double shortest_ns, longest_ns;

  if (!ins_comedi_pulser_check_channel (device, subdevice, channel, error))
    return NULL;
  /* mode 0 keeps the output low until a count is loaded */
  if (comedi_set_counter_mode (device, subdevice, channel, I8254_MODE0 | I8254_BINARY) < 0 ||
      !choose_clock (self, device, subdevice, channel, *period_s * 1e9, &shortest_ns, &longest_ns))
    {
      ins_comedi_pulser_set_error (error, device, subdevice, errno, _ ("could not be set up"));
      return NULL;
    }
  if (longest_ns == 0)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("Counter %u of subdevice %u has no clock of the card's own, so its pulses "
                      "would have no known period. Choose another counter."),
                   channel, subdevice);
      return NULL;
    }
  if (self->count == 0)
    {
      ins_comedi_pulser_set_period_error (error, subdevice, *period_s, shortest_ns * 1e-9,
                                          longest_ns * 1e-9);
      return NULL;
    }
  *period_s = (double)self->count * self->clock_ns * 1e-9;
  /* Translators: an output pin: which counter of which subdevice */
  g_snprintf (self->base.terminal, sizeof self->base.terminal, _ ("OUT %u of subdevice %u"),
              channel, subdevice);

  return &g_steal_pointer (&self)->base;
}

static gboolean
i8254_pulser_start (InsComediPulser *base, GError **error)
{
  InsI8254Pulser *self = (InsI8254Pulser *)base;
  comedi_t *device = base->device;
  guint subdevice = base->subdevice, channel = base->channel;

  /* a driver that cannot switch the gate has it on or wired */
  comedi_set_gate_source (device, subdevice, channel, 0, GATE_ON);
  if (comedi_set_clock_source (device, subdevice, channel, self->clock, 0) >= 0 &&
      comedi_set_counter_mode (device, subdevice, channel, I8254_MODE3 | I8254_BINARY) >= 0 &&
      comedi_data_write (device, subdevice, channel, 0, 0, self->count & MAXDATA) >= 0)
    return TRUE;

  ins_comedi_pulser_set_error (error, device, subdevice, errno, _ ("could not be started"));

  return FALSE;
}

static void
i8254_pulser_stop (InsComediPulser *self)
{
  comedi_set_counter_mode (self->device, self->subdevice, self->channel,
                           I8254_MODE0 | I8254_BINARY);
}

const InsComediPulserKind ins_i8254_pulser_kind = {
  .suits = i8254_pulser_suits,
  .new = i8254_pulser_new,
  .start = i8254_pulser_start,
  .stop = i8254_pulser_stop,
};
