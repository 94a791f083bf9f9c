/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: the kernel's drivers/comedi/drivers/comedi_8254.c, amplc_dio200_common.c (clocks),
 * usbdux.c (counters and pulse-width outputs); Intel, 8254 data sheet, for its modes. */
#include "config.h"

#include <errno.h>
#include <math.h>

#include "fake-counter.h"

#define N_8254 3
#define ACCESS_BITS 0x30
#define N_PWM 8
#define PWM_STEPS 512
#define PWM_STEP_NS (6.0 * PWM_STEPS * 1000 / 33)

typedef struct
{
  const guint *clocks_ns; /* NULL: the driver cannot tell */
  guint n_clocks, n_busy;
  guint clock[N_8254];
  guint gate[N_8254];
  guint mode[N_8254];
  guint count[N_8254];
  gboolean is_loaded[N_8254];
  double loaded_ns[N_8254];
} Chip;

typedef struct
{
  gboolean is_running;
  double started_ns;
  guint asked_ns, delay;
  guint high[N_PWM]; /* steps of the pattern */
} Pwm;

/* --- 8254 ------------------------------------------------------------------------------------ */

static int
chip_source (Chip *self, guint channel, guint n, lsampl_t *data)
{
  if (self->clocks_ns == NULL || n != 3)
    return -EINVAL;
  switch (data[0])
    {
    case INSN_CONFIG_SET_CLOCK_SRC:
      if (data[1] >= self->n_clocks)
        return -EINVAL;
      self->clock[channel] = data[1];
      return 3;
    case INSN_CONFIG_GET_CLOCK_SRC:
      data[1] = self->clock[channel];
      data[2] = self->clocks_ns[self->clock[channel]];
      return 3;
    case INSN_CONFIG_SET_GATE_SRC:
      self->gate[channel] = data[2];
      return 3;
    default:
      return -EINVAL;
    }
}

static int
chip_config (FakeSubdevice *it, guint chanspec, guint n, lsampl_t *data)
{
  Chip *self = it->data;
  guint channel = CR_CHAN (chanspec);

  if (channel >= N_8254 - self->n_busy)
    return -EBUSY;
  switch (data[0])
    {
    case INSN_CONFIG_SET_COUNTER_MODE:
      if (n != 2 || data[1] > (I8254_MODE5 | I8254_BCD))
        return -EINVAL;
      self->mode[channel] = data[1];
      self->is_loaded[channel] = FALSE;
      return 2;
    case INSN_CONFIG_8254_READ_STATUS:
      data[1] = ACCESS_BITS | self->mode[channel];
      return n == 2 ? 2 : -EINVAL;
    default:
      return chip_source (self, channel, n, data);
    }
}

static int
chip_write (FakeSubdevice *it, guint chanspec, lsampl_t data)
{
  Chip *self = it->data;
  guint channel = CR_CHAN (chanspec);

  if (channel >= N_8254 - self->n_busy)
    return -EBUSY;
  self->count[channel] = data;
  self->is_loaded[channel] = TRUE;
  self->loaded_ns[channel] = fake_comedi_now_ns ();

  return 1;
}

gboolean
fake_is_8254 (const FakeSubdevice *it)
{
  return it->driver->insn_config == chip_config;
}

/* Counting down by twos in mode 3; an odd count is high for one clock longer. 0 counts as 65536. */
FakePulses
fake_8254_get_pulses (FakeSubdevice *it, guint channel)
{
  const Chip *self = it->data;
  guint mode = self->mode[channel] & ~(guint)I8254_BCD;
  guint clock_ns = self->clocks_ns != NULL ? self->clocks_ns[self->clock[channel]] : 0;
  guint count = self->count[channel] > 0 ? self->count[channel] : 65536;
  FakePulses pulses = { .first_rise_ns = (double)NAN, .is_high = mode != I8254_MODE0 };

  if (!self->is_loaded[channel] || clock_ns == 0 || self->gate[channel] != AMPLC_DIO_GAT_VCC ||
      count < 2 || (self->mode[channel] & I8254_BCD) != 0)
    return pulses;
  if (mode == I8254_MODE2)
    pulses.high_ns = (double)(count - 1) * clock_ns;
  else if (mode == I8254_MODE3)
    pulses.high_ns = (double)((count + 1) / 2) * clock_ns;
  else
    return pulses;
  pulses.period_ns = (double)count * clock_ns;
  pulses.first_rise_ns = self->loaded_ns[channel] + pulses.period_ns;

  return pulses;
}

guint
fake_card_add_8254 (FakeCard *self, const guint *clocks_ns, guint n_clocks, guint n_busy)
{
  static const FakeDriver driver = { .insn_config = chip_config, .insn_write = chip_write };
  FakeSubdevice *it = fake_card_add (self, COMEDI_SUBD_COUNTER, SDF_READABLE | SDF_WRITABLE,
                                     N_8254);
  Chip *chip = g_new0 (Chip, 1);

  it->driver = &driver;
  it->data = chip;
  it->maxdata = 0xffff;
  chip->clocks_ns = clocks_ns;
  chip->n_clocks = n_clocks;
  chip->n_busy = n_busy;
  for (guint i = 0; i < N_8254; i++)
    chip->gate[i] = AMPLC_DIO_GAT_GATN;

  return it->number;
}

static int
take_all (FakeSubdevice *it, guint chanspec, guint n, lsampl_t *data)
{
  return 2;
}

guint
fake_card_add_dull_counter (FakeCard *self)
{
  static const FakeDriver driver = { .insn_config = take_all };
  FakeSubdevice *it = fake_card_add (self, COMEDI_SUBD_COUNTER, SDF_READABLE | SDF_WRITABLE, 4);

  it->driver = &driver;
  it->maxdata = 0xffff;

  return it->number;
}

/* --- pulse width ----------------------------------------------------------------------------- */

static int
set_period (Pwm *self, guint ns)
{
  int delay = (int)(ns / (6 * PWM_STEPS * 1000 / 33)) - 6;

  if (ns < 1000000000 / 300 || delay > 255)
    return -EAGAIN;
  self->asked_ns = ns;
  self->delay = (guint)delay;

  return 0;
}

static int
pwm_config (FakeSubdevice *it, guint chanspec, guint n, lsampl_t *data)
{
  Pwm *self = it->data;

  switch (data[0])
    {
    case INSN_CONFIG_ARM:
      if (n != 2 || data[1] != 0)
        return -EINVAL;
      if (!self->is_running)
        for (guint i = 0; i < N_PWM; i++)
          self->high[i] = 0;
      self->is_running = TRUE;
      self->started_ns = fake_comedi_now_ns ();
      return 0;
    case INSN_CONFIG_DISARM:
      self->is_running = FALSE;
      return n == 1 ? 0 : -EINVAL;
    case INSN_CONFIG_PWM_SET_PERIOD:
      return n == 2 ? set_period (self, data[1]) : -EINVAL;
    case INSN_CONFIG_PWM_GET_PERIOD:
      data[1] = self->asked_ns;
      return n == 2 ? 0 : -EINVAL;
    default:
      return -EINVAL;
    }
}

static int
pwm_write (FakeSubdevice *it, guint chanspec, lsampl_t data)
{
  ((Pwm *)it->data)->high[CR_CHAN (chanspec)] = MIN (data, PWM_STEPS);

  return 1;
}

FakePulses
fake_pwm_get_pulses (FakeSubdevice *it, guint channel)
{
  const Pwm *self = it->data;
  FakePulses pulses = { .first_rise_ns = (double)NAN };
  double period_ns = (self->delay + 6) * PWM_STEP_NS;

  if (!self->is_running || self->high[channel] == 0)
    return pulses;
  pulses.is_high = self->high[channel] == PWM_STEPS;
  if (pulses.is_high)
    return pulses;
  pulses.period_ns = period_ns;
  pulses.high_ns = period_ns * self->high[channel] / PWM_STEPS;
  pulses.first_rise_ns = self->started_ns;

  return pulses;
}

guint
fake_card_add_pwm (FakeCard *self)
{
  static const FakeDriver driver = { .insn_config = pwm_config, .insn_write = pwm_write };
  FakeSubdevice *it = fake_card_add (self, COMEDI_SUBD_PWM, SDF_WRITABLE | SDF_PWM_HBRIDGE, N_PWM);

  it->driver = &driver;
  it->data = g_new0 (Pwm, 1);
  it->maxdata = PWM_STEPS;
  self->state->driver_name = "usbdux";
  self->state->board_name = "usbdux";
  ((Pwm *)it->data)->asked_ns = 10000000;

  return it->number;
}

guint
fake_card_add_internal_pwm (FakeCard *self)
{
  guint number = fake_card_add_pwm (self);

  self->state->subdevices[number].flags |= SDF_INTERNAL;

  return number;
}

/* --- all ------------------------------------------------------------------------------------- */

FakePulses
fake_card_get_pulses (FakeCard *self, guint subdevice, guint channel)
{
  FakeSubdevice *it = &self->state->subdevices[subdevice];

  g_assert_cmpuint (subdevice, <, self->state->n_subdevices);
  if (fake_is_ni_counter (it))
    return fake_ni_counter_get_pulses (it);
  if (fake_is_8254 (it))
    return fake_8254_get_pulses (it, channel);
  g_assert_true (it->driver->insn_config == pwm_config);

  return fake_pwm_get_pulses (it, channel);
}
