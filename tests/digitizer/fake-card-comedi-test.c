/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: the kernel's drivers/comedi/drivers/comedi_test.c (waveform_ai_cmdtest, waveform_ai_cmd,
 * waveform_ai_timer, waveform_ao_*), and what it was seen to answer in a guest. */
#include "config.h"

#include <errno.h>
#include <math.h>

#include "fake-comedi-card.h"
#include "fake-comedi-check.h"

#define N_CHANNELS 8
#define MIDDLE 32767
#define US 1000u
#define TICK_NS 8e6 /* data came every two ticks of the guest's 250 Hz */
#define AMPLITUDE_UV 1000000u
#define PERIOD_US 100000u

static const comedi_range ranges[] = { { -10, 10, UNIT_volt }, { -5, 5, UNIT_volt } };

static guint
round_us (guint ns)
{
  return (guint)(((guint64)MIN (ns, G_MAXUINT32 / US * US) + US / 2) / US * US);
}

static gboolean
check_arguments (comedi_cmd *command)
{
  gboolean is_wrong = fake_check_is (&command->start_arg, 0);

  if (command->convert_src == TRIG_NOW)
    is_wrong |= fake_check_is (&command->convert_arg, 0);
  else if (command->scan_begin_src == TRIG_FOLLOW)
    is_wrong |= fake_check_min (&command->convert_arg, US);
  if (command->scan_begin_src == TRIG_FOLLOW)
    is_wrong |= fake_check_is (&command->scan_begin_arg, 0);
  else
    is_wrong |= fake_check_min (&command->scan_begin_arg, US);

  return is_wrong | fake_check_counts (command);
}

static gboolean
round_arguments (comedi_cmd *command)
{
  gboolean is_wrong = FALSE;

  if (command->convert_src == TRIG_TIMER)
    is_wrong |= fake_check_is (&command->convert_arg, round_us (command->convert_arg));
  if (command->scan_begin_src == TRIG_TIMER)
    {
      guint period = round_us (command->scan_begin_arg);

      if (command->convert_src == TRIG_TIMER)
        period = MAX (period, command->convert_arg * command->scan_end_arg);
      is_wrong |= fake_check_is (&command->scan_begin_arg, period);
    }

  return is_wrong;
}

static int
input_command_test (FakeSubdevice *self, comedi_cmd *command)
{
  gboolean is_wrong = fake_check_source (&command->start_src, TRIG_NOW);

  is_wrong |= fake_check_source (&command->scan_begin_src, TRIG_FOLLOW | TRIG_TIMER);
  is_wrong |= fake_check_source (&command->convert_src, TRIG_NOW | TRIG_TIMER);
  is_wrong |= fake_check_source (&command->scan_end_src, TRIG_COUNT);
  is_wrong |= fake_check_source (&command->stop_src, TRIG_COUNT | TRIG_NONE);
  if (is_wrong)
    return 1;
  if (fake_check_unique (command->convert_src) || fake_check_unique (command->stop_src) ||
      (command->scan_begin_src == TRIG_FOLLOW && command->convert_src == TRIG_NOW))
    return 2;
  if (check_arguments (command))
    return 3;

  return round_arguments (command) ? 4 : 0;
}

static int
input_start (FakeSubdevice *self)
{
  const comedi_cmd *command = &self->command;
  FakeRun *run = &self->run;

  if ((command->flags & CMDF_PRIORITY) != 0)
    return -EPERM;
  run->convert_ns = command->convert_src == TRIG_TIMER ? command->convert_arg : 0;
  run->scan_ns = run->convert_ns * command->scan_end_arg;
  run->first_ns = run->convert_ns;
  if (command->scan_begin_src == TRIG_TIMER)
    {
      run->scan_ns = command->scan_begin_arg;
      run->first_ns += run->scan_ns;
    }
  run->tick_ns = TICK_NS;

  return 0;
}

/* Saw tooth on channel 0, square wave on channel 1; their phase is the clock's. */
static lsampl_t
input_sample (FakeSubdevice *self, guint chanspec, const FakeMoment *at)
{
  const comedi_range *range = &ranges[CR_RANGE (chanspec)];
  guint64 amplitude = (guint64)self->maxdata * AMPLITUDE_UV /
                      (guint64)(1e6 * (range->max - range->min));
  guint64 now_us = (guint64)(at->ns / US) % PERIOD_US;

  if (self->card->state->signal != NULL || self->card->state->counts != NULL)
    return fake_input_sample (self, chanspec, at);
  if (at->channel == 0)
    return (lsampl_t)(now_us * amplitude * 2 / PERIOD_US + MIDDLE - amplitude);
  if (at->channel == 1)
    return (lsampl_t)(now_us < PERIOD_US / 2 ? MIDDLE - amplitude : MIDDLE + amplitude);

  return MIDDLE;
}

/* Not the wave forms: what was put out last. */
static int
read_loop (FakeSubdevice *self, guint chanspec, lsampl_t *data)
{
  GArray *output = self->card->state->outputs[CR_CHAN (chanspec)];

  *data = output->len > 0 ? g_array_index (output, lsampl_t, output->len - 1) : MIDDLE;

  return 1;
}

static int
output_command_test (FakeSubdevice *self, comedi_cmd *command)
{
  gboolean is_wrong = fake_check_source (&command->start_src, TRIG_INT);

  is_wrong |= fake_check_source (&command->scan_begin_src, TRIG_TIMER);
  is_wrong |= fake_check_source (&command->convert_src, TRIG_NOW);
  is_wrong |= fake_check_source (&command->scan_end_src, TRIG_COUNT);
  is_wrong |= fake_check_source (&command->stop_src, TRIG_COUNT | TRIG_NONE);
  if (is_wrong)
    return 1;
  if (fake_check_unique (command->stop_src))
    return 2;
  is_wrong |= fake_check_min (&command->scan_begin_arg, US);
  is_wrong |= fake_check_is (&command->convert_arg, 0);
  is_wrong |= fake_check_counts (command);
  if (is_wrong)
    return 3;

  return fake_check_is (&command->scan_begin_arg, round_us (command->scan_begin_arg)) ? 4 : 0;
}

static int
output_start (FakeSubdevice *self)
{
  if ((self->command.flags & CMDF_PRIORITY) != 0)
    return -EPERM;
  self->run.waits_for_call = TRUE;
  self->run.scan_ns = self->command.scan_begin_arg;
  self->run.first_ns = self->run.scan_ns;

  return 0;
}

void
fake_card_comedi_test_attach (FakeCard *self)
{
  static const FakeDriver input = { .command_test = input_command_test,
                                    .start = input_start,
                                    .sample = input_sample,
                                    .insn_read = read_loop };
  static const FakeDriver output = { .command_test = output_command_test,
                                     .start = output_start,
                                     .trigger = fake_output_trigger,
                                     .run = fake_output_run,
                                     .insn_read = read_loop,
                                     .insn_write = fake_output_insn_write };
  FakeSubdevice *it;

  self->state->driver_name = self->state->board_name = "comedi_test";
  it = fake_card_add (self, COMEDI_SUBD_AI, SDF_READABLE | SDF_GROUND, N_CHANNELS);
  it->driver = &input;
  fake_subdevice_set_scale (it, 65535, ranges, G_N_ELEMENTS (ranges));
  fake_subdevice_set_commands (it, 2 * N_CHANNELS);
  self->state->read_subdevice = (int)it->number;

  it = fake_card_add (self, COMEDI_SUBD_AO, SDF_WRITABLE | SDF_GROUND, N_CHANNELS);
  it->driver = &output;
  fake_subdevice_set_scale (it, 65535, ranges, G_N_ELEMENTS (ranges));
  fake_subdevice_set_commands (it, N_CHANNELS);
  self->state->write_subdevice = (int)it->number;
}
