/* SPDX-License-Identifier: GPL-3.0-or-later */
/* USB-DUXfast. Source: the kernel's drivers/comedi/drivers/usbduxfast.c: usbduxfast_ai_cmdtest,
 * usbduxfast_ai_check_chanlist, usbduxfast_ai_cmd, usbduxfast_ai_handle_urb,
 * usbduxfast_auto_attach. */
#include "config.h"

#include <errno.h>

#include "fake-comedi-card.h"
#include "fake-comedi-check.h"

#define N_CHANNELS 16
#define MAXDATA 0x1000 /* 12 bits, and one that tells an overflow */
#define MHZ 30u
#define MIN_STEPS 9u /* of more than one channel */
#define MAX_STEPS 500u
#define PACKET 256u /* samples */
#define N_IGNORED 4u

static guint
get_steps (const comedi_cmd *command)
{
  return command->convert_arg * MHZ / 1000u;
}

/* Only a period out of limits is put right. One between two steps is taken as it is, and the card
 * then goes by the shorter one. */
static gboolean
check_period (comedi_cmd *command)
{
  guint least = command->chanlist_len != 1 ? MIN_STEPS : 1;
  guint steps = get_steps (command);

  if (steps >= least && steps <= MAX_STEPS)
    return FALSE;
  command->convert_arg = CLAMP (steps, least, MAX_STEPS) * 1000u / MHZ;

  return TRUE;
}

static gboolean
check_arguments (comedi_cmd *command)
{
  gboolean is_wrong = fake_check_is (&command->start_arg, 0);

  is_wrong |= command->chanlist_len == 0;
  is_wrong |= command->start_src == TRIG_EXT && command->chanlist_len != 1 &&
              command->chanlist_len != N_CHANNELS;
  is_wrong |= fake_check_is (&command->scan_end_arg, command->chanlist_len);
  is_wrong |= check_period (command);
  if (command->stop_src == TRIG_COUNT)
    is_wrong |= fake_check_min (&command->stop_arg, 1);
  else
    is_wrong |= fake_check_is (&command->stop_arg, 0);

  return is_wrong;
}

/* From channel 0 on, 1 to 3 of them or all. */
static gboolean
is_chanlist_possible (const comedi_cmd *command)
{
  if (command->chanlist_len > 3 && command->chanlist_len != N_CHANNELS)
    return FALSE;
  for (guint i = 0; i < command->chanlist_len; i++)
    if (CR_CHAN (command->chanlist[i]) != i ||
        (command->chanlist_len > 3 &&
         CR_RANGE (command->chanlist[i]) != CR_RANGE (command->chanlist[0])))
      return FALSE;

  return TRUE;
}

static int
input_command_test (FakeSubdevice *self, comedi_cmd *command)
{
  gboolean is_wrong = fake_check_source (&command->start_src, TRIG_NOW | TRIG_EXT | TRIG_INT);

  is_wrong |= fake_check_source (&command->scan_begin_src, TRIG_FOLLOW);
  is_wrong |= fake_check_source (&command->convert_src, TRIG_TIMER);
  is_wrong |= fake_check_source (&command->scan_end_src, TRIG_COUNT);
  is_wrong |= fake_check_source (&command->stop_src, TRIG_COUNT | TRIG_NONE);
  if (is_wrong)
    return 1;
  if (fake_check_unique (command->start_src) || fake_check_unique (command->stop_src))
    return 2;
  if (check_arguments (command))
    return 3;

  return command->chanlist == NULL || is_chanlist_possible (command) ? 0 : 5;
}

/* The first packets are thrown away, also after a trigger; the end comes with a whole packet. */
static int
input_start (FakeSubdevice *self)
{
  const comedi_cmd *command = &self->command;
  FakeRun *run = &self->run;

  run->waits_for_edge = command->start_src == TRIG_EXT;
  run->start_falls = TRUE;
  run->waits_for_call = command->start_src == TRIG_INT;
  run->convert_ns = get_steps (command) * 1000.0 / MHZ;
  run->scan_ns = run->convert_ns * command->chanlist_len;
  run->n_dropped = N_IGNORED * PACKET;
  run->block = PACKET;
  run->ends_at_block = TRUE;

  return 0;
}

static int
input_trigger (FakeSubdevice *self, guint number)
{
  if (number != self->command.start_arg)
    return -EINVAL;
  self->run.waits_for_call = FALSE;
  fake_stream_begin (self, fake_comedi_now_ns ());

  return 1;
}

void
fake_card_usbduxfast_attach (FakeCard *self)
{
  static const comedi_range ranges[] = { { -0.75, 0.75, UNIT_volt }, { -0.5, 0.5, UNIT_volt } };
  static const FakeDriver input = { .command_test = input_command_test,
                                    .start = input_start,
                                    .trigger = input_trigger,
                                    .sample = fake_input_sample,
                                    .insn_read = fake_input_insn_read };
  FakeSubdevice *it = fake_card_add (self, COMEDI_SUBD_AI, SDF_READABLE | SDF_GROUND, N_CHANNELS);

  self->state->driver_name = self->state->board_name = "usbduxfast";
  it->driver = &input;
  fake_subdevice_set_scale (it, MAXDATA, ranges, G_N_ELEMENTS (ranges));
  fake_subdevice_set_commands (it, N_CHANNELS);
  self->state->read_subdevice = (int)it->number;
}
